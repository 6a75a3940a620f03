#include "waypost/webhook/members.h"

#include <charconv>
#include <cstring>

#include "waypost/webhook/parse.h"
#include "waypost/wire/json.h"

namespace waypost::webhook {
namespace {

constexpr std::int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z

constexpr std::uint64_t kOnes = 0x0101010101010101U;

// Not 0 in the high bits of the lanes if a byte of `word` is below 0x20 or 0x7F: lanes are inexact
// only where they are borrowed from, by a lane that is a hit itself.
constexpr std::uint64_t controls(std::uint64_t word) noexcept {
  std::uint64_t const deletes = word ^ (kOnes * 0x7FU);
  std::uint64_t const low = (word - kOnes * 0x20U) & ~word;
  std::uint64_t const zero = (deletes - kOnes) & ~deletes;
  return low | zero;
}

bool is_id_text(std::string_view text) noexcept {
  if (text.empty() || text.size() > kIdBytesMax) return false;
  std::uint64_t found = 0;
  std::uint64_t word = 0;
  if (text.size() < sizeof word) {
    for (char const byte : text) found |= controls(kOnes * static_cast<unsigned char>(byte));
  } else {
    auto const look = [&](std::size_t at) {
      std::memcpy(&word, text.data() + at, sizeof word);
      found |= controls(word);
    };
    for (std::size_t at = 0; at + sizeof word < text.size(); at += sizeof word) look(at);
    look(text.size() - sizeof word);
  }
  return (found & (kOnes * 0x80U)) == 0;
}

// About how long `value` is as JSON: exact for texts without escapes, generous for numbers.
std::size_t json_bytes(json::value const& value) noexcept {
  constexpr std::size_t kScalarBytes = 11;
  std::size_t bytes = 2;  // quotes, brackets
  if (auto const* const text = value.if_string()) return bytes + text->size();
  if (auto const* const object = value.if_object()) {
    for (auto const& member : *object)
      bytes += member.key().size() + 4 + json_bytes(member.value());
  } else if (auto const* const array = value.if_array()) {
    for (auto const& item : *array) bytes += 1 + json_bytes(item);
  } else {
    bytes = kScalarBytes;
  }
  return bytes;
}

}  // namespace

std::string id_of(json::value const* value) {
  if (!is_id(value)) return {};
  if (auto const text = string_of(value)) return std::string(*text);
  if (auto const* const number = value->if_uint64()) return std::to_string(*number);
  return std::to_string(*value->if_int64());
}

bool is_id(json::value const* value) noexcept {
  if (value == nullptr) return false;
  if (auto const text = string_of(value)) return is_id_text(*text);
  auto const* const number = value->if_int64();
  return value->is_uint64() || (number != nullptr && *number >= 0);
}

std::string json_of(json::value const* value) {
  std::string text;
  if (value == nullptr) return text;
  text.reserve(json_bytes(*value));
  wire::append_json(text, *value);
  return text;
}

std::optional<std::int64_t> integer_of(json::value const* value) noexcept {
  if (value == nullptr) return std::nullopt;
  if (auto const* const number = value->if_int64()) return *number;
  auto const text = string_of(value);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  auto const* const end = text->data() + text->size();
  auto const read = std::from_chars(text->data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

std::optional<Instant> instant_of(json::value const* value) noexcept {
  auto const seconds = integer_of(value);
  if (!seconds || *seconds <= 0 || *seconds > kSecondsMax) return std::nullopt;
  return instant_of_s(*seconds);
}

}  // namespace waypost::webhook
