#include "grow.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "waypost/base/sha256.h"
#include "waypost/sql.h"

#include "setting.h"
#include "store/sqlite_store.h"
#include "webhook.h"

namespace waypost::bench {
namespace {

constexpr std::size_t kGroup = 512;
/// Part of the file's name: raise it when what grow() writes changes.
constexpr int kFormat = 3;

/// One stored message of customer `n % customers`; his first one stores him too.
class Grower {
 public:
  Grower(store::Store& rows, GrowOptions const& options)
      : rows_(rows), options_(options), begun_s_(now_s() - 90 * 86'400) {}

  void write(std::size_t n) {
    std::size_t const place = n % options_.customers;
    std::int64_t const customer = kFirstCustomer + static_cast<std::int64_t>(place);
    std::int64_t const number = number_of(customer);
    store::Scope scope;
    scope.app = kAppRow;
    scope.tenant = kTenantRow;
    scope.number = 1 + number;
    scope.phone_number_id = PhoneNumberId{phone_number_id(number)};
    scope.received_at = instant_of_s(begun_s_ + static_cast<std::int64_t>(n / 2));
    engine::Snapshot snapshot;
    snapshot.found.emplace_back();
    engine::Effects effects;
    if (n < options_.customers) {
      add_customer(effects, customer, scope);
    } else {
      // A new file counts its rows from 1, and the customers were the first.
      engine::Found& found = snapshot.found.front();
      found.contact.emplace().id = static_cast<std::int64_t>(place) + 1;
      found.conversation.emplace().id = static_cast<std::int64_t>(place) + 1;
    }
    effects.emplace_back(message(n, scope));
    store::Applied applied;
    rows_.apply(effects, snapshot, scope, applied);
  }

 private:
  static void add_customer(engine::Effects& effects,
                           std::int64_t customer,
                           store::Scope const& scope) {
    engine::PutContact contact;
    contact.contact.phone = std::to_string(customer);
    contact.contact.wa_id = contact.contact.phone;
    contact.contact.name = "Bench Customer";
    effects.emplace_back(std::move(contact));
    engine::PutConversation talk;
    talk.conversation.phone_number_id = scope.phone_number_id;
    talk.conversation.last_inbound_at = scope.received_at;
    // As long as they are in service: a row that grows at its first touch would split its page.
    talk.conversation.replies.push_back(scope.received_at);
    talk.conversation.answered.push_back({"rule-25", scope.received_at});
    effects.emplace_back(std::move(talk));
  }

  static engine::PutMessage message(std::size_t n, store::Scope const& scope) {
    engine::PutMessage put;
    put.wamid = Wamid{"wamid.HBgLMTU1NTAxMDAwMDEVAgASGBQgrown" + std::to_string(n) + "="};
    put.key = "m:" + scope.phone_number_id.value + ":" + put.wamid.value;
    put.at = scope.received_at;
    put.type = "text";
    put.text = "Could I see the menu for today please? Thank you!";
    put.content = R"({"body":"Could I see the menu for today please? Thank you!"})";
    put.outcome = {engine::OutcomeKind::answered, "rule-25"};
    return put;
  }

  store::Store& rows_;
  GrowOptions const& options_;
  std::int64_t begun_s_;
};

/// A name that changes with the tables.
std::string file_name(GrowOptions const& options) {
  std::string text{sql::kTypes};
  for (std::string_view const migration : sql::kMigrations) text += migration;
  Digest const digest = sha256(text);
  char name[96];
  std::snprintf(name, sizeof name, "grown-%zu-%zu-%d-%02x%02x%02x%02x.db", options.messages,
                options.customers, kFormat, digest[0], digest[1], digest[2], digest[3]);
  return name;
}

}  // namespace

void grow(std::string const& path, GrowOptions const& options) {
  store::DatabaseOptions database;
  database.path = path;
  // Nobody is answered, and a file that is cut short is thrown away.
  database.sync = store::Sync::off;
  auto const rows = store::open_sqlite(database, store::Migrate::yes);
  Grower grower(*rows, options);
  std::size_t const count = std::max(options.messages, options.customers);
  for (std::size_t n = 0; n < count;) {
    rows->begin();
    for (std::size_t const end = std::min(count, n + kGroup); n < end; ++n) grower.write(n);
    rows->commit();
    rows->tidy(store::Store::Haste::others_wait);
  }
}

std::string grown(std::string const& folder, GrowOptions const& options) {
  std::filesystem::create_directories(folder);
  std::string const path = folder + "/" + file_name(options);
  if (std::filesystem::exists(path)) return path;
  std::fprintf(stderr, "growing a database of %zu messages, once: %s\n", options.messages,
               path.c_str());
  std::string const unfinished = path + ".part";
  for (char const* end : {"", "-wal", "-shm"}) std::filesystem::remove(unfinished + end);
  grow(unfinished, options);
  if (std::filesystem::exists(unfinished + "-wal")) {
    throw std::runtime_error(unfinished + " was not closed");
  }
  std::filesystem::rename(unfinished, path);
  return path;
}

bool is_grown(std::string const& folder, GrowOptions const& options) {
  return std::filesystem::exists(folder + "/" + file_name(options));
}

std::string cache_folder() {
  char const* const cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') return std::string{cache} + "/waypost-bench";
  char const* const home = std::getenv("HOME");
  if (home == nullptr) throw std::runtime_error("neither HOME nor XDG_CACHE_HOME is set");
  return std::string{home} + "/.cache/waypost-bench";
}

}  // namespace waypost::bench
