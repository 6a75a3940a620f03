#pragma once
// The store on SQLite: one connection, one thread, one writer.

#include <memory>

#include "store/database.h"
#include "store/store.h"

namespace waypost::store {

/// Frames in the WAL from which tidy() copies them back. Small and often: 4,000 instead of 1,000
/// doubled p99, a checkpoint thread made p999 eight times worse.
inline constexpr int kCheckpointFrames = 1'000;

/// Opens, migrates when `migrate_now` says so, and loads the row-id counters.
/// Throws std::runtime_error with one clear sentence.
enum class Migrate : std::uint8_t { yes, refuse_if_needed };
[[nodiscard]] std::unique_ptr<Store> open_sqlite(DatabaseOptions const& options, Migrate migrate);

}  // namespace waypost::store
