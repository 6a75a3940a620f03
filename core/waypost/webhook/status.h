#pragma once
// One item of statuses[] becomes a StatusChanged. Private to this room.

#include <optional>

#include "waypost/base/result.h"
#include "waypost/webhook/event.h"
#include "waypost/webhook/reading.h"

namespace waypost::webhook {

/// Fills `status`, which stands in its list already and knows its place.
/// @return The refusal of the item: without an id or a word it says nothing.
/// Source: cloud-api 4.
[[nodiscard]] std::optional<Error> read_status(json::value const& item,
                                               Contacts& contacts,
                                               Reading& reading,
                                               StatusChanged& status);

}  // namespace waypost::webhook
