#pragma once
// AES-256-GCM with 96-bit nonces and 128-bit tags, as two functions. Private to this folder.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "crypto/secret.h"

namespace waypost::crypto {

inline constexpr std::size_t kGcmNonceBytes = 12;
inline constexpr std::size_t kGcmTagBytes = 16;

using GcmNonce = std::array<std::uint8_t, kGcmNonceBytes>;

/// Writes ciphertext and tag to `out`, which is `plain.size() + 16` bytes. `key` is 32 bytes.
/// Throws std::runtime_error when OpenSSL fails (memory).
void gcm_seal(Secret const& key,
              GcmNonce const& nonce,
              std::string_view aad,
              std::string_view plain,
              std::span<char> out);

enum class Opened : std::uint8_t { no, yes };

/// Writes the plain bytes to `out`, which is `sealed.size() - 16` bytes; on `no` it is wiped.
[[nodiscard]] Opened gcm_open(Secret const& key,
                              GcmNonce const& nonce,
                              std::string_view aad,
                              std::string_view sealed,
                              std::span<char> out);

}  // namespace waypost::crypto
