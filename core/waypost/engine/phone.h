#pragma once
// The other ways the same telephone is written by WhatsApp (cloud-api 2, "Phone number traps").

#include <string>
#include <string_view>
#include <vector>

namespace waypost::engine {

/// Other forms under which `digits` may be known: Brazil with and without the ninth digit,
/// Argentina 549/54, Mexico 521/52. Empty for everyone else. Look up under them; always answer
/// to the form that was received.
[[nodiscard]] std::vector<std::string> other_dialling_forms(std::string_view digits);

}  // namespace waypost::engine
