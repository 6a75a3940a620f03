#include "crypto/encoding.h"

#include <random>

#include <gtest/gtest.h>

namespace waypost::crypto {
namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

TEST(Base64, EqualsRfc4648) {
  std::pair<char const*, char const*> const vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (auto const& [plain, coded] : vectors) {
    EXPECT_EQ(base64(bytes_of(plain)), coded);
    EXPECT_EQ(from_base64(coded), bytes_of(plain));
  }
}

TEST(Base64, GoesAndComesBackInBothAlphabets) {
  std::mt19937 dice{7};
  for (int i = 0; i < 2'000; ++i) {
    std::vector<std::uint8_t> bytes(dice() % 50);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(dice());
    ASSERT_EQ(from_base64(base64(bytes)), bytes);
    ASSERT_EQ(from_base64(base64url(bytes)), bytes);
    ASSERT_EQ(from_hex(hex(bytes)), bytes);
    ASSERT_EQ(base64url(bytes).find_first_of("+/="), std::string::npos);
  }
}

TEST(Base64, RefusesWhatIsNotExactlyIt) {
  for (auto const* text : {"Z", "Zg=", "Zg===", "Z===", "=", "Zg==Zg==", "Zh==", "Zm9=", " Zm9v",
                           "Zm9v\n", "Zm9*", "+-==", "-+/_", "Zm=v", "Zm9vY"})
    EXPECT_FALSE(from_base64(text)) << text;
  EXPECT_FALSE(from_base64(std::string_view{"Zm9\0", 4}));
}

TEST(Hex, RefusesWhatIsNotExactlyIt) {
  for (auto const* text : {"0", "0g", "0x", " 00", "00 ", "-1"})
    EXPECT_FALSE(from_hex(text)) << text;
  EXPECT_EQ(from_hex("00fFAa"), (std::vector<std::uint8_t>{0, 255, 170}));
}

}  // namespace
}  // namespace waypost::crypto
