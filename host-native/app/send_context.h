#pragma once
// What a send meets, gathered from rows for the core's plan, and put back after it.

#include "waypost/outbox/plan.h"

#include "app/directory.h"
#include "store/store.h"

namespace waypost::app {

/// Standing and budget of one item, as they are in this transaction.
struct SendContext {
  outbox::Standing standing;
  outbox::Budget budget;
};

/// Names under which shared limiters are kept in the store.
[[nodiscard]] std::string limiter_name(std::string_view kind, std::string_view subject);

/// `number` is one of `directory`'s: its own rate, its pair's, its portfolio's tier and its
/// tenant's day, as far as each is limited.
[[nodiscard]] SendContext read_context(store::Store& store,
                                       outbox::Item const& item,
                                       Directory const& directory,
                                       Number const& number,
                                       Instant now);

/// Inbound messages count against the number's throughput too.
void charge_received(SendContext& context, std::int64_t messages, Instant now);

/// Puts back the limiters' states after a plan that sends.
void store_limiters(store::Store& store,
                    outbox::Item const& item,
                    Number const& number,
                    SendContext const& context,
                    outbox::Limiters const& limiters,
                    Instant now);

/// Graph said 130429: the number's rate halves.
void slow(store::Store& store, Number const& number, Instant now);

}  // namespace waypost::app
