#pragma once
// The store on SQLite: one connection, one thread, one writer.

#include <memory>

#include "store/database.h"
#include "store/store.h"

namespace waypost::store {

/// Opens, migrates when `migrate_now` says so, and loads the row-id counters.
/// Throws std::runtime_error with one clear sentence.
enum class Migrate : std::uint8_t { yes, refuse_if_needed };
[[nodiscard]] std::unique_ptr<Store> open_sqlite(DatabaseOptions const& options, Migrate migrate);

}  // namespace waypost::store
