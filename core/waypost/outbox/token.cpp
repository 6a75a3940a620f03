#include "waypost/outbox/token.h"

#include <array>

namespace waypost::outbox {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr char kVersion = '1';
constexpr int kParts = 5;

/// The bytes of `value`, big-endian; those of a number without its leading zero bytes.
void append_base64url(std::string& text, std::uint64_t value, int bytes) {
  auto bits = bytes * 8;
  // Sextets from the top; the last one is filled up with zero bits.
  for (; bits > 0; bits -= 6) {
    auto const sextet = bits >= 6 ? (value >> (bits - 6)) & 63U : (value << (6 - bits)) & 63U;
    text += kAlphabet[static_cast<std::size_t>(sextet)];
  }
}

constexpr int bytes_in(std::uint64_t value) noexcept {
  int bytes = 0;
  for (; value != 0; value >>= 8) ++bytes;
  return bytes;
}

void append_number(std::string& text, std::uint64_t value) {
  append_base64url(text, value, bytes_in(value));
}

constexpr std::array<std::int8_t, 256> kSextets = [] {
  std::array<std::int8_t, 256> table{};
  for (auto& entry : table) entry = -1;
  for (std::size_t index = 0; index < kAlphabet.size(); ++index)
    table[static_cast<unsigned char>(kAlphabet[index])] = static_cast<std::int8_t>(index);
  return table;
}();

/// Reads at most 8 bytes; only the one text that append_base64url would have written.
std::optional<std::uint64_t> read_base64url(std::string_view text) {
  auto const bits = text.size() * 6;
  if (text.size() > 11 || bits % 8 >= 6) return std::nullopt;
  std::uint64_t value = 0;
  std::uint32_t last = 0;
  for (std::size_t index = 0; index < text.size(); ++index) {
    auto const sextet = kSextets[static_cast<unsigned char>(text[index])];
    if (sextet < 0) return std::nullopt;
    last = static_cast<std::uint32_t>(sextet);
    if (index + 1 < text.size()) value = value << 6 | last;
  }
  if (text.empty()) return 0;
  auto const spare = bits % 8;
  if ((last & ((1U << spare) - 1U)) != 0) return std::nullopt;
  return value << (6 - spare) | last >> spare;
}

std::optional<std::uint64_t> read_number(std::string_view text) {
  auto const value = read_base64url(text);
  if (!value || static_cast<std::size_t>(bytes_in(*value)) != text.size() * 6 / 8)
    return std::nullopt;
  return value;
}

}  // namespace

std::string token_signed_part(std::int64_t row, std::int32_t attempt, std::uint64_t random) {
  std::string text;
  text.reserve(48);
  text += kVersion;
  text += '.';
  append_number(text, static_cast<std::uint64_t>(row));
  text += '.';
  append_number(text, static_cast<std::uint32_t>(attempt));
  text += '.';
  append_number(text, random);
  return text;
}

std::string token_text(std::string_view signed_part,
                       std::uint64_t mac,
                       std::string_view caller_data) {
  std::string text;
  text.reserve(signed_part.size() + 13 + caller_data.size());
  text += signed_part;
  text += '.';
  append_base64url(text, mac, 8);
  if (!caller_data.empty()) {
    text += ' ';
    text += caller_data;
  }
  return text;
}

std::optional<engine::TokenParts> parse_token(std::string_view text) {
  auto const space = text.find(' ');
  auto const token = text.substr(0, space);
  std::array<std::string_view, kParts> parts;
  std::size_t count = 0;
  std::size_t begin = 0;
  while (true) {
    if (count == parts.size()) return std::nullopt;
    auto const dot = token.find('.', begin);
    parts[count++] = token.substr(begin, dot - begin);
    if (dot == std::string_view::npos) break;
    begin = dot + 1;
  }
  if (count != parts.size() || parts[0] != std::string_view(&kVersion, 1)) return std::nullopt;
  auto const row = read_number(parts[1]);
  auto const attempt = read_number(parts[2]);
  auto const random = read_number(parts[3]);
  auto const mac = read_base64url(parts[4]);
  if (!row || *row == 0 || *row > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  if (!attempt || *attempt == 0 || *attempt > INT32_MAX) return std::nullopt;
  if (!random || !mac || parts[4].size() != 11) return std::nullopt;

  engine::TokenParts found;
  found.row = static_cast<std::int64_t>(*row);
  found.attempt = static_cast<std::int32_t>(*attempt);
  found.random = *random;
  found.mac = *mac;
  found.signed_part = token.substr(0, token.size() - 12);
  if (space != std::string_view::npos) found.caller_data = text.substr(space + 1);
  return found;
}

}  // namespace waypost::outbox
