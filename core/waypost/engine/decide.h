#pragma once
// The one place that chooses: playbook, snapshot, event and time in; effects out.

#include <vector>

#include "waypost/base/instant.h"
#include "waypost/engine/effect.h"
#include "waypost/engine/snapshot.h"
#include "waypost/playbook/match.h"
#include "waypost/playbook/open.h"
#include "waypost/webhook/event.h"

namespace waypost::engine {

/// Memory that deciding reuses between calls. One per thread.
struct DecideScratch {
  playbook::MatchScratch match;
  std::vector<unsigned char> arena;  ///< JSON of replies and variables while they are rendered
};

/// How long a conversation belongs to the staff after they wrote from their phone (an echo): as
/// long as the service window that their customer's last message can have opened.
inline constexpr Span kEchoTakeover = std::chrono::hours{24};

/// How long a reply may wait before it is stale (semantics E.2).
inline constexpr Span kReplyLife = std::chrono::hours{1};

/// How late news of trouble may come and still stop a scope: later, somebody has looked at it.
inline constexpr Span kNewsLife = std::chrono::hours{1};

/// What happens because of `event`. Total: every event gets exactly one outcome.
///
/// @param playbook  The tenant's compiled playbook; an empty one answers nothing.
/// @param snapshot  The rows that keys(event) named, read inside the same transaction in which
///                  the effects are applied.
/// @param now       The host's time. Meta's times are in the event.
/// @return Effects in the order in which they must be applied; none for a duplicate. Contacts
///         and conversations that stay as they were are not put. The same arguments give the
///         same bytes on every host.
/// Cost: matching, plus about 1 us and, for an answer, the rendering.
/// Source: semantics E.1, E.2.
[[nodiscard]] Effects decide(playbook::Playbook const& playbook,
                             Snapshot const& snapshot,
                             webhook::Event const& event,
                             Instant now,
                             DecideScratch& scratch);

/// The one outcome of the event that had these effects: of its message or event; for a status
/// recorded(<where its item went, or what was noted>); duplicate when there are none.
[[nodiscard]] Outcome outcome_of(Effects const& effects);

}  // namespace waypost::engine
