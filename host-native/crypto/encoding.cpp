#include "crypto/encoding.h"

#include <array>

namespace waypost::crypto {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::uint8_t kNone = 0xff;

constexpr std::array<std::uint8_t, 256> reversed(std::string_view alphabet) {
  std::array<std::uint8_t, 256> table{};
  for (auto& entry : table) entry = kNone;
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return table;
}

constexpr auto kFromBase64 = reversed(kBase64);
constexpr auto kFromBase64Url = reversed(kBase64Url);

enum class Padding : std::uint8_t { none, complete };

std::string encoded(std::span<std::uint8_t const> bytes,
                    std::string_view alphabet,
                    Padding padding) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::size_t const have = bytes.size() - i < 3 ? bytes.size() - i : 3;
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = (group << 8U) | (k < have ? std::uint32_t{bytes[i + k]} : 0U);
    for (std::size_t k = 0; k <= have; ++k) text += alphabet[(group >> (18U - 6U * k)) & 63U];
    if (padding == Padding::complete) text.append(3 - have, '=');
  }
  return text;
}

/// The text without its padding; nothing when the padding is there but wrong.
std::optional<std::string_view> unpadded(std::string_view text) {
  auto const end = text.find('=');
  if (end == std::string_view::npos) return text;
  if (text.size() % 4 != 0 || text.size() - end > 2) return std::nullopt;
  if (text.substr(end).find_first_not_of('=') != std::string_view::npos) return std::nullopt;
  return text.substr(0, end);
}

std::uint8_t nibble(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<std::uint8_t>(digit - 'a' + 10);
  if (digit >= 'A' && digit <= 'F') return static_cast<std::uint8_t>(digit - 'A' + 10);
  return kNone;
}

}  // namespace

std::string hex(std::span<std::uint8_t const> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (auto const byte : bytes) {
    text += kHexDigits[byte >> 4U];
    text += kHexDigits[byte & 15U];
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    std::uint8_t const high = nibble(text[i]);
    std::uint8_t const low = nibble(text[i + 1]);
    if (high == kNone || low == kNone) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>((high << 4U) | low));
  }
  return bytes;
}

std::string base64(std::span<std::uint8_t const> bytes) {
  return encoded(bytes, kBase64, Padding::complete);
}

std::string base64url(std::span<std::uint8_t const> bytes) {
  return encoded(bytes, kBase64Url, Padding::none);
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
  auto const digits = unpadded(text);
  if (!digits || digits->size() % 4 == 1) return std::nullopt;
  auto const& table =
      digits->find_first_of("-_") == std::string_view::npos ? kFromBase64 : kFromBase64Url;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(digits->size() * 3 / 4);
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (char const digit : *digits) {
    std::uint8_t const value = table[static_cast<unsigned char>(digit)];
    if (value == kNone) return std::nullopt;
    group = (group << 6U) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::uint8_t>(group >> bits));
    group &= (1U << bits) - 1U;
  }
  if (group != 0) return std::nullopt;
  return bytes;
}

}  // namespace waypost::crypto
