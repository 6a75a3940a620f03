#include "waypost/unicode/eight.h"

namespace waypost::unicode {

std::uint64_t few_at(std::string_view text, std::size_t at) noexcept {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text.data() + at, text.size() - at);
  return bytes;
}

}  // namespace waypost::unicode
