// The pre-pass against implementations that are obviously right, and the memory it promises.

#include "waypost/wire/scan.h"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include <boost/json/memory_resource.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "waypost/wire/read.h"

#include "bodies.h"

namespace waypost::wire {
namespace {

namespace json = boost::json;

// One code unit at a time: what a backslash begins is a pair, an escape or a lone surrogate.
std::string mend_slowly(std::string text) {
  auto const unit = [&text](std::size_t at) -> long {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
      if (std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return -1;
    }
    return std::strtol(text.substr(at + 2, 4).c_str(), nullptr, 16);
  };
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      ++at;
      continue;
    }
    long const here = unit(at);
    long const next = unit(at + 6);
    if (here >= 0xD800 && here < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
      at += 12;
    } else if (here >= 0xD800 && here < 0xE000) {
      text.replace(at, 6, "\\ufffd");
      at += 6;
    } else {
      at += 2;
    }
  }
  return text;
}

std::string mend(std::string_view text) {
  json::monotonic_resource memory;
  auto const mended = mend_surrogates(text, &memory);
  EXPECT_EQ(mended.copy != nullptr, mended.text.data() != text.data());
  return std::string(mended.text);
}

TEST(MendSurrogates, LeavesPairsAndMendsTheRest) {
  EXPECT_EQ(mend(R"("\ud83d\ude00")"), R"("\ud83d\ude00")");
  EXPECT_EQ(mend(R"("\ud83d")"), R"("\ufffd")");
  EXPECT_EQ(mend(R"("\ude00")"), R"("\ufffd")");
  EXPECT_EQ(mend(R"("\ude00\ud83d")"), R"("\ufffd\ufffd")");
  EXPECT_EQ(mend(R"("\ud83d\ud83d\ude00")"), R"("\ufffd\ud83d\ude00")");
  EXPECT_EQ(mend(R"("\uD83Dx\uDE00")"), R"("\ufffdx\ufffd")");
  EXPECT_EQ(mend(R"("\\ud83d")"), R"("\\ud83d")") << "an escaped backslash";
  EXPECT_EQ(mend(R"("\\\ud83d")"), R"("\\\ufffd")");
  EXPECT_EQ(mend(R"("\ud83d\n\ude00\/")"), R"("\ufffd\n\ufffd\/")");
  EXPECT_EQ(mend(R"("\ud7ff\ue000")"), R"("\ud7ff\ue000")");
  EXPECT_EQ(mend("\"\\ud83"), "\"\\ud83") << "cut off";
  EXPECT_EQ(mend("\\"), "\\");
}

TEST(MendSurrogates, CopiesNothingWhenNothingIsToMend) {
  for (auto const& body : webhook::well_formed_bodies()) {
    auto const mended = mend_surrogates(body, json::storage_ptr{});
    EXPECT_EQ(mended.copy, nullptr);
    EXPECT_EQ(mended.text.data(), body.data());
    EXPECT_EQ(mended.text.size(), body.size());
  }
}

// Texts of the alphabet in which surrogates, escapes and their neighbours are spelled.
std::string random_escapes(std::mt19937& random) {
  constexpr std::string_view kParts[] = {"\\ud8",   "\\udc", "\\uD", "\\u",     "\\\\",    "\\",
                                         "\\ud83d", "d83d",  "3d",   "\\ude00", "\\u0041", "\"",
                                         "x",       "dE00",  "\\n",  "\\udbff", "\\udfff"};
  std::string text;
  for (auto n = random() % 12; n > 0; --n) text += kParts[random() % std::size(kParts)];
  return text;
}

TEST(MendSurrogates, EqualsTheSlowOneOnRandomEscapes) {
  constexpr unsigned kSeed = 20261121;
  for (unsigned i = 0; i < 60'000; ++i) {
    std::mt19937 random(kSeed + i);
    auto const text = random_escapes(random);
    ASSERT_EQ(mend(text), mend_slowly(text)) << "seed " << kSeed + i << ": " << text;
  }
}

TEST(MendSurrogates, MakesEveryQuotedTextOneThatParses) {
  constexpr unsigned kSeed = 7;
  int parsed = 0;
  for (unsigned i = 0; i < 20'000; ++i) {
    std::mt19937 random(kSeed + i);
    std::string text = "\"";
    for (auto n = random() % 9; n > 0; --n) {
      constexpr std::string_view kUnits[] = {"\\ud800", "\\uDBFF", "\\udc00", "\\uDFFF",
                                             "a",       "\\n",     "\\\\",    "\\u00e9"};
      text += kUnits[random() % std::size(kUnits)];
    }
    text += '"';
    ASSERT_TRUE(read_json(text)) << "seed " << kSeed + i << ": " << text;
    boost::system::error_code failed;
    json::parse(text, failed);
    parsed += failed ? 0 : 1;
  }
  EXPECT_LT(parsed, 20'000) << "no text was there to mend";
}

std::size_t count_values(json::value const& value) {
  std::size_t count = 1;
  if (auto const* const array = value.if_array()) {
    for (auto const& item : *array) count += count_values(item);
  }
  if (auto const* const object = value.if_object()) {
    for (auto const& member : *object) count += count_values(member.value());
  }
  return count;
}

// The count is exact: one value fewer is too few, as many are enough.
void expect_values(std::string_view text, std::size_t values) {
  EXPECT_FALSE(exceeds_values(text, values)) << text.substr(0, 200);
  EXPECT_TRUE(exceeds_values(text, values - 1)) << text.substr(0, 200);
}

TEST(ExceedsValues, CountsWhatTheParserCounts) {
  for (auto const& body : webhook::well_formed_bodies()) {
    expect_values(body, count_values(json::parse(body)));
  }
  expect_values(
      R"([[],{} , [ ],{"a":[1,{"b,[{":",,[["}]},"\",[","\\",{"k":{}}])",
      count_values(json::parse(R"([[],{} , [ ],{"a":[1,{"b,[{":",,[["}]},"\",[","\\",{"k":{}}])")));
}

TEST(CountCommas, CountsEachOnce) {
  std::string text;
  std::size_t commas = 0;
  std::mt19937 random(11);
  for (std::size_t i = 0; i < 5000; ++i) {
    ASSERT_EQ(count_commas(text), commas) << "length " << i;
    auto const byte = ",,+-l\xAC\x2C\x00\xFF"[random() % 9];
    text += byte;
    commas += byte == ',' ? 1 : 0;
  }
  EXPECT_EQ(count_commas(std::string(100'000, ',')), 100'000U);
}

std::string random_json(std::mt19937& random, int depth) {
  static constexpr std::string_view kLeaves[] = {"1",     "\"\"",     "\",\"",       "\"[{\\\"\"",
                                                 "null",  "\"\\\\\"", "-2.5e3",      "true",
                                                 "\"a\"", "\"a,b\"",  "\"\\u00e9{\""};
  static constexpr std::string_view kSpaces[] = {"", "", " ", "\n", "\t "};
  auto const space = [&random] { return std::string(kSpaces[random() % std::size(kSpaces)]); };
  auto const kind = depth == 0 ? 0 : random() % 3;
  if (kind == 0) return space() + std::string(kLeaves[random() % std::size(kLeaves)]) + space();
  std::string text = space() + (kind == 1 ? "[" : "{") + space();
  for (auto n = random() % 5, i = n; i > 0; --i) {
    if (i != n) text += ',';
    if (kind == 2) text += "\"k[," + std::to_string(i) + "\"" + space() + ":";
    text += random_json(random, depth - 1);
  }
  return text + space() + (kind == 1 ? "]" : "}") + space();
}

TEST(ExceedsValues, CountsRandomJsonExactly) {
  constexpr unsigned kSeed = 4242;
  for (unsigned i = 0; i < 20'000; ++i) {
    std::mt19937 random(kSeed + i);
    auto const text = random_json(random, 5);
    SCOPED_TRACE("seed " + std::to_string(kSeed + i));
    expect_values(text, count_values(json::parse(text)));
  }
}

// An array of as many `item`s, of `values` values each, as the limits let in.
std::string array_of(std::string_view item, std::size_t values) {
  std::string text = "[";
  for (std::size_t n = (kJsonValuesMax - 1) / values; n > 0; --n) {
    if (text.size() + item.size() + 2 > kBodyBytesMax) break;
    if (text.size() > 1) text += ',';
    text += item;
  }
  return text + "]";
}

// An object of as many members as the limits let in, no two of them alike.
std::string object_of(std::string_view value) {
  std::string text = "{";
  for (std::size_t i = 0; i + 2 < kJsonValuesMax; ++i) {
    auto const member = "\"" + std::to_string(i) + "\":" + std::string(value);
    if (text.size() + member.size() + 2 > kBodyBytesMax) break;
    if (i > 0) text += ',';
    text += member;
  }
  return text + "}";
}

// A heap that counts what it gave as a monotonic resource would: nothing comes back.
class Arena final : public json::memory_resource {
 public:
  std::size_t used = 0;

 private:
  void* do_allocate(std::size_t bytes, std::size_t align) override {
    used = (used + align - 1) / align * align + bytes;
    EXPECT_LE(used, kJsonArenaBytes) << "over the arena";
    return std::malloc(bytes);
  }
  void do_deallocate(void* bytes, std::size_t, std::size_t) override { std::free(bytes); }
  bool do_is_equal(json::memory_resource const& other) const noexcept override {
    return this == &other;
  }
};

TEST(ReadJson, StaysInsideItsArenaWhateverTheText) {
  std::string const nest = std::string(30, '[') + std::string(30, ']');
  auto const nest_of = [](std::string_view object) {
    std::string text;
    for (int depth = 0; depth < 30; ++depth) text += object;
    return text + "0" + std::string(30, '}');
  };
  std::string const texts[] = {
      array_of("[0]", 2),
      array_of(R"({"":0})", 2),
      array_of(R"({"a":{}})", 2),
      array_of(nest_of(R"({"":)"), 31),
      array_of(nest_of(R"({"a":)"), 31),
      array_of(nest_of(R"({"abc":)"), 31),
      array_of(nest_of(R"({"\ud800":)"), 31),
      array_of(nest, 30),
      array_of(R"("aaaaaaaaaaaaaaa")", 1),
      array_of(R"("\n")", 1),
      array_of(R"({"a":[],"b":{},"c":""})", 4),
      R"(["\u0041)" + std::string(kBodyBytesMax - 100, 'x') + "\"]",
      R"({"\u0041)" + std::string(kBodyBytesMax - 100, 'x') + "\":\"\\ud800\"}",
      object_of("0"),
      object_of("[]"),
      object_of(R"("\ud800")")};
  for (auto const& text : texts) {
    SCOPED_TRACE(text.substr(0, 40) + " of " + std::to_string(text.size()));
    Arena arena;
    auto const document = read_json(text, &arena);
    ASSERT_TRUE(document) << document.error().detail;
    RecordProperty("bytes", static_cast<int>(arena.used));
    std::printf("%6.1f MB of arena for %4.1f MB of %s\n", static_cast<double>(arena.used) / 1e6,
                static_cast<double>(text.size()) / 1e6, text.substr(0, 24).c_str());
  }
}

TEST(ReadJson, RefusesThreeMegabytesOfSmallArraysBeforeItAllocates) {
  std::string text = "[[0]";
  while (text.size() < 3'000'000) text += ",[0]";
  Arena arena;
  EXPECT_EQ(read_json(text + "]", &arena).error().code, Errc::too_large);
  EXPECT_EQ(arena.used, 0U);
}

TEST(ReadJson, NamesWhatItRefuses) {
  JsonLimits limits;
  limits.values = 3;
  limits.depth = 2;
  EXPECT_TRUE(read_json("[1,2]", {}, limits));
  EXPECT_EQ(read_json("[1,2,3]", {}, limits).error().code, Errc::too_large);
  EXPECT_EQ(read_json("[[[]]]", {}, limits).error().code, Errc::too_large);
  limits.bytes = 4;
  EXPECT_EQ(read_json("[1,2]", {}, limits).error().code, Errc::too_large);
  EXPECT_EQ(read_json("").error().code, Errc::not_json);
  EXPECT_EQ(read_json("\"\xC0\xAF\"").error().code, Errc::not_utf8);
  EXPECT_EQ(read_json("\"\xED\xA0\x80\"").error().code, Errc::not_utf8);
  EXPECT_EQ(read_json("[1,]").error().code, Errc::not_json);
  EXPECT_EQ(read_json("\xEF\xBB\xBF[]").error().code, Errc::not_json);
}

TEST(ReadJson, GivesBackWhatItTakesFromAHeap) {
  // The sanitizers' leak check is what fails here.
  std::string const body = R"({"a":"\ud800","b":[)" + std::string(40'000, ' ') + "]}";
  auto const document = read_json(body);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->at("a").as_string(), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace waypost::wire
