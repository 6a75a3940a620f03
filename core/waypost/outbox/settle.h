#pragma once
// What a reply of Graph, or its absence, means for an item.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "waypost/base/instant.h"
#include "waypost/engine/effect.h"
#include "waypost/outbox/item.h"
#include "waypost/outbox/retry.h"

namespace waypost::outbox {

/// Graph answered. `body` is what came, cut by the host at 1 MiB.
struct HttpReply {
  int status = 0;
  std::string body;
  std::optional<std::int64_t> retry_after_s;
};

struct NoReply {
  NetworkFault why{};
};

/// The process died while the item was dispatching (found at start-up).
struct ProcessDied {};

/// The wait for evidence ended (`unknown`), policy `never`.
struct EvidenceEnded {};

using SendOutcome = std::variant<HttpReply, NoReply, ProcessDied, EvidenceEnded>;

/// How long `unknown` waits for a status before policy `never` ends it.
inline constexpr Span kEvidenceWait = std::chrono::hours{24};

/// What a Retry-After is cut to, seconds (reliability 5.10).
inline constexpr std::int64_t kRetryAfterMinS = 1;
inline constexpr std::int64_t kRetryAfterMaxS = 900;

/// Effects to apply in one transaction: first the item's Move, then what its scope suffers.
///
///   accepted      Move accepted with the wamid; Annotate `held` when Meta keeps it back
///   retry         Move ready, due later, failures + 1; throttles stop their scope
///   hold, pause   Move ready, failures as they were; StopScope, Note
///   final         Move failed with the code
///   in doubt      Move unknown, due when the wait for evidence ends; never sent again by a timer
///
/// A reply that comes after a status already moved the item only fills the wamid, or is kept as
/// Annotate `late_reply`. A Move to the item's own state changes what it carries and no more.
/// StopScope for a recipient is the contact's consent: "opt_out:..." withdraws marketing,
/// "suppress:..." forbids it until then.
/// Source: semantics D; reliability 3.3 G3.
[[nodiscard]] engine::Effects settle(Item const& item, SendOutcome const& outcome, Instant now);

}  // namespace waypost::outbox
