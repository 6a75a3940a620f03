// Opening, transactions and what several tables share.
#include <algorithm>
#include <stdexcept>

#include "crypto/hmac.h"
#include "store/sqlite_impl.h"

namespace waypost::store {

std::string seen_of(std::string_view key) {
  crypto::Digest const digest = crypto::sha256(key);
  return {reinterpret_cast<char const*>(digest.data()), 16};
}

SqliteStore::SqliteStore(DatabaseOptions const& options, Migrate migrate_now)
    : db_(options),
      checkpoint_frames_(options.checkpoint_frames),
      idle_frames_(std::min(options.idle_frames, options.checkpoint_frames)),
      limiters_(db_),
      debts_(db_) {
  if (migrate_now == Migrate::yes) {
    migrate(db_);
  } else if (version_of(db_) != schema_version()) {
    throw std::runtime_error("the database has schema " + std::to_string(version_of(db_)) +
                             ", this binary writes " + std::to_string(schema_version()) +
                             "; run: waypost migrate");
  }
  ids_ = {max_of(sql::max_journal),   max_of(sql::max_contact), max_of(sql::max_conversation),
          max_of(sql::max_message),   max_of(sql::max_event),   max_of(sql::max_outbox),
          max_of(sql::max_quarantine)};
  load_number_ids();
}

void SqliteStore::begin() {
  born_.reset();
  met_.reset();
  plain("BEGIN IMMEDIATE");
}

void SqliteStore::rollback() {
  limiters_.forget();
  forget();
  db_.rest();
  plain("ROLLBACK");
}

void SqliteStore::savepoint() {
  limiters_.savepoint();
  plain("SAVEPOINT event");
}

void SqliteStore::release() {
  plain("RELEASE event");
}

void SqliteStore::undo() {
  limiters_.undo();
  forget();
  plain("ROLLBACK TO event");
  plain("RELEASE event");
}

void SqliteStore::commit() {
  int const before = db_.wal_frames();
  guarded([&] { limiters_.write(); });
  db_.rest();
  plain("COMMIT");
  limiters_.settle();
  int const after = db_.wal_frames();
  counts_.commits += 1;
  counts_.wal_frames += static_cast<std::uint64_t>(after > before ? after - before : after);
}

void SqliteStore::tidy(Haste haste) {
  guarded([&] {
    int const enough = haste == Haste::none ? idle_frames_ : checkpoint_frames_;
    if (db_.wal_frames() < enough) return;
    db_.checkpoint();
    counts_.checkpoints += 1;
  });
}

Store::Counts SqliteStore::counts() const {
  Counts counts = counts_;
  counts.statements = db_.statements();
  return counts;
}

void SqliteStore::forget() noexcept {
  stops_.reset();
  born_.reset();
  met_.reset();
  debts_.forget();
}

void SqliteStore::plain(char const* sql) {
  guarded([&] { db_.mark(sql); });
}

RowId SqliteStore::max_of(std::string_view sql) {
  SQLite::Statement& row = db_.get(sql);
  RowId const id = row.executeStep() ? row.getColumn(0).getInt64() : 0;
  row.reset();
  return id;
}

void SqliteStore::load_number_ids() {
  SQLite::Statement& row = db_.get(sql::numbers);
  while (row.executeStep()) {
    auto const id = static_cast<std::size_t>(row.getColumn(0).getInt64());
    if (number_ids_.size() <= id) number_ids_.resize(id + 1);
    number_ids_[id] = PhoneNumberId{row.getColumn(1).getString()};
  }
  row.reset();
}

std::string SqliteStore::text_of(std::string_view sql, std::string const& name) {
  return guarded([&] {
    SQLite::Statement& row = db_.get(sql);
    row.bind(1, name);
    return row.executeStep() ? row.getColumn(0).getString() : std::string{};
  });
}

void SqliteStore::put_text(std::string_view sql, std::string const& name, std::string_view value) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql);
    row.bind(1, name);
    rows::bind_text(row, 2, value);
    row.exec();
  });
}

std::unique_ptr<Store> open_sqlite(DatabaseOptions const& options, Migrate migrate) {
  try {
    return std::make_unique<SqliteStore>(options, migrate);
  } catch (SQLite::Exception const& error) {
    throw std::runtime_error("cannot read the database " + options.path + ": " + error.what());
  }
}

}  // namespace waypost::store
