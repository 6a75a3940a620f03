#include "waypost/webhook/members.h"

#include <algorithm>
#include <charconv>

#include "waypost/webhook/parse.h"

namespace waypost::webhook {
namespace {

constexpr std::int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z

bool is_id_text(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kIdBytesMax &&
         std::none_of(text.begin(), text.end(), [](char byte) {
           return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F;
         });
}

}  // namespace

json::value const* member(json::object const& object, std::string_view name) noexcept {
  auto const* const value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

json::object const* object_of(json::value const* value) noexcept {
  return value == nullptr ? nullptr : value->if_object();
}

json::array const* array_of(json::value const* value) noexcept {
  return value == nullptr ? nullptr : value->if_array();
}

std::optional<std::string_view> string_of(json::value const* value) noexcept {
  auto const* const text = value == nullptr ? nullptr : value->if_string();
  if (text == nullptr) return std::nullopt;
  return std::string_view(text->data(), text->size());
}

std::string_view text_of(json::value const* value) noexcept {
  return string_of(value).value_or(std::string_view{});
}

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
