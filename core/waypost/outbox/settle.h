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

/// Effects to apply in one transaction: first the item's Move, then what its scope suffers.
/// A reply that comes after a status already moved the item only fills the wamid.
/// Source: semantics D; reliability 3.3 G3.
[[nodiscard]] engine::Effects settle(Item const& item, SendOutcome const& outcome, Instant now);

/// How long `unknown` waits for a status before policy `never` ends it.
inline constexpr Span kEvidenceWait = std::chrono::hours{24};

}  // namespace waypost::outbox
