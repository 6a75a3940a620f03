#pragma once
// Eight bytes of a text in one number, the first lowest: what is true of a byte sets its highest
// bit. For loops over what is mostly ASCII.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace waypost::unicode {

inline constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080U;
inline constexpr std::uint64_t kEachByte = 0x0101'0101'0101'0101U;

/// eight_at() for a text of less than eight bytes.
[[nodiscard]] std::uint64_t few_at(std::string_view text, std::size_t at) noexcept;

/// The bytes from `at` (< size) on; zeros behind the end.
[[nodiscard]] inline std::uint64_t eight_at(std::string_view text, std::size_t at) noexcept {
  std::uint64_t bytes = 0;
  if (text.size() < sizeof bytes) return few_at(text, at);
  // The last ones are read together with what stands before them: a fixed size is one load.
  std::size_t const from = std::min(at, text.size() - sizeof bytes);
  std::memcpy(&bytes, text.data() + from, sizeof bytes);
  return bytes >> 8 * (at - from);
}

/// Which of eight bytes below 0x80 are `least` (1..0x80) or more.
[[nodiscard]] constexpr std::uint64_t at_least(std::uint64_t bytes, unsigned least) noexcept {
  return (bytes + kEachByte * (0x80 - least)) & kHighBits;
}

}  // namespace waypost::unicode
