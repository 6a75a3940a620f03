#include "waypost/wire/json.h"

#include <cmath>
#include <random>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "waypost/unicode/utf8.h"

namespace waypost::wire {
namespace {

std::string written(std::string_view text) {
  std::string json;
  append_string(json, text);
  return json;
}

TEST(Json, EscapesAsJsonStringifyDoes) {
  EXPECT_EQ(written(""), R"("")");
  EXPECT_EQ(written("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(written("\b\t\n\f\r"), R"("\b\t\n\f\r")");
  EXPECT_EQ(written(std::string("\0\x01\x0b\x1f\x7f", 5)), "\"\\u0000\\u0001\\u000b\\u001f\x7f\"");
  EXPECT_EQ(written("\xC3\xA9\xE2\x80\xA8\xF0\x9F\x91\x8D"),
            "\"\xC3\xA9\xE2\x80\xA8\xF0\x9F\x91\x8D\"");
}

TEST(Json, MendsIllFormedText) {
  constexpr auto* kReplacement = "\xEF\xBF\xBD";
  EXPECT_EQ(written(std::string("a") + kReplacement + "b"),
            std::string("\"a") + kReplacement + "b\"");
  EXPECT_EQ(written("a\xF0\x9F\x98"
                    "b"),
            std::string("\"a") + kReplacement + "b\"");
  EXPECT_EQ(written("\xFF\n\x80"), std::string("\"") + kReplacement + "\\n" + kReplacement + "\"");
  EXPECT_TRUE(unicode::is_utf8(written("\xED\xA0\xBD")));  // a surrogate
  EXPECT_EQ(written("\xED\xA0\xBD").find("\xED"), std::string::npos);
}

TEST(Json, KeepsKeyOrderAndExactIntegers) {
  auto const* const text =
      R"({"z":1,"a":[true,false,null,{}],"n":[9223372036854775807,18446744073709551615,-9],)"
      R"("d":[12.5,100000000000000000000,1e+21,0.1],"":[]})";
  boost::system::error_code error;
  auto const value = boost::json::parse(text, error);
  ASSERT_FALSE(error);
  EXPECT_EQ(to_json(value), text);
}

TEST(Json, NeverWritesANumberJsonDoesNotHave) {
  EXPECT_EQ(to_json(boost::json::value(std::nan(""))), "null");
  EXPECT_EQ(to_json(boost::json::value(-std::numeric_limits<double>::infinity())), "null");
  EXPECT_EQ(to_json(boost::json::value(-0.0)), "0");
}

TEST(Json, PointerTokensAreEscaped) {
  std::string pointer;
  append_pointer(pointer, "a/b~c");
  append_pointer(pointer, std::size_t{7});
  append_pointer(pointer, "");
  EXPECT_EQ(pointer, "/a~1b~0c/7/");
}

TEST(Json, WriterPlacesTheCommas) {
  std::string text = "x";
  JsonWriter json(text);
  json.begin_object().key("a").string("\n").key("b").begin_array();
  json.integer(-1).number(0.5).boolean(true).null().begin_object().end_object().raw("[2]");
  json.value(boost::json::value(3)).end_array().any_key("\"").begin_array().end_array();
  json.key("c").boolean(false).end_object();
  EXPECT_EQ(text, R"(x{"a":"\n","b":[-1,0.5,true,null,{},[2],3],"\"":[],"c":false})");
}

boost::json::value random_value(std::mt19937_64& random, int depth) {
  auto const text = [&] {
    std::string made;
    for (auto left = random() % 8; left > 0; --left) made += static_cast<char>(random() % 256);
    return made;
  };
  switch (random() % (depth > 0 ? 8U : 6U)) {
    case 0: return nullptr;
    case 1: return random() % 2 == 0;
    case 2: return static_cast<std::int64_t>(random());
    case 3: return random();
    case 4: return static_cast<double>(static_cast<std::int32_t>(random())) / 16.0;
    case 5: return boost::json::value(text());
    case 6: {
      boost::json::array array;
      for (auto left = random() % 4; left > 0; --left)
        array.push_back(random_value(random, depth - 1));
      return array;
    }
    default: {
      boost::json::object object;
      for (auto left = random() % 4; left > 0; --left)
        object[unicode::mend(text())] = random_value(random, depth - 1);
      return object;
    }
  }
}

// Doubles of at most 15 digits: Boost.JSON 1.81 reads longer ones to the last place but one.
TEST(Json, WhatIsWrittenReadsBackAndIsAFixedPoint) {
  std::uint64_t const seed = 7;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    auto const text = to_json(random_value(random, 4));
    boost::system::error_code error;
    auto const again = boost::json::parse(text, error);
    ASSERT_FALSE(error) << text;
    ASSERT_EQ(to_json(again), text);
  }
}

}  // namespace
}  // namespace waypost::wire
