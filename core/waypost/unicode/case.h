#pragma once
// Simple case mappings and NFKC_CF of one code point, from the tables. Internal to this room.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "waypost/unicode/tables.h"

namespace waypost::unicode {

/// Which code point NFKC_CF is, where it is a case mapping; in the generator's order.
enum class CaseFold : std::uint8_t { itself, lower, upper };

/// Which code point is the titlecase; in the generator's order.
enum class CaseTitle : std::uint8_t { upper, itself, next, previous };

/// The number of the record that the functions below read.
[[nodiscard]] inline std::size_t case_record(char32_t code) noexcept {
  std::uint32_t const slot = tables::slot_of(code, 7);
  if (slot == tables::kNoSlot) return 0;
  std::size_t const block = tables::kCaseIndex[slot];
  return tables::kCaseBlocks[block << 7 | (code & 0x7F)];
}

/// `code` moved by `difference` inside its plane.
[[nodiscard]] inline char32_t moved(char32_t code, std::uint32_t difference) noexcept {
  return (code & 0xFFFF0000) | ((code + difference) & 0xFFFF);
}

[[nodiscard]] inline char32_t upper_of(char32_t code, std::size_t record) noexcept {
  return moved(code, tables::kCaseUpper[record]);
}

[[nodiscard]] inline char32_t lower_of(char32_t code, std::size_t record) noexcept {
  return moved(code, tables::kCaseLower[record]);
}

[[nodiscard]] inline CaseFold fold_kind(std::size_t record) noexcept {
  return static_cast<CaseFold>(tables::kCaseKinds[record] & 3);
}

[[nodiscard]] inline CaseTitle title_kind(std::size_t record) noexcept {
  return static_cast<CaseTitle>(tables::kCaseKinds[record] >> 2);
}

/// How many of the code points before `code` in its group of 64 are in `mask`.
[[nodiscard]] inline std::size_t rank_in(std::uint64_t mask, char32_t code) noexcept {
  std::uint64_t const below = mask & ((std::uint64_t{1} << (code & 63)) - 1);
  return static_cast<std::size_t>(std::popcount(below));
}

/// NFKC_CF of one code point: from none, for a default-ignorable one, to 18 code points.
struct Casefold {
  std::array<char32_t, 18> points;
  std::size_t size;
};

/// What single_casefold() gives where the tables hold a sequence.
inline constexpr char32_t kNotSingle = 0xFFFFFFFF;

/// NFKC_CF(code) where the tables hold it as one code point.
[[nodiscard]] inline char32_t single_casefold(char32_t code) noexcept {
  std::uint32_t const slot = tables::slot_of(code, 6);
  if (slot == tables::kNoSlot) return code;
  if (code - 0xE0000 < 0x1000) return kNotSingle;
  std::size_t const group = tables::kFoldingIndex[slot];
  std::uint64_t const mask = tables::kFoldingMasks[group];
  if ((mask >> (code & 63) & 1) != 0) {
    std::uint64_t const sequences = tables::kFoldingSequenceMasks[group];
    if ((sequences >> (code & 63) & 1) != 0) return kNotSingle;
    std::size_t const place = tables::kFoldingSingleBases[group] + rank_in(mask & ~sequences, code);
    auto const single = static_cast<std::uint32_t>(tables::kFoldingSinglesHigh[place] << 8 |
                                                   tables::kFoldingSinglesLow[place]);
    return code > 0xFFFF ? char32_t{single} : moved(code, single);
  }
  std::size_t const record = case_record(code);
  switch (fold_kind(record)) {
    case CaseFold::itself: return code;
    case CaseFold::lower: return lower_of(code, record);
    case CaseFold::upper: return upper_of(code, record);
  }
  return code;
}

/// NFKC_CF(code), whatever it is.
[[nodiscard]] Casefold casefold_of(char32_t code) noexcept;

/// Gives `use` the code points of NFKC_CF(code), one after the other.
template <class Use>
void use_casefold(char32_t code, Use&& use) {
  if (char32_t const single = single_casefold(code); single != kNotSingle) return use(single);
  Casefold const folded = casefold_of(code);
  for (std::size_t at = 0; at < folded.size; ++at) use(folded.points[at]);
}

}  // namespace waypost::unicode
