#include "waypost/template/filters.h"

#include "waypost/unicode/graphemes.h"
#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"

namespace waypost::templating {
namespace {

using unicode::decode;
using unicode::is_white_space;

/// The offset of the last code point of `text` (ill-formed bytes are looked at one by one,
/// which is right for the one question asked: is it white space?).
std::size_t last_point(std::string_view text) noexcept {
  auto at = text.size() - 1;
  for (int left = 3; left > 0 && at > 0; --left) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80) break;
    --at;
  }
  return at;
}

std::string_view trimmed_end(std::string_view text) noexcept {
  while (!text.empty()) {
    auto const at = last_point(text);
    auto const point = decode(text.substr(at));
    if (at + point.bytes != text.size() || !is_white_space(point.code)) break;
    text = text.substr(0, at);
  }
  return text;
}

std::size_t space_at_start(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    auto const point = decode(text.substr(at));
    if (!is_white_space(point.code)) break;
    at += point.bytes;
  }
  return at;
}

template <class Mapping>
void map_points(std::string_view from, std::string& out, Mapping mapping) {
  for (std::size_t at = 0; at < from.size();) {
    auto const point = decode(from.substr(at));
    unicode::append(out, mapping(point.code));
    at += point.bytes;
  }
}

void append_capitalized(std::string_view from, std::string& out) {
  if (from.empty()) return;
  auto const first = decode(from);
  unicode::append(out, unicode::to_title(first.code));
  out += from.substr(first.bytes);
}

std::string_view first_word(std::string_view text) noexcept {
  text.remove_prefix(space_at_start(text));
  std::size_t at = 0;
  while (at < text.size()) {
    auto const point = decode(text.substr(at));
    if (is_white_space(point.code)) break;
    at += point.bytes;
  }
  return text.substr(0, at);
}

bool is_unreserved(char byte) noexcept {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

void append_urlencoded(std::string_view from, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (char const byte : from) {
    if (is_unreserved(byte)) {
      out += byte;
      continue;
    }
    auto const code = static_cast<unsigned char>(byte);
    out += '%';
    out += kHex[code >> 4U];
    out += kHex[code & 15U];
  }
}

void append_digits(std::string_view from, std::string& out) {
  for (std::size_t at = 0; at < from.size();) {
    auto const point = decode(from.substr(at));
    auto const digit = unicode::digit_value(point.code);
    if (digit >= 0) out += static_cast<char>('0' + digit);
    at += point.bytes;
  }
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  return trimmed_end(text.substr(space_at_start(text)));
}

bool is_blank(std::string_view text) noexcept {
  return space_at_start(text) == text.size();
}

void append_oneline(std::string& out, std::string_view text) {
  text = trimmed(text);
  for (std::size_t at = 0; at < text.size();) {
    auto const space = space_at_start(text.substr(at));
    if (space != 0) {
      out += ' ';
      at += space;
      continue;
    }
    auto const point = decode(text.substr(at));
    out.append(text, at, point.bytes);
    at += point.bytes;
  }
}

void truncate(std::string& text, std::size_t points, std::string_view ellipsis) {
  if (text.size() <= points || unicode::bytes_of(text, points) == text.size()) return;
  auto const ellipsis_points = unicode::length(ellipsis);
  bool const fits = ellipsis_points <= points;
  auto const keep = unicode::bytes_of(text, fits ? points - ellipsis_points : points);
  auto const cut = unicode::grapheme_floor(text, keep);
  text.resize(trimmed_end(std::string_view(text).substr(0, cut)).size());
  if (fits) text += ellipsis;
}

void apply(Filter const& filter, std::string& text, std::string& spare) {
  spare.clear();
  switch (filter.name) {
    case FilterName::default_to: return;
    case FilterName::truncate: truncate(text, filter.number, filter.text); return;
    case FilterName::upper: map_points(text, spare, unicode::to_upper); break;
    case FilterName::lower: map_points(text, spare, unicode::to_lower); break;
    case FilterName::capitalize: append_capitalized(text, spare); break;
    case FilterName::trim: spare = trimmed(text); break;
    case FilterName::first_word: spare = first_word(text); break;
    case FilterName::oneline: append_oneline(spare, text); break;
    case FilterName::urlencode: append_urlencoded(text, spare); break;
    case FilterName::digits: append_digits(text, spare); break;
  }
  text.swap(spare);
}

}  // namespace waypost::templating
