#include "waypost/playbook/edges.h"

#include <array>

#include "waypost/unicode/eight.h"
#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"

namespace waypost::playbook {
namespace {

enum class Class : std::uint8_t {
  unknown,
  letter,  // ALetter, Hebrew_Letter
  digit,
  space,
  symbol,  // Other: neither joins nor is joined
  middle,  // MidNum: joins digits only
};

struct Range {
  char32_t first;
  char32_t last;
};

// Code points of two bytes that are ALetter or Hebrew_Letter (WordBreakProperty 15.0).
constexpr std::array kLetters = {
    Range{0xC0, 0xD6},   Range{0xD8, 0xF6},   Range{0xF8, 0x2C1},  Range{0x391, 0x3A1},
    Range{0x3A3, 0x3F5}, Range{0x400, 0x481}, Range{0x48A, 0x52F}, Range{0x531, 0x556},
    Range{0x561, 0x586}, Range{0x5D0, 0x5EA}, Range{0x620, 0x64A}, Range{0x671, 0x6D3},
};

constexpr std::array<Class, 128> ascii_classes() {
  std::array<Class, 128> table{};
  for (std::size_t c = 0x20; c < 0x7F; ++c) table[c] = Class::symbol;
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = Class::digit;
  for (std::size_t c = 'a'; c <= 'z'; ++c) table[c] = Class::letter;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) table[c] = Class::letter;
  for (char const c : {'.', ',', ';'}) table[static_cast<std::size_t>(c)] = Class::middle;
  // Both join letters in places that two neighbours do not show.
  for (char const c : {'\'', '"'}) table[static_cast<std::size_t>(c)] = Class::unknown;
  table[' '] = Class::space;
  return table;
}

constexpr std::array<std::uint64_t, 32> letter_bits() {
  std::array<std::uint64_t, 32> bits{};
  for (Range const range : kLetters) {
    for (char32_t c = range.first; c <= range.last; ++c)
      bits[c / 64] |= std::uint64_t{1} << (c % 64);
  }
  return bits;
}

constexpr std::array<Class, 128> kAscii = ascii_classes();
constexpr std::array<std::uint64_t, 32> kLetterBits = letter_bits();

Class class_of_two(unsigned lead, unsigned trail) noexcept {
  unsigned const code = (lead & 0x1FU) << 6 | (trail & 0x3FU);
  return (kLetterBits[code / 64] >> (code % 64) & 1U) != 0 ? Class::letter : Class::unknown;
}

bool is_lead_of_two(unsigned byte) noexcept {
  return byte >= 0xC2 && byte <= 0xDF;
}

unsigned byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

Class class_from(std::string_view text, std::size_t at) noexcept {
  unsigned const byte = byte_at(text, at);
  if (byte < 0x80) return kAscii[byte];
  if (!is_lead_of_two(byte) || at + 1 == text.size()) return Class::unknown;
  return class_of_two(byte, byte_at(text, at + 1));
}

Class class_before(std::string_view text, std::size_t at) noexcept {
  unsigned const byte = byte_at(text, at - 1);
  if (byte < 0x80) return kAscii[byte];
  if (at < 2 || !is_lead_of_two(byte_at(text, at - 2))) return Class::unknown;
  return class_of_two(byte_at(text, at - 2), byte);
}

using unicode::at_least;
using unicode::eight_at;
using unicode::kHighBits;

// Letters and digits of ASCII among eight bytes.
constexpr std::uint64_t joining(std::uint64_t bytes) noexcept {
  std::uint64_t const low = bytes & ~kHighBits;
  std::uint64_t const letters = at_least(low, 'a') & ~at_least(low, 'z' + 1);
  std::uint64_t const digits = at_least(low, '0') & ~at_least(low, '9' + 1);
  return (letters | digits) & ~bytes;
}

// The eight highest bits, side by side.
constexpr std::uint64_t packed(std::uint64_t highest) noexcept {
  return (highest >> 7U) * 0x0102'0408'1020'4080U >> 56U;
}

bool is_edge(char32_t code) noexcept {
  return code == U' ' || unicode::is_edge_punctuation(code);
}

std::size_t skip_edge(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    unicode::Decoded const point = unicode::decode(text.substr(at));
    if (!is_edge(point.code)) break;
    at += point.bytes;
  }
  return at;
}

std::size_t skip_edge_back(std::string_view text) noexcept {
  std::size_t at = text.size();
  while (at != 0) {
    std::size_t begin = at - 1;
    while (begin != 0 && (byte_at(text, begin) & 0xC0U) == 0x80U) --begin;
    if (!is_edge(unicode::decode(text.substr(begin)).code)) break;
    at = begin;
  }
  return at;
}

}  // namespace

Edge glance(std::string_view folded, std::size_t at) noexcept {
  if (at == 0 || at == folded.size()) return Edge::yes;
  Class const before = class_before(folded, at);
  Class const behind = class_from(folded, at);
  if (behind == Class::space) return Edge::yes;  // nothing joins a space to what stands before it
  if (before == Class::unknown || behind == Class::unknown) {
    // Between a space and an ASCII quote there is always a boundary; other code points may be
    // marks, which belong to the space.
    bool const quote = before == Class::space && byte_at(folded, at) < 0x80;
    return quote ? Edge::yes : Edge::unknown;
  }
  auto const is_word = [](Class c) { return c == Class::letter || c == Class::digit; };
  if (is_word(before) && is_word(behind)) return Edge::no;
  bool const number = (before == Class::digit && behind == Class::middle) ||
                      (before == Class::middle && behind == Class::digit);
  return number ? Edge::unknown : Edge::yes;
}

bool may_begin_word(std::string_view folded, std::size_t at) noexcept {
  if (at == 0) return true;
  unsigned const before = byte_at(folded, at - 1);
  unsigned const behind = byte_at(folded, at);
  if ((before | behind) < 0x80) {
    auto const is_word = [](unsigned c) {
      return kAscii[c] == Class::letter || kAscii[c] == Class::digit;
    };
    return !(is_word(before) && is_word(behind));
  }
  return class_from(folded, at) != Class::letter || class_before(folded, at) != Class::letter;
}

std::uint64_t word_starts(std::string_view folded, std::size_t at) noexcept {
  std::uint64_t places = 0;
  std::uint64_t before = at == 0 ? 0 : joining(byte_at(folded, at - 1)) << 56U;
  for (std::size_t shift = 0; shift < 64 && at < folded.size(); shift += 8, at += 8) {
    std::uint64_t const bytes = eight_at(folded, at);
    std::uint64_t const words = joining(bytes);
    std::uint64_t const inside = words & (words << 8U | before >> 56U);
    std::uint64_t const continued = bytes & ~(bytes << 1U);
    places |= packed(~(inside | continued) & kHighBits) << shift;
    before = words;
  }
  return places;
}

void FoldedText::assign(std::string_view text, unicode::Fold fold) {
  text_ = unicode::fold(text, fold, scratch_);
  has_boundaries_ = false;
  first_ = 0;
  last_ = text_.size();
  if (fold == unicode::Fold::strict) return;
  std::size_t const first = skip_edge(text_);
  if (first == text_.size()) return;  // nothing else: left whole
  first_ = first;
  last_ = skip_edge_back(text_);
}

bool FoldedText::is_boundary(std::size_t at) {
  Edge const edge = glance(text_, at);
  if (edge != Edge::unknown) return edge == Edge::yes;
  if (!has_boundaries_) boundaries_.assign(text_);
  has_boundaries_ = true;
  return boundaries_.at(at);
}

}  // namespace waypost::playbook
