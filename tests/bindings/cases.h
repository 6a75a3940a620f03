#pragma once
// How a vector file's cases become calls of the C door, and what must come back.

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "doors.h"

namespace waypost::vectors {

/// Whether two JSON values mean the same: objects without regard to key order, numbers by value.
[[nodiscard]] bool same(boost::json::value const& a, boost::json::value const& b);

/// Runs one case of a file whose `format.file` is `file`.
/// @return "" when it holds, else what differs, for a person.
[[nodiscard]] std::string run_case(Doors& doors,
                                   std::string_view file,
                                   boost::json::object const& one);

}  // namespace waypost::vectors
