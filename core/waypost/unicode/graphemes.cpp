#include "waypost/unicode/graphemes.h"

#include "waypost/unicode/compose.h"
#include "waypost/unicode/tables.h"
#include "waypost/unicode/utf8.h"

namespace waypost::unicode {
namespace {

/// Grapheme_Cluster_Break with LV and LVT told apart.
struct Kind {
  GraphemeBreak value;
  bool has_tail = false;  // LVT
  bool is_pictographic = false;
};

[[nodiscard]] Kind kind_of(char32_t code) noexcept {
  constexpr char32_t kTails = 28;
  Property const known = property(code);
  bool const has_tail = is_hangul_syllable(code) && (code - kHangulFirst) % kTails != 0;
  return {known.grapheme_break(), has_tail, known.is_pictographic()};
}

[[nodiscard]] bool is_control(GraphemeBreak kind) noexcept {
  return kind == GraphemeBreak::control || kind == GraphemeBreak::cr || kind == GraphemeBreak::lf;
}

/// GB6-GB8.
[[nodiscard]] bool are_one_syllable(Kind before, Kind after) noexcept {
  using enum GraphemeBreak;
  switch (before.value) {
    case l: return after.value == l || after.value == v || after.value == lv_or_lvt;
    case v: return after.value == v || after.value == t;
    case t: return after.value == t;
    case lv_or_lvt: return after.value == t || (after.value == v && !before.has_tail);
    default: return false;
  }
}

/// GB11: whether `text` ends in Extended_Pictographic Extend* ZWJ; it is known to end in ZWJ.
[[nodiscard]] bool ends_in_joined_picture(std::string_view text) noexcept {
  text.remove_suffix(decode_last(text).bytes);
  while (!text.empty()) {
    Decoded const last = decode_last(text);
    Kind const kind = kind_of(last.code);
    if (kind.is_pictographic) return true;
    if (kind.value != GraphemeBreak::extend) return false;
    text.remove_suffix(last.bytes);
  }
  return false;
}

/// GB12, GB13: whether an odd number of regional indicators ends `text`.
[[nodiscard]] bool ends_in_half_flag(std::string_view text) noexcept {
  bool is_odd = false;
  while (!text.empty()) {
    Decoded const last = decode_last(text);
    if (kind_of(last.code).value != GraphemeBreak::regional_indicator) break;
    is_odd = !is_odd;
    text.remove_suffix(last.bytes);
  }
  return is_odd;
}

[[nodiscard]] bool is_boundary(std::string_view text, std::size_t offset) noexcept {
  if (offset == 0 || offset >= text.size()) return true;
  std::string_view const head = text.substr(0, offset);
  Kind const before = kind_of(decode_last(head).code);
  Kind const after = kind_of(decode(text.substr(offset)).code);
  if (before.value == GraphemeBreak::cr && after.value == GraphemeBreak::lf) return false;
  if (is_control(before.value) || is_control(after.value)) return true;
  switch (after.value) {
    case GraphemeBreak::extend:
    case GraphemeBreak::zwj:
    case GraphemeBreak::spacing_mark: return false;
    default: break;
  }
  if (before.value == GraphemeBreak::prepend || are_one_syllable(before, after)) return false;
  if (before.value == GraphemeBreak::zwj && after.is_pictographic) {
    return !ends_in_joined_picture(head);
  }
  if (before.value == GraphemeBreak::regional_indicator && after.value == before.value) {
    return !ends_in_half_flag(head);
  }
  return true;
}

}  // namespace

std::size_t grapheme_floor(std::string_view text, std::size_t offset) noexcept {
  while (!is_boundary(text, offset)) offset -= decode_last(text.substr(0, offset)).bytes;
  return offset;
}

std::size_t grapheme_end(std::string_view text, std::size_t offset) noexcept {
  std::string_view const rest = text.substr(offset);
  std::size_t end = 0;
  do {
    if (end == rest.size()) break;
    end += decode(rest.substr(end)).bytes;
  } while (!is_boundary(rest, end));
  return offset + end;
}

}  // namespace waypost::unicode
