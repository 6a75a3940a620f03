#pragma once
// Bytes as text and back: hex, base64, base64url. Decoding is strict.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace waypost::crypto {

/// Lower-case hex digits, two a byte.
[[nodiscard]] std::string hex(std::span<std::uint8_t const> bytes);
/// Either case; nothing for an odd length or another character.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

/// RFC 4648 section 4, padded.
[[nodiscard]] std::string base64(std::span<std::uint8_t const> bytes);
/// RFC 4648 section 5, not padded.
[[nodiscard]] std::string base64url(std::span<std::uint8_t const> bytes);
/// Reads either alphabet (not both in one text), padding complete or absent. Nothing for white
/// space, other characters, or set bits behind the last byte.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace waypost::crypto
