#pragma once
// Whom an event speaks of: the same list for keys(), which asks for their rows, and for
// decide(), which uses them. Inside the engine only.

#include <cstddef>
#include <optional>
#include <vector>

#include "waypost/webhook/event.h"

namespace waypost::engine {

/// Two places in Parties::people; without `after` there is nobody new to look up.
struct ChangedPair {
  std::size_t before = 0;
  std::optional<std::size_t> after;
};

/// The people of an event, each once, and where its parts find theirs.
struct Parties {
  std::vector<webhook::Party> people;
  std::vector<std::size_t> echoes;       ///< parallel to FieldChanged::echoes
  std::vector<std::size_t> preferences;  ///< parallel to FieldChanged::preferences
  std::vector<ChangedPair> identities;   ///< parallel to FieldChanged::identities
};

[[nodiscard]] Parties parties_of(webhook::MessageReceived const& message);
[[nodiscard]] Parties parties_of(webhook::FieldChanged const& change);

}  // namespace waypost::engine
