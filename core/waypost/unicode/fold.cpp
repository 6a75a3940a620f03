#include "waypost/unicode/fold.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "waypost/base/limits.h"
#include "waypost/unicode/case.h"
#include "waypost/unicode/compose.h"
#include "waypost/unicode/utf8.h"

namespace waypost::unicode {
namespace {

using AsciiTable = std::array<char, 128>;

/// What becomes of each ASCII byte: one space for what is blank, nothing else is touched.
constexpr AsciiTable kAsciiPlain = [] {
  AsciiTable table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    table[byte] = static_cast<char>(byte <= ' ' || byte == 0x7F ? ' ' : byte);
  }
  return table;
}();

/// The same in lower case, for the folds.
constexpr AsciiTable kAsciiFold = [] {
  AsciiTable table = kAsciiPlain;
  for (std::size_t upper = 'A'; upper <= 'Z'; ++upper) {
    table[upper] = static_cast<char>(upper + ('a' - 'A'));
  }
  return table;
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

/// A Writer's work, all in one loop, where there is nothing but ASCII.
[[nodiscard]] std::string_view collapse_ascii(std::string_view text,
                                              AsciiTable const& table,
                                              std::string& folded) {
  if (folded.size() < text.size()) folded.resize(text.size());
  char* const begin = folded.data();
  char* out = begin;
  char before = ' ';
  for (char const c : text) {
    char const now = table[static_cast<unsigned char>(c)];
    *out = now;
    // Written anyway, kept unless it is a space behind a space: no branch to guess.
    out += (now != ' ' || before != ' ') ? 1 : 0;
    before = now;
  }
  if (out != begin && before == ' ') --out;
  return {begin, static_cast<std::size_t>(out - begin)};
}

/// Steps 3 and 4 of the loose fold on code points of NFKC_CF, for a Composer.
class Loosener {
 public:
  explicit Loosener(Composer& composer) : composer_(composer) {}

  void push(char32_t code) {
    if (!has_pair(code)) return push_part(code);
    Parts const parts = parts_of(code);
    std::size_t at = 0;
    while (at < parts.size && stays(parts.points[at])) ++at;
    if (at == parts.size) return composer_.push(code);
    for (at = 0; at < parts.size; ++at) push_part(parts.points[at]);
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

  Composer& composer_;
  char32_t starter_ = 0;  // the last one, before any replacement
};

void fold_strict(std::string_view text, Composer& composer) {
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

void fold_loose(std::string_view text, Composer& composer) {
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

}  // namespace

std::string_view fold(std::string_view text, Fold kind, FoldScratch& scratch) {
  text = prefix_within(text, kMatchTextBytesMax);
  if (is_ascii(text)) return collapse_ascii(text, kAsciiFold, scratch.text);
  Writer writer(scratch.text, Writing::collapsed);
  Composer composer(scratch.points, scratch.marks, writer);
  switch (kind) {
    case Fold::loose: fold_loose(text, composer); break;
    case Fold::strict: fold_strict(text, composer); break;
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
  if (is_ascii(text)) return collapse_ascii(text, kAsciiPlain, scratch.text);
  Writer writer(scratch.text, Writing::searched);
  Composer composer(scratch.points, scratch.marks, writer);
  while (!text.empty()) {
    Decoded const next = decode(text);
    composer.push(next.code);
    text.remove_prefix(next.bytes);
  }
  composer.finish();
  return writer.view();
}

}  // namespace waypost::unicode
