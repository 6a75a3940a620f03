#include "waypost/webhook/verify.h"

#include <array>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "bodies.h"

namespace waypost::webhook {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

Digest hmac(std::string_view secret, std::string_view body) {
  Digest digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<unsigned char const*>(body.data()), body.size(), digest.data(), &size);
  return digest;
}

Digest digest_of(std::uint8_t first) {
  Digest digest{};
  digest[0] = first;
  return digest;
}

TEST(Verify, AgreesWithEveryVector) {
  auto const vectors = boost::json::parse(fixture("signatures/vectors.json"));
  int valid = 0;
  for (auto const& vector : vectors.as_array()) {
    SCOPED_TRACE(std::string(vector.at("note").as_string()));
    auto const body = fixture("signatures/" + std::string(vector.at("body_file").as_string()));
    std::array<Digest, 1> const digests{hmac(vector.at("app_secret").as_string(), body)};
    auto const result = verify(std::string_view(vector.at("header").as_string()), digests);
    EXPECT_EQ(result.has_value(), vector.at("valid").as_bool());
    EXPECT_TRUE(result || http_status(result.error().code) == 401);
    valid += vector.at("valid").as_bool() ? 1 : 0;
  }
  EXPECT_EQ(valid, 5);
  EXPECT_EQ(vectors.as_array().size(), 16U);
}

TEST(Verify, SaysWhichSecretSigned) {
  std::array<Digest, 4> const digests{digest_of(1), digest_of(2), digest_of(3), digest_of(2)};
  EXPECT_EQ(*verify("sha256=" + hex(digests[0]), digests), 0U);
  EXPECT_EQ(*verify("sha256=" + hex(digests[1]), digests), 1U);
  EXPECT_EQ(*verify("sha256=" + hex(digests[2]), digests), 2U);
  EXPECT_FALSE(verify("sha256=" + hex(digest_of(4)), digests));
}

TEST(Verify, NoSecretIsClosed) {
  EXPECT_FALSE(verify("sha256=" + hex(Digest{}), {}));
  EXPECT_FALSE(verify(std::span<std::string_view const>{}, {}));
}

TEST(Verify, ExactlyOneHeaderCounts) {
  std::array<Digest, 1> const digests{digest_of(1)};
  auto const good = "sha256=" + hex(digests[0]);
  auto const bad = "sha256=" + hex(digest_of(9));
  EXPECT_TRUE(verify(std::array{std::string_view(good)}, digests));
  EXPECT_FALSE(verify(std::span<std::string_view const>{}, digests));
  EXPECT_FALSE(verify(std::array{std::string_view(good), std::string_view(bad)}, digests));
  EXPECT_FALSE(verify(std::array{std::string_view(bad), std::string_view(good)}, digests));
  EXPECT_FALSE(verify(std::array{std::string_view(good), std::string_view(good)}, digests));
}

TEST(Verify, OneFormIsTakenAndNoOther) {
  std::array<Digest, 1> const digests{digest_of(0xAB)};
  auto const digits = hex(digests[0]);
  EXPECT_TRUE(verify("sha256=aB" + digits.substr(2), digests)) << "either case";
  for (auto const& header :
       {"SHA256=" + digits, "sha256:" + digits, " sha256=" + digits, "sha256= " + digits,
        "sha256=" + digits + " ", "sha256=" + digits + "\n", "sha1=" + digits, digits,
        "sha256=" + digits.substr(1), "sha256=" + digits + "0", "sha256=0x" + digits.substr(2),
        "sha256=" + digits + ", sha256=" + digits, "sha256=" + "\0"s + digits.substr(1), ""s}) {
    auto const result = verify(header, digests);
    ASSERT_FALSE(result) << header;
    EXPECT_EQ(result.error(), refuse(Errc::bad_signature, {}, "The signature does not match."));
  }
}

TEST(Verify, EveryBitOfTheDigestCounts) {
  Digest digest = digest_of(0x5A);
  digest[31] = 0xC3;
  std::array<Digest, 1> const digests{digest};
  for (std::size_t bit = 0; bit < 8 * digest.size(); ++bit) {
    Digest other = digest;
    other[bit / 8] = static_cast<std::uint8_t>(other[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(verify("sha256=" + hex(other), digests)) << "bit " << bit;
  }
}

}  // namespace
}  // namespace waypost::webhook
