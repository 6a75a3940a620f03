// OpenSSL 3 calls the plain SHA-256 functions deprecated, yet nothing else keeps a keyed state as
// a value: a duplicated EVP_MAC context allocates and costs twice as much, and a reused one must
// not be shared between threads.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/hmac.h"

#include <cstring>
#include <stdexcept>
#include <type_traits>

#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace waypost::crypto {

namespace {

static_assert(sizeof(SHA256_CTX) == 112 && alignof(SHA256_CTX) <= 8);
static_assert(std::is_trivially_copyable_v<SHA256_CTX>);

constexpr std::size_t kBlockBytes = 64;

Digest finish(SHA256_CTX& state) noexcept {
  Digest digest{};  // a wiped state writes nothing
  SHA256_Final(digest.data(), &state);
  return digest;
}

Digest sha256_of(void const* data, std::size_t size) noexcept {
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, data, size);
  return finish(state);
}

/// The state after one block of key XOR pad.
SHA256_CTX absorbed(std::array<std::uint8_t, kBlockBytes> const& key, std::uint8_t pad) noexcept {
  std::array<std::uint8_t, kBlockBytes> block;
  for (std::size_t i = 0; i < kBlockBytes; ++i) block[i] = static_cast<std::uint8_t>(key[i] ^ pad);
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, block.data(), block.size());
  OPENSSL_cleanse(block.data(), block.size());
  return state;
}

template <class Bytes>
SHA256_CTX state_of(Bytes const& kept) noexcept {
  SHA256_CTX state;
  std::memcpy(&state, kept.data(), sizeof state);
  return state;
}

Digest closed(SHA256_CTX& inner, SHA256_CTX outer) noexcept {
  Digest const digest = finish(inner);
  SHA256_Update(&outer, digest.data(), digest.size());
  return finish(outer);
}

}  // namespace

Digest sha256(std::string_view text) noexcept {
  return sha256_of(text.data(), text.size());
}

Digest sha256(std::span<std::uint8_t const> bytes) noexcept {
  return sha256_of(bytes.data(), bytes.size());
}

Hmac::Hmac(Secret const& key) noexcept {
  std::array<std::uint8_t, kBlockBytes> padded{};
  if (key.size() > kBlockBytes) {
    Digest const digest = sha256(key.bytes());
    std::memcpy(padded.data(), digest.data(), digest.size());
  } else if (!key.empty()) {
    std::memcpy(padded.data(), key.bytes().data(), key.size());
  }
  SHA256_CTX const inner = absorbed(padded, 0x36);
  SHA256_CTX const outer = absorbed(padded, 0x5c);
  std::memcpy(inner_.bytes.data(), &inner, sizeof inner);
  std::memcpy(outer_.bytes.data(), &outer, sizeof outer);
  OPENSSL_cleanse(padded.data(), padded.size());
}

Hmac::Hmac(Hmac&& from) noexcept : inner_(from.inner_), outer_(from.outer_) {
  OPENSSL_cleanse(&from.inner_, sizeof from.inner_);
  OPENSSL_cleanse(&from.outer_, sizeof from.outer_);
}

Hmac& Hmac::operator=(Hmac&& from) noexcept {
  if (this == &from) return *this;
  inner_ = from.inner_;
  outer_ = from.outer_;
  OPENSSL_cleanse(&from.inner_, sizeof from.inner_);
  OPENSSL_cleanse(&from.outer_, sizeof from.outer_);
  return *this;
}

Hmac::~Hmac() {
  OPENSSL_cleanse(&inner_, sizeof inner_);
  OPENSSL_cleanse(&outer_, sizeof outer_);
}

Digest Hmac::sign(std::string_view text) const noexcept {
  SHA256_CTX inner = state_of(inner_.bytes);
  SHA256_Update(&inner, text.data(), text.size());
  return closed(inner, state_of(outer_.bytes));
}

Digest Hmac::sign(std::span<std::uint8_t const> bytes) const noexcept {
  return sign(std::string_view{reinterpret_cast<char const*>(bytes.data()), bytes.size()});
}

Digest Hmac::sign_parts(std::span<std::string_view const> parts) const noexcept {
  SHA256_CTX inner = state_of(inner_.bytes);
  for (auto const part : parts) SHA256_Update(&inner, part.data(), part.size());
  return closed(inner, state_of(outer_.bytes));
}

std::uint64_t Hmac::sign64(std::string_view text) const noexcept {
  Digest const digest = sign(text);
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < 8; ++i) head = (head << 8U) | digest[i];
  return head;
}

Secret hkdf_sha256(Secret const& key,
                   std::string_view salt,
                   std::string_view info,
                   std::size_t length) {
  if (length == 0 || length > 255 * 32) throw std::invalid_argument{"hkdf: length"};
  // RFC 5869 in terms of the HMAC above: extract, then expand block by block.
  Digest extracted = Hmac{Secret{salt}}.sign(key.bytes());
  Hmac const expand{Secret{std::span<std::uint8_t const>{extracted}}};
  OPENSSL_cleanse(extracted.data(), extracted.size());
  std::vector<std::uint8_t> out;
  out.reserve(length + sizeof(Digest));
  Digest block{};
  std::string_view previous;
  for (std::uint8_t counter = 1; out.size() < length; ++counter) {
    char const number = static_cast<char>(counter);
    std::array const parts{previous, info, std::string_view{&number, 1}};
    block = expand.sign_parts(parts);
    previous = std::string_view{reinterpret_cast<char const*>(block.data()), block.size()};
    out.insert(out.end(), block.begin(), block.end());
  }
  Secret derived{std::span<std::uint8_t const>{out}.first(length)};
  OPENSSL_cleanse(block.data(), block.size());
  OPENSSL_cleanse(out.data(), out.size());
  return derived;
}

Secret opaque_token_key(Secret const& master_key) {
  return hkdf_sha256(master_key, "", "opaque-token");
}

}  // namespace waypost::crypto
