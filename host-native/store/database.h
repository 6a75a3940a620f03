#pragma once
// One SQLite connection, set up so that "committed" means "on the disk".

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace waypost::store {

/// What a connection may do. Exactly one connection of one process writes and checkpoints
/// (SQLite 3.40.1 has the WAL-reset bug); readers are query_only.
enum class Role : std::uint8_t { writer, reader };

/// How hard COMMIT waits for the disk. Only `full` keeps the promise; the others exist so that
/// tests can show that they break it.
enum class Sync : std::uint8_t { full, normal, off };

struct DatabaseOptions {
  std::string path;
  Role role = Role::writer;
  Sync sync = Sync::full;
  std::string vfs;  ///< "" is the platform's
  std::int64_t cache_kib = 65'536;
  /// Frames in the WAL from which the writer copies them back. Small and often: 4,000 instead of
  /// 1,000 doubled p99, a checkpoint thread made p999 eight times worse.
  int checkpoint_frames = 1'000;
  /// The same when groups are small and nobody waits for the next. Copying back a random page
  /// costs the same sooner or later, and whoever comes meanwhile waits: a smaller heap made p99 at
  /// 400/s five times better, on ten million messages nine times.
  int idle_frames = 128;
};

/// What went wrong with storage, by what the process must do about it.
enum class Fault : std::uint8_t {
  full,   ///< no space: refuse, go on, recover by itself
  fatal,  ///< I/O error, corruption, a foreign writer: acknowledge nothing more, exit
  logic,  ///< a statement was refused (constraint, type): the event's fault
};

/// A failed statement, told apart by its primary result code.
[[nodiscard]] Fault fault_of(int sqlite_code) noexcept;

/// Owns a connection and its prepared statements. Not copyable; one thread at a time.
class Database {
 public:
  /// Opens and sets up; creates the file when it is missing (writer only) and syncs its folder.
  /// Throws std::runtime_error with one clear sentence: not a database, read-only, wrong mode.
  explicit Database(DatabaseOptions const& options);
  ~Database();
  Database(Database const&) = delete;
  Database& operator=(Database const&) = delete;

  /// The prepared statement for `sql`, reset and without bindings. `sql` must be a constant of
  /// waypost/sql.h: its address is the cache's key. Valid until the connection closes.
  [[nodiscard]] SQLite::Statement& get(std::string_view sql);

  /// Ends every statement that stopped half-way. One that stays open keeps its read snapshot: the
  /// WAL could not be copied back ("table is locked") and would grow.
  void rest() noexcept;

  /// Begins, ends or marks a transaction: a constant, prepared once, not counted.
  void mark(std::string_view sql);

  /// Runs statements that return nothing.
  void run(std::string const& sql);

  /// Copies up to all frames of the WAL into the file without waiting for anyone.
  /// @return frames left in the WAL.
  int checkpoint();

  /// Frames in the WAL now (as of the last commit of this connection).
  [[nodiscard]] int wal_frames() const noexcept { return *wal_frames_; }

  /// Statements stepped since start: a count that does not wobble, gated in CI.
  [[nodiscard]] std::uint64_t statements() const noexcept { return statements_; }

 private:
  [[nodiscard]] SQLite::Statement& prepared(std::string_view sql);

  struct Cache;
  std::unique_ptr<SQLite::Database> db_;
  std::unique_ptr<Cache> cache_;
  std::unique_ptr<int> wal_frames_;
  std::uint64_t statements_ = 0;
};

}  // namespace waypost::store
