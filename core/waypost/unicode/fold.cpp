#include "waypost/unicode/fold.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "waypost/base/limits.h"
#include "waypost/unicode/compose.h"
#include "waypost/unicode/encode.h"
#include "waypost/unicode/utf8.h"

namespace waypost::unicode {
namespace {

/// What the folds make of each ASCII byte: lower case, and one space for what is blank.
constexpr std::array<char, 128> kAsciiFold = [] {
  std::array<char, 128> folded{};
  for (std::size_t byte = 0; byte < folded.size(); ++byte) {
    std::size_t const lower = byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
    folded[byte] = static_cast<char>(byte <= ' ' || byte == 0x7F ? ' ' : lower);
  }
  return folded;
}();

[[nodiscard]] bool is_ascii(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t bits = 0;
  while (text.size() >= sizeof bits) {
    std::memcpy(&bits, text.data(), sizeof bits);
    if ((bits & kHighBits) != 0) return false;
    text.remove_prefix(sizeof bits);
  }
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

/// White_Space or Cc. The lookup is for the few that lie behind U+167F.
[[nodiscard]] bool is_blank(char32_t code) noexcept {
  if (code < 0x7F) return code <= ' ';
  if (code <= 0xA0) return true;
  return code >= 0x1680 && property(code).is_blank();
}

/// Writes code points as UTF-8 into a string that only ever grows; runs of blanks become one
/// space, and the text neither begins nor ends with one.
class Collapser {
 public:
  explicit Collapser(std::string& text) : text_(text) {}

  void operator()(char32_t code) {
    if (is_blank(code)) {
      has_gap_ = size_ > 0;
      return;
    }
    if (text_.size() - size_ < 1 + kEncodedBytesMax) text_.resize(2 * text_.size() + 64);
    char* out = text_.data() + size_;
    if (has_gap_) *out++ = ' ';
    has_gap_ = false;
    size_ = static_cast<std::size_t>(encode(out, code) - text_.data());
  }

  [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), size_}; }

 private:
  std::string& text_;
  std::size_t size_ = 0;
  bool has_gap_ = false;
};

/// The Collapser's work where there is nothing but ASCII.
[[nodiscard]] std::string_view fold_ascii(std::string_view text, std::string& folded) {
  if (folded.size() < text.size()) folded.resize(text.size());
  char* const begin = folded.data();
  char* out = begin;
  char before = ' ';
  for (char const c : text) {
    char const now = kAsciiFold[static_cast<unsigned char>(c)];
    *out = now;
    // Written anyway, kept unless it is a space behind a space: no branch to guess.
    out += (now != ' ' || before != ' ') ? 1 : 0;
    before = now;
  }
  if (out != begin && before == ' ') --out;
  return {begin, static_cast<std::size_t>(out - begin)};
}

/// Steps 3 and 4 of the loose fold on code points of NFKC_CF, for a Composer.
template <class Sink>
class Loosener {
 public:
  explicit Loosener(Composer<Sink>& composer) : composer_(composer) {}

  void push(char32_t code) {
    if (!has_pair(code)) return push_part(code);
    Parts const parts = parts_of(code);
    bool is_whole = true;
    for (std::size_t at = 0; at < parts.size; ++at) is_whole = stays(parts.points[at]) && is_whole;
    if (is_whole) return composer_.push(code);
    for (std::size_t at = 0; at < parts.size; ++at) push_part(parts.points[at]);
  }

  /// ASCII has nothing to loosen.
  void push_ascii(char32_t code) {
    starter_ = code;
    composer_.push(code);
  }

 private:
  void push_part(char32_t code) {
    Property const known = property(code);
    if (known.combining_class() == 0) starter_ = code;
    switch (known.loose()) {
      case LooseAction::keep: return composer_.push(known.is_digit() ? U'0' + known.digit() : code);
      case LooseAction::drop: return;
      case LooseAction::drop_unless_cyrillic:
        if (keeps_cyrillic(code)) composer_.push(code);
        return;
      case LooseAction::apostrophe: return composer_.push(U'\'');
      case LooseAction::quotation: return composer_.push(U'"');
      case LooseAction::dash: return composer_.push(U'-');
      case LooseAction::letter: return push_letter(code);
    }
  }

  /// Whether the part of a decomposition passes unchanged.
  [[nodiscard]] bool stays(char32_t part) {
    Property const known = property(part);
    if (known.combining_class() == 0) starter_ = part;
    return known.loose() == LooseAction::keep ||
           (known.loose() == LooseAction::drop_unless_cyrillic && keeps_cyrillic(part));
  }

  /// Whether a breve or a diaeresis makes another letter of the starter before it.
  [[nodiscard]] bool keeps_cyrillic(char32_t mark) const noexcept {
    constexpr char32_t kIe = 0x435;
    constexpr char32_t kDiaeresis = 0x308;
    if (mark == kDiaeresis && starter_ == kIe) return false;
    return starter_ >= 0x400 && starter_ <= 0x52F;
  }

  void push_letter(char32_t code) {
    auto const* const letters = tables::kLooseLetters;
    auto const* const found = std::lower_bound(letters, letters + tables::kLooseLetterCount, code);
    auto const place = static_cast<std::size_t>(found - letters);
    composer_.push(tables::kLooseLetterFirst[place]);
    if (tables::kLooseLetterSecond[place] != 0) composer_.push(tables::kLooseLetterSecond[place]);
  }

  Composer<Sink>& composer_;
  char32_t starter_ = 0;  // the last one, before any replacement
};

void fold_strict(std::string_view text, Composer<Collapser>& composer) {
  while (!text.empty()) {
    Decoded const next = decode(text);
    text.remove_prefix(next.bytes);
    if (next.code < 0x80) {
      composer.push(static_cast<unsigned char>(kAsciiFold[next.code]));
    } else {
      use_casefold(next.code, [&composer](char32_t code) { composer.push(code); });
    }
  }
}

void fold_loose(std::string_view text, Composer<Collapser>& composer) {
  Loosener loosener(composer);
  while (!text.empty()) {
    Decoded const next = decode(text);
    text.remove_prefix(next.bytes);
    if (next.code < 0x80) {
      loosener.push_ascii(static_cast<unsigned char>(kAsciiFold[next.code]));
    } else if (next.code == 0xB4 || next.code == 0x1FFD) {
      // NFKC would make a space and an accent of the acute that people type for an apostrophe.
      loosener.push_ascii(U'\'');
    } else {
      use_casefold(next.code, [&loosener](char32_t code) { loosener.push(code); });
    }
  }
}

/// Code points that a reader cannot see and a regex must not meet (semantics A.6).
[[nodiscard]] bool is_hidden(char32_t code, Property known) noexcept {
  return known.is_bidi_control() || code == 0xAD || code == 0x200B || code == 0x2060 ||
         code == 0xFEFF;
}

}  // namespace

std::string_view fold(std::string_view text, Fold kind, FoldScratch& scratch) {
  text = prefix_within(text, kMatchTextBytesMax);
  if (is_ascii(text)) return fold_ascii(text, scratch.text);
  Collapser collapser(scratch.text);
  Composer composer(scratch.points, scratch.marks, collapser);
  switch (kind) {
    case Fold::loose: fold_loose(text, composer); break;
    case Fold::strict: fold_strict(text, composer); break;
  }
  composer.finish();
  return collapser.view();
}

std::string fold(std::string_view text, Fold kind) {
  FoldScratch scratch;
  return std::string(fold(text, kind, scratch));
}

std::string_view regex_text(std::string_view text, FoldScratch& scratch) {
  text = prefix_within(text, kMatchTextBytesMax);
  Collapser collapser(scratch.text);
  auto const sink = [&collapser](char32_t code) {
    if (code < 0x80) return collapser(code);
    Property const known = property(code);
    if (!is_hidden(code, known)) collapser(known.is_digit() ? U'0' + known.digit() : code);
  };
  Composer composer(scratch.points, scratch.marks, sink);
  while (!text.empty()) {
    Decoded const next = decode(text);
    composer.push(next.code);
    text.remove_prefix(next.bytes);
  }
  composer.finish();
  return collapser.view();
}

}  // namespace waypost::unicode
