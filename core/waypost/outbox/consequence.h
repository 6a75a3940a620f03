#pragma once
// What a failure means beyond its item: scopes that stop, numbers that slow down, news.

#include <string>
#include <string_view>

#include "waypost/base/instant.h"
#include "waypost/engine/effect.h"
#include "waypost/outbox/item.h"
#include "waypost/outbox/retry.h"

namespace waypost::outbox {

/// The failure as one word, for Item::reason and in StopScope::reason: "131047", "http_502",
/// "timeout", or "nothing_known".
[[nodiscard]] std::string reason_of(Failure const& failure);

/// Stops, slowdowns and notes for one failure of `item`, in a fixed order.
/// @param reason  reason_of() the failure.
/// @param now     when it happened.
/// @param until   how long throttles and holds last.
/// Nobody's message is touched: other items wait at their stopped scope and burn no attempts.
[[nodiscard]] engine::Effects consequences(
    FailureKind const& kind, std::string_view reason, Item const& item, Instant now, Instant until);

}  // namespace waypost::outbox
