#pragma once
// What every Graph client checks and reads alike. Private to this folder.

#include <string_view>

#include "http/graph_client.h"

namespace waypost::http {

/// Whether a call can be written as a request: a path of printable ASCII that begins with '/',
/// and a token without control bytes, so that neither can end a line.
[[nodiscard]] bool is_sendable(GraphCall const& call) noexcept;

[[nodiscard]] std::string_view name(GraphVerb verb) noexcept;

}  // namespace waypost::http
