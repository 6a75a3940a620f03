// Long because it is one table: each member is one statement with its columns in their order.
#include "store/sqlite_store.h"

#include <array>
#include <stdexcept>
#include <type_traits>

#include <SQLiteCpp/SQLiteCpp.h>

#include "waypost/base/sha256.h"
#include "waypost/engine/phone.h"
#include "waypost/outbox/states.h"
#include "waypost/sql.h"

#include "store/migrate.h"
#include "store/rows.h"
#include "store/storage_error.h"

namespace waypost::store {
namespace {

using engine::Found;
using engine::Snapshot;

enum IdentityKind : int { phone_identity = 0, user_identity = 1, parent_identity = 2 };

/// First 16 bytes of the key's digest: half the index pages of the key itself, and a chance of
/// 2^-64 for two keys in four thousand million to meet.
std::string seen_of(std::string_view key) {
  Digest const digest = sha256(key);
  return {reinterpret_cast<char const*>(digest.data()), 16};
}

/// Runs `work`, turning SQLite's exceptions into ours with what they mean for the process.
template <class Work>
auto guarded(Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (SQLite::Exception const& error) {
    int const code = error.getExtendedErrorCode();
    throw StorageError(fault_of(code),
                       std::string{"storage: "} + error.what() + " (" + std::to_string(code) + ")");
  }
}

class SqliteStore final : public Store {
 public:
  SqliteStore(DatabaseOptions const& options, Migrate migrate_now)
      : db_(options), checkpoint_frames_(options.checkpoint_frames) {
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

  void begin() override { plain("BEGIN IMMEDIATE"); }
  void rollback() override {
    stops_.reset();
    db_.rest();
    plain("ROLLBACK");
  }
  void savepoint() override { plain("SAVEPOINT event"); }
  void release() override { plain("RELEASE event"); }
  void undo() override {
    stops_.reset();
    plain("ROLLBACK TO event");
    plain("RELEASE event");
  }

  void commit() override {
    int const before = db_.wal_frames();
    db_.rest();
    plain("COMMIT");
    int const after = db_.wal_frames();
    counts_.commits += 1;
    counts_.wal_frames += static_cast<std::uint64_t>(after > before ? after - before : after);
  }

  void tidy() override {
    guarded([&] {
      if (db_.wal_frames() < checkpoint_frames_) return;
      db_.checkpoint();
      counts_.checkpoints += 1;
    });
  }

  RowId next_journal() override { return ++ids_.journal; }

  void journal(RowId id, RowId app, Instant received_at, std::string_view sealed) override {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql::insert_journal);
      row.bind(1, id);
      row.bind(2, app);
      rows::bind_instant(row, 3, received_at);
      rows::bind_bytes(row, 4, sealed);
      row.exec();
    });
  }

  Snapshot load(engine::Keys const& keys, Scope const& scope) override {
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

  void apply(engine::Effects const& effects,
             Snapshot const& snapshot,
             Scope const& scope,
             Applied& applied) override {
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

  void quarantine(Scope const& scope,
                  std::string_view pointer,
                  std::string_view reason,
                  std::string_view sealed) override {
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

  std::optional<outbox::Item> item(RowId id) override {
    return guarded([&]() -> std::optional<outbox::Item> {
      SQLite::Statement& row = db_.get(sql::item);
      row.bind(1, id);
      if (!row.executeStep()) return std::nullopt;
      return with_number(rows::item(row));
    });
  }

  std::vector<outbox::Item> open_items() override {
    return guarded([&] {
      std::vector<outbox::Item> items;
      SQLite::Statement& row = db_.get(sql::open_items);
      while (row.executeStep()) items.push_back(with_number(rows::item(row)));
      return items;
    });
  }

  Surroundings surroundings(outbox::Item const& item) override {
    return guarded([&] {
      Surroundings around;
      SQLite::Statement& conversation = db_.get(sql::conversation);
      conversation.bind(1, item.conversation);
      if (conversation.executeStep()) {
        around.last_inbound_at = rows::instant_at(conversation, 3);
        around.pair_limit = conversation.getColumn(7).getString();
        around.initiated_at = rows::instant_at(conversation, 8);
      }
      SQLite::Statement& row = db_.get(sql::contact);
      row.bind(1, item.contact);
      if (row.executeStep()) {
        engine::Contact const contact = rows::contact(row);
        around.marketing_withdrawn = contact.marketing == engine::Consent::withdrawn;
        around.opted_out_of_all = contact.opted_out_of_all;
        around.suppressed_until = contact.suppressed_until;
      }
      return around;
    });
  }

  bool dispatch(outbox::Item const& item, Instant now) override {
    return guarded([&] {
      SQLite::Statement& row = db_.get(sql::dispatch_item);
      row.bind(1, item.id);
      row.bind(2, item.attempt);
      row.bind(3, static_cast<std::int64_t>(item.token_random));
      rows::bind_instant(row, 4, now);
      bool const done = row.executeStep();
      row.reset();
      return done;
    });
  }

  void postpone(RowId id, Instant due_at, std::string_view reason) override {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql::postpone_item);
      row.bind(1, id);
      rows::bind_instant(row, 2, due_at);
      rows::bind_text(row, 3, reason);
      row.exec();
    });
  }

  void move(engine::Move const& move) override {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql::move_item);
      row.bind(1, move.item);
      row.bind(2, static_cast<int>(move.to));
      rows::bind_instant(row, 3, move.due_at);
      rows::bind_text(row, 4, move.wamid.value);
      rows::bind_text(row, 5, move.reason);
      row.bind(6, move.failures);
      rows::bind_instant(row, 7, move.at);
      row.exec();
    });
  }

  void charge(outbox::Item const& item,
              std::string_view pair_limit,
              std::optional<Instant> initiated_at) override {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql::charge_conversation);
      row.bind(1, item.conversation);
      rows::bind_text(row, 2, pair_limit);
      rows::bind_instant(row, 3, initiated_at);
      row.exec();
    });
  }

  std::string limiter(std::string const& name) override { return text_of(sql::limiter, name); }

  void put_limiter(std::string const& name, std::string_view state) override {
    put_text(sql::put_limiter, name, state);
  }

  std::vector<Stop> stops() override {
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

  void put_stop(Stop const& stop, Instant now) override {
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

  void delete_stop(std::string_view scope, std::string_view subject) override {
    guarded([&] {
      stops_.reset();
      SQLite::Statement& row = db_.get(sql::delete_stop);
      rows::bind_text(row, 1, scope);
      rows::bind_text(row, 2, subject);
      row.exec();
    });
  }

  std::vector<engine::Wake> due_wakes(Instant now) override {
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

  void delete_wake(std::string const& key) override {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql::delete_wake);
      row.bind(1, key);
      row.exec();
    });
  }

  void prune_journal(Instant before) override {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql::prune_journal);
      rows::bind_instant(row, 1, before);
      row.exec();
    });
  }

  Backlog backlog() override {
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

  std::string meta(std::string const& name) override { return text_of(sql::meta, name); }
  void put_meta(std::string const& name, std::string_view value) override {
    put_text(sql::put_meta, name, value);
  }

  std::vector<AppRow> apps() override {
    return guarded([&] {
      std::vector<AppRow> apps;
      SQLite::Statement& row = db_.get(sql::apps);
      while (row.executeStep()) {
        apps.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getString(),
                        rows::bytes_at(row, 2), rows::bytes_at(row, 3),
                        row.getColumn(4).getInt() != 0});
      }
      return apps;
    });
  }

  std::vector<AppSecretRow> app_secrets() override {
    return guarded([&] {
      std::vector<AppSecretRow> secrets;
      SQLite::Statement& row = db_.get(sql::app_secrets);
      while (row.executeStep()) {
        secrets.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getInt64(),
                           rows::bytes_at(row, 2), rows::instant_at(row, 3)});
      }
      return secrets;
    });
  }

  std::vector<TenantRow> tenants() override {
    return guarded([&] {
      std::vector<TenantRow> tenants;
      SQLite::Statement& row = db_.get(sql::tenants);
      while (row.executeStep()) {
        tenants.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getString(),
                           row.getColumn(2).getString(), rows::bytes_at(row, 3),
                           rows::bytes_at(row, 4)});
      }
      return tenants;
    });
  }

  std::vector<NumberRow> numbers() override {
    return guarded([&] {
      std::vector<NumberRow> numbers;
      SQLite::Statement& row = db_.get(sql::numbers);
      while (row.executeStep()) {
        numbers.push_back({row.getColumn(0).getInt64(), PhoneNumberId{row.getColumn(1).getString()},
                           row.getColumn(2).getInt64(), row.getColumn(3).getInt64(),
                           row.getColumn(4).getString(), row.getColumn(5).getString(),
                           row.getColumn(6).getString(), rows::bytes_at(row, 7),
                           row.getColumn(8).getInt64(), row.getColumn(9).getInt() != 0,
                           row.getColumn(10).getInt() != 0});
      }
      return numbers;
    });
  }

  std::vector<PlaybookRow> playbooks() override {
    return guarded([&] {
      std::vector<PlaybookRow> playbooks;
      SQLite::Statement& row = db_.get(sql::playbooks);
      while (row.executeStep()) {
        playbooks.push_back(
            {row.getColumn(0).getInt64(), row.getColumn(1).getInt64(), rows::bytes_at(row, 2)});
      }
      return playbooks;
    });
  }

  RowId insert_app(AppRow const& app, Instant now) override {
    return guarded([&] {
      RowId const id = max_of(sql::max_app) + 1;
      SQLite::Statement& row = db_.get(sql::insert_app);
      row.bind(1, id);
      rows::bind_text(row, 2, app.slug);
      rows::bind_bytes(row, 3, app.verify_token);
      rows::bind_bytes(row, 4, app.data_key);
      row.bind(5, app.is_default ? 1 : 0);
      rows::bind_instant(row, 6, now);
      row.exec();
      return id;
    });
  }

  void set_default_app(RowId app) override {
    guarded([&] {
      db_.get(sql::clear_default_app).exec();
      SQLite::Statement& row = db_.get(sql::set_default_app);
      row.bind(1, app);
      row.exec();
    });
  }

  void set_app_verify_token(RowId app, std::string_view sealed) override {
    put_bytes(sql::set_app_verify_token, app, sealed);
  }

  void insert_app_secret(AppSecretRow const& secret) override {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql::insert_app_secret);
      row.bind(1, secret.app);
      row.bind(2, secret.version);
      rows::bind_bytes(row, 3, secret.sealed);
      row.exec();
    });
  }

  void retire_app_secrets(RowId app, std::int64_t before_version, Instant valid_until) override {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql::retire_app_secrets);
      row.bind(1, app);
      row.bind(2, before_version);
      rows::bind_instant(row, 3, valid_until);
      row.exec();
    });
  }

  RowId insert_tenant(TenantRow const& tenant, Instant now) override {
    return guarded([&] {
      RowId const id = max_of(sql::max_tenant) + 1;
      SQLite::Statement& row = db_.get(sql::insert_tenant);
      row.bind(1, id);
      rows::bind_text(row, 2, tenant.slug);
      rows::bind_text(row, 3, tenant.zone);
      rows::bind_bytes(row, 4, tenant.verify_token);
      rows::bind_bytes(row, 5, tenant.data_key);
      rows::bind_instant(row, 6, now);
      row.exec();
      return id;
    });
  }

  RowId insert_number(NumberRow const& number, Instant now) override {
    return guarded([&] {
      RowId const id = max_of(sql::max_number) + 1;
      SQLite::Statement& row = db_.get(sql::insert_number);
      row.bind(1, id);
      rows::bind_text(row, 2, number.phone_number_id.value);
      row.bind(3, number.tenant);
      row.bind(4, number.app);
      rows::bind_text(row, 5, number.waba_id);
      rows::bind_text(row, 6, number.portfolio);
      rows::bind_text(row, 7, number.display);
      rows::bind_bytes(row, 8, number.access_token);
      row.bind(9, number.mps);
      row.bind(10, number.is_default ? 1 : 0);
      rows::bind_instant(row, 11, now);
      row.exec();
      load_number_ids();
      return id;
    });
  }

  void set_number_enabled(RowId number, std::int64_t enabled) override {
    put_integer(sql::set_number_enabled, number, enabled);
  }
  void set_number_token(RowId number, std::string_view sealed) override {
    put_bytes(sql::set_number_token, number, sealed);
  }
  void set_number_mps(RowId number, std::int64_t mps) override {
    put_integer(sql::set_number_mps, number, mps);
  }

  std::int64_t insert_playbook(RowId tenant,
                               std::string_view source,
                               std::string_view compiled,
                               Instant now) override {
    return guarded([&] {
      SQLite::Statement& newest = db_.get(sql::newest_playbook);
      newest.bind(1, tenant);
      std::int64_t const version = (newest.executeStep() ? newest.getColumn(0).getInt64() : 0) + 1;
      newest.reset();
      SQLite::Statement& row = db_.get(sql::insert_playbook);
      row.bind(1, tenant);
      row.bind(2, version);
      rows::bind_text(row, 3, source);
      rows::bind_bytes(row, 4, compiled);
      rows::bind_instant(row, 5, now);
      row.exec();
      return version;
    });
  }

  std::string playbook_source(RowId tenant, std::int64_t version) override {
    return guarded([&] {
      SQLite::Statement& row = db_.get(sql::playbook_source);
      row.bind(1, tenant);
      row.bind(2, version);
      return row.executeStep() ? row.getColumn(0).getString() : std::string{};
    });
  }

  [[nodiscard]] Counts counts() const override {
    Counts counts = counts_;
    counts.statements = db_.statements();
    return counts;
  }

 private:
  struct Ids {
    RowId journal = 0, contact = 0, conversation = 0, message = 0, event = 0, outbox = 0,
          quarantine = 0;
  };

  /// What the effects of one event share: ids that rows got while applying.
  struct Context {
    Snapshot const& snapshot;
    Scope const& scope;
    Applied& applied;
    std::vector<RowId> contacts;
    std::vector<RowId> conversations;
    std::string seen;
  };

  void plain(char const* sql) {
    guarded([&] { db_.run(sql); });
  }

  RowId max_of(std::string_view sql) {
    SQLite::Statement& row = db_.get(sql);
    RowId const id = row.executeStep() ? row.getColumn(0).getInt64() : 0;
    row.reset();
    return id;
  }

  void load_number_ids() {
    SQLite::Statement& row = db_.get(sql::numbers);
    while (row.executeStep()) {
      auto const id = static_cast<std::size_t>(row.getColumn(0).getInt64());
      if (number_ids_.size() <= id) number_ids_.resize(id + 1);
      number_ids_[id] = PhoneNumberId{row.getColumn(1).getString()};
    }
    row.reset();
  }

  outbox::Item with_number(rows::ItemRow row) {
    auto const number = static_cast<std::size_t>(row.number);
    if (number < number_ids_.size()) row.item.phone_number_id = number_ids_[number];
    return std::move(row.item);
  }

  std::string text_of(std::string_view sql, std::string const& name) {
    return guarded([&] {
      SQLite::Statement& row = db_.get(sql);
      row.bind(1, name);
      return row.executeStep() ? row.getColumn(0).getString() : std::string{};
    });
  }

  void put_text(std::string_view sql, std::string const& name, std::string_view value) {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql);
      row.bind(1, name);
      rows::bind_text(row, 2, value);
      row.exec();
    });
  }

  void put_bytes(std::string_view sql, RowId id, std::string_view bytes) {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql);
      row.bind(1, id);
      rows::bind_bytes(row, 2, bytes);
      row.exec();
    });
  }

  void put_integer(std::string_view sql, RowId id, std::int64_t value) {
    guarded([&] {
      SQLite::Statement& row = db_.get(sql);
      row.bind(1, id);
      row.bind(2, value);
      row.exec();
    });
  }

  bool seen(std::string const& key) {
    std::string const digest = seen_of(key);
    // A message's key begins with "m:"; every other key is an event's.
    bool const message = key.starts_with("m:");
    SQLite::Statement& row = db_.get(message ? sql::message_by_seen : sql::event_by_seen);
    rows::bind_bytes(row, 1, digest);
    bool const found = row.executeStep();
    row.reset();
    return found;
  }

  RowId identity(RowId tenant, IdentityKind kind, std::string const& value) {
    if (value.empty()) return 0;
    SQLite::Statement& row = db_.get(sql::identity);
    row.bind(1, tenant);
    row.bind(2, static_cast<int>(kind));
    row.bind(3, value);
    RowId const contact = row.executeStep() ? row.getColumn(0).getInt64() : 0;
    row.reset();
    return contact;
  }

  RowId by_phone(RowId tenant, webhook::Party const& party) {
    if (RowId const id = identity(tenant, phone_identity, party.phone); id != 0) return id;
    if (party.wa_id != party.phone) {
      if (RowId const id = identity(tenant, phone_identity, party.wa_id); id != 0) return id;
    }
    for (std::string const& form : engine::other_dialling_forms(party.phone)) {
      if (RowId const id = identity(tenant, phone_identity, form); id != 0) return id;
    }
    return 0;
  }

  Found find(webhook::Party const& party, Scope const& scope) {
    Found found;
    RowId const user = identity(scope.tenant, user_identity, party.user_id);
    RowId const phone = by_phone(scope.tenant, party);
    RowId contact = user != 0 ? user : phone;
    if (contact == 0) contact = identity(scope.tenant, parent_identity, party.parent_user_id);
    if (user != 0 && phone != 0 && user != phone) found.other = phone;
    if (contact == 0) return found;
    SQLite::Statement& row = db_.get(sql::contact);
    row.bind(1, contact);
    if (!row.executeStep()) return found;
    found.contact = rows::contact(row);
    row.reset();
    SQLite::Statement& talk = db_.get(sql::conversation_of);
    talk.bind(1, contact);
    talk.bind(2, scope.number);
    if (talk.executeStep()) {
      found.conversation = rows::conversation(talk);
      found.conversation->phone_number_id = scope.phone_number_id;
    }
    talk.reset();
    return found;
  }

  RowId contact_of(Context const& context, std::size_t party) {
    return party < context.contacts.size() ? context.contacts[party] : 0;
  }
  RowId conversation_of(Context const& context, std::size_t party) {
    return party < context.conversations.size() ? context.conversations[party] : 0;
  }

  void perform(engine::MarkSeen const& mark, Context& context) { context.seen = mark.key; }

  void perform(engine::PutContact const& put, Context& context) {
    engine::Contact const& contact = put.contact;
    RowId const id = contact.id != 0 ? contact.id : ++ids_.contact;
    SQLite::Statement& row = db_.get(sql::put_contact);
    row.bind(1, id);
    row.bind(2, context.scope.tenant);
    row.bind(3, contact.phone);
    row.bind(4, contact.wa_id);
    row.bind(5, contact.user_id);
    row.bind(6, contact.parent_user_id);
    row.bind(7, contact.name);
    row.bind(8, contact.username);
    row.bind(9, contact.email);
    row.bind(10, rows::fields_text(contact));
    row.bind(11, rows::tags_text(contact));
    row.bind(12, contact.bot_off ? 1 : 0);
    row.bind(13, static_cast<int>(contact.marketing));
    row.bind(14, contact.opted_out_of_all ? 1 : 0);
    rows::bind_instant(row, 15, contact.suppressed_until);
    row.exec();
    put_identities(id, contact, context.scope.tenant);
    if (put.party < context.contacts.size()) context.contacts[put.party] = id;
  }

  void put_identities(RowId id, engine::Contact const& contact, RowId tenant) {
    put_identity(tenant, phone_identity, contact.phone, id);
    if (contact.wa_id != contact.phone) put_identity(tenant, phone_identity, contact.wa_id, id);
    put_identity(tenant, user_identity, contact.user_id, id);
    put_identity(tenant, parent_identity, contact.parent_user_id, id);
  }

  void put_identity(RowId tenant, IdentityKind kind, std::string const& value, RowId contact) {
    if (value.empty()) return;
    SQLite::Statement& row = db_.get(sql::put_identity);
    row.bind(1, tenant);
    row.bind(2, static_cast<int>(kind));
    row.bind(3, value);
    row.bind(4, contact);
    row.exec();
  }

  void perform(engine::PutConversation const& put, Context& context) {
    engine::Conversation const& talk = put.conversation;
    if (talk.id != 0) {
      SQLite::Statement& row = db_.get(sql::update_conversation);
      row.bind(1, talk.id);
      rows::bind_instant(row, 2, talk.last_inbound_at);
      rows::bind_instant(row, 3, talk.takeover_until);
      row.bind(4, rows::answered_text(talk));
      row.bind(5, rows::replies_text(talk));
      row.exec();
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
    row.bind(8, talk.pair_limit);
    row.exec();
    if (put.party < context.conversations.size()) context.conversations[put.party] = id;
  }

  void perform(engine::PutMessage const& put, Context& context) {
    SQLite::Statement& row = db_.get(sql::insert_message);
    row.bind(1, ++ids_.message);
    std::string const digest = seen_of(put.key);
    rows::bind_bytes(row, 2, digest);
    row.bind(3, context.scope.journal);
    row.bind(4, context.scope.number);
    row.bind(5, conversation_of(context, put.party));
    row.bind(6, contact_of(context, put.party));
    row.bind(7, static_cast<int>(put.direction));
    row.bind(8, put.wamid.value);
    rows::bind_instant(row, 9, put.at);
    rows::bind_instant(row, 10, context.scope.received_at);
    row.bind(11, put.type);
    row.bind(12, put.text);
    row.bind(13, put.payload);
    row.bind(14, put.context_id);
    row.bind(15, put.content);
    row.bind(16, static_cast<int>(put.outcome.kind));
    row.bind(17, put.outcome.detail);
    row.exec();
    context.applied.outcome = put.outcome;
    context.applied.message_id = put.wamid.value;
  }

  void perform(engine::PutEvent const& put, Context& context) {
    SQLite::Statement& row = db_.get(sql::insert_event);
    row.bind(1, ++ids_.event);
    std::string const digest = put.key.empty() ? std::string{} : seen_of(put.key);
    if (!digest.empty()) rows::bind_bytes(row, 2, digest);
    row.bind(3, context.scope.journal);
    row.bind(4, context.scope.app);
    row.bind(5, context.scope.number);
    row.bind(6, put.field);
    row.bind(7, put.kind);
    row.bind(8, put.detail);
    rows::bind_instant(row, 9, put.at);
    row.bind(10, put.value);
    row.bind(11, static_cast<int>(put.outcome.kind));
    row.bind(12, put.outcome.detail);
    row.exec();
    context.applied.outcome = put.outcome;
  }

  void perform(engine::Enqueue const& put, Context& context) {
    outbox::Item const& item = put.item;
    RowId const id = ++ids_.outbox;
    RowId const conversation =
        item.conversation != 0 ? item.conversation : conversation_of(context, put.party);
    SQLite::Statement& row = db_.get(sql::insert_item);
    row.bind(1, id);
    row.bind(2, context.scope.tenant);
    row.bind(3, context.scope.number);
    row.bind(4, conversation);
    row.bind(5, item.contact != 0 ? item.contact : contact_of(context, put.party));
    row.bind(6, item.key);
    row.bind(7, static_cast<int>(item.lane));
    row.bind(8, static_cast<int>(item.purpose));
    row.bind(9, static_cast<int>(item.form));
    row.bind(10, item.rule);
    row.bind(11, item.type);
    row.bind(12, item.to);
    row.bind(13, item.recipient);
    row.bind(14, item.body);
    row.bind(15, item.caller_data);
    row.bind(16, static_cast<int>(item.state));
    rows::bind_instant(row, 17, item.created_at);
    rows::bind_instant(row, 18, item.due_at);
    rows::bind_instant(row, 19, item.expires_at);
    row.bind(20, item.retry_of);
    row.exec();
    context.applied.queued.push_back(
        {id, context.scope.number, conversation, item.lane, item.due_at});
  }

  void perform(engine::Move const& change, Context& context) {
    move(change);
    context.applied.moved.push_back({change.item, change.to, change.due_at});
  }

  void perform(engine::Annotate const& note, Context& /*context*/) {
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
    annotate(note.item, notes, {}, sent ? note.at : std::nullopt,
             delivered ? note.at : std::nullopt);
  }

  void annotate(RowId item,
                std::string const& notes,
                std::string_view wamid,
                std::optional<Instant> sent_at,
                std::optional<Instant> delivered_at) {
    SQLite::Statement& row = db_.get(sql::annotate_item);
    row.bind(1, item);
    row.bind(2, notes);
    rows::bind_text(row, 3, wamid);
    rows::bind_instant(row, 4, sent_at);
    rows::bind_instant(row, 5, delivered_at);
    row.exec();
  }

  void perform(engine::StopScope const& stop, Context& context) {
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

  void stop_recipient(engine::StopScope const& stop, RowId contact) {
    if (contact == 0) return;
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

  void perform(engine::SlowNumber const& /*slow*/, Context& context) {
    context.applied.slowed.push_back(context.scope.number);
  }

  void perform(engine::Wake const& wake, Context& /*context*/) {
    SQLite::Statement& row = db_.get(sql::put_wake);
    row.bind(1, wake.key);
    rows::bind_instant(row, 2, wake.at);
    row.exec();
  }

  void perform(engine::Note const& note, Context& context) {
    context.applied.notes.push_back(note);
  }

  static constexpr std::size_t kNotesBytesMax = 4'096;

  Database db_;
  int checkpoint_frames_;
  Ids ids_;
  Counts counts_;
  std::vector<PhoneNumberId> number_ids_;
  std::optional<std::vector<Stop>> stops_;  ///< asked at every send, changed hardly ever
};

}  // namespace

std::unique_ptr<Store> open_sqlite(DatabaseOptions const& options, Migrate migrate) {
  try {
    return std::make_unique<SqliteStore>(options, migrate);
  } catch (SQLite::Exception const& error) {
    throw std::runtime_error("cannot read the database " + options.path + ": " + error.what());
  }
}

}  // namespace waypost::store
