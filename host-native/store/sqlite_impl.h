#pragma once
// The store on SQLite: one class, a member a statement, its members by table in sqlite_*.cpp.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "waypost/sql.h"

#include "store/database.h"
#include "store/limiters.h"
#include "store/migrate.h"
#include "store/pair_debts.h"
#include "store/rows.h"
#include "store/sqlite_store.h"
#include "store/storage_error.h"
#include "store/store.h"

namespace waypost::store {

using engine::Found;
using engine::Snapshot;

enum IdentityKind : int { phone_identity = 0, user_identity = 1, parent_identity = 2 };

/// First 16 bytes of the key's digest: half the index pages of the key itself, and a chance of
/// 2^-64 for two keys in four thousand million to meet.
[[nodiscard]] std::string seen_of(std::string_view key);

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
  SqliteStore(DatabaseOptions const& options, Migrate migrate_now);
  void begin() override;
  void rollback() override;
  void savepoint() override;
  void release() override;
  void undo() override;
  void commit() override;
  void tidy(Haste haste) override;
  [[nodiscard]] Counts counts() const override;

  // sqlite_inbound.cpp, sqlite_effects.cpp
  RowId next_journal() override;
  void journal(RowId id, RowId app, Instant received_at, std::string_view sealed) override;
  Snapshot load(engine::Keys const& keys, Scope const& scope) override;
  void apply(engine::Effects const& effects,
             Snapshot const& snapshot,
             Scope const& scope,
             Applied& applied) override;
  void quarantine(Scope const& scope,
                  std::string_view pointer,
                  std::string_view reason,
                  std::string_view sealed) override;
  void prune_journal(Instant before) override;

  // sqlite_outbox.cpp
  std::optional<outbox::Item> item(RowId id) override;
  std::vector<outbox::Item> open_items() override;
  Surroundings surroundings(outbox::Item const& item) override;
  bool dispatch(outbox::Item const& item, Instant now) override;
  void postpone(RowId id, Instant due_at, std::string_view reason) override;
  void move(engine::Move const& move) override;
  void owe(RowId conversation, std::string_view state, Instant paid_at, Instant now) override;
  void initiate(RowId conversation, Instant at) override;
  std::string limiter(std::string const& name) override;
  void put_limiter(std::string const& name, std::string_view state) override;
  std::vector<Stop> stops() override;
  void put_stop(Stop const& stop, Instant now) override;
  void delete_stop(std::string_view scope, std::string_view subject) override;
  std::vector<engine::Wake> due_wakes(Instant now) override;
  void delete_wake(std::string const& key) override;
  Backlog backlog() override;

  // sqlite_directory.cpp
  std::string meta(std::string const& name) override;
  void put_meta(std::string const& name, std::string_view value) override;
  std::vector<AppRow> apps() override;
  std::vector<AppSecretRow> app_secrets() override;
  std::vector<TenantRow> tenants() override;
  std::vector<NumberRow> numbers() override;
  std::vector<PlaybookRow> playbooks() override;
  RowId insert_app(AppRow const& app, Instant now) override;
  void set_default_app(RowId app) override;
  void set_app_verify_token(RowId app, std::string_view sealed) override;
  void insert_app_secret(AppSecretRow const& secret) override;
  void retire_app_secrets(RowId app, std::int64_t before_version, Instant valid_until) override;
  RowId insert_tenant(TenantRow const& tenant, Instant now) override;
  void set_tenant_day_cap(RowId tenant, std::optional<std::int64_t> day_cap) override;
  std::vector<PortfolioRow> portfolios() override;
  void put_portfolio(PortfolioRow const& portfolio) override;
  RowId insert_number(NumberRow const& number, Instant now) override;
  void set_number_enabled(RowId number, std::int64_t enabled) override;
  void set_number_token(RowId number, std::string_view sealed) override;
  void set_number_mps(RowId number, std::int64_t mps) override;
  std::int64_t insert_playbook(RowId tenant,
                               std::string_view source,
                               std::string_view compiled,
                               Instant now) override;
  std::string playbook_source(RowId tenant, std::int64_t version) override;

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

  /// A conversation as this transaction left it: who wrote is mostly who is answered.
  struct Met {
    RowId contact = 0;
    RowId conversation = 0;
    Surroundings around;  ///< without the pair's limit

    void learn(engine::Contact const& now) {
      around.marketing_withdrawn = now.marketing == engine::Consent::withdrawn;
      around.opted_out_of_all = now.opted_out_of_all;
      around.suppressed_until = now.suppressed_until;
    }
  };

  /// A row of the outbox will not be as memory knows it.
  void changes(RowId item) noexcept;
  /// What memory knows of a transaction that is undone.
  void forget() noexcept;
  void plain(char const* sql);
  RowId max_of(std::string_view sql);
  void load_number_ids();
  outbox::Item with_number(rows::ItemRow row);
  std::string text_of(std::string_view sql, std::string const& name);
  void put_text(std::string_view sql, std::string const& name, std::string_view value);
  void put_bytes(std::string_view sql, RowId id, std::string_view bytes);
  void put_integer(std::string_view sql, RowId id, std::int64_t value);

  // Who it is from and whether it was seen.
  bool seen(std::string const& key);
  RowId identity(RowId tenant, IdentityKind kind, std::string const& value);
  RowId by_phone(RowId tenant, webhook::Party const& party);
  Found find(webhook::Party const& party, Scope const& scope);

  // What one effect does; contacts and conversations that it made get their ids in `context`.
  RowId contact_of(Context const& context, std::size_t party);
  RowId conversation_of(Context const& context, std::size_t party);
  void perform(engine::MarkSeen const& mark, Context& context);
  void perform(engine::PutContact const& put, Context& context);
  void put_identities(RowId id, engine::Contact const& contact, RowId tenant);
  void put_identity(RowId tenant, IdentityKind kind, std::string const& value, RowId contact);
  void perform(engine::PutConversation const& put, Context& context);
  void perform(engine::PutMessage const& put, Context& context);
  void perform(engine::PutEvent const& put, Context& context);
  void perform(engine::Enqueue const& put, Context& context);
  void perform(engine::Move const& change, Context& context);
  void perform(engine::Annotate const& note, Context& /*context*/);
  void annotate(RowId item,
                std::string const& notes,
                std::string_view wamid,
                std::optional<Instant> sent_at,
                std::optional<Instant> delivered_at);
  void perform(engine::StopScope const& stop, Context& context);
  void stop_recipient(engine::StopScope const& stop, RowId contact);
  void perform(engine::SlowNumber const& /*slow*/, Context& context);
  void perform(engine::Wake const& wake, Context& /*context*/);
  void perform(engine::Note const& note, Context& context);

  static constexpr std::size_t kNotesBytesMax = 4'096;
  Database db_;
  int checkpoint_frames_;
  int idle_frames_;
  Ids ids_;
  Counts counts_;
  std::vector<PhoneNumberId> number_ids_;
  Limiters limiters_;
  PairDebts debts_;
  std::optional<outbox::Item> born_;        ///< by the last event: mostly sent at once
  std::optional<Met> met_;                  ///< by the last event
  std::optional<std::vector<Stop>> stops_;  ///< asked at every send, changed hardly ever
};

}  // namespace waypost::store
