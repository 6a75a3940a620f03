/// The few things the simulator must know about text: code points, digits, spaces, URLs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace waypost::simulator {

/// A code point and the bytes it took.
struct Decoded {
  std::uint32_t point = 0xFFFD;
  std::size_t length = 1;
};

/// The first code point of non-empty text; U+FFFD of one byte where it is not UTF-8.
Decoded decode_first(std::string_view text);

/// Meta's "characters", as far as known.
std::size_t count_characters(std::string_view text);

bool is_digits(std::string_view text);

/// http(s):// and a host, no blanks or control characters.
bool is_web_url(std::string_view text);

/// Whether any character is drawn as a picture: the blocks that hold emoji.
bool has_emoji(std::string_view text);

std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

}  // namespace waypost::simulator
