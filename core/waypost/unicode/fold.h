#pragma once
// The two folds under which texts and triggers are compared (semantics A.1).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace waypost::unicode {

enum class Fold : std::uint8_t { loose, strict };

/// Memory that folding reuses between calls. One per thread; never shared during a call.
struct FoldScratch {
  std::vector<char32_t> points;
  std::vector<char32_t> marks;
  std::string text;
};

/// Folds the first kMatchTextBytesMax bytes of `text` (a code point counts only if all its
/// bytes lie inside). Idempotent; not a homomorphism: fold whole texts. At most 18 times the
/// code points of its source. `text` must not lie in `scratch`.
/// @return A view into `scratch.text`, valid until its next use.
/// Cost: linear for ASCII and short marks, O(n log n) at most; no allocation once warm.
[[nodiscard]] std::string_view fold(std::string_view text, Fold kind, FoldScratch& scratch);

/// The same, owning its result: for triggers and tests.
[[nodiscard]] std::string fold(std::string_view text, Fold kind);

/// The text a regex rule searches (semantics A.6): NFC, no U+00AD 200B 2060 FEFF or
/// Bidi_Control, Nd as ASCII digits, white space collapsed and trimmed as in A.1.
[[nodiscard]] std::string_view regex_text(std::string_view text, FoldScratch& scratch);

}  // namespace waypost::unicode
