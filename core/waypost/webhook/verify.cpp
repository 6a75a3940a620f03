#include "waypost/webhook/verify.h"

#include <cstdint>
#include <optional>

#include "waypost/webhook/constant_time.h"

namespace waypost::webhook {
namespace {

constexpr std::string_view kScheme = "sha256=";

std::optional<std::uint8_t> nibble_of(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<std::uint8_t>(digit - 'a' + 10);
  if (digit >= 'A' && digit <= 'F') return static_cast<std::uint8_t>(digit - 'A' + 10);
  return std::nullopt;
}

// What the caller sent is no secret, so reading it may take any time.
std::optional<Digest> digest_of(std::string_view header) noexcept {
  Digest digest{};
  if (header.size() != kScheme.size() + 2 * digest.size()) return std::nullopt;
  if (header.substr(0, kScheme.size()) != kScheme) return std::nullopt;
  auto const digits = header.substr(kScheme.size());
  for (std::size_t i = 0; i < digest.size(); ++i) {
    auto const high = nibble_of(digits[2 * i]);
    auto const low = nibble_of(digits[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    digest[i] = static_cast<std::uint8_t>(*high << 4U | *low);
  }
  return digest;
}

std::string_view bytes_of(Digest const& digest) noexcept {
  return {reinterpret_cast<char const*>(digest.data()), digest.size()};
}

Error bad_signature() {
  return refuse(Errc::bad_signature, {}, "The signature does not match.");
}

}  // namespace

Result<std::size_t> verify(std::string_view header, std::span<Digest const> digests) {
  auto const given = digest_of(header);
  if (!given) return bad_signature();
  std::size_t match = digests.size();
  for (std::size_t i = digests.size(); i-- > 0;) {
    if (equals_secret(bytes_of(*given), bytes_of(digests[i]))) match = i;
  }
  if (match == digests.size()) return bad_signature();
  return match;
}

Result<std::size_t> verify(std::span<std::string_view const> headers,
                           std::span<Digest const> digests) {
  if (headers.size() != 1) return bad_signature();
  return verify(headers.front(), digests);
}

}  // namespace waypost::webhook
