#pragma once
// Comparing secrets without telling, by the time it takes, how much of them was right.

#include <string_view>

namespace waypost::webhook {

/// Whether `given` equals `secret`. The time depends on given.size() alone, never on where the
/// two differ nor on how long `secret` is; an empty `secret` equals nothing.
[[nodiscard]] bool equals_secret(std::string_view given, std::string_view secret) noexcept;

}  // namespace waypost::webhook
