#pragma once
// bindings/zones/zones.txt, embedded when the binary is built.

#include <string_view>

namespace waypost::app {

[[nodiscard]] std::string_view zones_table() noexcept;

}  // namespace waypost::app
