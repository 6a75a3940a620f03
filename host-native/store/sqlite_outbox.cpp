// What goes out: items, budgets, stops and timers.
#include "waypost/outbox/states.h"

#include "store/sqlite_impl.h"

namespace waypost::store {

std::optional<outbox::Item> SqliteStore::item(RowId id) {
  return guarded([&]() -> std::optional<outbox::Item> {
    if (born_ && born_->id == id) return *born_;
    SQLite::Statement& row = db_.get(sql::item);
    row.bind(1, id);
    if (!row.executeStep()) return std::nullopt;
    return with_number(rows::item(row));
  });
}

std::vector<outbox::Item> SqliteStore::open_items() {
  return guarded([&] {
    std::vector<outbox::Item> items;
    SQLite::Statement& row = db_.get(sql::open_items);
    while (row.executeStep()) items.push_back(with_number(rows::item(row)));
    return items;
  });
}

Surroundings SqliteStore::surroundings(outbox::Item const& item) {
  return guarded([&] {
    Surroundings around;
    if (met_ && met_->conversation == item.conversation && met_->contact == item.contact) {
      around = met_->around;
    } else {
      SQLite::Statement& row = db_.get(sql::surroundings);
      row.bind(1, item.contact);
      row.bind(2, item.conversation);
      if (row.executeStep()) around = rows::surroundings(row);
      row.reset();
    }
    around.pair_limit = debts_.state(item.conversation);
    return around;
  });
}

bool SqliteStore::dispatch(outbox::Item const& item, Instant now) {
  return guarded([&] {
    changes(item.id);
    SQLite::Statement& row = db_.get(sql::dispatch_item);
    row.bind(1, item.id);
    row.bind(2, item.attempt);
    row.bind(3, static_cast<std::int64_t>(item.token_random));
    rows::bind_instant(row, 4, now);
    return row.exec() == 1;
  });
}

void SqliteStore::postpone(RowId id, Instant due_at, std::string_view reason) {
  guarded([&] {
    changes(id);
    SQLite::Statement& row = db_.get(sql::postpone_item);
    row.bind(1, id);
    rows::bind_instant(row, 2, due_at);
    rows::bind_text(row, 3, reason);
    row.exec();
  });
}

void SqliteStore::move(engine::Move const& move) {
  guarded([&] {
    changes(move.item);
    SQLite::Statement& row = db_.get(sql::move_item);
    row.bind(1, move.item);
    row.bind(2, static_cast<int>(move.to));
    rows::bind_instant(row, 3, move.due_at);
    rows::lend_text(row, 4, move.wamid.value);
    rows::lend_text(row, 5, move.reason);
    row.bind(6, move.failures);
    rows::bind_instant(row, 7, move.at);
    row.exec();
  });
}

void SqliteStore::owe(RowId conversation, std::string_view state, Instant paid_at, Instant now) {
  guarded([&] { debts_.put(conversation, state, paid_at, now); });
}

void SqliteStore::initiate(RowId conversation, Instant at) {
  guarded([&] {
    met_.reset();
    SQLite::Statement& row = db_.get(sql::initiate_conversation);
    row.bind(1, conversation);
    rows::bind_instant(row, 2, at);
    row.exec();
  });
}

std::string SqliteStore::limiter(std::string const& name) {
  return guarded([&] { return limiters_.state(name); });
}

void SqliteStore::put_limiter(std::string const& name, std::string_view state) {
  guarded([&] { limiters_.put(name, state); });
}

std::vector<Stop> SqliteStore::stops() {
  return guarded([&] {
    if (stops_) return *stops_;
    std::vector<Stop> stops;
    SQLite::Statement& row = db_.get(sql::stops);
    while (row.executeStep()) {
      stops.push_back({row.getColumn(0).getString(), row.getColumn(1).getString(),
                       rows::instant_at(row, 2), row.getColumn(3).getString()});
    }
    stops_ = stops;
    return stops;
  });
}

void SqliteStore::put_stop(Stop const& stop, Instant now) {
  guarded([&] {
    stops_.reset();
    SQLite::Statement& row = db_.get(sql::put_stop);
    rows::bind_text(row, 1, stop.scope);
    rows::bind_text(row, 2, stop.subject);
    rows::bind_instant(row, 3, stop.until);
    rows::bind_text(row, 4, stop.reason);
    rows::bind_instant(row, 5, now);
    row.exec();
  });
}

void SqliteStore::delete_stop(std::string_view scope, std::string_view subject) {
  guarded([&] {
    stops_.reset();
    SQLite::Statement& row = db_.get(sql::delete_stop);
    rows::bind_text(row, 1, scope);
    rows::bind_text(row, 2, subject);
    row.exec();
  });
}

std::vector<engine::Wake> SqliteStore::due_wakes(Instant now) {
  return guarded([&] {
    std::vector<engine::Wake> wakes;
    SQLite::Statement& row = db_.get(sql::due_wakes);
    rows::bind_instant(row, 1, now);
    while (row.executeStep()) {
      wakes.push_back({row.getColumn(0).getString(), instant_of_us(row.getColumn(1).getInt64())});
    }
    return wakes;
  });
}

void SqliteStore::delete_wake(std::string const& key) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql::delete_wake);
    row.bind(1, key);
    row.exec();
  });
}

Backlog SqliteStore::backlog() {
  return guarded([&] {
    Backlog backlog;
    SQLite::Statement& row = db_.get(sql::count_open);
    while (row.executeStep()) {
      bool const reply = row.getColumn(0).getInt() == static_cast<int>(outbox::Lane::reply);
      (reply ? backlog.reply : backlog.bulk) = row.getColumn(1).getInt64();
      (reply ? backlog.oldest_reply : backlog.oldest_bulk) = rows::instant_at(row, 2);
    }
    SQLite::Statement& doubt = db_.get(sql::count_in_doubt);
    if (doubt.executeStep()) backlog.in_doubt = doubt.getColumn(0).getInt64();
    return backlog;
  });
}

void SqliteStore::changes(RowId item) noexcept {
  if (born_ && born_->id == item) born_.reset();
}

outbox::Item SqliteStore::with_number(rows::ItemRow row) {
  auto const number = static_cast<std::size_t>(row.number);
  if (number < number_ids_.size()) row.item.phone_number_id = number_ids_[number];
  return std::move(row.item);
}

}  // namespace waypost::store
