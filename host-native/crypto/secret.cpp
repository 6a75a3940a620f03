#include "crypto/secret.h"

#include <utility>

#include <openssl/crypto.h>

namespace waypost::crypto {

Secret::Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}

Secret::Secret(std::span<std::uint8_t const> bytes) : bytes_(bytes.begin(), bytes.end()) {}

Secret::Secret(Secret&& from) noexcept : bytes_(std::exchange(from.bytes_, {})) {}

Secret& Secret::operator=(Secret&& from) noexcept {
  if (this == &from) return *this;
  wipe();
  bytes_ = std::exchange(from.bytes_, {});
  return *this;
}

Secret::~Secret() {
  wipe();
}

std::string_view Secret::text() const noexcept {
  return std::string_view{reinterpret_cast<char const*>(bytes_.data()), bytes_.size()};
}

void Secret::wipe() noexcept {
  if (!bytes_.empty()) OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

void wipe(std::span<char> bytes) noexcept {
  if (!bytes.empty()) OPENSSL_cleanse(bytes.data(), bytes.size());
}

void wipe(std::span<std::uint8_t> bytes) noexcept {
  if (!bytes.empty()) OPENSSL_cleanse(bytes.data(), bytes.size());
}

bool constant_time_equal(std::span<std::uint8_t const> left,
                         std::span<std::uint8_t const> right) noexcept {
  return left.size() == right.size() &&
         (left.empty() || CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0);
}

bool constant_time_equal(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() &&
         (left.empty() || CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0);
}

}  // namespace waypost::crypto
