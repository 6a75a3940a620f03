#pragma once
// Where words begin and end: UAX #29 with four tailorings for chat (semantics A.2).

#include <cstdint>
#include <string_view>
#include <vector>

namespace waypost::unicode {

/// A word of a folded text: byte offsets [begin, end).
struct Word {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(Word const&, Word const&) = default;
};

/// Word boundaries of a folded text as a bitmap over byte offsets 0..size(): bit i is set when
/// there is a boundary before byte i. Start and end of a non-empty text are boundaries.
class WordBoundaries {
 public:
  /// Computes the boundaries of `folded`; reuses this object's memory. O(n).
  void assign(std::string_view folded);
  [[nodiscard]] bool at(std::size_t offset) const noexcept {
    return (bits_[offset / 64] >> (offset % 64) & 1U) != 0;
  }

 private:
  std::vector<std::uint64_t> bits_;
};

/// The words of a folded text: segments holding more than white space and edge punctuation,
/// at most `max` of them. `words` is cleared first.
void words_of(std::string_view folded, std::size_t max, std::vector<Word>& words);

/// UAX #29 word boundaries without our tailorings, for the published test file only.
[[nodiscard]] std::vector<std::uint32_t> default_word_boundaries(std::string_view text);

}  // namespace waypost::unicode
