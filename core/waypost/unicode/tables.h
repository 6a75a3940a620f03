#pragma once
// How the generated tables are read. Internal to this room: others use properties.h and friends.
//
// tables.cpp is written by script/unicode-tables. Its shapes:
//   trie       index[slot] names a block of 128 bytes, a byte names a record
//   rank map   index[slot] names a group: a mask of 64 code points and the number of its first
//              member, so that a member's number is that plus the set bits below it
// 16-bit columns are often split into their low and high bytes: that compresses better.

#include <cstddef>
#include <cstdint>

namespace waypost::unicode {

/// Word_Break (UAX #29), in the generator's order.
enum class WordBreak : std::uint8_t {
  other,
  cr,
  lf,
  newline,
  extend,
  zwj,
  format,
  katakana,
  hebrew_letter,
  a_letter,
  single_quote,
  double_quote,
  mid_num_let,
  mid_letter,
  mid_num,
  numeric,
  extend_num_let,
  regional_indicator,
  w_seg_space,
};

/// Grapheme_Cluster_Break (UAX #29), in the generator's order. LV and LVT share one value:
/// arithmetic tells them apart.
enum class GraphemeBreak : std::uint8_t {
  other,
  cr,
  lf,
  control,
  extend,
  zwj,
  regional_indicator,
  prepend,
  spacing_mark,
  l,
  v,
  t,
  lv_or_lvt,
};

/// NFC_Quick_Check (UAX #15), in the generator's order.
enum class QuickCheck : std::uint8_t { yes, maybe, no };

/// What steps 3 and 4 of the loose fold do to a code point, in the generator's order.
enum class LooseAction : std::uint8_t {
  keep,
  drop,
  drop_unless_cyrillic,
  apostrophe,
  quotation,
  dash,
  letter,
};

/// Everything that has no table of its own, packed into one word of a trie.
class Property {
 public:
  explicit constexpr Property(std::uint32_t bits) noexcept : bits_(bits) {}

  [[nodiscard]] constexpr int combining_class() const noexcept { return int(bits_ & 0xFF); }
  [[nodiscard]] constexpr WordBreak word_break() const noexcept {
    return static_cast<WordBreak>(bits_ >> 8 & 0x1F);
  }
  [[nodiscard]] constexpr GraphemeBreak grapheme_break() const noexcept {
    return static_cast<GraphemeBreak>(bits_ >> 13 & 0xF);
  }
  /// 0-9, or 15 for what is not Nd.
  [[nodiscard]] constexpr std::uint32_t digit() const noexcept { return bits_ >> 17 & 0xF; }
  [[nodiscard]] constexpr bool is_digit() const noexcept { return digit() != 15; }
  [[nodiscard]] constexpr QuickCheck nfc() const noexcept {
    return static_cast<QuickCheck>(bits_ >> 21 & 3);
  }
  [[nodiscard]] constexpr LooseAction loose() const noexcept {
    return static_cast<LooseAction>(bits_ >> 23 & 7);
  }
  [[nodiscard]] constexpr bool is_pictographic() const noexcept { return has(26); }
  [[nodiscard]] constexpr bool is_edge_punctuation() const noexcept { return has(27); }
  [[nodiscard]] constexpr bool is_white_space() const noexcept { return has(28); }
  [[nodiscard]] constexpr bool is_control() const noexcept { return has(29); }
  [[nodiscard]] constexpr bool is_bidi_control() const noexcept { return has(30); }
  /// White_Space or Cc: what a fold turns into one space.
  [[nodiscard]] constexpr bool is_blank() const noexcept { return (bits_ >> 28 & 3) != 0; }
  /// Whether a normalized text may be cut before this code point, whatever precedes it.
  [[nodiscard]] constexpr bool starts_segment() const noexcept {
    return (bits_ & (0xFFU | 3U << 21)) == 0;
  }

 private:
  [[nodiscard]] constexpr bool has(unsigned bit) const noexcept { return (bits_ >> bit & 1) != 0; }
  std::uint32_t bits_;
};

namespace tables {

extern std::uint8_t const kPropertyIndex[];
extern std::uint8_t const kPropertyBlocks[];
extern std::uint32_t const kPropertyRecords[];

extern std::uint8_t const kCaseIndex[];
extern std::uint8_t const kCaseBlocks[];
extern std::uint16_t const kCaseUpper[];  // differences, modulo 2^16 inside the plane
extern std::uint16_t const kCaseLower[];
extern std::uint8_t const kCaseKinds[];  // bits 0-1: CaseFold; bits 2-3: CaseTitle

extern std::uint8_t const kFoldingIndex[];
extern std::uint64_t const kFoldingMasks[];
extern std::uint64_t const kFoldingSequenceMasks[];
extern std::uint16_t const kFoldingSingleBases[];
extern std::uint16_t const kFoldingSequenceBases[];
extern std::uint16_t const kFoldingUnitBases[];
extern std::uint8_t const kFoldingSinglesLow[];
extern std::uint8_t const kFoldingSinglesHigh[];
extern std::uint8_t const kFoldingLengths[];
extern std::uint8_t const kFoldingUnitsLow[];
extern std::uint8_t const kFoldingUnitsHigh[];

extern std::uint8_t const kPairIndex[];
extern std::uint64_t const kPairMasks[];
extern std::uint16_t const kPairBases[];
extern std::size_t const kPairGroupCount;
extern std::uint16_t const kPairGroups[];  // a group's first code point / 64
extern std::uint8_t const kPairFirstsLow[];
extern std::uint8_t const kPairFirstsHigh[];
extern std::uint8_t const kPairSeconds[];  // place in kSeconds; 0: there is no second
extern std::size_t const kSecondCount;
extern std::uint16_t const kSeconds[];         // low 16 bits, ascending from place 1
extern std::uint16_t const kComposedStarts[];  // by second: its part of kComposed
extern std::uint8_t const kComposedLow[];      // numbers of pairs, by second and first
extern std::uint8_t const kComposedHigh[];

extern std::size_t const kLooseLetterCount;
extern std::uint16_t const kLooseLetters[];
extern std::uint16_t const kLooseLetterFirst[];
extern std::uint8_t const kLooseLetterSecond[];  // 0: there is no second

/// Slots, in units of 2^shift code points, of the windows that the tables know: all below
/// 20000, 2F800-2FA7F and E0000-E0FFF. `kNoSlot` for the rest.
inline constexpr std::uint32_t kNoSlot = 0xFFFFFFFF;

[[nodiscard]] constexpr std::uint32_t slot_of(char32_t code, unsigned shift) noexcept {
  if (code < 0x20000) return code >> shift;
  if (code - 0x2F800 < 0x280) return (code - 0x2F800 + 0x20000) >> shift;
  if (code - 0xE0000 < 0x1000) return (code - 0xE0000 + 0x20280) >> shift;
  return kNoSlot;
}

}  // namespace tables

[[nodiscard]] inline Property property(char32_t code) noexcept {
  std::uint32_t const slot = tables::slot_of(code, 7);
  if (slot == tables::kNoSlot) return Property{tables::kPropertyRecords[0]};
  std::size_t const block = tables::kPropertyIndex[slot];
  return Property{tables::kPropertyRecords[tables::kPropertyBlocks[block << 7 | (code & 0x7F)]]};
}

}  // namespace waypost::unicode
