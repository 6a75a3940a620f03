#pragma once
// Brings a database to this binary's schema, forward only, one transaction per version.

#include <cstdint>

namespace waypost::store {

class Database;

/// The schema version this binary writes.
[[nodiscard]] std::int64_t schema_version() noexcept;

/// The version of an open database: 0 when it is empty.
[[nodiscard]] std::int64_t version_of(Database& db);

/// Runs what is missing. Throws std::runtime_error when the file is of a newer binary or is a
/// database of another program. Killed half-way it leaves the old version or the new one.
/// @return versions applied.
int migrate(Database& db);

}  // namespace waypost::store
