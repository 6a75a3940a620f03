/// The `action` of each interactive type, and the header that messages and cards share.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "simulator/validate.h"

namespace waypost::simulator {

using ActionCheck = Check (*)(boost::json::object const& action, Facts const& facts);

Check check_buttons(boost::json::object const& action, Facts const& facts);
Check check_list(boost::json::object const& action, Facts const& facts);
Check check_cta_url(boost::json::object const& action, Facts const& facts);
Check check_flow(boost::json::object const& action, Facts const& facts);
Check check_product(boost::json::object const& action, Facts const& facts);
Check check_product_list(boost::json::object const& action, Facts const& facts);
Check check_catalog(boost::json::object const& action, Facts const& facts);
Check check_carousel(boost::json::object const& action, Facts const& facts);
Check check_send_location(boost::json::object const& action, Facts const& facts);
Check check_call_permission(boost::json::object const& action, Facts const& facts);
Check check_contact_info(boost::json::object const& action, Facts const& facts);
Check check_address(boost::json::object const& action, Facts const& facts);
/// Payments differ by country and are passed through.
Check pass_through(boost::json::object const& action, Facts const& facts);

/// {"type":"text","text":...} or one of image, video, document.
Check check_media_header(boost::json::object const& header,
                         std::string_view where,
                         Facts const& facts);

}  // namespace waypost::simulator
