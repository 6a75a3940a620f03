#pragma once
// A change of any field but `messages` becomes a FieldChanged. Private to this room.

#include "waypost/webhook/event.h"
#include "waypost/webhook/reading.h"

namespace waypost::webhook {

/// Adds the change to the Reading as it is: whatever Meta invents is kept. Its echoes,
/// preferences and identities are read one by one, each refused alone.
/// Source: cloud-api 6.
void read_field(Change const& change, Reading& reading);

/// Adds one value-level error of a `messages` change (cloud-api 3.8).
void read_value_error(Change const& change, json::value const& item, Reading& reading);

}  // namespace waypost::webhook
