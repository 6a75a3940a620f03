#pragma once
// What the writer does for a webhook and its reply, on one thread and without a network: the
// product's parser, engine, outbox and statements, in the service's order.

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "waypost/base/instant.h"

#include "app/config.h"
#include "store/store.h"
#include "webhook.h"

namespace waypost::bench {

/// Not thread-safe. Throws what the store throws.
class Pipeline {
 public:
  explicit Pipeline(app::Config const& config);
  ~Pipeline();
  Pipeline(Pipeline const&) = delete;
  Pipeline& operator=(Pipeline const&) = delete;

  // In a transaction of store():

  /// journal, parse, keys, load, decide, apply. Adds the items that it queued to `queued()`.
  void receive(std::string_view body, Instant now);
  /// plan, dispatch, charge. @return whether it would be sent now.
  [[nodiscard]] bool dispatch(store::RowId item, Instant now);
  /// What Graph's 200 makes of it.
  void settle(store::RowId item, Instant now);

  [[nodiscard]] std::vector<store::RowId>& queued() noexcept;
  [[nodiscard]] store::Store& store() noexcept;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Who writes to whom.
struct Customers {
  std::int64_t count = kCustomers;
  Order order = Order::mixed;
};

/// One group of webhooks and their replies: three commits, as when the service is busy.
/// `first` numbers the webhooks: the group takes first ... first + size - 1.
void write_group(Pipeline& pipeline,
                 std::size_t first,
                 std::size_t size,
                 Customers const& customers = {});

}  // namespace waypost::bench
