#pragma once
// What the service needs of a database: an interface the size of its use.
//
// One thread, the writer, calls everything here. SQLite implements it today; the statements
// (bindings/sql) and these promises are what another database has to keep.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/base/ids.h"
#include "waypost/base/instant.h"
#include "waypost/engine/effect.h"
#include "waypost/engine/snapshot.h"
#include "waypost/outbox/item.h"

namespace waypost::store {

using RowId = std::int64_t;

/// Where an event belongs: filled by the receiver from the directory.
struct Scope {
  RowId app = 0;
  RowId journal = 0;
  RowId tenant = 0;  ///< 0: no number of ours
  RowId number = 0;
  PhoneNumberId phone_number_id;
  std::string display;
  Instant received_at{};
};

/// What applying effects brought about; the deliverer and the logs hear of it after COMMIT.
struct Applied {
  struct Queued {
    RowId item = 0;
    RowId number = 0;
    RowId conversation = 0;
    outbox::Lane lane{};
    Instant due_at{};
  };
  struct Moved {
    RowId item = 0;
    outbox::State to{};
    std::optional<Instant> due_at;
  };
  std::vector<Queued> queued;
  std::vector<Moved> moved;
  std::vector<engine::Note> notes;
  std::vector<RowId> slowed;  ///< numbers whose rate must be halved
  bool stops_changed = false;
  std::optional<engine::Outcome> outcome;  ///< of the event, when it was recorded
  std::string message_id;                  ///< wamid, for one id through the logs
};

/// What a send meets besides its item: read in the same transaction as the dispatch.
struct Surroundings {
  std::optional<Instant> last_inbound_at;
  std::optional<Instant> initiated_at;  ///< last business-initiated send to this contact
  std::string pair_limit;               ///< state of its limiter, "" when it owes nothing
  bool marketing_withdrawn = false;
  bool opted_out_of_all = false;
  std::optional<Instant> suppressed_until;
};

/// A shared scope that stopped.
struct Stop {
  std::string scope;             ///< sender, tenant, waba, app, template_name
  std::string subject;           ///< row id as text, or "row id:template"
  std::optional<Instant> until;  ///< nothing: until resumed
  std::string reason;
};

struct AppRow {
  RowId id = 0;
  std::string slug;
  std::string verify_token;  ///< sealed
  std::string data_key;      ///< wrapped
  bool is_default = false;
};

struct AppSecretRow {
  RowId app = 0;
  std::int64_t version = 0;
  std::string sealed;
  std::optional<Instant> valid_until;
};

struct TenantRow {
  RowId id = 0;
  std::string slug;
  std::string zone;
  std::string verify_token;             ///< sealed
  std::string data_key;                 ///< wrapped
  std::optional<std::int64_t> day_cap;  ///< messages a day; nothing: unlimited
};

/// A business portfolio whose messaging limit is known.
struct PortfolioRow {
  std::string name;
  std::optional<std::int64_t> tier;  ///< new people in a moving day; nothing: unlimited
};

struct NumberRow {
  RowId id = 0;
  PhoneNumberId phone_number_id;
  RowId tenant = 0;
  RowId app = 0;
  std::string waba_id;
  std::string portfolio;
  std::string display;
  std::string access_token;  ///< sealed
  std::int64_t mps = 80;
  bool enabled = true;
  bool is_default = false;
};

struct PlaybookRow {
  RowId tenant = 0;
  std::int64_t version = 0;
  std::string compiled;
};

/// Counts of open work, for /metrics and /readyz.
struct Backlog {
  std::int64_t reply = 0;
  std::int64_t bulk = 0;
  std::int64_t in_doubt = 0;
  std::optional<Instant> oldest_reply;
  std::optional<Instant> oldest_bulk;
};

/// Every member may throw StorageError.
class Store {
 public:
  virtual ~Store() = default;

  virtual void begin() = 0;
  virtual void commit() = 0;  ///< returns when the disk has it
  virtual void rollback() = 0;
  virtual void savepoint() = 0;  ///< one level
  virtual void release() = 0;
  virtual void undo() = 0;  ///< back to the savepoint, which is gone then

  /// Called between groups, when receipts have left: may copy the WAL back, sooner when nobody
  /// waits for the next group.
  enum class Haste : std::uint8_t { none, others_wait };
  virtual void tidy(Haste haste) = 0;

  /// The row id that the next journal row will have: sealing binds the bytes to it.
  virtual RowId next_journal() = 0;
  virtual void journal(RowId id, RowId app, Instant received_at, std::string_view sealed) = 0;
  virtual engine::Snapshot load(engine::Keys const& keys, Scope const& scope) = 0;
  virtual void apply(engine::Effects const& effects,
                     engine::Snapshot const& snapshot,
                     Scope const& scope,
                     Applied& applied) = 0;
  virtual void quarantine(Scope const& scope,
                          std::string_view pointer,
                          std::string_view reason,
                          std::string_view sealed) = 0;

  virtual std::optional<outbox::Item> item(RowId id) = 0;
  virtual std::vector<outbox::Item> open_items() = 0;
  virtual Surroundings surroundings(outbox::Item const& item) = 0;
  /// ready -> dispatching. False when the row is not ready any more.
  virtual bool dispatch(outbox::Item const& item, Instant now) = 0;
  virtual void postpone(RowId item, Instant due_at, std::string_view reason) = 0;
  virtual void move(engine::Move const& move) = 0;
  /// The pair's limiter after a send; asked for until `paid_at`.
  virtual void owe(RowId conversation, std::string_view state, Instant paid_at, Instant now) = 0;
  /// The business began this conversation anew.
  virtual void initiate(RowId conversation, Instant at) = 0;
  virtual std::string limiter(std::string const& name) = 0;
  virtual void put_limiter(std::string const& name, std::string_view state) = 0;
  virtual std::vector<Stop> stops() = 0;
  virtual void put_stop(Stop const& stop, Instant now) = 0;
  virtual void delete_stop(std::string_view scope, std::string_view subject) = 0;
  virtual std::vector<engine::Wake> due_wakes(Instant now) = 0;
  virtual void delete_wake(std::string const& key) = 0;
  virtual void prune_journal(Instant before) = 0;
  virtual Backlog backlog() = 0;

  virtual std::string meta(std::string const& name) = 0;
  virtual void put_meta(std::string const& name, std::string_view value) = 0;
  virtual std::vector<AppRow> apps() = 0;
  virtual std::vector<AppSecretRow> app_secrets() = 0;
  virtual std::vector<TenantRow> tenants() = 0;
  virtual std::vector<NumberRow> numbers() = 0;
  virtual std::vector<PlaybookRow> playbooks() = 0;
  /// Inserts give the row its id and return it.
  virtual RowId insert_app(AppRow const& app, Instant now) = 0;
  virtual void set_default_app(RowId app) = 0;
  virtual void set_app_verify_token(RowId app, std::string_view sealed) = 0;
  virtual void insert_app_secret(AppSecretRow const& secret) = 0;
  virtual void retire_app_secrets(RowId app, std::int64_t before_version, Instant valid_until) = 0;
  virtual RowId insert_tenant(TenantRow const& tenant, Instant now) = 0;
  virtual void set_tenant_day_cap(RowId tenant, std::optional<std::int64_t> day_cap) = 0;
  virtual std::vector<PortfolioRow> portfolios() = 0;
  virtual void put_portfolio(PortfolioRow const& portfolio) = 0;
  virtual RowId insert_number(NumberRow const& number, Instant now) = 0;
  virtual void set_number_enabled(RowId number, std::int64_t enabled) = 0;
  virtual void set_number_token(RowId number, std::string_view sealed) = 0;
  virtual void set_number_mps(RowId number, std::int64_t mps) = 0;
  /// @return the new version.
  virtual std::int64_t insert_playbook(RowId tenant,
                                       std::string_view source,
                                       std::string_view compiled,
                                       Instant now) = 0;
  virtual std::string playbook_source(RowId tenant, std::int64_t version) = 0;

  /// Counts that do not wobble: statements run and WAL frames written since start.
  struct Counts {
    std::uint64_t statements = 0;
    std::uint64_t wal_frames = 0;
    std::uint64_t commits = 0;
    std::uint64_t checkpoints = 0;
  };
  [[nodiscard]] virtual Counts counts() const = 0;
};

}  // namespace waypost::store
