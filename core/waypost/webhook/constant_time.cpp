#include "waypost/webhook/constant_time.h"

#include <cstddef>

namespace waypost::webhook {

bool equals_secret(std::string_view given, std::string_view secret) noexcept {
  if (secret.empty()) return false;
  // Volatile: the compiler may not leave the loop once the answer is known.
  unsigned volatile differs = given.size() == secret.size() ? 0U : 1U;
  std::size_t at = 0;
  for (char const byte : given) {
    differs = differs | static_cast<unsigned>(static_cast<unsigned char>(byte) ^
                                              static_cast<unsigned char>(secret[at]));
    if (++at == secret.size()) at = 0;
  }
  return differs == 0;
}

}  // namespace waypost::webhook
