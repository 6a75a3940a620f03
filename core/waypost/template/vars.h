#pragma once
// What a template may name: JSON objects in layers, and how their values become text.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace waypost::templating {

/// Borrowed variables: up to four objects, asked in order; the first that has the path's first
/// segment as a key answers alone. So an engine keeps a playbook's variables, a contact's
/// fields and an event's facts where they are, and nothing is copied for a rendering.
class Vars {
 public:
  Vars() = default;
  Vars(boost::json::object const& only) noexcept : layers_{&only} {}  // NOLINT: one is the rule
  Vars(boost::json::object const& first, boost::json::object const& second) noexcept
      : layers_{&first, &second} {}
  Vars(boost::json::object const& first,
       boost::json::object const& second,
       boost::json::object const& third) noexcept
      : layers_{&first, &second, &third} {}
  Vars(boost::json::object const& first,
       boost::json::object const& second,
       boost::json::object const& third,
       boost::json::object const& fourth) noexcept
      : layers_{&first, &second, &third, &fourth} {}

  /// The value at `path`: objects by key, arrays by index (ASCII digits). Null when a step
  /// leads nowhere. `path` must not be empty.
  [[nodiscard]] boost::json::value const* find(
      std::span<std::string_view const> path) const noexcept;

 private:
  std::array<boost::json::object const*, 4> layers_{};
};

/// What a value is to a template (semantics B.2).
enum class Fetched : std::uint8_t { text, missing, not_text };

/// Appends the text of `value`, cleaned: CR LF and CR become LF, Cc other than TAB and LF go.
/// Numbers are printed as ECMAScript prints them, so integers beyond 2^53 round as a
/// JavaScript host's do. A null pointer or JSON null is missing; objects and arrays are not text.
Fetched append_value(std::string& text, boost::json::value const* value);

/// Appends `value` cleaned as above.
void append_cleaned(std::string& text, std::string_view value);

}  // namespace waypost::templating
