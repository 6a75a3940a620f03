// Sealed fields open where they were sealed and nowhere else.

#include "crypto/seal.h"

#include <atomic>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "crypto/aes_gcm.h"
#include "crypto/encoding.h"
#include "crypto/random.h"

namespace waypost::crypto {
namespace {

constexpr KeyOwner kAcme{OwnerKind::tenant, 7};
constexpr KeyOwner kOther{OwnerKind::tenant, 8};
constexpr FieldPlace kToken{"number", "access_token", 42};

Secret master(char fill = 'm') {
  return Secret{std::string(32, fill)};
}

std::string unhex(std::string_view digits) {
  auto const bytes = from_hex(digits);
  return bytes ? std::string(bytes->begin(), bytes->end()) : std::string{};
}

TEST(AesGcm, EqualsThePublishedVector) {  // McGrew & Viega, test case 16
  Secret const key{unhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")};
  GcmNonce nonce{};
  auto const iv = *from_hex("cafebabefacedbaddecaf888");
  std::copy(iv.begin(), iv.end(), nonce.begin());
  std::string const aad = unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  std::string const plain = unhex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6"
      "b"
      "525b16aedf5aa0de657ba637b39");
  std::string sealed(plain.size() + kGcmTagBytes, '\0');
  gcm_seal(key, nonce, aad, plain, std::span{sealed});
  EXPECT_EQ(sealed,
            unhex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e4859"
                  "0dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d"
                  "551b"));
  std::string opened(plain.size(), '\0');
  EXPECT_EQ(gcm_open(key, nonce, aad, sealed, std::span{opened}), Opened::yes);
  EXPECT_EQ(opened, plain);
}

TEST(Keyring, OpensWhatItSealed) {
  Keyring ring{master()};
  (void)ring.create(kAcme);
  for (std::size_t size : {0U, 1U, 15U, 16U, 17U, 656U, 3'211'264U}) {
    std::string const plain(size, 'x');
    auto const sealed = ring.seal(kAcme, kToken, plain);
    ASSERT_TRUE(sealed);
    EXPECT_EQ(sealed->size(), size + 33);
    auto const opened = ring.open(kAcme, kToken, *sealed);
    ASSERT_TRUE(opened);
    EXPECT_EQ(*opened, plain);
  }
  EXPECT_EQ(ring.seals_of(kAcme), 7U);
}

TEST(Keyring, AWrappedKeyOpensInTheNextProcess) {
  std::string sealed;
  WrappedKey stored;
  {
    Keyring ring{master()};
    stored = ring.create(kAcme);
    sealed = *ring.seal(kAcme, kToken, "EAAG-token");
  }
  Keyring ring{master()};
  EXPECT_EQ(ring.open(kAcme, kToken, sealed).error().code, Errc::bad_argument);
  ASSERT_TRUE(ring.load(stored, 5));
  EXPECT_EQ(ring.open_secret(kAcme, kToken, sealed)->text(), "EAAG-token");
  EXPECT_EQ(ring.seals_of(kAcme), 5U);
  EXPECT_EQ(stored.bytes.size(), 69U);
}

TEST(Keyring, RefusesAWrappedKeyOfAnotherMasterOwnerOrVersion) {
  Keyring ring{master()};
  WrappedKey const good = ring.create(kAcme);
  Keyring stranger{master('n')};
  EXPECT_EQ(stranger.load(good).error().code, Errc::bad_signature);
  EXPECT_NE(stranger.master_id(), ring.master_id());

  WrappedKey moved = good;
  moved.owner = kOther;
  EXPECT_EQ(ring.load(moved).error().code, Errc::bad_signature);
  moved = good;
  moved.owner.kind = OwnerKind::app;
  EXPECT_EQ(ring.load(moved).error().code, Errc::bad_signature);
  moved = good;
  moved.version = 2;
  EXPECT_EQ(ring.load(moved).error().code, Errc::bad_signature);
  moved = good;
  moved.bytes.pop_back();
  EXPECT_EQ(ring.load(moved).error().code, Errc::wrong_shape);
  for (std::size_t i = 0; i < good.bytes.size(); ++i) {
    WrappedKey bent = good;
    bent.bytes[i] = static_cast<char>(bent.bytes[i] ^ 1);
    EXPECT_FALSE(ring.load(bent)) << i;
  }
}

TEST(Keyring, AFieldOpensOnlyInItsPlace) {
  Keyring ring{master()};
  (void)ring.create(kAcme);
  (void)ring.create(kOther);
  (void)ring.create(KeyOwner{OwnerKind::app, 7});
  std::string const sealed = *ring.seal(kAcme, kToken, "EAAG-token");
  ASSERT_TRUE(ring.open(kAcme, kToken, sealed));
  EXPECT_FALSE(ring.open(kOther, kToken, sealed));
  EXPECT_FALSE(ring.open(KeyOwner{OwnerKind::app, 7}, kToken, sealed));
  EXPECT_FALSE(ring.open(kAcme, {"number", "access_token", 43}, sealed));
  EXPECT_FALSE(ring.open(kAcme, {"number", "app_secret", 42}, sealed));
  EXPECT_FALSE(ring.open(kAcme, {"app", "access_token", 42}, sealed));
  EXPECT_FALSE(ring.open(kAcme, {"numbera", "ccess_token", 42}, sealed)) << "names must not run on";
  EXPECT_FALSE(ring.seal(kAcme, {std::string(256, 't'), "c", 1}, "x"));
}

TEST(Keyring, FindsTenThousandTamperings) {
  std::uint32_t const seed = 4'711;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 dice{seed};
  Keyring ring{master()};
  (void)ring.create(kAcme);
  (void)ring.create(kAcme);  // so that a bent version byte can name a key that exists
  for (int i = 0; i < 10'000; ++i) {
    std::string const plain(dice() % 100, static_cast<char>('a' + dice() % 26));
    std::string sealed = *ring.seal(kAcme, kToken, plain);
    switch (dice() % 4) {
      case 0: sealed[dice() % sealed.size()] ^= static_cast<char>(1U << (dice() % 8)); break;
      case 1: sealed.resize(dice() % sealed.size()); break;
      case 2: sealed.insert(dice() % (sealed.size() + 1), 1, static_cast<char>(dice())); break;
      default: {
        std::string const other = *ring.seal(kAcme, kToken, plain);
        std::size_t const cut = 5 + dice() % (sealed.size() - 5);
        std::string const spliced = sealed.substr(0, cut) + other.substr(cut);
        if (spliced == other || spliced == sealed) continue;
        sealed = spliced;
        break;
      }
    }
    ASSERT_FALSE(ring.open(kAcme, kToken, sealed)) << "round " << i;
  }
}

TEST(Keyring, NeverRepeatsANonce) {
  Keyring ring{master()};
  (void)ring.create(kAcme);
  std::set<std::string> nonces;
  constexpr std::size_t kSeals = 100'000;
  for (std::size_t i = 0; i < kSeals; ++i)
    nonces.insert(ring.seal(kAcme, kToken, "same")->substr(5, kGcmNonceBytes));
  EXPECT_EQ(nonces.size(), kSeals);
}

TEST(Keyring, RotatesWithoutLosingWhatWasSealed) {
  Keyring ring{master()};
  std::vector<std::string> sealed;
  std::vector<WrappedKey> stored;
  for (std::uint32_t version = 1; version <= 100; ++version) {
    stored.push_back(ring.create(kAcme));
    EXPECT_EQ(stored.back().version, version);
    sealed.push_back(*ring.seal(kAcme, kToken, std::to_string(version)));
    EXPECT_EQ(sealed_version(sealed.back()), version);
  }
  Secret const next = master('n');
  Keyring after{next.clone()};
  for (auto wrapped = stored.rbegin(); wrapped != stored.rend(); ++wrapped) {
    auto const moved = ring.rewrap(*wrapped, next);
    ASSERT_TRUE(moved);
    ASSERT_TRUE(after.load(*moved));
  }
  EXPECT_EQ(after.version_of(kAcme), 100U);
  for (std::size_t i = 0; i < sealed.size(); ++i)
    EXPECT_EQ(*after.open(kAcme, kToken, sealed[i]), std::to_string(i + 1));
}

TEST(Keyring, ForgettingAnOwnerShredsItsFields) {
  Keyring ring{master()};
  (void)ring.create(kAcme);
  (void)ring.create(kOther);
  std::string const sealed = *ring.seal(kAcme, kToken, "x");
  ring.forget(kAcme);
  EXPECT_FALSE(ring.open(kAcme, kToken, sealed));
  EXPECT_FALSE(ring.seal(kAcme, kToken, "x"));
  EXPECT_EQ(ring.version_of(kAcme), std::nullopt);
  EXPECT_TRUE(ring.seal(kOther, kToken, "x"));
}

TEST(Keyring, SaysWhenAKeyIsUsedUp) {
  Keyring ring{master()};
  WrappedKey const stored = ring.create(kAcme);
  ASSERT_TRUE(ring.load(stored, kSealsPerKeyMax - 1));
  EXPECT_FALSE(ring.rotation_due(kAcme));
  (void)ring.seal(kAcme, kToken, "x");
  EXPECT_TRUE(ring.rotation_due(kAcme));
  (void)ring.create(kAcme);
  EXPECT_FALSE(ring.rotation_due(kAcme));
}

TEST(Keyring, SealsAndOpensSideBySide) {
  Keyring ring{master()};
  (void)ring.create(kAcme);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 2'000; ++i) {
        auto const sealed = ring.seal(kAcme, kToken, "side by side");
        auto const opened = ring.open(kAcme, kToken, *sealed);
        if (!opened || *opened != "side by side") ++wrong;
      }
    });
  for (int i = 0; i < 50; ++i) (void)ring.create(kAcme);
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Keyring, DemandsAMasterKeyOf32Bytes) {
  EXPECT_THROW(Keyring{Secret{"short"}}, std::invalid_argument);
}

}  // namespace
}  // namespace waypost::crypto
