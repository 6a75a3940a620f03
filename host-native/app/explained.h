#pragma once
// Why the engine answered as it did, as one JSON object: for the demo and for `rules explain`.

#include <string>

#include "waypost/engine/effect.h"
#include "waypost/engine/snapshot.h"
#include "waypost/playbook/open.h"
#include "waypost/webhook/event.h"

namespace waypost::app {

/// {"event":"decided","wamid":...,"outcome":...,"rules":[...],"effects":[...]}; "" for what is
/// no message.
[[nodiscard]] std::string explained(playbook::Playbook const& playbook,
                                    engine::Snapshot const& snapshot,
                                    webhook::Event const& event,
                                    Instant now,
                                    engine::Effects const& effects);

}  // namespace waypost::app
