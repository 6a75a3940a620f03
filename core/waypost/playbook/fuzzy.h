#pragma once
// Words that are nearly a trigger's words (semantics A.5): the distance, and an index that
// finds the triggers worth measuring among thousands.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "waypost/playbook/blob.h"
#include "waypost/unicode/fold.h"
#include "waypost/unicode/words.h"

namespace waypost::playbook {

inline constexpr std::size_t kFuzzyWordsMax = 1'000;  ///< of a text
inline constexpr int kEditsMax = 2;

using Points = std::span<std::uint32_t const>;

/// What a trigger word may cost: 0 for up to three code points or with a digit, 1 for up to
/// seven, 2 from eight on, and at most `max_edits`.
[[nodiscard]] int allowance_of(Points word, int max_edits) noexcept;

/// Whether `word` of a text is `trigger` word within `allowance` (0..2): optimal string
/// alignment, what touches the trigger's first code point costs 1 more. O(size * allowance).
[[nodiscard]] bool is_within(Points trigger, Points word, int allowance) noexcept;

/// A bit for each kind of code point in `word`. Two words within a distance d differ in at most
/// 2 d bits.
[[nodiscard]] std::uint64_t signature_of(Points word) noexcept;

/// Place in the hash table of tails for code points `head` (0: none) and `tail`.
[[nodiscard]] std::uint32_t tail_hash(std::uint32_t head, Points tail) noexcept;

/// The words of a text as code points. Keeps its memory.
class FuzzyText {
 public:
  /// Cuts the first kFuzzyWordsMax words out of a folded text.
  void assign(std::string_view folded);
  [[nodiscard]] std::size_t size() const noexcept { return words_.size(); }
  [[nodiscard]] Points operator[](std::size_t index) const noexcept {
    return Points(points_).subspan(starts_[index], starts_[index + 1] - starts_[index]);
  }
  /// Where word `index` stands in the folded text.
  [[nodiscard]] unicode::Word place(std::size_t index) const noexcept { return words_[index]; }

 private:
  std::vector<unicode::Word> words_;
  std::vector<std::uint32_t> points_;
  std::vector<std::uint32_t> starts_;
};

/// Whether `trigger` stands in `text` with its first word at `at`.
[[nodiscard]] bool stands_at(blob::View const& view,
                             blob::FuzzyTriggerRecord const& trigger,
                             FuzzyText const& text,
                             std::size_t at) noexcept;

/// The anchors of one fold that are within their allowance of `word`, appended to `found`.
/// Reads those with the same first code point and nearly the same size, and four places of a
/// hash table for the edits that touch the first code point.
void find_anchors(blob::View const& view,
                  unicode::Fold fold,
                  Points word,
                  std::vector<std::uint32_t>& found);

}  // namespace waypost::playbook
