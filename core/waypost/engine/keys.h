#pragma once
// Which rows an event needs before anything can be decided.

#include <string>
#include <string_view>

#include "waypost/engine/snapshot.h"
#include "waypost/webhook/event.h"

namespace waypost::engine {

/// Total and pure.
///
/// Dedupe keys: message "m:<phone_number_id>:<wamid>"; a status that carries no token of ours
/// "s:<wamid>:<recipient>:<word>" (one that does folds into its item and has none); other events
/// "e:<waba>:<field>:<sha256 of the canonical value>:<time in us, or nothing>"; ticks none.
///
/// Parties, in this order and each person once: the sender of a message (of a number change: the
/// person before it and, when an identity is new, the one after it); of a FieldChanged those of
/// echoes, preferences and identity changes. Statuses name nobody: their item knows.
/// Source: reliability 3.3 G2, cloud-api 1.6.
[[nodiscard]] Keys keys(webhook::Event const& event);

/// The dedupe key of a message.
[[nodiscard]] std::string message_key(webhook::MessageReceived const& message);

/// `json` with the members of every object sorted by their names' bytes: a redelivery whose
/// members come in another order is the same event. Text that is not JSON stays as it is.
[[nodiscard]] std::string canonical(std::string_view json);

}  // namespace waypost::engine
