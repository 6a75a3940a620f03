#include "waypost/unicode/words.h"

#include <random>

#include <gtest/gtest.h>

#include "waypost/unicode/fold.h"
#include "waypost/unicode/properties.h"

#include "break_cases.h"
#include "random_text.h"
#include "reference.h"
#include "ucd.h"

namespace waypost::unicode {
namespace {

[[nodiscard]] std::vector<std::size_t> set_bits(std::string const& text) {
  WordBoundaries boundaries;
  boundaries.assign(text);
  std::vector<std::size_t> offsets;
  for (std::size_t offset = 0; offset <= text.size(); ++offset) {
    if (boundaries.at(offset)) offsets.push_back(offset);
  }
  return offsets;
}

[[nodiscard]] std::vector<std::size_t> default_offsets(std::string const& text) {
  std::vector<std::uint32_t> const offsets = default_word_boundaries(text);
  return {offsets.begin(), offsets.end()};
}

[[nodiscard]] std::vector<std::string> words(std::string const& text, std::size_t max = 1000) {
  std::vector<Word> found{{7, 9}};  // must go
  words_of(text, max, found);
  std::vector<std::string> result;
  for (Word const& word : found) result.push_back(text.substr(word.begin, word.end - word.begin));
  return result;
}

/// WB1-WB999 on arrays, straight from UAX #29, with or without the tailorings of A.2.
class SlowWords {
 public:
  SlowWords(Points const& text, bool is_tailored) : text_(text), is_tailored_(is_tailored) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::string const kind = kind_of(text[at]);
      bool const is_skipped = kind == "Extend" || kind == "Format" || kind == "ZWJ";
      bool const can_skip = at > 0 && !is_line_end(units_.back().kind);
      if (is_skipped && can_skip) {
        units_.back().end = at + 1;  // WB4
      } else {
        units_.push_back({at, at + 1, kind});
      }
    }
  }

  [[nodiscard]] std::vector<std::size_t> boundaries() const {
    std::vector<std::size_t> offsets;
    std::size_t offset = 0;
    std::size_t unit = 0;
    for (std::size_t at = 0; at <= text_.size() && !text_.empty(); ++at) {
      bool const is_unit = unit < units_.size() && units_[unit].begin == at;
      if (at == text_.size() || (is_unit && is_boundary(unit))) offsets.push_back(offset);
      unit += is_unit ? 1 : 0;
      if (at < text_.size()) offset += utf8(text_[at]).size();
    }
    return offsets;
  }

 private:
  struct Unit {
    std::size_t begin;
    std::size_t end;
    std::string kind;
  };

  static bool is_line_end(std::string const& kind) {
    return kind == "CR" || kind == "LF" || kind == "Newline";
  }

  [[nodiscard]] std::string kind_of(char32_t code) const {
    static auto const kinds = values_of("auxiliary/WordBreakProperty.txt");
    if (is_tailored_ && code == U'.') return "MidNum";  // T1
    if (is_tailored_ && code == U':') return "Other";   // T2
    auto const found = kinds.find(code);
    if (found == kinds.end()) return "Other";
    return is_tailored_ && found->second == "ExtendNumLet" ? "Other" : found->second;  // T3
  }

  /// The kind of the unit so far away, "" beyond the ends.
  [[nodiscard]] std::string kind_at(std::size_t unit, int distance) const {
    auto const at = static_cast<std::ptrdiff_t>(unit) + distance;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(units_.size())) return {};
    return units_[static_cast<std::size_t>(at)].kind;
  }

  [[nodiscard]] bool is_boundary(std::size_t unit) const {
    if (unit == 0) return true;
    static auto const pictures = listed("emoji/emoji-data.txt", "Extended_Pictographic");
    Unit const& left = units_[unit - 1];
    std::string const& a = left.kind;
    std::string const& b = units_[unit].kind;
    char32_t const before = text_[left.end - 1];
    char32_t const after = text_[units_[unit].begin];
    if (is_tailored_ && (before == U'\'' || before == 0x2019) && is_vowel(after))
      return true;  // T4
    if (a == "CR" && b == "LF") return false;
    if (is_line_end(a) || is_line_end(b)) return true;
    if (kind_of(before) == "ZWJ" && pictures.count(after) != 0) return false;  // WB3c
    if (kind_of(before) == "WSegSpace" && b == "WSegSpace") return false;      // WB3d
    return !is_joined(unit, a, b);
  }

  [[nodiscard]] bool is_joined(std::size_t unit, std::string const& a, std::string const& b) const {
    auto const is_letter = [](std::string const& kind) {
      return kind == "ALetter" || kind == "Hebrew_Letter";
    };
    auto const is_both = [](std::string const& kind) {
      return kind == "MidNumLet" || kind == "Single_Quote";
    };
    auto const is_mid = [&](std::string const& kind) {
      return kind == "MidLetter" || is_both(kind);
    };
    auto const is_mid_number = [&](std::string const& kind) {
      return kind == "MidNum" || is_both(kind);
    };
    std::string const before = kind_at(unit, -2);
    std::string const after = kind_at(unit, 1);
    if (is_letter(a) && is_letter(b)) return true;                                     // WB5
    if (is_letter(a) && is_mid(b) && is_letter(after)) return true;                    // WB6
    if (is_letter(before) && is_mid(a) && is_letter(b)) return true;                   // WB7
    if (a == "Hebrew_Letter" && b == "Single_Quote") return true;                      // WB7a
    if (a == "Hebrew_Letter" && b == "Double_Quote" && after == a) return true;        // WB7b
    if (before == "Hebrew_Letter" && a == "Double_Quote" && b == before) return true;  // WB7c
    bool const is_number = b == "Numeric";
    if (is_number && (a == "Numeric" || is_letter(a))) return true;             // WB8, WB9
    if (a == "Numeric" && is_letter(b)) return true;                            // WB10
    if (before == "Numeric" && is_mid_number(a) && is_number) return true;      // WB11
    if (a == "Numeric" && is_mid_number(b) && after == "Numeric") return true;  // WB12
    if (a == "Katakana" && b == "Katakana") return true;                        // WB13
    auto const is_extended = [&](std::string const& kind) {
      return is_letter(kind) || kind == "Numeric" || kind == "Katakana";
    };
    if ((is_extended(a) || a == "ExtendNumLet") && b == "ExtendNumLet") return true;  // WB13a
    if (a == "ExtendNumLet" && is_extended(b)) return true;                           // WB13b
    if (a != "Regional_Indicator" || b != a) return false;
    std::size_t flags = 0;  // WB15, WB16
    while (flags < unit && units_[unit - 1 - flags].kind == a) ++flags;
    return flags % 2 == 1;
  }

  static bool is_vowel(char32_t code) {
    return Points(U"aeiouyh\u00E6\u0153").find(reference::nfd(Points(1, code))[0]) != Points::npos;
  }

  Points text_;
  bool is_tailored_;
  std::vector<Unit> units_;
};

TEST(Words, PassThePublishedTest) {
  std::vector<BreakCase> const cases = break_cases("auxiliary/WordBreakTest.txt");
  EXPECT_EQ(cases.size(), 1823U);
  for (BreakCase const& test : cases) {
    EXPECT_EQ(default_offsets(test.text), test.boundaries) << test.line;
    EXPECT_EQ(SlowWords(points(test.text), false).boundaries(), test.boundaries) << test.line;
  }
}

TEST(Words, EqualTheSlowWayOnRandomTexts) {
  std::mt19937_64 random(seed());
  for (int round = 0; round < rounds(60'000); ++round) {
    Points const text = random_points(random, 20);
    std::string const bytes = utf8(text);
    ASSERT_EQ(default_offsets(bytes), SlowWords(text, false).boundaries()) << shown(text);
    ASSERT_EQ(set_bits(bytes), SlowWords(text, true).boundaries()) << shown(text);
  }
}

TEST(Words, AreTheSegmentsBetweenBoundariesThatHoldMoreThanPunctuation) {
  std::mt19937_64 random(seed());
  for (int round = 0; round < rounds(20'000); ++round) {
    std::string const text = utf8(random_points(random, 20));
    std::vector<std::string> expected;
    std::vector<std::size_t> const offsets = set_bits(text);
    for (std::size_t at = 1; at < offsets.size(); ++at) {
      std::string const segment = text.substr(offsets[at - 1], offsets[at] - offsets[at - 1]);
      bool is_word = false;
      for (char32_t const code : points(segment)) {
        is_word = is_word || !(is_white_space(code) || is_edge_punctuation(code));
      }
      if (is_word) expected.push_back(segment);
    }
    ASSERT_EQ(words(text), expected) << shown(text);
    if (expected.size() > 2) expected.resize(2);
    ASSERT_EQ(words(text, 2), expected) << shown(text);
  }
}

TEST(Words, FollowTheFourTailorings) {
  using Expected = std::vector<std::string>;
  EXPECT_EQ(words("hello.price"), (Expected{"hello", "price"}));
  EXPECT_EQ(words("version 3.5"), (Expected{"version", "3.5"}));
  EXPECT_EQ(words("order:pizza"), (Expected{"order", "pizza"}));
  EXPECT_EQ(words("order_status _menu_"), (Expected{"order", "status", "menu"}));
  EXPECT_EQ(words("l'hotel"), (Expected{"l'", "hotel"}));
  EXPECT_EQ(words("dell'ordine"), (Expected{"dell'", "ordine"}));
  EXPECT_EQ(words("l\u2019\u00E9t\u00E9"), (Expected{"l\u2019", "\u00E9t\u00E9"}));
  EXPECT_EQ(words("l'\u0153uf"), (Expected{"l'", "\u0153uf"}));
  EXPECT_EQ(words("can't don't"), (Expected{"can't", "don't"}));
  EXPECT_EQ(words("l'\u0301a"), (Expected{"l'\u0301a"}));
  EXPECT_EQ(words("1,000 2kg"), (Expected{"1,000", "2kg"}));
}

TEST(Words, KeepScriptsTogetherAsUax29Does) {
  using Expected = std::vector<std::string>;
  EXPECT_EQ(words("\u05E6\u05D4\"\u05DC"), (Expected{"\u05E6\u05D4\"\u05DC"}));
  EXPECT_EQ(words("\u4EF7\u683C"), (Expected{"\u4EF7", "\u683C"}));
  EXPECT_EQ(words("\u30B3\u30FC\u30D2\u30FC\u3092"),
            (Expected{"\u30B3\u30FC\u30D2\u30FC", "\u3092"}));
  EXPECT_EQ(words("\u0E17\u0E35\u0E48\u0E2D"), (Expected{"\u0E17\u0E35\u0E48", "\u0E2D"}));
  EXPECT_EQ(words("ok\U0001F44D ?!"), (Expected{"ok", "\U0001F44D"}));
}

TEST(Words, KnowTheEmptyText) {
  EXPECT_TRUE(set_bits("").empty());
  EXPECT_TRUE(default_offsets("").empty());
  EXPECT_TRUE(words("").empty());
  EXPECT_TRUE(words("one two", 0).empty());
}

TEST(Words, TakeOnePassWhateverTheMarks) {
  std::string text;
  for (int round = 0; round < 200'000; ++round) text += "a'\u0301\u0301\u0301";
  WordBoundaries boundaries;
  boundaries.assign(text);
  EXPECT_TRUE(boundaries.at(0));
  EXPECT_TRUE(boundaries.at(text.size()));
}

TEST(Words, ReuseTheirMemory) {
  WordBoundaries boundaries;
  boundaries.assign(std::string(1000, 'a'));
  boundaries.assign("a b");
  for (std::size_t offset : {0U, 1U, 2U, 3U}) EXPECT_TRUE(boundaries.at(offset)) << offset;
}

}  // namespace
}  // namespace waypost::unicode
