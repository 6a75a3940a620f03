#pragma once
// The end of every pipeline of this room: code points become UTF-8 in a string. Internal.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "waypost/unicode/encode.h"
#include "waypost/unicode/tables.h"

namespace waypost::unicode {

/// What a Writer leaves out or replaces.
enum class Writing : std::uint8_t {
  plain,      ///< nothing
  collapsed,  ///< white space as in semantics A.1
  searched,   ///< the same, no hidden code points, and ASCII digits (semantics A.6)
};

/// How ASCII letters are written.
enum class Letters : std::uint8_t { kept, lowered };

/// White_Space or Cc. The lookup is for the few that lie behind U+167F, where letters lie, too.
[[nodiscard]] inline bool is_blank(char32_t code) noexcept {
  if (code < 0x7F) return code <= ' ';
  if (code <= 0xA0) return true;
  if (code < 0x1680 || code > 0x3000) return false;
  return property(code).is_blank();
}

/// Writes into a string that it only ever lengthens, so that a reused one costs nothing: what
/// counts is view().
class Writer {
 public:
  Writer(std::string& text, Writing writing) : text_(text), writing_(writing) {}

  void put(char32_t code) {
    if (writing_ == Writing::searched && code >= 0x80) {
      Property const known = property(code);
      if (is_hidden(code, known)) return;
      if (known.is_digit()) code = U'0' + known.digit();
    }
    if (writing_ != Writing::plain && is_blank(code)) {
      has_gap_ = size_ > 0;
      return;
    }
    if (text_.size() - size_ < 1 + kEncodedBytesMax) text_.resize(2 * text_.size() + 64);
    char* out = text_.data() + size_;
    if (has_gap_) *out++ = ' ';
    has_gap_ = false;
    size_ = static_cast<std::size_t>(encode(out, code) - text_.data());
  }

  /// put() for each character of `ascii`, several at a time. Not for Writing::plain.
  void put_ascii(std::string_view ascii, Letters letters);

  [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), size_}; }

 private:
  /// What a reader cannot see and a regex must not meet.
  [[nodiscard]] static bool is_hidden(char32_t code, Property known) noexcept {
    return known.is_bidi_control() || code == 0xAD || code == 0x200B || code == 0x2060 ||
           code == 0xFEFF;
  }

  std::string& text_;
  std::size_t size_ = 0;
  Writing writing_;
  bool has_gap_ = false;  // blanks since the last code point
};

}  // namespace waypost::unicode
