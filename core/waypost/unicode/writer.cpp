#include "waypost/unicode/writer.h"

#include <algorithm>

#include "waypost/unicode/eight.h"

namespace waypost::unicode {
namespace {

[[nodiscard]] char written(char c, Letters letters) noexcept {
  if (c <= ' ' || c == 0x7F) return ' ';
  return letters == Letters::lowered && c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A'))
                                                             : c;
}

}  // namespace

void Writer::put_ascii(std::string_view ascii, Letters letters) {
  std::size_t const room = size_ + 1 + ascii.size() + sizeof(std::uint64_t);
  if (text_.size() < room) text_.resize(text_.size() + room);
  char* const begin = text_.data();
  char* out = begin + size_;
  if (has_gap_) *out++ = ' ';
  bool has_space = has_gap_ || size_ == 0;
  for (std::size_t at = 0; at < ascii.size(); at += 8) {
    std::size_t const size = std::min<std::size_t>(8, ascii.size() - at);
    std::uint64_t const bytes = eight_at(ascii, at);
    std::uint64_t const blanks = ~at_least(bytes, ' ' + 1) & kHighBits;
    std::uint64_t const doubled = blanks & (blanks << 8U | (has_space ? 0x80U : 0U));
    std::uint64_t const others = ~at_least(bytes, ' ') | at_least(bytes, 0x7F);
    // Behind the end of the text there is nothing to mind.
    if (((doubled | others) & kHighBits) << 8 * (8 - size) == 0) {
      std::uint64_t const capitals = at_least(bytes, 'A') & ~at_least(bytes, 'Z' + 1);
      std::uint64_t const now = letters == Letters::lowered ? bytes | capitals >> 2U : bytes;
      std::memcpy(out, &now, sizeof now);
      out += size;
      has_space = blanks >> 63U != 0;
      continue;
    }
    for (char const c : ascii.substr(at, size)) {
      *out = written(c, letters);
      bool const is_space = *out == ' ';
      // Written anyway, kept unless it is a space behind a space: no branch to guess.
      out += is_space && has_space ? 0 : 1;
      has_space = is_space;
    }
  }
  has_gap_ = out != begin && out[-1] == ' ';
  size_ = static_cast<std::size_t>(out - begin) - (has_gap_ ? 1 : 0);
}

}  // namespace waypost::unicode
