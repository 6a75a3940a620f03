/// What the parts of a template message share, and its buttons.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "simulator/errors.h"
#include "simulator/templates.h"

namespace waypost::simulator {

/// The component's parameters; none for nullptr.
boost::json::array const& parameters_of(boost::json::object const* component);

/// 132000.
Refusal wrong_count(std::string_view part, std::size_t given, std::size_t expected);
/// 132012.
Refusal wrong_format(std::string_view part, std::string_view expected, std::string_view given);

/// The button components against the buttons of the definition: each in its place, of its kind,
/// with its parameter, and none missing that needs one.
Check check_template_buttons(std::vector<boost::json::object const*> const& sent,
                             TemplateShape const& shape);

}  // namespace waypost::simulator
