// Signatures and derived keys against published vectors, the fixtures, and OpenSSL's own HMAC.

#include "crypto/hmac.h"

#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "crypto/encoding.h"

namespace waypost::crypto {
namespace {

std::string unhex(std::string_view digits) {
  auto const bytes = from_hex(digits);
  EXPECT_TRUE(bytes) << digits;
  return bytes ? std::string(bytes->begin(), bytes->end()) : std::string{};
}

std::string read_file(std::string const& path) {
  std::ifstream in{path, std::ios::binary};
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>{in}, {}};
}

struct MacVector {
  std::string key, text, mac;
};

TEST(Hmac, EqualsRfc4231) {
  std::vector<MacVector> const vectors{
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {unhex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};
  for (auto const& v : vectors) EXPECT_EQ(hex(Hmac{Secret{v.key}}.sign(v.text)), v.mac);
}

TEST(Hmac, EqualsOpenSslForEveryKeyLengthAndManyTexts) {
  std::uint32_t const seed = 20'260'701;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 dice{seed};
  for (std::size_t key_size = 0; key_size <= 200; ++key_size) {
    std::string key(key_size, '\0');
    for (auto& c : key) c = static_cast<char>(dice());
    Hmac const hmac{Secret{key}};
    for (int i = 0; i < 8; ++i) {
      std::string text(dice() % 700, '\0');
      for (auto& c : text) c = static_cast<char>(dice());
      Digest expected;
      unsigned size = 0;
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<unsigned char const*>(text.data()), text.size(), expected.data(),
           &size);
      ASSERT_EQ(hmac.sign(text), expected);
      std::size_t const cut = text.empty() ? 0 : dice() % text.size();
      std::array const parts{std::string_view{text}.substr(0, cut),
                             std::string_view{text}.substr(cut)};
      ASSERT_EQ(hmac.sign_parts(parts), expected);
    }
  }
}

TEST(Hmac, OneObjectServesManyThreads) {
  Hmac const hmac{Secret{"shared"}};
  Digest const expected = hmac.sign("text");
  std::vector<std::thread> threads;
  std::array<int, 4> wrong{};
  for (auto& mine : wrong)
    threads.emplace_back([&hmac, &expected, &mine] {
      for (int i = 0; i < 20'000; ++i) mine += hmac.sign("text") == expected ? 0 : 1;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, (std::array<int, 4>{}));
}

TEST(Hmac, AMovedFromOneHoldsNothing) {
  Hmac first{Secret{"key"}};
  Digest const expected = first.sign("text");
  Hmac second{std::move(first)};
  EXPECT_EQ(second.sign("text"), expected);
  EXPECT_NE(first.sign("text"), expected);  // NOLINT(bugprone-use-after-move): that is the test
}

TEST(Hmac, SixtyFourBitsAreTheFirstEightBytes) {
  EXPECT_EQ((Hmac{Secret{"Jefe"}}.sign64("what do ya want for nothing?")), 0x5bdcc146bf60754eU);
}

TEST(Hmac, EqualsTheSignatureFixtures) {
  std::string const folder = WAYPOST_TEST_DATA "/fixtures/signatures/";
  auto const all = boost::json::parse(read_file(folder + "vectors.json"));
  int valid = 0;
  for (auto const& entry : all.as_array()) {
    auto const text = [&](char const* key) { return std::string{entry.at(key).as_string()}; };
    SCOPED_TRACE(text("note"));
    std::string const header = text("header");
    auto const digest = header.starts_with("sha256=") ? from_hex(header.substr(7)) : std::nullopt;
    Digest const ours =
        Hmac{Secret{text("app_secret")}}.sign(read_file(folder + text("body_file")));
    bool const same = digest && constant_time_equal(*digest, ours);
    EXPECT_EQ(same, entry.at("valid").as_bool());
    valid += same ? 1 : 0;
  }
  EXPECT_GE(valid, 5);
}

TEST(Sha256, EqualsFips180) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hkdf, EqualsRfc5869) {
  auto const derive = [](std::string_view key, std::string_view salt, std::string_view info,
                         std::size_t size) {
    return hex(hkdf_sha256(Secret{unhex(key)}, unhex(salt), unhex(info), size).bytes());
  };
  EXPECT_EQ(derive("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
                   "f0f1f2f3f4f5f6f7f8f9", 42),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(
      derive("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627"
             "28292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
             "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f8081828384858687"
             "88898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
             "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7"
             "d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
             82),
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c6"
      "5e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  EXPECT_EQ(derive("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "", 42),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Hkdf, RefusesLengthsOutsideItsRange) {
  EXPECT_THROW((void)hkdf_sha256(Secret{"k"}, "", "", 0), std::invalid_argument);
  EXPECT_EQ(hkdf_sha256(Secret{"k"}, "", "", 8160).size(), 8160U);
  EXPECT_THROW((void)hkdf_sha256(Secret{"k"}, "", "", 8161), std::invalid_argument);
}

TEST(Hkdf, TheTokenKeyIsNotTheMasterKey) {
  Secret const master{std::string(32, 'm')};
  Secret const token = opaque_token_key(master);
  EXPECT_EQ(token.size(), 32U);
  EXPECT_FALSE(constant_time_equal(token.bytes(), master.bytes()));
  EXPECT_TRUE(constant_time_equal(token.bytes(), opaque_token_key(master).bytes()));
}

}  // namespace
}  // namespace waypost::crypto
