// Effects become rows.
#include <variant>

#include "store/sqlite_impl.h"

namespace waypost::store {

void SqliteStore::apply(engine::Effects const& effects,
                        Snapshot const& snapshot,
                        Scope const& scope,
                        Applied& applied) {
  guarded([&] {
    Context context{snapshot, scope, applied, {}, {}, {}};
    for (Found const& found : snapshot.found) {
      context.contacts.push_back(found.contact ? found.contact->id : 0);
      context.conversations.push_back(found.conversation ? found.conversation->id : 0);
    }
    for (engine::Effect const& effect : effects) {
      std::visit([&](auto const& one) { perform(one, context); }, effect);
    }
  });
}

RowId SqliteStore::contact_of(Context const& context, std::size_t party) {
  return party < context.contacts.size() ? context.contacts[party] : 0;
}

RowId SqliteStore::conversation_of(Context const& context, std::size_t party) {
  return party < context.conversations.size() ? context.conversations[party] : 0;
}

void SqliteStore::perform(engine::MarkSeen const& mark, Context& context) {
  context.seen = mark.key;
}

void SqliteStore::perform(engine::PutContact const& put, Context& context) {
  engine::Contact const& contact = put.contact;
  RowId const id = contact.id != 0 ? contact.id : ++ids_.contact;
  SQLite::Statement& row = db_.get(sql::put_contact);
  row.bind(1, id);
  row.bind(2, context.scope.tenant);
  rows::lend_text(row, 3, contact.phone);
  rows::lend_text(row, 4, contact.wa_id);
  rows::lend_text(row, 5, contact.user_id);
  rows::lend_text(row, 6, contact.parent_user_id);
  rows::lend_text(row, 7, contact.name);
  rows::lend_text(row, 8, contact.username);
  rows::lend_text(row, 9, contact.email);
  row.bind(10, rows::fields_text(contact));
  row.bind(11, rows::tags_text(contact));
  row.bind(12, contact.bot_off ? 1 : 0);
  row.bind(13, static_cast<int>(contact.marketing));
  row.bind(14, contact.opted_out_of_all ? 1 : 0);
  rows::bind_instant(row, 15, contact.suppressed_until);
  row.exec();
  put_identities(id, contact, context.scope.tenant);
  if (met_ && met_->contact == id) met_->learn(contact);
  if (put.party < context.contacts.size()) context.contacts[put.party] = id;
}

void SqliteStore::put_identities(RowId id, engine::Contact const& contact, RowId tenant) {
  put_identity(tenant, phone_identity, contact.phone, id);
  if (contact.wa_id != contact.phone) put_identity(tenant, phone_identity, contact.wa_id, id);
  put_identity(tenant, user_identity, contact.user_id, id);
  put_identity(tenant, parent_identity, contact.parent_user_id, id);
}

void SqliteStore::put_identity(RowId tenant,
                               IdentityKind kind,
                               std::string const& value,
                               RowId contact) {
  if (value.empty()) return;
  SQLite::Statement& row = db_.get(sql::put_identity);
  row.bind(1, tenant);
  row.bind(2, static_cast<int>(kind));
  rows::lend_text(row, 3, value);
  row.bind(4, contact);
  row.exec();
}

void SqliteStore::perform(engine::PutConversation const& put, Context& context) {
  engine::Conversation const& talk = put.conversation;
  if (talk.id != 0) {
    SQLite::Statement& row = db_.get(sql::update_conversation);
    row.bind(1, talk.id);
    rows::bind_instant(row, 2, talk.last_inbound_at);
    rows::bind_instant(row, 3, talk.takeover_until);
    row.bind(4, rows::answered_text(talk));
    row.bind(5, rows::replies_text(talk));
    row.exec();
    if (met_ && met_->conversation == talk.id) met_->around.last_inbound_at = talk.last_inbound_at;
    return;
  }
  RowId const id = ++ids_.conversation;
  SQLite::Statement& row = db_.get(sql::insert_conversation);
  row.bind(1, id);
  row.bind(2, context.scope.number);
  row.bind(3, talk.contact != 0 ? talk.contact : contact_of(context, put.party));
  rows::bind_instant(row, 4, talk.last_inbound_at);
  rows::bind_instant(row, 5, talk.takeover_until);
  row.bind(6, rows::answered_text(talk));
  row.bind(7, rows::replies_text(talk));
  row.exec();
  if (put.party < context.conversations.size()) context.conversations[put.party] = id;
}

void SqliteStore::perform(engine::PutMessage const& put, Context& context) {
  SQLite::Statement& row = db_.get(sql::insert_message);
  row.bind(1, ++ids_.message);
  std::string const digest = seen_of(put.key);
  rows::bind_bytes(row, 2, digest);
  row.bind(3, context.scope.journal);
  row.bind(4, context.scope.number);
  row.bind(5, conversation_of(context, put.party));
  row.bind(6, contact_of(context, put.party));
  row.bind(7, static_cast<int>(put.direction));
  rows::lend_text(row, 8, put.wamid.value);
  rows::bind_instant(row, 9, put.at);
  rows::bind_instant(row, 10, context.scope.received_at);
  rows::lend_text(row, 11, put.type);
  rows::lend_text(row, 12, put.text);
  rows::lend_text(row, 13, put.payload);
  rows::lend_text(row, 14, put.context_id);
  rows::lend_text(row, 15, put.content);
  row.bind(16, static_cast<int>(put.outcome.kind));
  rows::lend_text(row, 17, put.outcome.detail);
  row.exec();
  context.applied.outcome = put.outcome;
  context.applied.message_id = put.wamid.value;
}

void SqliteStore::perform(engine::PutEvent const& put, Context& context) {
  SQLite::Statement& row = db_.get(sql::insert_event);
  row.bind(1, ++ids_.event);
  std::string const digest = put.key.empty() ? std::string{} : seen_of(put.key);
  if (!digest.empty()) rows::bind_bytes(row, 2, digest);
  row.bind(3, context.scope.journal);
  row.bind(4, context.scope.app);
  row.bind(5, context.scope.number);
  rows::lend_text(row, 6, put.field);
  rows::lend_text(row, 7, put.kind);
  rows::lend_text(row, 8, put.detail);
  rows::bind_instant(row, 9, put.at);
  rows::lend_text(row, 10, put.value);
  row.bind(11, static_cast<int>(put.outcome.kind));
  rows::lend_text(row, 12, put.outcome.detail);
  row.exec();
  context.applied.outcome = put.outcome;
}

void SqliteStore::perform(engine::Enqueue const& put, Context& context) {
  outbox::Item const& item = put.item;
  RowId const id = ++ids_.outbox;
  RowId const conversation =
      item.conversation != 0 ? item.conversation : conversation_of(context, put.party);
  RowId const contact = item.contact != 0 ? item.contact : contact_of(context, put.party);
  SQLite::Statement& row = db_.get(sql::insert_item);
  row.bind(1, id);
  row.bind(2, context.scope.tenant);
  row.bind(3, context.scope.number);
  row.bind(4, conversation);
  row.bind(5, contact);
  rows::lend_text(row, 6, item.key);
  row.bind(7, static_cast<int>(item.lane));
  row.bind(8, static_cast<int>(item.purpose));
  row.bind(9, static_cast<int>(item.form));
  rows::lend_text(row, 10, item.rule);
  rows::lend_text(row, 11, item.type);
  rows::lend_text(row, 12, item.to);
  rows::lend_text(row, 13, item.recipient);
  rows::lend_text(row, 14, item.body);
  rows::lend_text(row, 15, item.caller_data);
  row.bind(16, static_cast<int>(item.state));
  rows::bind_instant(row, 17, item.created_at);
  rows::bind_instant(row, 18, item.due_at);
  rows::bind_instant(row, 19, item.expires_at);
  row.bind(20, item.retry_of);
  row.exec();
  born_ = item;
  born_->id = id;
  born_->tenant = context.scope.tenant;
  born_->conversation = conversation;
  born_->contact = contact;
  born_->phone_number_id = context.scope.phone_number_id;
  context.applied.queued.push_back(
      {id, context.scope.number, conversation, item.lane, item.due_at});
}

void SqliteStore::perform(engine::Move const& change, Context& context) {
  move(change);
  context.applied.moved.push_back({change.item, change.to, change.due_at});
}

void SqliteStore::perform(engine::Annotate const& note, Context& /*context*/) {
  SQLite::Statement& old = db_.get(sql::item_notes);
  old.bind(1, note.item);
  std::string notes = old.executeStep() ? old.getColumn(0).getString() : std::string{};
  old.reset();
  if (note.word == "wamid") {
    annotate(note.item, notes, note.value, std::nullopt, std::nullopt);
    return;
  }
  bool const sent = note.word == "sent";
  bool const delivered = note.word == "delivered";
  if (!sent && !delivered && notes.size() < kNotesBytesMax) {
    if (!notes.empty()) notes += '\n';
    notes += note.word;
    if (note.at) notes += " " + std::to_string(us_of(*note.at));
    if (!note.value.empty()) notes += " " + note.value;
  }
  annotate(note.item, notes, {}, sent ? note.at : std::nullopt, delivered ? note.at : std::nullopt);
}

void SqliteStore::annotate(RowId item,
                           std::string const& notes,
                           std::string_view wamid,
                           std::optional<Instant> sent_at,
                           std::optional<Instant> delivered_at) {
  changes(item);
  SQLite::Statement& row = db_.get(sql::annotate_item);
  row.bind(1, item);
  rows::lend_text(row, 2, notes);
  rows::bind_text(row, 3, wamid);
  rows::bind_instant(row, 4, sent_at);
  rows::bind_instant(row, 5, delivered_at);
  row.exec();
}

void SqliteStore::perform(engine::StopScope const& stop, Context& context) {
  using engine::ScopeKind;
  RowId const contact = context.snapshot.item ? context.snapshot.item->contact : 0;
  Stop row{{}, {}, stop.until, stop.reason};
  switch (stop.scope) {
    case ScopeKind::message:
    case ScopeKind::pair: return;
    case ScopeKind::recipient: stop_recipient(stop, contact); return;
    case ScopeKind::sender:
      row.scope = "sender";
      row.subject = std::to_string(context.scope.number);
      break;
    case ScopeKind::tenant:
      row.scope = "tenant";
      row.subject = std::to_string(context.scope.tenant);
      break;
    case ScopeKind::waba:
      row.scope = "waba";
      row.subject = std::to_string(context.scope.number);
      break;
    case ScopeKind::app:
      row.scope = "app";
      row.subject = std::to_string(context.scope.app);
      break;
    case ScopeKind::template_name:
      row.scope = "template_name";
      row.subject = std::to_string(context.scope.tenant) + ":" + stop.detail;
      break;
  }
  put_stop(row, context.scope.received_at);
  context.applied.stops_changed = true;
}

void SqliteStore::stop_recipient(engine::StopScope const& stop, RowId contact) {
  if (contact == 0) return;
  met_.reset();
  if (stop.until) {
    SQLite::Statement& row = db_.get(sql::suppress_contact);
    row.bind(1, contact);
    rows::bind_instant(row, 2, stop.until);
    row.exec();
  } else {
    SQLite::Statement& row = db_.get(sql::withdraw_marketing);
    row.bind(1, contact);
    row.exec();
  }
}

void SqliteStore::perform(engine::SlowNumber const& /*slow*/, Context& context) {
  context.applied.slowed.push_back(context.scope.number);
}

void SqliteStore::perform(engine::Wake const& wake, Context& /*context*/) {
  SQLite::Statement& row = db_.get(sql::put_wake);
  rows::lend_text(row, 1, wake.key);
  rows::bind_instant(row, 2, wake.at);
  row.exec();
}

void SqliteStore::perform(engine::Note const& note, Context& context) {
  context.applied.notes.push_back(note);
}

}  // namespace waypost::store
