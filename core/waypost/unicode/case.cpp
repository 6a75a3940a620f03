#include "waypost/unicode/case.h"

namespace waypost::unicode {
namespace {

[[nodiscard]] char32_t unit_at(std::size_t place) noexcept {
  return static_cast<char32_t>(tables::kFoldingUnitsHigh[place] << 8 |
                               tables::kFoldingUnitsLow[place]);
}

}  // namespace

Casefold casefold_of(char32_t code) noexcept {
  Casefold folded;
  folded.size = 0;
  if (char32_t const single = single_casefold(code); single != kNotSingle) {
    folded.points[folded.size++] = single;
    return folded;
  }
  if (code >= 0xE0000) return folded;
  std::size_t const group = tables::kFoldingIndex[tables::slot_of(code, 6)];
  std::size_t place = tables::kFoldingSequenceBases[group];
  std::size_t const last = place + rank_in(tables::kFoldingSequenceMasks[group], code);
  std::size_t unit = tables::kFoldingUnitBases[group];
  for (; place < last; ++place) unit += tables::kFoldingLengths[place];
  std::size_t const end = unit + tables::kFoldingLengths[last];
  while (unit < end) {
    char32_t point = unit_at(unit++);
    if (point >= 0xD800 && point < 0xDC00) {
      point = 0x10000 + ((point - 0xD800) << 10 | (unit_at(unit++) - 0xDC00));
    }
    folded.points[folded.size++] = point;
  }
  return folded;
}

}  // namespace waypost::unicode
