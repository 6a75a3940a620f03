#pragma once
// A reply becomes the body of POST /{version}/{phone_number_id}/messages (semantics B.7,
// cloud-api 7). Every string inside a reply is a template.
//
//   text              body, preview_url
//   buttons           body, buttons [{id, title}], header, footer
//   list              body, button, sections [{title, rows [{id, title, description}]}],
//                     header (text), footer
//   cta_url           body, display_text, url, header, footer
//   image video       link | id, caption
//   document          link | id, caption, filename
//   audio             link | id, voice
//   sticker           link | id
//   location          latitude, longitude (numbers or texts), name, address
//   contacts          contacts [Meta's cards; name.formatted_name is required]
//   reaction          emoji ("" takes it back), message_id (the message answered, if absent)
//   template          name, language, bindings and definition (Meta's components) or components
//   flow              body, flow_cta, flow_id | flow_name, flow_token, mode, flow_action,
//                     flow_action_payload, flow_message_version, header, footer
//   product           catalog_id, product_retailer_id, body, footer
//   product_list      header (text), body, catalog_id,
//                     sections [{title, product_items [{product_retailer_id}]}], footer
//   catalog           body, thumbnail_product_retailer_id, footer
//   carousel          body, cards [{header {type: image | video, link | id}, body,
//                     display_text, url}] or [{product_retailer_id, catalog_id}]
//   location_request, call_permission, contact_request   body
//   address           body, country, values, saved_addresses, validation_errors
//   order_details order_status   interactive: Meta's object, passed on
//   pin               pin_type (pin | unpin), message_id, expiration_days
//
// header is {type: text, text} or {type: image | video | document, link | id, filename}.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "waypost/template/error.h"
#include "waypost/template/vars.h"

namespace waypost::templating {

/// Whom a message is for.
struct Address {
  enum class Kind : std::uint8_t {
    phone,  ///< `to`: digits or any dialling form
    user,   ///< `recipient`: a business-scoped user id
    group,  ///< `to` with recipient_type group
  };
  Kind kind = Kind::phone;
  std::string_view value;
};

/// What happens to a text that is too long for a person's field.
enum class Fit : std::uint8_t {
  cut,     ///< rules and sequences: cut as `truncate` does, and listed
  refuse,  ///< API and CLI: `too_long`, field and limit named
};

struct BodyOptions {
  Fit fit = Fit::cut;
  /// The message that is answered: context.message_id, or a reaction's target. "" for none.
  std::string_view reply_to;
  /// The synced components of a template reply that carries none of its own. May be null.
  boost::json::array const* definition = nullptr;
};

struct Body {
  std::string json;                    ///< compact; always the same bytes for the same arguments
  std::vector<std::string> truncated;  ///< dotted paths of what was cut, in the body's order
};

/// Builds the body of a message.
///
/// @param reply  The reply object; anything else is `type`.
/// @return The body, or the first refusal in this order: `type`; `count`; then field by field
///         in the body's order what rendering refuses, `empty`, `too_long`; then `dup`. Fields
///         that are unknown or mistyped count as absent here; check_reply() names them.
///         Under Fit::refuse a URL button's address that is not http(s) is `field`.
/// Cost: O(reply and result), no DOM of the body: one growing string, and the list of cuts.
[[nodiscard]] TemplateResult<Body> make_body(boost::json::value const& reply,
                                             Address const& to,
                                             Vars const& vars,
                                             BodyOptions const& options = {});

/// Every mistake of `reply` that is certain before its variables are known: what a playbook's
/// E_REPLY and E_FIELD report. `where` is `pointer` and the place inside the reply.
[[nodiscard]] std::vector<TemplateError> check_reply(boost::json::value const& reply,
                                                     std::string_view pointer);

/// `body` (a JSON object as make_body writes it) with `"biz_opaque_callback_data": token` as
/// its last member. Meta takes kOpaqueCharsMax characters. Cost: one allocation, one copy.
[[nodiscard]] std::string with_opaque(std::string_view body, std::string_view token);

/// Whether marking a message as read also shows that an answer is being written.
enum class Typing : std::uint8_t { hidden, shown };

/// The body that marks `message_id` and earlier messages of its thread as read.
[[nodiscard]] std::string read_receipt(std::string_view message_id, Typing typing);

}  // namespace waypost::templating
