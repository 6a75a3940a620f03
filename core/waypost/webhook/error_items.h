#pragma once
// errors[] in its asynchronous form (cloud-api 5.1). Private to this room.

#include <vector>

#include "waypost/webhook/event.h"
#include "waypost/webhook/members.h"

namespace waypost::webhook {

[[nodiscard]] ErrorItem error_item(json::object const& item);

/// The items that are objects; none when `errors` is no array.
[[nodiscard]] std::vector<ErrorItem> error_items(json::value const* errors);

}  // namespace waypost::webhook
