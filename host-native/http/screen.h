#pragma once
// The first look at a request head, byte by byte: what Beast's parser would accept but we do not
// (bare line ends, folded headers, control bytes) and the limits of lines and headers.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace waypost::http {

/// Where a head stands after the bytes seen so far.
enum class Screened : std::uint8_t {
  incomplete,       ///< more bytes are needed
  complete,         ///< the empty line was seen; `size()` says where the body begins
  malformed,        ///< 400
  line_too_long,    ///< 414: the request line
  header_too_long,  ///< 431: one header line, all of them, or their number
};

struct ScreenLimits {
  std::size_t request_line_bytes = 0;
  std::size_t header_line_bytes = 0;
  std::size_t headers_bytes = 0;
  std::size_t headers_count = 0;
};

/// Looks at each byte once, whatever the pieces they come in.
class Screen {
 public:
  /// `head` is everything received of this request so far; a call continues where the last one
  /// ended. After anything but `incomplete`, only `reset` may follow.
  [[nodiscard]] Screened look(std::string_view head, ScreenLimits const& limits) noexcept;

  /// Bytes of the complete head, its empty line included.
  [[nodiscard]] std::size_t size() const noexcept { return seen_; }
  void reset() noexcept { *this = Screen{}; }

 private:
  [[nodiscard]] Screened end_line(ScreenLimits const& limits) noexcept;

  std::size_t seen_ = 0;
  std::size_t line_begin_ = 0;
  std::size_t request_line_size_ = 0;
  std::size_t lines_ = 0;  ///< complete ones, the request line included
  bool after_cr_ = false;
};

}  // namespace waypost::http
