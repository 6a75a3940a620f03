#pragma once
// Bytes become code points and back. "Code point" never means byte or UTF-16 unit.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace waypost::unicode {

inline constexpr char32_t kReplacement = 0xFFFD;

/// One decoded code point and the bytes it took (>= 1 while there is input).
struct Decoded {
  char32_t code = kReplacement;
  std::uint32_t bytes = 1;
};

/// As decode(), for a first byte that is not ASCII.
[[nodiscard]] Decoded decode_multibyte(std::string_view text) noexcept;

/// Decodes the code point at the start of `text`, which must not be empty. Each maximal
/// ill-formed part is one U+FFFD (WHATWG Encoding, "UTF-8 decoder").
[[nodiscard]] inline Decoded decode(std::string_view text) noexcept {
  auto const first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {first, 1};
  return decode_multibyte(text);
}

/// Decodes the code point at the end of `text`, which must not be empty, exactly as decoding
/// from its start would have met it.
[[nodiscard]] Decoded decode_last(std::string_view text) noexcept;

/// Appends `code` as UTF-8; a surrogate or anything over U+10FFFF appends U+FFFD.
void append(std::string& text, char32_t code);

/// Whether every byte belongs to a well-formed sequence.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Code points in `text`, an ill-formed part counting one.
[[nodiscard]] std::size_t length(std::string_view text) noexcept;

/// Bytes taken by the first `points` code points of `text` (all of it when there are fewer).
[[nodiscard]] std::size_t bytes_of(std::string_view text, std::size_t points) noexcept;

/// The longest start of `text` that ends between code points and has at most `bytes` bytes.
/// Cost: O(1).
[[nodiscard]] std::string_view prefix_within(std::string_view text, std::size_t bytes) noexcept;

/// `text` with every ill-formed part replaced by U+FFFD.
[[nodiscard]] std::string mend(std::string_view text);

}  // namespace waypost::unicode
