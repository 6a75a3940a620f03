#include "waypost/unicode/utf8.h"

#include <random>

#include <gtest/gtest.h>

#include "random_text.h"
#include "ucd.h"

namespace waypost::unicode {
namespace {

/// The "UTF-8 decoder" of the WHATWG Encoding Standard, step by step: code points with the
/// offset behind each.
[[nodiscard]] std::vector<std::pair<char32_t, std::size_t>> decoded_slowly(
    std::string const& text) {
  std::vector<std::pair<char32_t, std::size_t>> result;
  char32_t code = 0;
  int seen = 0;
  int needed = 0;
  unsigned lower = 0x80;
  unsigned upper = 0xBF;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned const byte = static_cast<unsigned char>(text[at]);
    if (needed == 0) {
      if (byte <= 0x7F) {
        result.emplace_back(byte, at + 1);
      } else if (byte >= 0xC2 && byte <= 0xDF) {
        needed = 1;
        code = byte & 0x1F;
      } else if (byte >= 0xE0 && byte <= 0xEF) {
        if (byte == 0xE0) lower = 0xA0;
        if (byte == 0xED) upper = 0x9F;
        needed = 2;
        code = byte & 0xF;
      } else if (byte >= 0xF0 && byte <= 0xF4) {
        if (byte == 0xF0) lower = 0x90;
        if (byte == 0xF4) upper = 0x8F;
        needed = 3;
        code = byte & 7;
      } else {
        result.emplace_back(kReplacement, at + 1);
      }
      continue;
    }
    bool const is_out = byte < lower || byte > upper;
    lower = 0x80;
    upper = 0xBF;
    if (is_out) {
      needed = seen = 0;
      result.emplace_back(kReplacement, at);
      --at;  // "restore byte to ioQueue"
      continue;
    }
    code = code << 6 | (byte & 0x3F);
    if (++seen == needed) {
      needed = seen = 0;
      result.emplace_back(code, at + 1);
    }
  }
  if (needed != 0) result.emplace_back(kReplacement, text.size());
  return result;
}

/// Checks every function of the header against the slow decoder.
void expect_as_slowly(std::string const& text) {
  auto const expected = decoded_slowly(text);
  ASSERT_EQ(length(text), expected.size());
  std::string mended;
  std::size_t begin = 0;
  bool is_well_formed = true;
  for (std::size_t point = 0; point < expected.size(); ++point) {
    auto const [code, end] = expected[point];
    std::string_view const rest = std::string_view(text).substr(begin);
    Decoded const next = decode(rest);
    ASSERT_EQ(next.code, code) << point;
    ASSERT_EQ(begin + next.bytes, end) << point;
    Decoded const last = decode_last(std::string_view(text).substr(0, end));
    ASSERT_EQ(last.code, code) << point;
    ASSERT_EQ(last.bytes, next.bytes) << point;
    ASSERT_EQ(bytes_of(text, point), begin);
    if (text.substr(begin, end - begin) != utf8(code)) is_well_formed = false;
    mended += utf8(code);
    begin = end;
  }
  ASSERT_EQ(bytes_of(text, expected.size()), text.size());
  ASSERT_EQ(bytes_of(text, expected.size() + 1), text.size());
  ASSERT_EQ(mend(text), mended);
  ASSERT_EQ(is_utf8(text), is_well_formed);
  for (std::size_t limit = 0; limit <= text.size() + 1; ++limit) {
    std::size_t longest = 0;
    for (auto const& point : expected) longest = point.second <= limit ? point.second : longest;
    ASSERT_EQ(prefix_within(text, limit).size(), longest) << "limit " << limit;
  }
}

TEST(Utf8, GoesThereAndBackForEveryCodePoint) {
  for (char32_t code = 0; code <= kLastPoint; ++code) {
    if (!is_scalar(code)) continue;
    std::string text;
    append(text, code);
    Decoded const next = decode(text);
    ASSERT_EQ(next.code, code);
    ASSERT_EQ(next.bytes, text.size());
    ASSERT_EQ(text.size(), code < 0x80 ? 1U : code < 0x800 ? 2U : code < 0x10000 ? 3U : 4U);
    ASSERT_TRUE(is_utf8(text));
  }
}

TEST(Utf8, WritesTheReplacementForWhatIsNoScalarValue) {
  for (char32_t const code : {0xD800U, 0xDBFFU, 0xDC00U, 0xDFFFU, 0x110000U, 0xFFFFFFFFU}) {
    std::string text = "a";
    append(text, code);
    EXPECT_EQ(text, "a\xEF\xBF\xBD");
  }
}

TEST(Utf8, DecodesAsTheStandardOnShortTexts) {
  // Every text of up to three bytes over the bytes at which the decoder's rules change.
  std::string const bytes =
      "a\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF"
      "\xF0\xF1\xF3\xF4\xF5\xFF";
  for (char const first : bytes) {
    expect_as_slowly({first});
    for (char const second : bytes) {
      expect_as_slowly({first, second});
      for (char const third : bytes) {
        expect_as_slowly({first, second, third});
        expect_as_slowly({first, second, third, '\x80'});
        expect_as_slowly({first, second, third, '\x80', '\x80'});
        if (HasFatalFailure()) FAIL() << std::hex << +first << ' ' << +second << ' ' << +third;
      }
    }
  }
}

TEST(Utf8, DecodesAsTheStandardOnRandomTexts) {
  std::mt19937_64 random(seed());
  for (int round = 0; round < rounds(20'000); ++round) {
    std::string const text = random_bytes(random, 32);
    expect_as_slowly(text);
    if (HasFatalFailure()) FAIL() << shown(text);
  }
}

TEST(Utf8, KnowsTheEmptyText) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_EQ(length(""), 0U);
  EXPECT_EQ(bytes_of("", 3), 0U);
  EXPECT_EQ(mend(""), "");
  EXPECT_EQ(prefix_within("", 0), "");
}

TEST(Utf8, DoesNotTakeAGivenReplacementForDamage) {
  EXPECT_TRUE(is_utf8("a\xEF\xBF\xBD"));
  EXPECT_FALSE(is_utf8("a\xEF\xBF"));
  EXPECT_FALSE(is_utf8("\xF0\x9F\x98"));  // an ill-formed part of three bytes
}

}  // namespace
}  // namespace waypost::unicode
