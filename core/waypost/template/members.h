#pragma once
// Looking into JSON objects without surprises: a member of another kind is as good as absent.
// Internal to this room.

#include <cstddef>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

namespace waypost::templating {

/// Whether a member is there: present and not null.
[[nodiscard]] inline bool has(boost::json::object const& from, std::string_view name) noexcept {
  auto const* const value = from.if_contains(name);
  return value != nullptr && !value->is_null();
}

/// The text of a member, "" when there is none.
[[nodiscard]] inline std::string_view text_in(boost::json::object const& from,
                                              std::string_view name) noexcept {
  auto const* const value = from.if_contains(name);
  auto const* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

/// Whether a member is true.
[[nodiscard]] inline bool is_true(boost::json::object const& from, std::string_view name) noexcept {
  auto const* const value = from.if_contains(name);
  return value != nullptr && value->is_bool() && *value->if_bool();
}

[[nodiscard]] inline boost::json::object const* object_member(boost::json::object const& from,
                                                              std::string_view name) noexcept {
  auto const* const value = from.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

[[nodiscard]] inline boost::json::array const* array_member(boost::json::object const& from,
                                                            std::string_view name) noexcept {
  auto const* const value = from.if_contains(name);
  return value == nullptr ? nullptr : value->if_array();
}

[[nodiscard]] inline std::size_t size_of(boost::json::array const* array) noexcept {
  return array == nullptr ? 0 : array->size();
}

/// Calls `see(index, object)` for each entry of `entries` that is an object; null has none.
template <class See>
void each(boost::json::array const* entries, See see) {
  for (std::size_t i = 0; i < size_of(entries); ++i)
    if (auto const* const entry = (*entries)[i].if_object()) see(i, *entry);
}

}  // namespace waypost::templating
