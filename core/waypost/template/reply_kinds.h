#pragma once
// The kinds of replies, one writer each. Internal: body.h is the door.

#include <string_view>

#include <boost/json/object.hpp>

#include "waypost/template/body.h"
#include "waypost/template/compose.h"
#include "waypost/template/limits.h"

namespace waypost::templating {

/// One reply on its way to a body. A writer checks types, then counts, then writes the members
/// from `type` on, field by field in the body's order, then looks for repeats (B.7).
struct Making {
  Composer& composer;
  boost::json::object const& reply;
  BodyOptions const& options;
};

using Write = void (*)(Making const&);

/// The writer of a reply's `type`; null when there is no such kind.
[[nodiscard]] Write writer_of(std::string_view type) noexcept;

// reply_plain.cpp
void write_text(Making const& making);
void write_image(Making const& making);
void write_video(Making const& making);
void write_document(Making const& making);
void write_audio(Making const& making);
void write_sticker(Making const& making);
void write_location(Making const& making);
void write_contacts(Making const& making);
void write_reaction(Making const& making);
void write_pin(Making const& making);
void write_template(Making const& making);

// reply_interactive.cpp
void write_buttons(Making const& making);
void write_list(Making const& making);
void write_cta_url(Making const& making);
void write_flow(Making const& making);
void write_location_request(Making const& making);
void write_call_permission(Making const& making);
void write_contact_request(Making const& making);
void write_address(Making const& making);
void write_order_details(Making const& making);
void write_order_status(Making const& making);

// reply_products.cpp
void write_product(Making const& making);
void write_product_list(Making const& making);
void write_catalog(Making const& making);
void write_carousel(Making const& making);

/// Writes `{link | id, caption, filename}` as the value of a key already written; which of the
/// last two exist is Meta's for `kind`.
void write_media(Composer& composer, boost::json::object const& from, std::string_view kind);

/// Which headers an interactive kind may have.
enum class Headers : std::uint8_t { none, text, any, text_required };

/// Refuses a header of a type that `headers` does not include, with `type`.
void expect_header(Composer& composer, boost::json::object const& from, Headers headers);

/// Writes `"type":"interactive","interactive":{"type":type,"header":..,"body":..,"footer":..`
/// and opens `"action":{`; close_action() closes what this opened.
void open_action(Making const& making, std::string_view type, Headers headers, Need body);
void close_action(Making const& making);

/// Writes `"header":{..}` if there is one.
void write_header(Composer& composer, boost::json::object const& from, Headers headers);

/// Writes `"key":{"text":..}`, or nothing when the text is absent.
void write_text_object(Composer& composer, boost::json::object const& from, Field const& field);

/// Under Fit::refuse, refuses an address that is not http(s).
void expect_http(Composer& composer, std::string_view name, std::string_view url);

inline constexpr Field kInteractiveBody{"body", Need::required, Reader::person,
                                        kInteractiveBodyCharsMax};
inline constexpr Field kFooter{"footer", Need::optional, Reader::person, kFooterCharsMax};
inline constexpr Field kDisplayText{"display_text", Need::required, Reader::person,
                                    kDisplayTextCharsMax};
inline constexpr Field kUrl{"url", Need::required, Reader::machine, kLinkBytesMax, Unit::bytes};

}  // namespace waypost::templating
