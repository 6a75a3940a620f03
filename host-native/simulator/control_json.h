/// The structs of the public face as the control API spells them.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "simulator/simulator.h"

namespace waypost::simulator {

// Each throws std::invalid_argument with a sentence that names the member it does not understand.
// A member that is left out keeps its default; `onto` gives the defaults.
Fault read_fault(boost::json::value const& value);
App read_app(boost::json::value const& value, App onto);
Number read_number(boost::json::value const& value, Number onto);
Customer read_customer(boost::json::value const& value);
CustomerMessage read_customer_message(boost::json::value const& value);

boost::json::object to_json(Fault const& fault);
boost::json::object to_json(Number const& number);

}  // namespace waypost::simulator
