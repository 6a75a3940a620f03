#include "kill.h"

#include <random>
#include <stdexcept>
#include <string>

#include "store/sqlite_store.h"
#include "webhook.h"

namespace waypost::bench {
namespace {

constexpr std::size_t kNoLimit = 2'000'000;

/// Asks the store as the service does: by the key that tells a message from its redelivery.
bool is_stored(store::Store& rows, Said const& acked) {
  store::Scope scope;
  scope.tenant = kTenantRow;
  engine::Keys keys;
  keys.seen = "m:" + phone_number_id(number_of(acked.customer)) + ":" + acked.wamid;
  return rows.load(keys, scope).seen;
}

std::size_t count_lost(Setting const& setting, std::vector<Said> const& all) {
  store::DatabaseOptions options;
  options.path = setting.db();
  auto const rows = store::open_sqlite(options, store::Migrate::refuse_if_needed);
  // The count can find a loss: what was never sent is not there.
  if (is_stored(*rows, {kFirstCustomer, wamid_of(0, 0, 0)})) {
    throw std::runtime_error("a webhook is stored that nobody sent");
  }
  std::size_t lost = 0;
  for (Said const& acked : all) lost += is_stored(*rows, acked) ? 0U : 1U;
  return lost;
}

}  // namespace

KillResult kill_under_load(ServiceOptions const& options, int kills, double length_s) {
  Service service(options);
  KillResult result;
  std::vector<Said> all;
  std::mt19937_64 random(std::random_device{}());
  for (int i = 0; i < kills; ++i) {
    LoadOptions load;
    load.count = kNoLimit;
    load.seconds = length_s * std::uniform_real_distribution<double>(0.3, 1)(random);
    load.kill = [&] { service.kill(); };
    LoadResult const run = service.run(load);
    all.insert(all.end(), run.acked_messages.begin(), run.acked_messages.end());
    result.ready_s.push_back(service.restart());
  }
  service.kill();
  result.acked = all.size();
  result.lost = count_lost(service.setting(), all);
  return result;
}

}  // namespace waypost::bench
