#pragma once
// Reading the members of Meta's JSON. Private to this room: no JSON type leaves it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "waypost/base/instant.h"

namespace waypost::webhook {

namespace json = boost::json;

/// Whether two names are the same. Keys are short, so comparing them costs less than calling for
/// it: by words that overlap, first and last.
[[nodiscard]] inline bool same_name(std::string_view a, std::string_view b) noexcept {
  auto const differ = [&](auto word, std::size_t at) {
    auto other = word;
    std::memcpy(&word, a.data() + at, sizeof word);
    std::memcpy(&other, b.data() + at, sizeof other);
    return word != other;
  };
  std::size_t const size = a.size();
  if (size != b.size()) return false;
  if (size < 4) return size == 0 || std::char_traits<char>::compare(a.data(), b.data(), size) == 0;
  if (size < 8) return !differ(std::uint32_t{}, 0) && !differ(std::uint32_t{}, size - 4);
  for (std::size_t at = 0; at + 8 < size; at += 8) {
    if (differ(std::uint64_t{}, at)) return false;
  }
  return !differ(std::uint64_t{}, size - 8);
}

/// The members of `object` that `names` names, in the order of `names`. Absent and null are
/// alike: nullptr (cloud-api 2). One pass; fastest where `names` follows the usual order.
template <std::size_t kCount>
[[nodiscard]] std::array<json::value const*, kCount> pick(
    json::object const& object, std::array<std::string_view, kCount> const& names) noexcept {
  std::array<json::value const*, kCount> picked{};
  std::size_t next = 0;  // members tend to come in our order, so the search goes on from here
  for (auto const& member : object) {
    std::string_view const key(member.key().data(), member.key().size());
    for (std::size_t tried = 0; tried < kCount; ++tried) {
      std::size_t const slot = next;
      next = next + 1 == kCount ? 0 : next + 1;
      if (!same_name(names[slot], key)) continue;
      if (!member.value().is_null()) picked[slot] = &member.value();
      break;
    }
  }
  return picked;
}

/// The same for what may be no object: then nothing is there.
template <std::size_t kCount>
[[nodiscard]] std::array<json::value const*, kCount> pick(
    json::value const* value, std::array<std::string_view, kCount> const& names) noexcept {
  auto const* const object = value == nullptr ? nullptr : value->if_object();
  return object == nullptr ? std::array<json::value const*, kCount>{} : pick(*object, names);
}

/// The member `name`, or nullptr when it is absent or null.
[[nodiscard]] inline json::value const* member(json::object const& object,
                                               std::string_view name) noexcept {
  constexpr std::size_t kFew = 16;  // so many are searched faster than hashed
  json::value const* found = nullptr;
  if (object.size() > kFew) {
    found = object.if_contains(name);
  } else {
    for (auto const& one : object) {
      if (same_name({one.key().data(), one.key().size()}, name)) found = &one.value();
    }
  }
  return found == nullptr || found->is_null() ? nullptr : found;
}

/// `value` as what is asked for, or nullptr; a nullptr stays one.
[[nodiscard]] inline json::object const* object_of(json::value const* value) noexcept {
  return value == nullptr ? nullptr : value->if_object();
}
[[nodiscard]] inline json::array const* array_of(json::value const* value) noexcept {
  return value == nullptr ? nullptr : value->if_array();
}

/// The string `value` holds, or nothing. The view lives as long as the DOM.
[[nodiscard]] inline std::optional<std::string_view> string_of(json::value const* value) noexcept {
  auto const* const text = value == nullptr ? nullptr : value->if_string();
  if (text == nullptr) return std::nullopt;
  return std::string_view(text->data(), text->size());
}

/// The same, "" for nothing.
[[nodiscard]] inline std::string_view text_of(json::value const* value) noexcept {
  return string_of(value).value_or(std::string_view{});
}

/// An id: a string as it stands, or a whole number >= 0 in digits (phone_number_id, wa_id and
/// entry.id have been seen as numbers). "" for anything else, for more than kIdBytesMax bytes
/// and for control characters, which belong in no id.
[[nodiscard]] std::string id_of(json::value const* value);

/// Sets `to`, which is empty, to id_of(value): most ids are absent, and that costs nothing here.
inline void set_id(std::string& to, json::value const* value) {
  if (value != nullptr) to = id_of(value);
}

/// Whether id_of(value) is not empty.
[[nodiscard]] bool is_id(json::value const* value) noexcept;

/// `value` as compact JSON, allocated once where it holds no escapes and no long numbers; "" for
/// nullptr.
[[nodiscard]] std::string json_of(json::value const* value);

/// A whole number, or a string of nothing else.
[[nodiscard]] std::optional<std::int64_t> integer_of(json::value const* value) noexcept;

/// Unix seconds, as number or string. Nothing for what makes no sense: not whole, not after
/// 1970, after the year 9999 (milliseconds would land there).
[[nodiscard]] std::optional<Instant> instant_of(json::value const* value) noexcept;

}  // namespace waypost::webhook
