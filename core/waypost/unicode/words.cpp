#include "waypost/unicode/words.h"

#include <string_view>

#include "waypost/unicode/compose.h"
#include "waypost/unicode/tables.h"
#include "waypost/unicode/utf8.h"

namespace waypost::unicode {
namespace {

enum class Tailoring : std::uint8_t { none, chat };

[[nodiscard]] bool is_line_end(WordBreak kind) noexcept {
  return kind == WordBreak::cr || kind == WordBreak::lf || kind == WordBreak::newline;
}

/// What WB4 skips.
[[nodiscard]] bool is_skipped(WordBreak kind) noexcept {
  return kind == WordBreak::extend || kind == WordBreak::format || kind == WordBreak::zwj;
}

/// AHLetter.
[[nodiscard]] bool is_letter(WordBreak kind) noexcept {
  return kind == WordBreak::a_letter || kind == WordBreak::hebrew_letter;
}

/// MidNumLetQ.
[[nodiscard]] bool is_mid_both(WordBreak kind) noexcept {
  return kind == WordBreak::mid_num_let || kind == WordBreak::single_quote;
}

[[nodiscard]] bool is_wordlike(WordBreak kind) noexcept {
  return is_letter(kind) || kind == WordBreak::numeric || kind == WordBreak::katakana;
}

/// The rules that look at two neighbours only: WB5, WB8-WB10, WB13-WB13b.
[[nodiscard]] bool are_joined(WordBreak left, WordBreak right) noexcept {
  if (right == WordBreak::extend_num_let) {
    return is_wordlike(left) || left == WordBreak::extend_num_let;
  }
  if (left == WordBreak::extend_num_let) return is_wordlike(right);
  if (left == WordBreak::katakana) return right == WordBreak::katakana;
  bool const is_left = is_letter(left) || left == WordBreak::numeric;
  return is_left && (is_letter(right) || right == WordBreak::numeric);
}

/// T1, T2 and T3 of semantics A.2.
[[nodiscard]] WordBreak tailored(char32_t code, WordBreak kind) noexcept {
  if (code == U'.') return WordBreak::mid_num;
  if (code == U':' || kind == WordBreak::extend_num_let) return WordBreak::other;
  return kind;
}

[[nodiscard]] bool is_apostrophe(char32_t code) noexcept {
  return code == U'\'' || code == 0x2019;
}

/// A vowel in the sense of T4.
[[nodiscard]] bool is_vowel(char32_t code) noexcept {
  constexpr std::u32string_view kVowels = U"aeiouyh\u00E6\u0153";
  return kVowels.find(parts_of(code).points[0]) != std::u32string_view::npos;
}

/// Finds word boundaries in one pass. Whether there is one before a mid-word character (as in
/// "can't", "3.14") is known at the next code point that counts, so one boundary may be pending.
/// `Sink` takes the offset of each boundary in order and says whether it wants more.
template <Tailoring kTailoring, class Sink>
class WordScanner {
 public:
  explicit WordScanner(Sink& sink) : sink_(sink) {}

  void scan(std::string_view text) {
    if (text.empty()) return;
    std::size_t offset = 0;
    while (offset < text.size() && is_wanted_) {
      Decoded const next = decode(text.substr(offset));
      step(offset, next.code);
      offset += next.bytes;
    }
    (void)settle(false);
    put(offset);
  }

 private:
  /// What must come next for a pending boundary to be none.
  enum class Awaited : std::uint8_t { nothing, letter, hebrew_letter, numeric };
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  void step(std::size_t offset, char32_t code) {
    Property const known = property(code);
    WordBreak const kind =
        kTailoring == Tailoring::chat ? tailored(code, known.word_break()) : known.word_break();
    bool const is_cut = offset == 0 || is_line_end(before_) || is_line_end(kind);
    if (is_skipped(kind) && !is_cut) {  // WB4
      before_ = kind;
      before_code_ = code;
      return;
    }
    bool is_joined = false;
    if (is_cut) {  // WB1, WB3-WB3b
      (void)settle(false);
      is_joined = before_ == WordBreak::cr && kind == WordBreak::lf;
    } else {
      is_joined = joins(offset, kind) ||
                  (before_ == WordBreak::zwj && known.is_pictographic()) ||               // WB3c
                  (before_ == WordBreak::w_seg_space && kind == WordBreak::w_seg_space);  // WB3d
    }
    if (kTailoring == Tailoring::chat && is_apostrophe(before_code_) && is_vowel(code)) {  // T4
      is_joined = false;
    }
    if (!is_joined) put(offset);
    is_odd_flag_ = kind == WordBreak::regional_indicator && !is_joined;
    left_ = before_ = kind;
    before_code_ = code;
  }

  /// Whether `kind` at `offset` continues the word before it, or may: then its boundary waits.
  [[nodiscard]] bool joins(std::size_t offset, WordBreak kind) {
    if (settle(is_awaited(kind))) return true;
    if (is_letter(left_) && (is_mid_both(kind) || kind == WordBreak::mid_letter)) {  // WB6, WB7a
      bool const is_hebrew = left_ == WordBreak::hebrew_letter && kind == WordBreak::single_quote;
      return wait(Awaited::letter, is_hebrew ? kNowhere : offset);
    }
    if (left_ == WordBreak::hebrew_letter && kind == WordBreak::double_quote) {  // WB7b
      return wait(Awaited::hebrew_letter, offset);
    }
    if (left_ == WordBreak::numeric && (is_mid_both(kind) || kind == WordBreak::mid_num)) {  // WB12
      return wait(Awaited::numeric, offset);
    }
    if (kind == WordBreak::regional_indicator) return is_odd_flag_;  // WB15, WB16
    return are_joined(left_, kind);
  }

  [[nodiscard]] bool wait(Awaited awaited, std::size_t offset) noexcept {
    awaited_ = awaited;
    pending_ = offset;
    return true;
  }

  [[nodiscard]] bool is_awaited(WordBreak kind) const noexcept {
    switch (awaited_) {
      case Awaited::nothing: return false;
      case Awaited::letter: return is_letter(kind);
      case Awaited::hebrew_letter: return kind == WordBreak::hebrew_letter;
      case Awaited::numeric: return kind == WordBreak::numeric;
    }
    return false;
  }

  /// Ends the waiting. @return Whether there was any, and it was worth it.
  [[nodiscard]] bool settle(bool is_met) {
    if (awaited_ == Awaited::nothing) return false;
    awaited_ = Awaited::nothing;
    if (!is_met && pending_ != kNowhere) put(pending_);
    return is_met;
  }

  void put(std::size_t offset) {
    if (is_wanted_) is_wanted_ = sink_(offset);
  }

  Sink& sink_;
  bool is_wanted_ = true;
  WordBreak before_ = WordBreak::other;  // of the code point before
  WordBreak left_ = WordBreak::other;    // of the last one that counts (WB4)
  char32_t before_code_ = 0;
  bool is_odd_flag_ = false;  // an odd number of regional indicators ends here
  Awaited awaited_ = Awaited::nothing;
  std::size_t pending_ = kNowhere;
};

template <Tailoring kTailoring, class Sink>
void scan_words(std::string_view text, Sink sink) {
  WordScanner<kTailoring, Sink>(sink).scan(text);
}

/// Whether there is something else than white space and edge punctuation in `segment`.
[[nodiscard]] bool is_word(std::string_view segment) noexcept {
  while (!segment.empty()) {
    Decoded const next = decode(segment);
    Property const known = property(next.code);
    if (!known.is_white_space() && !known.is_edge_punctuation()) return true;
    segment.remove_prefix(next.bytes);
  }
  return false;
}

}  // namespace

void WordBoundaries::assign(std::string_view folded) {
  bits_.assign(folded.size() / 64 + 1, 0);
  scan_words<Tailoring::chat>(folded, [this](std::size_t offset) {
    bits_[offset / 64] |= std::uint64_t{1} << offset % 64;
    return true;
  });
}

void words_of(std::string_view folded, std::size_t max, std::vector<Word>& words) {
  words.clear();
  if (max == 0) return;
  std::size_t begin = 0;
  scan_words<Tailoring::chat>(folded, [&](std::size_t end) {
    if (is_word(folded.substr(begin, end - begin))) {
      words.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    }
    begin = end;
    return words.size() < max;
  });
}

std::vector<std::uint32_t> default_word_boundaries(std::string_view text) {
  std::vector<std::uint32_t> boundaries;
  scan_words<Tailoring::none>(text, [&boundaries](std::size_t offset) {
    boundaries.push_back(static_cast<std::uint32_t>(offset));
    return true;
  });
  return boundaries;
}

}  // namespace waypost::unicode
