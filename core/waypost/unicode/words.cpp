#include "waypost/unicode/words.h"

#include <array>
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

[[nodiscard]] bool is_ascii_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/// Finds word boundaries in one pass. Whether there is one before a mid-word character (as in
/// "can't", "3.14") is known at the next code point that counts, so one boundary may be pending.
class WordScanner {
 public:
  WordScanner(std::string_view text, Tailoring tailoring) : text_(text), tailoring_(tailoring) {}

  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  /// The next boundary, kNowhere behind the last one.
  [[nodiscard]] std::size_t next() {
    while (found_ == 0 && offset_ < text_.size()) {
      Decoded const next = decode(text_.substr(offset_));
      step(next.code);
      offset_ += next.bytes;
      skip_ascii();
      if (offset_ == text_.size()) {
        (void)settle(false);
        put(offset_);
      }
    }
    if (found_ == 0) return kNowhere;
    std::size_t const first = queue_[0];
    queue_[0] = queue_[1];
    queue_[1] = queue_[2];
    --found_;
    return first;
  }

 private:
  /// What must come next for a pending boundary to be none.
  enum class Awaited : std::uint8_t { nothing, letter, hebrew_letter, numeric };

  /// Passes over ASCII letters and digits behind another letter or digit: nothing to decide.
  void skip_ascii() noexcept {
    if (before_ != WordBreak::a_letter && before_ != WordBreak::numeric) return;
    std::size_t const begin = offset_;
    while (offset_ < text_.size() && is_ascii_letter_or_digit(text_[offset_])) ++offset_;
    if (offset_ == begin) return;
    char const last = text_[offset_ - 1];
    before_code_ = static_cast<unsigned char>(last);
    left_ = before_ = last <= '9' ? WordBreak::numeric : WordBreak::a_letter;
  }

  void step(char32_t code) {
    Property const known = property(code);
    WordBreak const kind =
        tailoring_ == Tailoring::chat ? tailored(code, known.word_break()) : known.word_break();
    bool const is_cut = offset_ == 0 || is_line_end(before_) || is_line_end(kind);
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
      is_joined = joins(kind) || (before_ == WordBreak::zwj && known.is_pictographic()) ||  // WB3c
                  (before_ == WordBreak::w_seg_space && kind == WordBreak::w_seg_space);    // WB3d
    }
    if (tailoring_ == Tailoring::chat && is_apostrophe(before_code_) && is_vowel(code)) {  // T4
      is_joined = false;
    }
    if (!is_joined) put(offset_);
    is_odd_flag_ = kind == WordBreak::regional_indicator && !is_joined;
    left_ = before_ = kind;
    before_code_ = code;
  }

  /// Whether `kind` continues the word before it, or may: then its boundary waits.
  [[nodiscard]] bool joins(WordBreak kind) {
    if (settle(is_awaited(kind))) return true;
    if (is_letter(left_) && (is_mid_both(kind) || kind == WordBreak::mid_letter)) {  // WB6, WB7a
      bool const is_hebrew = left_ == WordBreak::hebrew_letter && kind == WordBreak::single_quote;
      return wait(Awaited::letter, is_hebrew ? kNowhere : offset_);
    }
    if (left_ == WordBreak::hebrew_letter && kind == WordBreak::double_quote) {  // WB7b
      return wait(Awaited::hebrew_letter, offset_);
    }
    if (left_ == WordBreak::numeric && (is_mid_both(kind) || kind == WordBreak::mid_num)) {  // WB12
      return wait(Awaited::numeric, offset_);
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

  void put(std::size_t offset) noexcept { queue_[found_++] = offset; }

  std::string_view text_;
  Tailoring tailoring_;
  std::size_t offset_ = 0;
  // One step finds at most two boundaries, the last one a third at the end of the text.
  std::array<std::size_t, 3> queue_{};
  std::size_t found_ = 0;
  WordBreak before_ = WordBreak::other;  // of the code point before
  WordBreak left_ = WordBreak::other;    // of the last one that counts (WB4)
  char32_t before_code_ = 0;
  bool is_odd_flag_ = false;  // an odd number of regional indicators ends here
  Awaited awaited_ = Awaited::nothing;
  std::size_t pending_ = kNowhere;
};

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
  WordScanner scanner(folded, Tailoring::chat);
  for (std::size_t at = scanner.next(); at != WordScanner::kNowhere; at = scanner.next()) {
    bits_[at / 64] |= std::uint64_t{1} << at % 64;
  }
}

void words_of(std::string_view folded, std::size_t max, std::vector<Word>& words) {
  words.clear();
  WordScanner scanner(folded, Tailoring::chat);
  std::size_t begin = scanner.next();
  while (begin != WordScanner::kNowhere && words.size() < max) {
    std::size_t const end = scanner.next();
    if (end != WordScanner::kNowhere && is_word(folded.substr(begin, end - begin))) {
      words.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    }
    begin = end;
  }
}

std::vector<std::uint32_t> default_word_boundaries(std::string_view text) {
  std::vector<std::uint32_t> boundaries;
  WordScanner scanner(text, Tailoring::none);
  for (std::size_t at = scanner.next(); at != WordScanner::kNowhere; at = scanner.next()) {
    boundaries.push_back(static_cast<std::uint32_t>(at));
  }
  return boundaries;
}

}  // namespace waypost::unicode
