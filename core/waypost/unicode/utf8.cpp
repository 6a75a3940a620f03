#include "waypost/unicode/utf8.h"

#include "waypost/unicode/encode.h"

namespace waypost::unicode {
namespace {

[[nodiscard]] unsigned char byte_at(std::string_view text, std::size_t place) noexcept {
  return static_cast<unsigned char>(text[place]);
}

[[nodiscard]] bool is_continuation(unsigned char byte) noexcept {
  return (byte & 0xC0) == 0x80;
}

/// What the first byte of a sequence says: how many follow, and between which bounds the next
/// one must lie (they exclude surrogates, overlong forms and code points over U+10FFFF).
struct Lead {
  std::uint32_t follow = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

[[nodiscard]] Lead lead_of(unsigned char first) noexcept {
  if (first < 0xC2 || first > 0xF4) return {};
  if (first < 0xE0) return {1};
  if (first == 0xE0) return {2, 0xA0};
  if (first == 0xED) return {2, 0x80, 0x9F};
  if (first < 0xF0) return {2};
  if (first == 0xF0) return {3, 0x90};
  if (first == 0xF4) return {3, 0x80, 0x8F};
  return {3};
}

}  // namespace

Decoded decode_multibyte(std::string_view text) noexcept {
  unsigned char const first = byte_at(text, 0);
  Lead lead = lead_of(first);
  if (lead.follow == 0) return {};
  char32_t code = first & (0x3FU >> lead.follow);
  for (std::uint32_t taken = 1; taken <= lead.follow; ++taken) {
    if (taken == text.size()) return {kReplacement, taken};
    unsigned char const next = byte_at(text, taken);
    if (next < lead.low || next > lead.high) return {kReplacement, taken};
    code = code << 6 | (next & 0x3FU);
    lead.low = 0x80;
    lead.high = 0xBF;
  }
  return {code, lead.follow + 1};
}

Decoded decode_last(std::string_view text) noexcept {
  std::size_t const size = text.size();
  std::size_t back = 1;
  while (back < 4 && back < size && is_continuation(byte_at(text, size - back))) ++back;
  // A continuation byte that no sequence reaches stands alone.
  Decoded const last = decode(text.substr(size - back));
  return last.bytes == back ? last : Decoded{};
}

void append(std::string& text, char32_t code) {
  char bytes[kEncodedBytesMax];
  text.append(bytes, static_cast<std::size_t>(encode(bytes, code) - bytes));
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    Decoded const next = decode(text);
    // U+FFFD itself takes three bytes; an ill-formed part of three bytes begins with F0-F4.
    if (next.code == kReplacement && text.substr(0, next.bytes) != "\xEF\xBF\xBD") return false;
    text.remove_prefix(next.bytes);
  }
  return true;
}

std::size_t length(std::string_view text) noexcept {
  std::size_t points = 0;
  for (; !text.empty(); ++points) text.remove_prefix(decode(text).bytes);
  return points;
}

std::size_t bytes_of(std::string_view text, std::size_t points) noexcept {
  std::size_t bytes = 0;
  for (; points > 0 && bytes < text.size(); --points) bytes += decode(text.substr(bytes)).bytes;
  return bytes;
}

std::string_view prefix_within(std::string_view text, std::size_t bytes) noexcept {
  if (text.size() <= bytes) return text;
  // Only a sequence whose first byte is one of the last three can reach over the edge.
  for (std::size_t back = 1; back < 4 && back <= bytes; ++back) {
    unsigned char const byte = byte_at(text, bytes - back);
    if (is_continuation(byte)) continue;
    std::size_t const taken = decode(text.substr(bytes - back)).bytes;
    return text.substr(0, taken > back ? bytes - back : bytes);
  }
  return text.substr(0, bytes);
}

std::string mend(std::string_view text) {
  std::string mended;
  mended.reserve(text.size());
  while (!text.empty()) {
    Decoded const next = decode(text);
    append(mended, next.code);
    text.remove_prefix(next.bytes);
  }
  return mended;
}

}  // namespace waypost::unicode
