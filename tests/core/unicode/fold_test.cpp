#include "waypost/unicode/fold.h"

#include <random>

#include <gtest/gtest.h>

#include "waypost/base/limits.h"
#include "waypost/unicode/utf8.h"

#include "allocations.h"
#include "random_text.h"
#include "reference.h"
#include "ucd.h"

namespace waypost::unicode {
namespace {

struct Example {
  char const* text;
  char const* loose;
  char const* strict;
};

// Semantics A.1, clause by clause.
constexpr Example kExamples[] = {
    {"", "", ""},
    {" \u200B\uFEFF ", "", ""},
    {"HELLO\tWorld \r\n", "hello world", "hello world"},
    {"a\u00A0\u3000\u0085\x01"
     "b",
     "a b", "a b"},
    {"h\u00ADi\u200D\u2066\uFE0F", "hi", "hi"},
    {"h\u2065i\U000E01F0", "hi", "hi"},
    {"stra\u00DFe", "strasse", "strasse"},
    {"\uFF36\uFF29\uFF30 \uFB01ne \u2460", "vip fine 1", "vip fine 1"},
    // Step 1: apostrophes that NFKC would turn into a space.
    {"it\u00B4s l\u1FFDo", "it's l'o", "it \u0301s l \u0301o"},
    // Step 3: marks of some scripts.
    {"\u00C9t\u00E9 e\u0301", "ete e", "\u00E9t\u00E9 \u00E9"},
    {"\u0130PTAL", "iptal", "i\u0307ptal"},
    {"\u1ED1", "o", "\u1ED1"},
    {"\u0451\u0435\u0308", "\u0435\u0435", "\u0451\u0451"},
    {"\u0439\u0438\u0306 \u0457", "\u0439\u0439 \u0457", "\u0439\u0439 \u0457"},
    {"\u0438\u0301\u0306", "\u0439", "\u0438\u0301\u0306"},
    {"\u0438\u20DD\u0306", "\u0438", "\u0438\u20DD\u0306"},
    {"\u0435\u0306\u0308", "\u04D7", "\u04D7\u0308"},
    {"a\u0306\u0308", "a", "\u0103\u0308"},
    {"\u0634\u064F\u0643\u0652\u0631\u064B\u0627", "\u0634\u0643\u0631\u0627",
     "\u0634\u064F\u0643\u0652\u0631\u064B\u0627"},
    {"\u0642\u0640\u0640\u064A", "\u0642\u064A", "\u0642\u0640\u0640\u064A"},
    {"\u05E9\u05C1\u05B8", "\u05E9", "\u05E9\u05B8\u05C1"},
    {"\u0958", "\u0915", "\u0915\u093C"},
    {"\U0001F44D\U0001F3FD", "\U0001F44D", "\U0001F44D\U0001F3FD"},
    // Vowel signs, viramas, tone marks and dakuten stay.
    {"\u0915\u0940\u094D", "\u0915\u0940\u094D", "\u0915\u0940\u094D"},
    {"\u0E19\u0E49\u0E33", "\u0E19\u0E49\u0E4D\u0E32", "\u0E19\u0E49\u0E4D\u0E32"},
    {"\u304B\u3099\uFF76\uFF9E", "\u304C\u30AC", "\u304C\u30AC"},
    // Step 4.
    {"\u0131\u00D8\u0141\u0110\u00D0\u0126\u0166\u00DE\u00C6\u0152\u018F",
     "ioldd"
     "htthaeoee",
     "\u0131\u00F8\u0142\u0111\u00F0\u0127\u0167\u00FE\u00E6\u0153\u0259"},
    {"\u0253\u0257\u0199\u01B4", "bdky", "\u0253\u0257\u0199\u01B4"},
    {"\u0671\u0672\u0673\u0649\u06CC\u06A9\u06AA\u0629\u06BE\u06C1\u06C3\u06D5\u0901",
     "\u0627\u0627\u0627\u064A\u064A\u0643\u0643\u0647\u0647\u0647\u0647\u0647\u0902",
     "\u0671\u0672\u0673\u0649\u06CC\u06A9\u06AA\u0629\u06BE\u06C1\u06C3\u06D5\u0901"},
    {"\u0663\u096A\u0E55\U0001E951", "3451", "\u0663\u096A\u0E55\U0001E951"},
    {"\u2018\u2019\u201A\u201B\u2032\u02B9\u02BB\u02BC\u05F3\u2039\u203A", "'''''''''''",
     "\u2018\u2019\u201A\u201B\u2032\u02B9\u02BB\u02BC\u05F3\u2039\u203A"},
    {"\u201C\u201D\u201E\u201F\u00AB\u00BB\u05F4\u301D\u301E\u301F", "\"\"\"\"\"\"\"\"\"\"",
     "\u201C\u201D\u201E\u201F\u00AB\u00BB\u05F4\u301D\u301E\u301F"},
    {"\u2010\u2011\u2015\u2212\u05BE\u1806\u2E3A\u2E3B", "--------",
     "\u2010\u2010\u2015\u2212\u05BE\u1806\u2E3A\u2E3B"},
    {"\u2026 \u2033", "... ''", "... \u2032\u2032"},
    // Hangul: jamo compose, and U+11A7 neither composes nor vanishes.
    {"\u110B\u1161\u11AB\uB155", "\uC548\uB155", "\uC548\uB155"},
    {"\uAC00\u11A7", "\uAC00\u11A7", "\uAC00\u11A7"},
    // Ill-formed parts, and NUL, which is Cc.
    {"a\xFF\xE2\x82z", "a\uFFFD\uFFFDz", "a\uFFFD\uFFFDz"},
};

TEST(Fold, FollowsItsText) {
  for (Example const& example : kExamples) {
    EXPECT_EQ(shown(fold(example.text, Fold::loose)), shown(example.loose)) << example.text;
    EXPECT_EQ(shown(fold(example.text, Fold::strict)), shown(example.strict)) << example.text;
  }
  EXPECT_EQ(fold(std::string_view("\0a\0b\0", 5), Fold::loose), "a b");
}

/// Both folds and the regex text of `text`, against the slow way and their promises.
void expect_promises(std::string const& text, FoldScratch& scratch) {
  Points const source = points(text);
  for (Fold const kind : {Fold::loose, Fold::strict}) {
    std::string const folded(fold(text, kind, scratch));
    Points const expected =
        kind == Fold::loose ? reference::fold_loose(source) : reference::fold_strict(source);
    ASSERT_EQ(shown(folded), shown(expected)) << shown(source);
    ASSERT_EQ(shown(fold(folded, kind)), shown(folded)) << "not idempotent: " << shown(source);
    ASSERT_LE(points(folded).size(), 18 * source.size()) << shown(source);
    ASSERT_LE(folded.size(), 11 * text.size()) << shown(source);
  }
  ASSERT_EQ(shown(regex_text(text, scratch)), shown(reference::regex_text(source)))
      << shown(source);
}

TEST(Fold, EqualsTheSlowWayOnEveryCodePoint) {
  FoldScratch scratch;
  for (char32_t code = 0; code <= kLastPoint; ++code) {
    bool const is_assigned = unicode_data().count(code) != 0;
    // Of the many that nothing is known about, every 64th.
    bool const is_known = is_assigned || (code >= 0xE0000 && code < 0xE1000) || code < 0x10000;
    if (!is_scalar(code) || (!is_known && code % 64 != 0)) continue;
    expect_promises(utf8(code), scratch);
    if (is_assigned) expect_promises(utf8(Points{U'A', code, 0x308}), scratch);
    if (HasFatalFailure()) return;
  }
}

TEST(Fold, EqualsTheSlowWayOnRandomTexts) {
  std::mt19937_64 random(seed());
  FoldScratch scratch;
  for (int round = 0; round < rounds(50'000); ++round) {
    expect_promises(utf8(random_points(random, 20)), scratch);
    expect_promises(random_bytes(random, 24), scratch);
    if (HasFatalFailure()) return;
  }
}

// ASCII is folded several characters at a time: every length and place of what is rare in it.
TEST(Fold, EqualsTheSlowWayOnAscii) {
  std::mt19937_64 random(seed());
  Points const rare = {U' ', U' ', U'\n', U'\0', 0x1F,  0x7F,  U'@',  U'A',   U'Z',
                       U'[', U'`', U'{',  0xE9,  0x301, 0x306, 0x439, 0xFF21, 0x3000};
  FoldScratch scratch;
  for (int round = 0; round < rounds(20'000); ++round) {
    Points text;
    std::size_t const often = 2 + random() % 20;
    for (std::size_t left = random() % 50; left > 0; --left) {
      bool const is_rare = random() % often == 0;
      text += is_rare ? rare[random() % rare.size()] : static_cast<char32_t>(U'!' + random() % 94);
    }
    expect_promises(utf8(text), scratch);
    if (HasFatalFailure()) return;
  }
}

TEST(Fold, EqualsTheSlowWayOnLongTexts) {
  std::mt19937_64 random(seed());
  FoldScratch scratch;
  for (int round = 0; round < rounds(300); ++round) {
    expect_promises(utf8(random_points(random, 1000)), scratch);
    if (HasFatalFailure()) return;
  }
}

/// The code points of `text` all of whose bytes lie in its first 65,536.
[[nodiscard]] std::string looked_at(std::string_view text) {
  std::string seen;
  for (std::size_t offset = 0; offset < text.size();) {
    Decoded const next = decode(text.substr(offset));
    offset += next.bytes;
    if (offset <= 65'536) append(seen, next.code);
  }
  return seen;
}

TEST(Fold, LooksAtTheFirst65536BytesOnly) {
  FoldScratch scratch;
  for (std::string const last :
       {"a", "\u00E4", "\u0434", "\u4EF7", "\U0001F44D", "\xE2\x82", "\xF0", "\x80\x80\x80\x80"}) {
    for (std::size_t over = 0; over <= last.size(); ++over) {
      std::string const text = std::string(65'536 - last.size() + over, 'x') + last + "zzzz";
      std::string const seen = looked_at(text);
      EXPECT_EQ(fold(text, Fold::strict, scratch), seen) << over;
      EXPECT_EQ(shown(fold(text, Fold::loose, scratch).substr(65'000)),
                shown(reference::fold_loose(points(seen.substr(65'000)))))
          << over;
      EXPECT_EQ(regex_text(text, scratch), seen) << over;
    }
  }
}

TEST(Fold, GivesTheLongestTextItPromises) {
  std::string const text = "\uFDFA";
  EXPECT_EQ(points(fold(text, Fold::strict)).size(), 18U);
}

TEST(Fold, FoldsMarksWithoutEndInNoTime) {
  std::string text = "a";
  while (text.size() < kMatchTextBytesMax) text += "\u0E38\u3099\u094D\u0E48";
  FoldScratch scratch;
  std::string const once(fold(text, Fold::loose, scratch));
  EXPECT_EQ(fold(once, Fold::loose, scratch), once);
}

TEST(Fold, AllocatesNothingOnceWarm) {
  std::mt19937_64 random(seed());
  std::vector<std::string> texts;
  for (int count = 0; count < 500; ++count) texts.push_back(utf8(random_points(random, 300)));
  std::string marks = "a";
  while (marks.size() < 4000) marks += "\u0E38\u3099";
  texts.push_back(marks);
  FoldScratch scratch;
  std::size_t before = 0;
  for (int round = 0; round < 2; ++round) {
    before = allocations_so_far();
    for (std::string const& text : texts) {
      (void)fold(text, Fold::loose, scratch);
      (void)fold(text, Fold::strict, scratch);
      (void)regex_text(text, scratch);
    }
  }
  EXPECT_EQ(allocations_so_far(), before);
  (void)fold(marks, Fold::loose);
  EXPECT_GT(allocations_so_far(), before);  // the counter counts
}

TEST(RegexText, FollowsItsText) {
  FoldScratch scratch;
  EXPECT_EQ(regex_text("  Caf\u0065\u0301 \u0661\u0662 \n", scratch), "Caf\u00E9 12");
  EXPECT_EQ(regex_text("e\u200B\u0301", scratch), "e\u0301");
  EXPECT_EQ(regex_text("a \u200B b\u00AD\u2060\uFEFF\u200F\u061C", scratch), "a b");
  EXPECT_EQ(regex_text("\u200C\u200D", scratch), "\u200C\u200D");
}

}  // namespace
}  // namespace waypost::unicode
