#pragma once
// The `components` array of a template send: what Meta's definition asks for, filled from
// bindings (semantics B.6, cloud-api 7.5).
//
// Bindings are an object; every text in it is a template of B.1:
//   header        {name: text}
//   header_media  {link | id, filename}; for a location header {latitude, longitude, name,
//                 address}, for a product header {product_retailer_id, catalog_id}
//   body          {name: text}
//   limited_time_offer  {expiration_time_ms: integer or text}
//   cards         one bindings object per card of a carousel
//   buttons       {"0": text}, by position in the definition; an object where one text is not
//                 enough: mpm {thumbnail_product_retailer_id, sections}, flow {flow_token,
//                 flow_action_data}, voice_call {ttl_minutes, payload}

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "waypost/template/error.h"
#include "waypost/template/vars.h"

namespace waypost::templating {

/// Builds the JSON text of the array; `[]` when nothing needs a parameter.
///
/// @param definition  The template's components as Meta returns them.
/// @return The text, or the first refusal, `where` pointing into {definition, bindings}:
///         `mixed`        header and body mix positional and named parameters
///         `binding`      a parameter, a header's media, a dynamic URL or a code is unbound;
///                        a filled URL has white space or leaves its site
///         `missing`, `type`, `syntax` ...  as rendering refuses
///         `empty_param`  a parameter without text
///         `too_long`     header, body or code too long once filled
///         in the order header, body, offer, carousel, buttons; inside a part by parameter.
[[nodiscard]] TemplateResult<std::string> components(boost::json::array const& definition,
                                                     boost::json::object const& bindings,
                                                     Vars const& vars);

/// The same without variables: every mistake that is certain before them.
[[nodiscard]] std::vector<TemplateError> check_components(boost::json::array const& definition,
                                                          boost::json::object const& bindings);

}  // namespace waypost::templating
