#pragma once
// Whether to send now: the last look at window, consent and budget before the first byte.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "waypost/base/instant.h"
#include "waypost/outbox/item.h"
#include "waypost/outbox/rate.h"

namespace waypost::outbox {

/// What plan must know of the item's contact, number and tenant, as they are now.
struct Standing {
  std::optional<Instant> last_inbound_at;  ///< of the conversation: the service window
  bool marketing_withdrawn = false;
  bool opted_out_of_all = false;
  std::optional<Instant> suppressed_until;  ///< 131049
  std::optional<Instant> stopped_until;     ///< a stopped scope; Instant::max(): until resumed
  std::string stopped_why;
};

/// The limiters this send meets, in order, with their states (semantics C).
struct Budget {
  Limiters limiters;
  bool new_recipient = false;     ///< business-initiated and not counted in this moving day
  std::int32_t utc_offset_s = 0;  ///< tenant's zone, for day_cap
};

/// POST this to /{version}/{phone_number_id}/messages; the host adds host, version and token.
struct Send {
  std::string body;   ///< the item's body with biz_opaque_callback_data spliced in
  Limiters limiters;  ///< states after charging; store them with `dispatching`
};

enum class WaitReason : std::uint8_t { not_due, stopped, limited };

struct Wait {
  Instant until{};
  WaitReason why{};
  std::string detail;  ///< limiter id, or the stop's reason
  Limiters limiters;   ///< healed states
};

enum class DropReason : std::uint8_t { expired, window_closed, opted_out, suppressed };

struct Drop {
  DropReason why{};
};

using Plan = std::variant<Send, Wait, Drop>;

/// Looks in this order: not `ready` (waits for ever), expired, opted out, not due, suppressed,
/// window closed, stopped, limited. A wait never outlasts the item's own end, so that a host
/// which asks again at `until` always gets the item out of the way in time.
///
/// @param opaque  The complete biz_opaque_callback_data for this attempt: token_text() and,
///                behind it, the caller's own. The random bits and the MAC are the host's.
/// Free text is never sent at or after last inbound + 24 h - 5 min, whatever the clock did.
[[nodiscard]] Plan plan(Item const& item,
                        Standing const& standing,
                        Budget const& budget,
                        std::string_view opaque,
                        Instant now);

}  // namespace waypost::outbox
