#pragma once
// Canonical decomposition, the order of marks, and a composer that works on a stream (UAX #15).
// Internal to this room.

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "waypost/unicode/tables.h"
#include "waypost/unicode/writer.h"

namespace waypost::unicode {

/// Syllables are arithmetic (The Unicode Standard, 3.12).
inline constexpr char32_t kHangulFirst = 0xAC00;
inline constexpr char32_t kHangulCount = 11172;
[[nodiscard]] constexpr bool is_hangul_syllable(char32_t code) noexcept {
  return code - kHangulFirst < kHangulCount;
}

/// Whether `code` has a canonical decomposition that is a row of the table of pairs.
[[nodiscard]] inline bool has_pair(char32_t code) noexcept {
  if (code - 0xE0000 < 0x1000) return false;
  std::uint32_t const slot = tables::slot_of(code, 6);
  if (slot == tables::kNoSlot) return false;
  return (tables::kPairMasks[tables::kPairIndex[slot]] >> (code & 63) & 1) != 0;
}

/// A full canonical decomposition; none is longer than four code points.
struct Parts {
  std::array<char32_t, 4> points{};
  std::size_t size = 0;
};

/// The full canonical decomposition of `code`, itself if it has none.
[[nodiscard]] Parts parts_of(char32_t code) noexcept;

/// Puts every run of marks of `points` into canonical order: O(n). Uses the room behind the last
/// code point.
void order_marks(std::vector<char32_t>& points);

/// NFC of a stream. A segment is a starter that composes with nothing before it, and all that
/// may interact with it; most segments are one code point and pass straight through.
class Composer {
 public:
  /// Borrows two vectors, whose memory it reuses, and writes to `writer`.
  Composer(std::vector<char32_t>& segment, std::vector<char32_t>& work, Writer& writer)
      : segment_(segment), work_(work), writer_(writer) {
    segment_.clear();
  }

  void push(char32_t code) { push(code, property(code)); }

  /// The same, for who has looked up its property.
  void push(char32_t code, Property known) {
    if (!known.starts_segment()) {
      segment_.push_back(code);
      return;
    }
    finish();
    held_ = code;
  }

  /// The same for each character of `ascii`, which is not empty.
  void push_ascii(std::string_view ascii, Letters letters) {
    finish();
    // What follows may compose with the last one.
    writer_.put_ascii(ascii.substr(0, ascii.size() - 1), letters);
    held_ = static_cast<unsigned char>(ascii.back());
    if (letters == Letters::lowered && held_ - U'A' < 26) held_ += U'a' - U'A';
  }

  /// Writes the last segment.
  void finish() {
    if (!segment_.empty()) {
      finish_segment();
    } else if (held_ != kNothing) {
      writer_.put(held_);
    }
    held_ = kNothing;
  }

 private:
  static constexpr char32_t kNothing = 0xFFFFFFFF;

  void finish_segment();

  std::vector<char32_t>& segment_;  // behind the held one
  std::vector<char32_t>& work_;
  Writer& writer_;
  char32_t held_ = kNothing;
};

}  // namespace waypost::unicode
