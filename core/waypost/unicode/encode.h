#pragma once
// A code point as UTF-8 bytes, inlined into the loops of this room. Internal: see utf8.h.

#include <cstddef>

#include "waypost/unicode/utf8.h"

namespace waypost::unicode {

inline constexpr std::size_t kEncodedBytesMax = 4;

/// Writes `code` at `out`, which has room for kEncodedBytesMax; a surrogate or anything over
/// U+10FFFF as U+FFFD.
/// @return The place behind the last byte.
inline char* encode(char* out, char32_t code) noexcept {
  auto const put = [&out](char32_t byte) { *out++ = static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
    return out;
  }
  if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
    return out;
  }
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = kReplacement;
  if (code < 0x10000) {
    put(0xE0 | code >> 12);
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
  }
  put(0x80 | (code >> 6 & 0x3F));
  put(0x80 | (code & 0x3F));
  return out;
}

}  // namespace waypost::unicode
