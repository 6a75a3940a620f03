#include "waypost/unicode/compose.h"

#include <algorithm>
#include <array>
#include <bit>

#include "waypost/unicode/case.h"

namespace waypost::unicode {
namespace {

constexpr char32_t kNone = 0;

constexpr char32_t kLeadFirst = 0x1100;
constexpr char32_t kVowelFirst = 0x1161;
constexpr char32_t kTailBefore = 0x11A7;
constexpr char32_t kLeadCount = 19;
constexpr char32_t kVowelCount = 21;
constexpr char32_t kTailCount = 28;  // "no tail" included

// Runs up to this long are put in order by insertion; longer ones by counting.
constexpr std::size_t kInsertionMax = 24;

struct Pair {
  char32_t first;
  char32_t second;  // kNone for a singleton
};

[[nodiscard]] char32_t first_of_pair(std::size_t number) noexcept {
  return static_cast<char32_t>(tables::kPairFirstsHigh[number] << 8 |
                               tables::kPairFirstsLow[number]);
}

/// The pair of a code point that has one.
[[nodiscard]] Pair pair_of(char32_t code) noexcept {
  std::size_t const group = tables::kPairIndex[tables::slot_of(code, 6)];
  std::size_t const number = tables::kPairBases[group] + rank_in(tables::kPairMasks[group], code);
  char32_t const plane = code & 0x1F0000;
  std::size_t const second = tables::kPairSeconds[number];
  return {plane | first_of_pair(number), second == 0 ? kNone : plane | tables::kSeconds[second]};
}

[[nodiscard]] bool is_compatibility_ideograph(char32_t code) noexcept {
  return code - 0xF900 < 0x200 || code - 0x2F800 < 0x220;
}

[[nodiscard]] Parts parts_of_hangul(char32_t syllable) noexcept {
  char32_t const place = syllable - kHangulFirst;
  char32_t const tail = place % kTailCount;
  return {{kLeadFirst + place / (kVowelCount * kTailCount),
           kVowelFirst + place / kTailCount % kVowelCount, kTailBefore + tail},
          tail == 0 ? std::size_t{2} : std::size_t{3}};
}

[[nodiscard]] char32_t compose_hangul(char32_t first, char32_t second) noexcept {
  char32_t const lead = first - kLeadFirst;
  char32_t const vowel = second - kVowelFirst;
  if (lead < kLeadCount && vowel < kVowelCount) {
    return kHangulFirst + (lead * kVowelCount + vowel) * kTailCount;
  }
  char32_t const tail = second - kTailBefore;
  bool const is_open = is_hangul_syllable(first) && (first - kHangulFirst) % kTailCount == 0;
  return is_open && tail - 1 < kTailCount - 1 ? first + tail : kNone;
}

/// The code point that has the pair `number`: the other way through the rank map.
[[nodiscard]] char32_t code_of_pair(std::size_t number) noexcept {
  auto const* const bases = tables::kPairBases;
  auto const* const above = std::upper_bound(bases + 1, bases + tables::kPairGroupCount, number);
  auto const group = static_cast<std::size_t>(above - bases) - 1;
  std::uint64_t mask = tables::kPairMasks[group];
  for (std::size_t left = number - bases[group]; left > 0; --left) mask &= mask - 1;
  return char32_t{tables::kPairGroups[group]} << 6 | static_cast<char32_t>(std::countr_zero(mask));
}

/// The primary composite of two code points, kNone when there is none.
[[nodiscard]] char32_t compose_pair(char32_t first, char32_t second) noexcept {
  if (char32_t const syllable = compose_hangul(first, second); syllable != kNone) return syllable;
  if (first >> 16 != second >> 16) return kNone;
  auto const* const seconds = tables::kSeconds;
  auto const* const seconds_end = seconds + tables::kSecondCount;
  auto const* const found = std::lower_bound(seconds + 1, seconds_end, second & 0xFFFF);
  if (found == seconds_end || *found != (second & 0xFFFF)) return kNone;
  std::size_t low = tables::kComposedStarts[found - seconds];
  std::size_t high = tables::kComposedStarts[found - seconds + 1];
  while (low < high) {
    std::size_t const middle = (low + high) / 2;
    auto const number =
        static_cast<std::size_t>(tables::kComposedHigh[middle] << 8 | tables::kComposedLow[middle]);
    char32_t const candidate = first_of_pair(number);
    if (candidate == (first & 0xFFFF)) {
      char32_t const composite = code_of_pair(number);
      return composite >> 16 == first >> 16 ? composite : kNone;
    }
    if (candidate < (first & 0xFFFF)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return kNone;
}

/// Stable: equal classes keep their order.
void order_by_insertion(char32_t* begin, std::size_t size) {
  for (std::size_t next = 1; next < size; ++next) {
    char32_t const mark = begin[next];
    int const rank = property(mark).combining_class();
    std::size_t place = next;
    for (; place > 0 && property(begin[place - 1]).combining_class() > rank; --place) {
      begin[place] = begin[place - 1];
    }
    begin[place] = mark;
  }
}

void order_by_counting(std::vector<char32_t>& points, std::size_t begin, std::size_t size) {
  std::array<std::size_t, 256> place{};
  auto const rank_of = [&points](std::size_t at) {
    return static_cast<std::size_t>(property(points[at]).combining_class());
  };
  for (std::size_t at = begin; at < begin + size; ++at) ++place[rank_of(at)];
  std::size_t const old_size = points.size();
  std::size_t next = old_size;
  for (std::size_t& entry : place) {
    std::size_t const count = entry;
    entry = next;
    next += count;
  }
  points.resize(next);
  for (std::size_t at = begin; at < begin + size; ++at) points[place[rank_of(at)]++] = points[at];
  std::copy(points.begin() + static_cast<std::ptrdiff_t>(old_size), points.end(),
            points.begin() + static_cast<std::ptrdiff_t>(begin));
  points.resize(old_size);
}

/// Composes `points`, which are decomposed and in order.
void compose(std::vector<char32_t>& points) {
  std::size_t starter = points.size();  // none yet
  std::size_t kept = 0;
  int between = 0;  // the class of the last code point kept behind the starter, 0 for none
  for (char32_t const code : points) {
    Property const known = property(code);
    int const rank = known.combining_class();
    if (starter < kept && known.nfc() == QuickCheck::maybe && (between == 0 || between < rank)) {
      if (char32_t const composite = compose_pair(points[starter], code); composite != kNone) {
        points[starter] = composite;
        continue;
      }
    }
    if (rank == 0) starter = kept;
    between = rank;
    points[kept++] = code;
  }
  points.resize(kept);
}

}  // namespace

Parts parts_of(char32_t code) noexcept {
  if (is_hangul_syllable(code)) return parts_of_hangul(code);
  if (is_compatibility_ideograph(code)) return {{casefold_of(code).points[0]}, 1};
  std::array<char32_t, 3> seconds{};
  std::size_t depth = 0;
  while (has_pair(code)) {
    Pair const pair = pair_of(code);
    code = pair.first;
    if (pair.second != kNone) seconds[depth++] = pair.second;
  }
  Parts parts{{code}, 1};
  while (depth > 0) parts.points[parts.size++] = seconds[--depth];
  return parts;
}

void order_marks(std::vector<char32_t>& points) {
  std::size_t begin = 0;
  while (begin < points.size()) {
    if (property(points[begin]).combining_class() == 0) {
      ++begin;
      continue;
    }
    std::size_t end = begin + 1;
    bool is_ordered = true;
    for (int before = property(points[begin]).combining_class(); end < points.size(); ++end) {
      int const rank = property(points[end]).combining_class();
      if (rank == 0) break;
      is_ordered = is_ordered && before <= rank;
      before = rank;
    }
    if (!is_ordered && end - begin <= kInsertionMax) {
      order_by_insertion(points.data() + begin, end - begin);
    } else if (!is_ordered) {
      order_by_counting(points, begin, end - begin);
    }
    begin = end;
  }
}

void Composer::finish_segment() {
  work_.clear();
  auto const decompose = [this](char32_t code) {
    Parts const parts = parts_of(code);
    for (std::size_t at = 0; at < parts.size; ++at) work_.push_back(parts.points[at]);
  };
  if (held_ != kNothing) decompose(held_);
  for (char32_t const code : segment_) decompose(code);
  segment_.clear();
  order_marks(work_);
  compose(work_);
  for (char32_t const code : work_) writer_.put(code);
}

}  // namespace waypost::unicode
