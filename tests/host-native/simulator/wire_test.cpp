// The bytes: ASCII only, spelled as Meta spells them, signed as they leave.
#include "simulator/wire.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <sstream>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include "support.h"

namespace waypost::simulator::testing {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char character) { return static_cast<unsigned char>(character) < 0x80; });
}

std::string openssl_signature(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), digest.data(), &size);
  std::ostringstream out;
  out << "sha256=";
  for (auto const byte : digest) {
    out << "0123456789abcdef"[byte >> 4U] << "0123456789abcdef"[byte & 0xFU];
  }
  return out.str();
}

std::string read_file(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Wire, spells_meta_s_own_sample_byte_for_byte) {
  auto const sample =
      read_file(std::string(WAYPOST_TEST_DATA) + "/fixtures/signatures/wire-escaped.json");
  ASSERT_FALSE(sample.empty());
  EXPECT_EQ(to_wire(boost::json::parse(sample)), sample);
}

TEST(Wire, agrees_with_every_signature_vector) {
  auto const folder = std::string(WAYPOST_TEST_DATA) + "/fixtures/signatures/";
  auto checked = 0;
  auto const vectors = boost::json::parse(read_file(folder + "vectors.json"));
  for (auto const& vector : vectors.as_array()) {
    auto const header = std::string(vector.at("header").as_string());
    auto lower = header;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char character) {
      return static_cast<char>(std::tolower(character));
    });
    if (lower != header || !vector.at("valid").as_bool()) continue;
    auto const body = read_file(folder + std::string(vector.at("body_file").as_string()));
    EXPECT_EQ(signature(vector.at("app_secret").as_string(), body), header);
    ++checked;
  }
  EXPECT_GE(checked, 4);
}

TEST(Wire, escapes_what_meta_escapes_and_nothing_else) {
  EXPECT_EQ(to_wire("a/b"), R"("a\/b")");
  EXPECT_EQ(to_wire("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"), R"("\u00e4\u20ac\ud83d\ude00")");
  EXPECT_EQ(to_wire("\"\\\b\f\n\r\t\x01"), R"("\"\\\b\f\n\r\t\u0001")");
  EXPECT_EQ(to_wire("<&@%\x7F"), "\"<&@%\x7F\"");
  EXPECT_EQ(to_wire("\xFF\xC3"), R"("\ufffd\ufffd")");
  EXPECT_EQ(to_wire(12.5), "12.5");
  EXPECT_EQ(to_wire(std::int64_t{400000000000001}), "400000000000001");
}

TEST(Wire, round_trips_random_text_in_pure_ascii) {
  std::mt19937 random(20260101);
  std::uniform_int_distribution<std::uint32_t> any(1, 0x10FFFF);
  std::uniform_int_distribution<std::uint32_t> low(1, 0x2FF);
  for (auto round = 0; round < 2000; ++round) {
    std::string escaped = "\"";
    for (auto length = 0; length < 12; ++length) {
      auto const point = length % 2 == 0 ? any(random) : low(random);
      if (point >= 0xD800 && point <= 0xDFFF) continue;
      std::array<char, 16> buffer{};
      if (point > 0xFFFF) {
        std::snprintf(buffer.data(), buffer.size(), "\\u%04X\\u%04X",
                      0xD800 + ((point - 0x10000) >> 10U), 0xDC00 + ((point - 0x10000) & 0x3FFU));
      } else {
        std::snprintf(buffer.data(), buffer.size(), "\\u%04X", point);
      }
      escaped += buffer.data();
    }
    auto const value = boost::json::parse(escaped + "\"");
    auto const wire = to_wire(value);
    ASSERT_TRUE(is_ascii(wire)) << wire;
    ASSERT_EQ(boost::json::parse(wire), value) << wire;
  }
}

TEST(Wire, what_arrives_is_signed_over_its_own_bytes) {
  Desk desk;
  desk.simulator.receive_from_customer(
      text_message("15550100001", "\xC3\xA9t\xC3\xA9 \xF0\x9F\x98\x80 https://shop.example/"));
  ASSERT_TRUE(desk.callback.wait_for(1));
  auto const post = desk.callback.received().at(0);
  EXPECT_TRUE(is_ascii(post.body));
  EXPECT_NE(post.body.find(R"(\u00e9t\u00e9 \ud83d\ude00 https:\/\/shop.example\/)"),
            std::string::npos)
      << post.body;
  EXPECT_EQ(post.signature, openssl_signature(kSecret, post.body));
  EXPECT_EQ(post.content_type, "application/json");
}

}  // namespace
}  // namespace waypost::simulator::testing
