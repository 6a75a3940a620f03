#pragma once
// An explanation as lines for a terminal: what came of a message, why, and what was done.

#include <string>

#include "waypost/base/instant.h"
#include "waypost/engine/explain.h"

namespace waypost::cli {

/// For people: the words may change; programs read the JSON of wire/encode_explanation.h.
/// @param now  the moment of deciding, from which spans are counted
[[nodiscard]] std::string explanation_text(engine::Explanation const& explanation, Instant now);

}  // namespace waypost::cli
