#include "waypost/wire/scan.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace waypost::wire {
namespace {

constexpr std::size_t kEscapeBytes = 6;  // \uXXXX

enum class Unit : std::uint8_t { other, high, low };

bool is_hex(char byte) noexcept {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
         (byte >= 'A' && byte <= 'F');
}

// What the text at a backslash is: only surrogates matter, and all of them begin with d.
Unit unit_at(std::string_view json, std::size_t at) noexcept {
  if (json.size() - at < kEscapeBytes || json[at] != '\\' || json[at + 1] != 'u') {
    return Unit::other;
  }
  if ((json[at + 2] | 0x20) != 'd' || !is_hex(json[at + 4]) || !is_hex(json[at + 5])) {
    return Unit::other;
  }
  switch (json[at + 3]) {
    case '8':
    case '9':
    case 'a':
    case 'A':
    case 'b':
    case 'B': return Unit::high;
    case 'c':
    case 'C':
    case 'd':
    case 'D':
    case 'e':
    case 'E':
    case 'f':
    case 'F': return Unit::low;
    default: return Unit::other;
  }
}

// The next backslash from `at` on, or json.size(). Escapes come in runs (Meta escapes every
// non-ASCII character), so the byte at hand is looked at before memchr is called.
std::size_t next_backslash(std::string_view json, std::size_t at) noexcept {
  if (at >= json.size()) return json.size();
  if (json[at] == '\\') return at;
  auto const* found = std::memchr(json.data() + at, '\\', json.size() - at);
  if (found == nullptr) return json.size();
  return static_cast<std::size_t>(static_cast<char const*>(found) - json.data());
}

// Where the first lone surrogate escape from `at` on stands, or json.size().
std::size_t next_lone(std::string_view json, std::size_t at) noexcept {
  for (at = next_backslash(json, at); at < json.size(); at = next_backslash(json, at)) {
    switch (unit_at(json, at)) {
      case Unit::other: at += 2; break;
      case Unit::low: return at;
      case Unit::high:
        if (unit_at(json, at + kEscapeBytes) != Unit::low) return at;
        at += 2 * kEscapeBytes;
        break;
    }
  }
  return json.size();
}

constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kLow7 = 0x7F7F7F7F7F7F7F7FU;

// 1 in each byte lane of `word` that equals `byte`, else 0.
constexpr std::uint64_t lanes_equal(std::uint64_t word, char byte) noexcept {
  std::uint64_t const differ = word ^ (kOnes * static_cast<unsigned char>(byte));
  return (~(((differ & kLow7) + kLow7) | differ | kLow7)) >> 7U;
}

// How many bytes `lanes_of` marks, which is asked about eight bytes at a time; the few after the
// last eight come as a word filled up with spaces.
template <class LanesOf>
std::size_t count_lanes(std::string_view text, LanesOf const& lanes_of) noexcept {
  constexpr std::size_t kLaneMax = 255;
  std::size_t count = 0;
  std::uint64_t word = 0;
  while (text.size() >= sizeof word) {
    std::size_t const words = std::min(kLaneMax, text.size() / sizeof word);
    std::uint64_t lanes = 0;
    for (std::size_t i = 0; i < words; ++i) {
      std::memcpy(&word, text.data() + i * sizeof word, sizeof word);
      lanes += lanes_of(word);
    }
    for (; lanes != 0; lanes >>= 8U) count += lanes & 0xFFU;
    text.remove_prefix(words * sizeof word);
  }
  word = kOnes * ' ';
  std::memcpy(&word, text.data(), text.size());
  for (std::uint64_t lanes = lanes_of(word); lanes != 0; lanes >>= 8U) count += lanes & 1U;
  return count;
}

std::size_t count_opens(std::string_view json) noexcept {
  // '[' and '{' differ in the bit that setting makes equal; no other byte becomes '{'.
  return count_lanes(
      json, [](std::uint64_t word) noexcept { return lanes_equal(word | (kOnes * 0x20U), '{'); });
}

bool is_space(char byte) noexcept {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

// The byte after the string that begins with the quote at `at`.
std::size_t after_string(std::string_view json, std::size_t at) noexcept {
  for (++at; at < json.size(); ++at) {
    if (json[at] == '"') return at + 1;
    if (json[at] == '\\') ++at;
  }
  return json.size();
}

bool is_empty_container(std::string_view json, std::size_t open) noexcept {
  char const close = json[open] == '[' ? ']' : '}';
  std::size_t at = open + 1;
  while (at < json.size() && is_space(json[at])) ++at;
  return at < json.size() && json[at] == close;
}

}  // namespace

Mended mend_surrogates(std::string_view json, boost::json::storage_ptr const& scratch) {
  std::size_t at = next_lone(json, 0);
  if (at == json.size()) return {json};
  auto* const copy = static_cast<char*>(scratch->allocate(json.size(), 1));
  std::memcpy(copy, json.data(), json.size());
  std::string_view const mended(copy, json.size());
  for (; at < mended.size(); at = next_lone(mended, at + kEscapeBytes)) {
    std::memcpy(copy + at + 2, "fffd", 4);
  }
  return {mended, copy};
}

std::size_t count_commas(std::string_view json) noexcept {
  return count_lanes(json, [](std::uint64_t word) noexcept { return lanes_equal(word, ','); });
}

bool exceeds_values(std::string_view json, std::size_t values) noexcept {
  // Each value but the first costs a bracket or a comma, and itself a byte.
  if (json.size() <= values || count_commas(json) + count_opens(json) < values) return false;
  std::size_t count = 1;
  for (std::size_t at = 0; at < json.size() && count <= values;) {
    if (json[at] == '"') {
      at = after_string(json, at);
      continue;
    }
    bool const open = json[at] == '[' || json[at] == '{';
    if (json[at] == ',' || (open && !is_empty_container(json, at))) ++count;
    ++at;
  }
  return count > values;
}

}  // namespace waypost::wire
