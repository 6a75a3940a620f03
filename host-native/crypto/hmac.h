#pragma once
// HMAC-SHA256 with the key already absorbed, SHA-256 for the journal, and HKDF.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "crypto/secret.h"

namespace waypost::crypto {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of a text or of bytes. Cost: no allocation, no digest lookup.
[[nodiscard]] Digest sha256(std::string_view text) noexcept;
[[nodiscard]] Digest sha256(std::span<std::uint8_t const> bytes) noexcept;

/// One secret, ready to sign. Holds the two SHA-256 states that follow from the key, so a
/// signature costs the message and two blocks. `sign` changes nothing: one Hmac serves every
/// thread. Build it when the secret is loaded, keep it beside the app or endpoint. Move-only;
/// the states are wiped when it dies. RFC 2104; keys of any length, the empty one included.
class Hmac {
 public:
  explicit Hmac(Secret const& key) noexcept;
  Hmac(Hmac&& from) noexcept;
  Hmac& operator=(Hmac&& from) noexcept;
  Hmac(Hmac const&) = delete;
  Hmac& operator=(Hmac const&) = delete;
  ~Hmac();

  [[nodiscard]] Digest sign(std::string_view text) const noexcept;
  [[nodiscard]] Digest sign(std::span<std::uint8_t const> bytes) const noexcept;
  /// The parts one after the other, nothing between them.
  [[nodiscard]] Digest sign_parts(std::span<std::string_view const> parts) const noexcept;
  /// The first eight bytes of `sign`, big-endian: the MAC of the opaque token.
  [[nodiscard]] std::uint64_t sign64(std::string_view text) const noexcept;

 private:
  struct alignas(8) State {
    std::array<std::uint8_t, 112> bytes;  ///< a SHA256_CTX (checked in the .cpp)
  };
  State inner_;
  State outer_;
};

/// HKDF-SHA256 (RFC 5869). `length` in bytes, [1, 8160]. Any other throws
/// std::invalid_argument.
[[nodiscard]] Secret hkdf_sha256(Secret const& key,
                                 std::string_view salt,
                                 std::string_view info,
                                 std::size_t length = 32);

/// The key that signs opaque tokens: HKDF(master key, "opaque-token").
[[nodiscard]] Secret opaque_token_key(Secret const& master_key);

}  // namespace waypost::crypto
