// A weak master key is refused with a reason and never repeated in it.

#include "crypto/master_key.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/encoding.h"

namespace waypost::crypto {
namespace {

constexpr char const* kHex = "8f1d0a7be65c43f2901a6d57c8b4e3092f7e81d4a05bc6331c9e48f06ad7b25c";

std::string as_base64(std::string const& digits) {
  return base64(*from_hex(digits));
}

TEST(MasterKey, ReadsHexBase64AndBase64Url) {
  std::string const padded = as_base64(kHex);
  for (std::string const& text :
       {std::string{kHex}, padded, padded.substr(0, 43), base64url(*from_hex(kHex)),
        std::string{kHex} + "\n", padded + "\r\n"}) {
    auto const key = parse_master_key(text);
    ASSERT_TRUE(key) << key.error().detail;
    EXPECT_EQ(hex(key->bytes()), kHex);
  }
}

TEST(MasterKey, RefusesWeakOnes) {
  std::string const good = kHex;
  std::string counting;
  for (int i = 0; i < 32; ++i) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(i));
    counting += two;
  }
  std::string few;
  for (int i = 0; i < 32; ++i)
    few += i % 3 == 0 ? "a7" : i % 5 == 0 ? "13" : i % 7 == 0 ? "5c" : "e0";
  auto const text_key = std::string{"correct horse battery staple 123"};
  std::vector<std::string> const weak{
      "",
      "\n",
      "changeme",
      "ChangeMe",
      "default-secret-key",
      "your-secret-key-here",
      good.substr(0, 62),           // 31 bytes
      good + "ab",                  // 33 bytes
      good + "\n\n",                // only one newline is taken off
      " " + good,                   //
      good + " ",                   //
      "\xEF\xBB\xBF" + good,        // a byte order mark
      good + std::string(1, '\0'),  //
      "0x" + good.substr(2),        //
      good.substr(0, 63) + "g",     //
      std::string(64, '0'),         //
      std::string(64, 'f'),         //
      counting,                     //
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      few,
      base64(std::vector<std::uint8_t>(text_key.begin(), text_key.end())),
      "00000000-0000-0000-0000-000000000000",
  };
  for (auto const& text : weak) {
    auto const key = parse_master_key(text);
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().code, Errc::bad_argument);
    if (text.size() > 3) {
      EXPECT_EQ(key.error().detail.find(text), std::string::npos);
    }
  }
}

TEST(MasterKey, AGeneratedOneIsAccepted) {
  for (int i = 0; i < 1'000; ++i) {
    Secret const text = generate_master_key_text();
    ASSERT_EQ(text.size(), 43U);
    ASSERT_TRUE(parse_master_key(text.text()));
  }
}

class MasterKeyFile : public testing::Test {
 protected:
  MasterKeyFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "waypost-key-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~MasterKeyFile() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(std::string const& content, mode_t mode) {
    auto const path = folder_ / "key";
    std::filesystem::remove(path);
    std::ofstream{path, std::ios::binary} << content;
    ::chmod(path.c_str(), mode);
    return path;
  }
  std::filesystem::path folder_;
};

TEST_F(MasterKeyFile, ReadsAPrivateFile) {
  for (mode_t const mode : {0600U, 0400U, 0440U, 0640U})
    EXPECT_TRUE(read_master_key(write(std::string{kHex} + "\n", mode))) << std::oct << mode;
}

TEST_F(MasterKeyFile, RefusesOpenOrOddFiles) {
  for (mode_t const mode : {0644U, 0604U, 0660U, 0602U, 0601U})
    EXPECT_FALSE(read_master_key(write(kHex, mode))) << std::oct << mode;
  EXPECT_FALSE(read_master_key(write(std::string(10U << 20, 'a'), 0600)));
  EXPECT_FALSE(read_master_key(folder_));
  EXPECT_FALSE(read_master_key(folder_ / "missing"));
  auto const fifo = folder_ / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_FALSE(read_master_key(fifo));
}

}  // namespace
}  // namespace waypost::crypto
