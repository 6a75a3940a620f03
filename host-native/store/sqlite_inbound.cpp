// What comes in: the journal, who it is from, whether it was seen.
#include "waypost/engine/phone.h"

#include "store/sqlite_impl.h"

namespace waypost::store {

RowId SqliteStore::next_journal() {
  return ++ids_.journal;
}

void SqliteStore::journal(RowId id, RowId app, Instant received_at, std::string_view sealed) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql::insert_journal);
    row.bind(1, id);
    row.bind(2, app);
    rows::bind_instant(row, 3, received_at);
    rows::bind_bytes(row, 4, sealed);
    row.exec();
  });
}

Snapshot SqliteStore::load(engine::Keys const& keys, Scope const& scope) {
  return guarded([&] {
    Snapshot snapshot;
    snapshot.number = {scope.phone_number_id, scope.tenant, scope.display};
    snapshot.seen = !keys.seen.empty() && seen(keys.seen);
    if (snapshot.seen) return snapshot;
    snapshot.found.reserve(keys.parties.size());
    for (webhook::Party const& party : keys.parties) snapshot.found.push_back(find(party, scope));
    if (keys.token) snapshot.item = item(keys.token->row);
    return snapshot;
  });
}

void SqliteStore::quarantine(Scope const& scope,
                             std::string_view pointer,
                             std::string_view reason,
                             std::string_view sealed) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql::insert_quarantine);
    row.bind(1, ++ids_.quarantine);
    row.bind(2, scope.app);
    row.bind(3, scope.journal);
    rows::bind_instant(row, 4, scope.received_at);
    rows::bind_text(row, 5, pointer);
    rows::bind_text(row, 6, reason);
    rows::bind_bytes(row, 7, sealed);
    row.exec();
  });
}

void SqliteStore::prune_journal(Instant before) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql::prune_journal);
    rows::bind_instant(row, 1, before);
    row.exec();
  });
}

bool SqliteStore::seen(std::string const& key) {
  std::string const digest = seen_of(key);
  // A message's key begins with "m:"; every other key is an event's.
  bool const message = key.starts_with("m:");
  SQLite::Statement& row = db_.get(message ? sql::message_by_seen : sql::event_by_seen);
  rows::bind_bytes(row, 1, digest);
  bool const found = row.executeStep();
  row.reset();
  return found;
}

RowId SqliteStore::identity(RowId tenant, IdentityKind kind, std::string const& value) {
  if (value.empty()) return 0;
  SQLite::Statement& row = db_.get(sql::identity);
  row.bind(1, tenant);
  row.bind(2, static_cast<int>(kind));
  rows::lend_text(row, 3, value);
  RowId const contact = row.executeStep() ? row.getColumn(0).getInt64() : 0;
  row.reset();
  return contact;
}

RowId SqliteStore::by_phone(RowId tenant, webhook::Party const& party) {
  if (RowId const id = identity(tenant, phone_identity, party.phone); id != 0) return id;
  if (party.wa_id != party.phone) {
    if (RowId const id = identity(tenant, phone_identity, party.wa_id); id != 0) return id;
  }
  for (std::string const& form : engine::other_dialling_forms(party.phone)) {
    if (RowId const id = identity(tenant, phone_identity, form); id != 0) return id;
  }
  return 0;
}

Found SqliteStore::find(webhook::Party const& party, Scope const& scope) {
  Found found;
  RowId const user = identity(scope.tenant, user_identity, party.user_id);
  RowId const phone = by_phone(scope.tenant, party);
  RowId contact = user != 0 ? user : phone;
  if (contact == 0) contact = identity(scope.tenant, parent_identity, party.parent_user_id);
  if (user != 0 && phone != 0 && user != phone) found.other = phone;
  if (contact == 0) return found;
  SQLite::Statement& row = db_.get(sql::contact_with_conversation);
  row.bind(1, contact);
  row.bind(2, scope.number);
  if (!row.executeStep()) return found;
  found.contact = rows::contact(row);
  if (!row.isColumnNull(14)) {
    found.conversation = rows::conversation(row, 14);
    found.conversation->contact = contact;
    found.conversation->phone_number_id = scope.phone_number_id;
    met_ = Met{contact, found.conversation->id, {}};
    met_->around.last_inbound_at = found.conversation->last_inbound_at;
    met_->around.initiated_at = rows::instant_at(row, 19);
    met_->learn(*found.contact);
  }
  row.reset();
  return found;
}

}  // namespace waypost::store
