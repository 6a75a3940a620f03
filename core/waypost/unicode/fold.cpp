#include "waypost/unicode/fold.h"

#include <algorithm>
#include <bit>

#include "waypost/base/limits.h"
#include "waypost/unicode/case.h"
#include "waypost/unicode/compose.h"
#include "waypost/unicode/eight.h"
#include "waypost/unicode/utf8.h"

namespace waypost::unicode {
namespace {

[[nodiscard]] constexpr bool is_ascii(char byte) noexcept {
  return static_cast<unsigned char>(byte) < 0x80;
}

/// The ASCII that `text` begins with.
[[nodiscard]] std::string_view ascii_of(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size(); at += 8) {
    std::uint64_t const others = eight_at(text, at) & kHighBits;
    if (others != 0)
      return text.substr(0, at + static_cast<std::size_t>(std::countr_zero(others)) / 8);
  }
  return text;
}

/// Gives `sink` all of `text`: runs of ASCII, and every other code point.
template <class Sink>
void push_all(std::string_view text, Letters letters, Sink& sink) {
  while (!text.empty()) {
    std::size_t taken = 0;
    if (is_ascii(text[0])) {
      std::string_view const ascii = ascii_of(text);
      sink.push_ascii(ascii, letters);
      taken = ascii.size();
    } else {
      Decoded const next = decode_multibyte(text);
      sink.push(next.code);
      taken = next.bytes;
    }
    text.remove_prefix(taken);
  }
}

/// The strict fold of code points, for a Composer.
class Casefolder {
 public:
  explicit Casefolder(Composer& composer) : composer_(composer) {}

  void push(char32_t code) {
    use_casefold(code, [this](char32_t folded) { composer_.push(folded); });
  }
  void push_ascii(std::string_view ascii, Letters letters) { composer_.push_ascii(ascii, letters); }

 private:
  Composer& composer_;
};

/// The loose fold of code points, for a Composer.
class Loosener {
 public:
  explicit Loosener(Composer& composer) : composer_(composer) {}

  void push(char32_t code) {
    // NFKC would make a space and an accent of the acute that people type for an apostrophe.
    if (code == 0xB4 || code == 0x1FFD) return push_ascii("'", Letters::kept);
    use_casefold(code, [this](char32_t folded) { push_folded(folded); });
  }

  /// ASCII has nothing to loosen.
  void push_ascii(std::string_view ascii, Letters letters) {
    starter_ = static_cast<unsigned char>(ascii.back());
    composer_.push_ascii(ascii, letters);
  }

 private:
  void push_folded(char32_t code) {
    if (!has_pair(code)) return push_part(code);
    Parts const parts = parts_of(code);
    std::size_t at = 0;
    while (at < parts.size && stays(parts.points[at])) ++at;
    if (at == parts.size) return composer_.push(code);
    for (at = 0; at < parts.size; ++at) push_part(parts.points[at]);
  }

  void push_part(char32_t code) {
    Property const known = property(code);
    if (known.combining_class() == 0) starter_ = code;
    switch (known.loose()) {
      case LooseAction::keep:
        return known.is_digit() ? composer_.push(U'0' + known.digit())
                                : composer_.push(code, known);
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

  Composer& composer_;
  char32_t starter_ = 0;  // the last one, before any replacement
};

}  // namespace

std::string_view fold(std::string_view text, Fold kind, FoldScratch& scratch) {
  text = prefix_within(text, kMatchTextBytesMax);
  Writer writer(scratch.text, Writing::collapsed);
  Composer composer(scratch.points, scratch.marks, writer);
  if (kind == Fold::strict) {
    Casefolder casefolder(composer);
    push_all(text, Letters::lowered, casefolder);
  } else {
    Loosener loosener(composer);
    push_all(text, Letters::lowered, loosener);
  }
  composer.finish();
  return writer.view();
}

std::string fold(std::string_view text, Fold kind) {
  FoldScratch scratch;
  return std::string(fold(text, kind, scratch));
}

std::string_view regex_text(std::string_view text, FoldScratch& scratch) {
  text = prefix_within(text, kMatchTextBytesMax);
  Writer writer(scratch.text, Writing::searched);
  Composer composer(scratch.points, scratch.marks, writer);
  push_all(text, Letters::kept, composer);
  composer.finish();
  return writer.view();
}

}  // namespace waypost::unicode
