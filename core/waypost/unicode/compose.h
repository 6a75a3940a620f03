#pragma once
// Canonical decomposition, the order of marks, and a composer that works on a stream (UAX #15).
// Internal to this room.

#include <array>
#include <cstddef>
#include <vector>

#include "waypost/unicode/case.h"
#include "waypost/unicode/tables.h"

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

/// Appends parts_of(code).
void append_decomposition(std::vector<char32_t>& points, char32_t code);

/// Puts every run of marks from `begin` on into canonical order. O(n) but for short runs, whose
/// order is found by insertion. Uses the room behind the last code point.
void order_marks(std::vector<char32_t>& points, std::size_t begin);

/// Composes `points`, which are decomposed and in order.
void compose(std::vector<char32_t>& points);

/// NFC of a stream. A segment is a starter that composes with nothing before it, and all that
/// may interact with it; most segments are one code point and pass straight through to `sink`,
/// a callable that takes one code point.
template <class Sink>
class Composer {
 public:
  /// Borrows two vectors, whose memory it reuses.
  Composer(std::vector<char32_t>& segment, std::vector<char32_t>& work, Sink& sink)
      : segment_(segment), work_(work), sink_(sink) {
    segment_.clear();
  }

  void push(char32_t code) {
    // No code point below U+0300 is a mark or composes with what precedes it.
    if (code >= 0x300 && !property(code).starts_segment()) {
      segment_.push_back(code);
      return;
    }
    finish();
    held_ = code;
  }

  /// Gives the last segment to the sink.
  void finish() {
    if (!segment_.empty()) {
      finish_segment();
    } else if (held_ != kNothing) {
      sink_(held_);
    }
    held_ = kNothing;
  }

 private:
  static constexpr char32_t kNothing = 0xFFFFFFFF;

  void finish_segment() {
    work_.clear();
    if (held_ != kNothing) append_decomposition(work_, held_);
    for (char32_t const code : segment_) append_decomposition(work_, code);
    segment_.clear();
    order_marks(work_, 0);
    compose(work_);
    for (char32_t const code : work_) sink_(code);
  }

  std::vector<char32_t>& segment_;
  std::vector<char32_t>& work_;
  Sink& sink_;
  char32_t held_ = kNothing;
};

}  // namespace waypost::unicode
