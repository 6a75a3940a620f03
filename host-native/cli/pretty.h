#pragma once
// A playbook in its usual form: two spaces a level, short lists on one line, members in order.

#include <string>

#include <boost/json/value.hpp>

namespace waypost::cli {

/// Formatting what is formatted changes nothing.
[[nodiscard]] std::string pretty(boost::json::value const& value);

}  // namespace waypost::cli
