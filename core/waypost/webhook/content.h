#pragma once
// What a message says: its kind, the text and payload rules match, media, identity changes.
// Private to this room.

#include <optional>
#include <string>

#include "waypost/base/result.h"
#include "waypost/webhook/event.h"
#include "waypost/webhook/members.h"

namespace waypost::webhook {

/// Fills what `type` and the member it names say into `read`, whose place, sender and type
/// stand already; a missing `type` (some of Meta's samples) is taken from the member present.
/// @return A refusal of the media alone, when their id is not one: the message counts without.
/// Source: cloud-api 3.3 to 3.6.
[[nodiscard]] std::optional<Error> read_content(json::object const& message, MessageReceived& read);

}  // namespace waypost::webhook
