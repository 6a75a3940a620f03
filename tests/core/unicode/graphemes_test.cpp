#include "waypost/unicode/graphemes.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "break_cases.h"
#include "random_text.h"
#include "ucd.h"

namespace waypost::unicode {
namespace {

[[nodiscard]] std::vector<std::size_t> boundaries_of(std::string const& text) {
  std::vector<std::size_t> boundaries{0};
  while (boundaries.back() < text.size()) {
    boundaries.push_back(grapheme_end(text, boundaries.back()));
  }
  return boundaries;
}

/// grapheme_floor() at each code point of `text` must give the last of `boundaries`.
void expect_floors(std::string const& text, std::vector<std::size_t> const& boundaries) {
  std::size_t offset = 0;
  for (char32_t const code : points(text)) {
    auto const above = std::upper_bound(boundaries.begin(), boundaries.end(), offset);
    ASSERT_EQ(grapheme_floor(text, offset), *(above - 1)) << shown(text) << " at " << offset;
    offset += utf8(code).size();
  }
  ASSERT_EQ(grapheme_floor(text, text.size()), text.size());
}

TEST(Graphemes, PassThePublishedTest) {
  std::vector<BreakCase> const cases = break_cases("auxiliary/GraphemeBreakTest.txt");
  EXPECT_EQ(cases.size(), 602U);
  for (BreakCase const& test : cases) {
    EXPECT_EQ(boundaries_of(test.text), test.boundaries) << test.line;
    expect_floors(test.text, test.boundaries);
  }
}

/// GB1-GB999 for one place, straight from UAX #29.
[[nodiscard]] bool is_boundary_slowly(Points const& text, std::size_t place) {
  static auto const kinds = values_of("auxiliary/GraphemeBreakProperty.txt");
  static auto const pictures = listed("emoji/emoji-data.txt", "Extended_Pictographic");
  auto const kind = [&](std::size_t at) {
    auto const found = kinds.find(text[at]);
    return found == kinds.end() ? std::string("Other") : found->second;
  };
  if (place == 0 || place == text.size()) return true;
  std::string const before = kind(place - 1);
  std::string const after = kind(place);
  auto const is_one_of = [](std::string const& value, std::set<std::string> const& all) {
    return all.count(value) != 0;
  };
  if (before == "CR" && after == "LF") return false;
  std::set<std::string> const controls = {"CR", "LF", "Control"};
  if (is_one_of(before, controls) || is_one_of(after, controls)) return true;
  if (before == "L" && is_one_of(after, {"L", "V", "LV", "LVT"})) return false;
  if (is_one_of(before, {"LV", "V"}) && is_one_of(after, {"V", "T"})) return false;
  if (is_one_of(before, {"LVT", "T"}) && after == "T") return false;
  if (is_one_of(after, {"Extend", "ZWJ", "SpacingMark"}) || before == "Prepend") return false;
  if (before == "ZWJ" && pictures.count(text[place]) != 0) {
    std::size_t at = place - 1;
    while (at > 0 && kind(at - 1) == "Extend" && pictures.count(text[at - 1]) == 0) --at;
    if (at > 0 && pictures.count(text[at - 1]) != 0) return false;
  }
  if (before == "Regional_Indicator" && after == before) {
    std::size_t flags = 0;
    while (flags < place && kind(place - 1 - flags) == "Regional_Indicator") ++flags;
    return flags % 2 == 0;
  }
  return true;
}

TEST(Graphemes, EqualTheSlowWayOnRandomTexts) {
  std::mt19937_64 random(seed());
  for (int round = 0; round < rounds(30'000); ++round) {
    Points const text = random_points(random, 20);
    std::string bytes;
    std::vector<std::size_t> expected;
    for (std::size_t place = 0; place <= text.size(); ++place) {
      if (is_boundary_slowly(text, place)) expected.push_back(bytes.size());
      if (place < text.size()) bytes += utf8(text[place]);
    }
    if (text.empty()) expected = {0};
    ASSERT_EQ(boundaries_of(bytes), expected) << shown(text);
    expect_floors(bytes, expected);
    if (HasFatalFailure()) return;
  }
}

TEST(Graphemes, AreWhatAPersonSeesAsOne) {
  std::string const family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";
  std::string const flags = "\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7";
  EXPECT_EQ(grapheme_end(family + "x", 0), family.size());
  EXPECT_EQ(grapheme_floor(family, family.size() - 4), 0U);
  EXPECT_EQ(grapheme_end(flags, 0), 8U);
  EXPECT_EQ(grapheme_floor(flags, 12), 8U);
  EXPECT_EQ(grapheme_floor("e\u0301", 1), 0U);
  EXPECT_EQ(grapheme_floor("a\r\n", 2), 1U);
  EXPECT_EQ(grapheme_floor("", 0), 0U);
  EXPECT_EQ(grapheme_end("", 0), 0U);
}

TEST(Graphemes, AreTotal) {
  std::mt19937_64 random(seed());
  for (int round = 0; round < rounds(20'000); ++round) {
    std::string const text = random_bytes(random, 24);
    std::vector<std::size_t> const boundaries = boundaries_of(text);
    ASSERT_EQ(boundaries.back(), text.size());
    for (std::size_t const boundary : boundaries) {
      ASSERT_EQ(grapheme_floor(text, boundary), boundary) << shown(text);
    }
  }
}

}  // namespace
}  // namespace waypost::unicode
