#include "waypost/unicode/properties.h"

#include <gtest/gtest.h>

#include "ucd.h"

namespace waypost::unicode {
namespace {

/// Checks `has` on every code point, unassigned ones and surrogates too.
template <class Has>
void expect_exactly(std::set<char32_t> const& codes, Has has) {
  ASSERT_FALSE(codes.empty());
  for (char32_t code = 0; code <= kLastPoint; ++code) {
    ASSERT_EQ(has(code), codes.count(code) != 0) << shown(Points(1, code));
  }
}

/// The code points whose General_Category is one of `categories`.
[[nodiscard]] std::set<char32_t> of_category(std::set<std::string> const& categories) {
  std::set<char32_t> codes;
  for (auto const& [code, category] : values_of("extracted/DerivedGeneralCategory.txt")) {
    if (categories.count(category) != 0) codes.insert(code);
  }
  return codes;
}

TEST(Properties, KnowWhiteSpace) {
  expect_exactly(listed("PropList.txt", "White_Space"), is_white_space);
}

TEST(Properties, KnowControls) {
  expect_exactly(of_category({"Cc"}), is_control);
}

TEST(Properties, KnowBidiControls) {
  expect_exactly(listed("PropList.txt", "Bidi_Control"), is_bidi_control);
}

TEST(Properties, KnowEdgePunctuation) {
  std::set<char32_t> expected = of_category({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"});
  expected.insert({U'~', U'`'});
  expect_exactly(expected, is_edge_punctuation);
  for (char32_t const symbol : {U'+', U'$', U'^', U'|', U'\U0001F642'}) {
    EXPECT_FALSE(is_edge_punctuation(symbol));
  }
}

TEST(Properties, KnowDigits) {
  auto const& data = unicode_data();
  std::size_t digits = 0;
  for (char32_t code = 0; code <= kLastPoint; ++code) {
    auto const row = data.find(code);
    bool const is_digit = row != data.end() && row->second[2] == "Nd";
    ASSERT_EQ(digit_value(code), is_digit ? std::stoi(row->second[6]) : -1)
        << shown(Points(1, code));
    digits += is_digit ? 1 : 0;
  }
  EXPECT_EQ(digits, 680U);  // 15.0.0
}

TEST(Properties, KnowSimpleCase) {
  auto const& data = unicode_data();
  for (char32_t code = 0; code <= kLastPoint; ++code) {
    auto const row = data.find(code);
    auto const mapped = [&](std::size_t column, char32_t otherwise) {
      if (row == data.end() || row->second[column].empty()) return otherwise;
      return points_of(row->second[column])[0];
    };
    char32_t const upper = mapped(12, code);
    ASSERT_EQ(to_upper(code), upper) << shown(Points(1, code));
    ASSERT_EQ(to_lower(code), mapped(13, code)) << shown(Points(1, code));
    ASSERT_EQ(to_title(code), mapped(14, upper)) << shown(Points(1, code));
  }
  EXPECT_EQ(to_upper(U'\u00DF'), U'\u00DF');
  EXPECT_EQ(to_title(U'\u01C6'), U'\u01C5');
}

TEST(Properties, KnowCombiningClasses) {
  auto const& data = unicode_data();
  for (char32_t code = 0; code <= kLastPoint; ++code) {
    auto const row = data.find(code);
    int const expected = row == data.end() ? 0 : std::stoi(row->second[3]);
    ASSERT_EQ(combining_class(code), expected) << shown(Points(1, code));
  }
}

TEST(Properties, AreTotal) {
  for (char32_t const code : {0x110000U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    EXPECT_FALSE(is_white_space(code));
    EXPECT_EQ(digit_value(code), -1);
    EXPECT_EQ(to_upper(code), code);
    EXPECT_EQ(to_lower(code), code);
    EXPECT_EQ(to_title(code), code);
    EXPECT_EQ(combining_class(code), 0);
  }
}

}  // namespace
}  // namespace waypost::unicode
