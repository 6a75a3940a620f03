#pragma once
// The places of a folded text that matching asks about: word boundaries, and its two ends with
// and without edge punctuation (semantics A.2, A.3).

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "waypost/unicode/fold.h"
#include "waypost/unicode/words.h"

namespace waypost::playbook {

/// What the two neighbours of a place can tell about a word boundary there.
enum class Edge : std::uint8_t { no, yes, unknown };

/// Whether `folded` has a word boundary at byte `at` (0..size, a code point boundary), as far as
/// the code points beside it tell: never wrong, but `unknown` for much. A few ns; exact
/// boundaries cost 5 ns a byte of the text.
[[nodiscard]] Edge glance(std::string_view folded, std::size_t at) noexcept;

/// False if the places before and at `at` are certainly inside one word. Cheaper than glance().
[[nodiscard]] bool may_begin_word(std::string_view folded, std::size_t at) noexcept;

/// The places among the 64 from `at` on that are not inside a run of ASCII letters and digits, nor
/// continuation bytes: at least all where a word or, without edge punctuation, the text begins.
/// Bit i is place at + i; those behind the text mean nothing.
[[nodiscard]] std::uint64_t word_starts(std::string_view folded, std::size_t at) noexcept;

/// A folded text under match, with what is computed of it on demand. Keeps its memory.
class FoldedText {
 public:
  /// Folds `text`; call before anything else.
  void assign(std::string_view text, unicode::Fold fold);

  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  /// Where the text begins and ends without edge punctuation and spaces: a and b of A.3.
  [[nodiscard]] std::size_t first() const noexcept { return first_; }
  [[nodiscard]] std::size_t last() const noexcept { return last_; }
  [[nodiscard]] bool begins(std::size_t at) const noexcept { return at == 0 || at == first_; }
  [[nodiscard]] bool ends(std::size_t at) const noexcept {
    return at == text_.size() || at == last_;
  }
  /// Whether there is a word boundary at `at`.
  [[nodiscard]] bool is_boundary(std::size_t at);

 private:
  unicode::FoldScratch scratch_;
  unicode::WordBoundaries boundaries_;
  std::string_view text_;
  std::size_t first_ = 0;
  std::size_t last_ = 0;
  bool has_boundaries_ = false;
};

}  // namespace waypost::playbook
