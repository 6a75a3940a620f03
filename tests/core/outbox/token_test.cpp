#include "waypost/outbox/token.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "support.h"

namespace waypost::outbox {
namespace {

TEST(Token, LooksAsDocumented) {
  auto const part = token_signed_part(1, 1, 0xFF);
  EXPECT_EQ(part, "1.AQ.AQ._w");
  EXPECT_EQ(token_text(part, 0, ""), "1.AQ.AQ._w.AAAAAAAAAAA");
  EXPECT_EQ(token_text(part, 1, "order 7"), "1.AQ.AQ._w.AAAAAAAAAAE order 7");
  EXPECT_EQ(token_signed_part(256, 65'536, 0), "1.AQA.AQAA.");
}

TEST(Token, ComesBackAsItWent) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  for (int round = 0; round < 50'000; ++round) {
    auto const row = static_cast<std::int64_t>(1 + (random() >> (1 + random() % 63)) % INT64_MAX);
    auto const attempt =
        static_cast<std::int32_t>(1 + (random() >> (33 + random() % 31)) % INT32_MAX);
    auto const bits = random() >> (random() % 64);
    auto const mac = random();
    std::string const data = random() % 2 == 0 ? "" : "a caller's own. 1.2.3.4 ";
    auto const part = token_signed_part(row, attempt, bits);
    auto const text = token_text(part, mac, data);
    ASSERT_LE(part.size(), 48U);
    ASSERT_LE(text.size() - data.size(), 80U);
    auto const back = parse_token(text);
    ASSERT_TRUE(back) << text;
    ASSERT_EQ(*back, (engine::TokenParts{row, attempt, bits, mac, part, data}));
  }
}

TEST(Token, OneTextForOneToken) {
  // Every single-character change either is refused or says something else.
  auto const text = token_text(token_signed_part(4711, 2, 0x1234'5678'9ABC'DEF0), 99, "");
  auto const parts = parse_token(text);
  ASSERT_TRUE(parts);
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      auto changed = text;
      changed[at] = static_cast<char>(byte);
      if (changed == text || byte == ' ') continue;
      auto const other = parse_token(changed);
      if (other) {
        ASSERT_NE(*other, *parts) << changed;
      }
    }
  }
}

TEST(Token, WhatIsNotOursIsNothing) {
  for (auto const* text : {"",
                           " ",
                           "1",
                           "job:42",
                           "1.AQ.AQ._w",
                           "1.AQ.AQ._w.",
                           "1.AQ.AQ._w.AAAAAAAAAAA.x",
                           "2.AQ.AQ._w.AAAAAAAAAAA",
                           "1..AQ._w.AAAAAAAAAAA",
                           "1.AQ.._w.AAAAAAAAAAA",
                           "1.AAE.AQ._w.AAAAAAAAAAA",
                           "1.AQ.AQ._x.AAAAAAAAAAA",
                           "1.AQ.AQ._w.AAAAAAAAAAB",
                           "1.AQ.AQ._w.AAAAAAAAAA",
                           "1.AQ.AQ.A.AAAAAAAAAAA",
                           "1.A+.AQ._w.AAAAAAAAAAA",
                           "1.gAAAAAAAAAA.AQ._w.AAAAAAAAAAA",
                           "1.AQ.gAAAAA._w.AAAAAAAAAAA",
                           "1.AQ.AQ.AAAAAAAAAAAAAAAA.AAAAAAAAAAA",
                           "11.AQ.AQ._w.AAAAAAAAAAA"})
    EXPECT_FALSE(parse_token(text)) << text;
}

TEST(Token, AnyBytesAreTakenCalmly) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  std::string const letters = "1.AQw_-. \xFF\0=";
  for (int round = 0; round < 200'000; ++round) {
    std::string text;
    for (auto left = random() % 40; left > 0; --left) text += letters[random() % letters.size()];
    if (auto const parts = parse_token(text)) {
      auto const again = token_text(parts->signed_part, parts->mac, parts->caller_data);
      ASSERT_TRUE(again == text || again + " " == text);
    }
  }
}

}  // namespace
}  // namespace waypost::outbox
