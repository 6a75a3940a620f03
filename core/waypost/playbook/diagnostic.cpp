#include "waypost/playbook/diagnostic.h"

#include <array>
#include <cstddef>

namespace waypost::playbook {

std::string_view word(Code code) noexcept {
  constexpr std::array<std::string_view, 12> kWords = {
      "E_KIND",  "E_DUP_ID",   "E_NO_TRIGGERS", "E_TRIGGER_TOO_LONG", "E_REGEX",    "E_FIELD",
      "E_REPLY", "E_TOO_MANY", "W_DEAD",        "W_TRUNCATED",        "W_NO_REPLY", "W_FOLD"};
  auto const index = static_cast<std::size_t>(code);
  return index < kWords.size() ? kWords[index] : std::string_view();
}

bool is_error(Code code) noexcept {
  return code < Code::W_DEAD;
}

}  // namespace waypost::playbook
