#pragma once
// The one place that chooses: playbook, snapshot, event and time in; effects out.

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
};

/// What happens because of `event`. Total: every event gets exactly one outcome.
///
/// @param playbook  The tenant's compiled playbook; an empty one answers nothing.
/// @param snapshot  The rows that keys(event) named, read inside the same transaction in which
///                  the effects are applied.
/// @param now       The host's time. Meta's times are in the event.
/// @return Effects in the order in which they must be applied. The same arguments give the
///         same bytes on every host.
/// Source: semantics E.1, E.2.
[[nodiscard]] Effects decide(playbook::Playbook const& playbook,
                             Snapshot const& snapshot,
                             webhook::Event const& event,
                             Instant now,
                             DecideScratch& scratch);

}  // namespace waypost::engine
