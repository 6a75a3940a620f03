#include "store/database.h"

#include <filesystem>
#include <stdexcept>
#include <unordered_map>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace waypost::store {
namespace {

/// The directory entry of a new database is as important as its pages.
void sync_folder(std::string const& path) {
  std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  int const fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  (void)::fsync(fd);
  (void)::close(fd);
}

std::string ask(SQLite::Database& db, char const* sql) {
  SQLite::Statement query(db, sql);
  return query.executeStep() ? query.getColumn(0).getString() : std::string{};
}

void demand(SQLite::Database& db, char const* sql, std::string const& wanted) {
  std::string const got = ask(db, sql);
  if (got != wanted) {
    throw std::runtime_error(std::string{"the database refuses "} + sql + ": it says '" + got +
                             "' where '" + wanted + "' is needed");
  }
}

char const* word(Sync sync) {
  switch (sync) {
    case Sync::full: return "2";
    case Sync::normal: return "1";
    case Sync::off: return "0";
  }
  return "2";
}

// Room for what statements allocate while they run: larger than SQLite's default of 100 slots,
// which fifty prepared statements hold for themselves.
constexpr int kLookasideBytes = 1'200;
constexpr int kLookasideSlots = 800;

/// Nobody asks SQLite how much memory it uses: counting takes a lock at every allocation.
void stop_counting_memory() {
  static int const once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)once;
}

void set_up(SQLite::Database& db, DatabaseOptions const& options) {
  sqlite3* const handle = db.getHandle();
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_LOOKASIDE, nullptr, kLookasideBytes, kLookasideSlots);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, options.role == Role::writer ? 0 : 1,
                    nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024);
  sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 100'000);
  sqlite3_limit(handle, SQLITE_LIMIT_VARIABLE_NUMBER, 500);
  if (options.role == Role::writer) {
    demand(db, "PRAGMA journal_mode=WAL", "wal");
    db.exec(std::string{"PRAGMA synchronous="} + word(options.sync));
    demand(db, "PRAGMA synchronous", word(options.sync));
    sqlite3_busy_timeout(handle, 0);  // the only writer never waits: BUSY means a second one
  } else {
    db.exec("PRAGMA query_only=ON");
    sqlite3_busy_timeout(handle, 2'000);
  }
  db.exec("PRAGMA wal_autocheckpoint=0");
  db.exec("PRAGMA foreign_keys=ON");
  db.exec("PRAGMA trusted_schema=OFF");
  db.exec("PRAGMA cell_size_check=ON");
  db.exec("PRAGMA mmap_size=0");
  db.exec("PRAGMA temp_store=MEMORY");
  db.exec("PRAGMA cache_size=-" + std::to_string(options.cache_kib));
}

int note_wal(void* frames, sqlite3* /*db*/, char const* /*name*/, int pages) {
  *static_cast<int*>(frames) = pages;
  return SQLITE_OK;
}

}  // namespace

Fault fault_of(int sqlite_code) noexcept {
  switch (sqlite_code & 0xFF) {
    case SQLITE_FULL: return Fault::full;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM: return Fault::fatal;
    default: return Fault::logic;
  }
}

struct Database::Cache {
  std::unordered_map<char const*, SQLite::Statement> statements;
};

Database::Database(DatabaseOptions const& options)
    : cache_(std::make_unique<Cache>()), wal_frames_(std::make_unique<int>(0)) {
  bool const fresh = options.vfs.empty() && !std::filesystem::exists(options.path);
  int const flags = options.role == Role::writer
                        ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX
                        : SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;
  stop_counting_memory();
  try {
    db_ = std::make_unique<SQLite::Database>(options.path, flags, 0, options.vfs);
    set_up(*db_, options);
  } catch (SQLite::Exception const& error) {
    throw std::runtime_error("cannot open the database " + options.path + ": " + error.what());
  }
  sqlite3_wal_hook(db_->getHandle(), note_wal, wal_frames_.get());
  if (fresh && options.role == Role::writer) {
    std::filesystem::permissions(
        options.path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    sync_folder(options.path);
  }
}

Database::~Database() = default;

SQLite::Statement& Database::get(std::string_view sql) {
  ++statements_;
  return prepared(sql);
}

SQLite::Statement& Database::prepared(std::string_view sql) {
  auto found = cache_->statements.find(sql.data());
  if (found == cache_->statements.end()) {
    found = cache_->statements.try_emplace(sql.data(), *db_, std::string{sql}).first;
    return found->second;
  }
  found->second.reset();
  found->second.clearBindings();
  return found->second;
}

void Database::mark(std::string_view sql) {
  SQLite::Statement& statement = prepared(sql);
  statement.exec();
  statement.reset();
}

void Database::rest() noexcept {
  for (auto& [sql, statement] : cache_->statements) (void)statement.tryReset();
}

void Database::run(std::string const& sql) {
  db_->exec(sql);
}

int Database::checkpoint() {
  int log = 0;
  int copied = 0;
  int const code = sqlite3_wal_checkpoint_v2(db_->getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                             &log, &copied);
  if (code != SQLITE_OK && code != SQLITE_BUSY) throw SQLite::Exception(db_->getHandle(), code);
  *wal_frames_ = log - copied;
  return *wal_frames_;
}

}  // namespace waypost::store
