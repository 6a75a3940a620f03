#include "http/screen.h"

#include <array>

namespace waypost::http {

namespace {

enum class Kind : std::uint8_t { plain, blank, cr, lf, bad };

constexpr std::array<Kind, 256> kKinds = [] {
  std::array<Kind, 256> kinds{};
  for (unsigned i = 0; i < 0x20; ++i) kinds[i] = Kind::bad;
  kinds[0x7f] = Kind::bad;
  kinds['\t'] = Kind::blank;
  kinds[' '] = Kind::blank;
  kinds['\r'] = Kind::cr;
  kinds['\n'] = Kind::lf;
  return kinds;
}();

}  // namespace

Screened Screen::look(std::string_view head, ScreenLimits const& limits) noexcept {
  for (; seen_ < head.size(); ++seen_) {
    Kind const kind = kKinds[static_cast<unsigned char>(head[seen_])];
    if (after_cr_) {
      if (kind != Kind::lf) return Screened::malformed;
      auto const line = end_line(limits);
      if (line == Screened::complete) ++seen_;
      if (line != Screened::incomplete) return line;
      continue;
    }
    if (kind == Kind::plain) continue;
    if (kind == Kind::cr) {
      after_cr_ = true;
    } else if (kind != Kind::blank) {
      return Screened::malformed;
    } else if (seen_ == line_begin_ || (lines_ == 0 && head[seen_] == '\t')) {
      return Screened::malformed;  // a folded header, or a request line that begins with a space
    }
  }
  std::size_t const open_line = seen_ - line_begin_;
  if (lines_ == 0)
    return open_line > limits.request_line_bytes ? Screened::line_too_long : Screened::incomplete;
  bool const too_long =
      open_line > limits.header_line_bytes || seen_ - request_line_size_ > limits.headers_bytes;
  return too_long ? Screened::header_too_long : Screened::incomplete;
}

/// The byte at `seen_` is the LF of a CR LF.
Screened Screen::end_line(ScreenLimits const& limits) noexcept {
  std::size_t const size = seen_ - 1 - line_begin_;
  after_cr_ = false;
  line_begin_ = seen_ + 1;
  if (lines_ == 0) {
    if (size > limits.request_line_bytes) return Screened::line_too_long;
    if (size == 0) return Screened::malformed;
    request_line_size_ = line_begin_;
    lines_ = 1;
    return Screened::incomplete;
  }
  if (size == 0) return Screened::complete;
  if (size > limits.header_line_bytes || lines_ > limits.headers_count ||
      line_begin_ - request_line_size_ > limits.headers_bytes)
    return Screened::header_too_long;
  ++lines_;
  return Screened::incomplete;
}

}  // namespace waypost::http
