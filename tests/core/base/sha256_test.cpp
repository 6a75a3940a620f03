#include "waypost/base/sha256.h"

#include <string>

#include <gtest/gtest.h>
#include <openssl/sha.h>

namespace waypost {
namespace {

Digest openssl_sha256(std::string const& text) {
  Digest digest{};
  SHA256(reinterpret_cast<unsigned char const*>(text.data()), text.size(), digest.data());
  return digest;
}

TEST(Sha256, EqualsOpenSslAtEveryLengthAroundItsBlocks) {
  std::string text;
  for (std::size_t size = 0; size < 300; ++size) {
    ASSERT_EQ(sha256(text), openssl_sha256(text)) << "length " << size;
    text += static_cast<char>(size * 37 + 11);
  }
}

TEST(Sha256, EqualsThePublishedExample) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace waypost
