#pragma once
// Which rows an event needs before anything can be decided.

#include <string_view>

#include "waypost/engine/snapshot.h"
#include "waypost/webhook/event.h"

namespace waypost::engine {

/// Total and pure. Dedupe keys: message "m:<phone_number_id>:<wamid>"; other events
/// "e:<waba>:<field>:<sha256 of the canonical value>:<time>". Statuses have none: they fold.
/// Source: reliability 3.3 G2, cloud-api 1.6.
[[nodiscard]] Keys keys(webhook::Event const& event);

}  // namespace waypost::engine
