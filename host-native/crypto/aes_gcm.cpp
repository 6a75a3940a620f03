#include "crypto/aes_gcm.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>

#include <openssl/evp.h>

namespace waypost::crypto {

namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

unsigned char const* data_of(std::string_view text) noexcept {
  return reinterpret_cast<unsigned char const*>(text.data());
}

unsigned char* data_of(std::span<char> bytes) noexcept {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

int int_of(std::size_t size) {
  if (size > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw std::length_error{"aes-gcm: too large"};
  return static_cast<int>(size);
}

void demand(int ok) {
  if (ok != 1) throw std::runtime_error{"aes-gcm: OpenSSL failed"};
}

Context fresh() {
  Context context{EVP_CIPHER_CTX_new()};
  if (!context) throw std::bad_alloc{};
  return context;
}

}  // namespace

void gcm_seal(Secret const& key,
              GcmNonce const& nonce,
              std::string_view aad,
              std::string_view plain,
              std::span<char> out) {
  Context const context = fresh();
  auto* const raw = context.get();
  int written = 0;
  demand(EVP_EncryptInit_ex(raw, EVP_aes_256_gcm(), nullptr, key.bytes().data(), nonce.data()));
  demand(EVP_EncryptUpdate(raw, nullptr, &written, data_of(aad), int_of(aad.size())));
  // An empty update would end the message early in some versions; there is nothing to encrypt.
  if (!plain.empty())
    demand(EVP_EncryptUpdate(raw, data_of(out), &written, data_of(plain), int_of(plain.size())));
  demand(EVP_EncryptFinal_ex(raw, data_of(out) + plain.size(), &written));
  demand(EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_GCM_GET_TAG, int{kGcmTagBytes},
                             data_of(out) + plain.size()));
}

Opened gcm_open(Secret const& key,
                GcmNonce const& nonce,
                std::string_view aad,
                std::string_view sealed,
                std::span<char> out) {
  if (sealed.size() < kGcmTagBytes) return Opened::no;
  auto const body = sealed.substr(0, sealed.size() - kGcmTagBytes);
  std::array<unsigned char, kGcmTagBytes> tag;
  std::copy_n(data_of(sealed.substr(body.size())), tag.size(), tag.begin());
  Context const context = fresh();
  auto* const raw = context.get();
  int written = 0;
  demand(EVP_DecryptInit_ex(raw, EVP_aes_256_gcm(), nullptr, key.bytes().data(), nonce.data()));
  demand(EVP_DecryptUpdate(raw, nullptr, &written, data_of(aad), int_of(aad.size())));
  if (!body.empty())
    demand(EVP_DecryptUpdate(raw, data_of(out), &written, data_of(body), int_of(body.size())));
  demand(EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_GCM_SET_TAG, int{kGcmTagBytes}, tag.data()));
  std::array<unsigned char, kGcmTagBytes> rest;
  if (EVP_DecryptFinal_ex(raw, rest.data(), &written) == 1) return Opened::yes;
  wipe(out);
  return Opened::no;
}

}  // namespace waypost::crypto
