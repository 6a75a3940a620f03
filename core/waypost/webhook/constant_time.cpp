#include "waypost/webhook/constant_time.h"

#include <cstddef>

namespace waypost::webhook {

bool equals_secret(std::string_view given, std::string_view secret) noexcept {
  if (secret.empty()) return false;
  unsigned differs = given.size() == secret.size() ? 0U : 1U;
  std::size_t at = 0;
  for (char const byte : given) {
    differs |= static_cast<unsigned>(static_cast<unsigned char>(byte) ^
                                     static_cast<unsigned char>(secret[at]));
    if (++at == secret.size()) at = 0;
  }
  // Volatile: the answer is first asked for here, so no compiler has a reason to look for it in
  // the loop and leave early.
  unsigned const volatile told = differs;
  return told == 0;
}

}  // namespace waypost::webhook
