#pragma once
// SHA-256 (FIPS 180-4) for keys and seeds that every host must derive alike. Not for
// secrets: signatures and MACs are the host's, with OpenSSL or crypto.subtle.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace waypost {

using Digest = std::array<std::uint8_t, 32>;

/// Cost: O(text.size()), about 5 ns a byte; allocates nothing.
[[nodiscard]] Digest sha256(std::string_view text) noexcept;

/// 64 lower-case hex digits.
[[nodiscard]] std::string hex(Digest const& digest);

}  // namespace waypost
