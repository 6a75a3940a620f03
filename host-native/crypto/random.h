#pragma once
// Dice, from OpenSSL's generator.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/secret.h"

namespace waypost::crypto {

/// Fills with random bytes. Throws std::runtime_error when the generator has no entropy: a
/// process that cannot roll dice must not make keys or nonces.
void fill_random(std::span<std::uint8_t> bytes);

template <std::size_t n>
[[nodiscard]] std::array<std::uint8_t, n> random_bytes() {
  std::array<std::uint8_t, n> bytes;
  fill_random(bytes);
  return bytes;
}

[[nodiscard]] std::uint64_t random_u64();
[[nodiscard]] Secret random_secret(std::size_t size);

}  // namespace waypost::crypto
