#pragma once
// Reading the members of Meta's JSON. Private to this room: no JSON type leaves it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "waypost/base/instant.h"

namespace waypost::webhook {

namespace json = boost::json;

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
      if (names[slot] != key) continue;
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
[[nodiscard]] json::value const* member(json::object const& object, std::string_view name) noexcept;

/// `value` as what is asked for, or nullptr; a nullptr stays one.
[[nodiscard]] json::object const* object_of(json::value const* value) noexcept;
[[nodiscard]] json::array const* array_of(json::value const* value) noexcept;

/// The string `value` holds, or nothing. The view lives as long as the DOM.
[[nodiscard]] std::optional<std::string_view> string_of(json::value const* value) noexcept;

/// The same, "" for nothing.
[[nodiscard]] std::string_view text_of(json::value const* value) noexcept;

/// An id: a string as it stands, or a whole number >= 0 in digits (phone_number_id, wa_id and
/// entry.id have been seen as numbers). "" for anything else, for more than kIdBytesMax bytes
/// and for control characters, which belong in no id.
[[nodiscard]] std::string id_of(json::value const* value);

/// Whether id_of(value) is not empty.
[[nodiscard]] bool is_id(json::value const* value) noexcept;

/// A whole number, or a string of nothing else.
[[nodiscard]] std::optional<std::int64_t> integer_of(json::value const* value) noexcept;

/// Unix seconds, as number or string. Nothing for what makes no sense: not whole, not after
/// 1970, after the year 9999 (milliseconds would land there).
[[nodiscard]] std::optional<Instant> instant_of(json::value const* value) noexcept;

}  // namespace waypost::webhook
