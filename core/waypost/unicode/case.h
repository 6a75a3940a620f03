#pragma once
// Simple case mappings and NFKC_CF of one code point, from the tables. Internal to this room.

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

/// Gives `use` the code points of a mapping that is a sequence of UTF-16 units.
template <class Use>
void use_sequence(std::size_t group, char32_t code, Use&& use) {
  std::size_t place = tables::kFoldingSequenceBases[group];
  std::size_t const last = place + rank_in(tables::kFoldingSequenceMasks[group], code);
  std::size_t unit = tables::kFoldingUnitBases[group];
  for (; place < last; ++place) unit += tables::kFoldingLengths[place];
  std::size_t const end = unit + tables::kFoldingLengths[last];
  auto const unit_at = [](std::size_t at) -> char32_t {
    return static_cast<char32_t>(tables::kFoldingUnitsHigh[at] << 8 | tables::kFoldingUnitsLow[at]);
  };
  while (unit < end) {
    char32_t point = unit_at(unit++);
    if (point >= 0xD800 && point < 0xDC00) {
      point = 0x10000 + ((point - 0xD800) << 10 | (unit_at(unit++) - 0xDC00));
    }
    use(point);
  }
}

/// Gives `use` the code points of NFKC_CF(code), in order; none for a default-ignorable one.
template <class Use>
void use_casefold(char32_t code, Use&& use) {
  if (code - 0xE0000 < 0x1000) return;
  std::uint32_t const slot = tables::slot_of(code, 6);
  if (slot == tables::kNoSlot) return use(code);
  std::size_t const group = tables::kFoldingIndex[slot];
  std::uint64_t const mask = tables::kFoldingMasks[group];
  if ((mask >> (code & 63) & 1) != 0) {
    std::uint64_t const sequences = tables::kFoldingSequenceMasks[group];
    if ((sequences >> (code & 63) & 1) != 0) return use_sequence(group, code, use);
    std::size_t const place = tables::kFoldingSingleBases[group] + rank_in(mask & ~sequences, code);
    auto const single = static_cast<std::uint32_t>(tables::kFoldingSinglesHigh[place] << 8 |
                                                   tables::kFoldingSinglesLow[place]);
    return use(code > 0xFFFF ? char32_t{single} : moved(code, single));
  }
  std::size_t const record = case_record(code);
  switch (fold_kind(record)) {
    case CaseFold::itself: return use(code);
    case CaseFold::lower: return use(lower_of(code, record));
    case CaseFold::upper: return use(upper_of(code, record));
  }
}

}  // namespace waypost::unicode
