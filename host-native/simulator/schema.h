/// Shapes of JSON objects as tables: which members there are, of what kind, needed or not, how
/// long.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "simulator/errors.h"

namespace waypost::simulator {

enum class Kind {
  string,  ///< may be empty
  text,    ///< a string; an empty one counts as missing
  url,     ///< text that is an http(s) URL
  scalar,  ///< text or number
  integer,
  boolean,
  object,
  array,
  any,
};

enum class Need { optional, required };

inline constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

/// One member. `max` counts characters of strings and elements of arrays.
struct Field {
  std::string_view name;
  Kind kind = Kind::any;
  Need need = Need::optional;
  std::size_t max = kNoLimit;
};

/// Refuses a member that is not in the table, of another kind or too long (100), a needed one that
/// is missing or empty (131008), and a url that is none (131009). `where` names the object.
Check check_members(boost::json::object const& object,
                    std::span<Field const> fields,
                    std::string_view where);

/// One value against one field, as above.
Check check_value(boost::json::value const& value, Field const& field, std::string_view where);

/// An array's elements must be objects with these members.
Check check_elements(boost::json::array const& array,
                     std::span<Field const> fields,
                     std::string_view where);

/// 131009 unless the array has between `least` and `most` elements.
Check check_count(boost::json::array const& array,
                  std::size_t least,
                  std::size_t most,
                  std::string_view where);

/// 131009 unless the text is one of the words.
Check check_word(std::string_view text,
                 std::span<std::string_view const> words,
                 std::string_view where);

/// where['name'] and where[index], as Meta spells paths.
std::string inside(std::string_view where, std::string_view name);
std::string inside(std::string_view where, std::size_t index);

/// The member, or nullptr if it is absent or of another kind.
boost::json::object const* object_in(boost::json::object const& object, std::string_view name);
boost::json::array const* array_in(boost::json::object const& object, std::string_view name);
/// The member's text; empty if it is absent or no string.
std::string_view text_in(boost::json::object const& object, std::string_view name);
/// The member as an integer, also from a string of digits; nothing otherwise.
std::optional<std::int64_t> integer_in(boost::json::object const& object, std::string_view name);

inline Refusal missing(std::string_view where) {
  return {131008, "Parameter " + std::string(where) + " is required."};
}
inline Refusal bad_value(std::string_view where, std::string_view why) {
  return {131009, "Param " + std::string(where) + " " + std::string(why)};
}

}  // namespace waypost::simulator
