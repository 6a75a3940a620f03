#pragma once
// What a phone draws of a message: the demo page, the tester and the CLI draw from the same tree.
//
// {"type": "text" | "image" | ... | the interactive type, "direction": "ltr" | "rtl",
//  "reply_to": wamid,
//  "header": {"kind": "text", "text"} | {"kind": "image" | "video" | ..., "link" | "id",
//  "filename", "product_retailer_id"},
//  "blocks": [{"kind": "paragraph" | "quote", "spans": SPANS}
//           | {"kind": "bullets", "items": [SPANS]}
//           | {"kind": "numbers", "items": [{"number", "spans": SPANS}]}],
//  "footer": text,
//  "buttons": [{"kind", "title", "url" | "id" | "phone_number"}],
//  "sections": [{"title", "rows": [{"id", "title", "description"}]
//                       | "products": [id]}],            the sheet behind a list's button
//  "cards": [trees like this one], "offer": {"text", "expires_ms"},
//  "location": {"latitude", "longitude", "name", "address"}, "contacts": [{"name", "phones"}],
//  "reaction": {"emoji", "message_id"}, "template": {"name", "language"},
//  "counters": [{"field", "used", "limit"}]}
// SPANS are [{"text", "bold": true, "italic": true, "strike": true, "mono": true}]. Members that
// would be empty are absent; "type", "direction" and "counters" are always there.

#include <string>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace waypost::templating {

/// Draws `body`, a message body as make_body() writes it. Total: what it does not know it
/// leaves out.
/// @param definition  Meta's components of the template that `body` sends; null when it sends
///                    none or they are not known: then only its name is drawn.
/// @return JSON text of the tree.
[[nodiscard]] std::string preview(boost::json::value const& body,
                                  boost::json::array const* definition = nullptr);

}  // namespace waypost::templating
