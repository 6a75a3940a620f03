#include "waypost/template/preview.h"

#include <array>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "waypost/template/bubble.h"
#include "waypost/template/limits.h"
#include "waypost/template/members.h"

namespace waypost::templating {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

/// The header of an interactive message, or the media of a plain one.
void draw_header(Bubble& bubble, object const* header) {
  if (header == nullptr) return;
  auto const kind = text_in(*header, "type");
  if (kind == "text")
    bubble.text_header(text_in(*header, "text"));
  else if (auto const* const media = object_member(*header, kind))
    bubble.media(kind, *media);
}

void draw_reply_buttons(Bubble& bubble, object const& action) {
  each(array_member(action, "buttons"), [&](std::size_t i, object const& button) {
    if (auto const* const reply = object_member(button, "reply")) {
      auto const title = text_in(*reply, "title");
      bubble.button("reply", title, "id", text_in(*reply, "id"));
      bubble.count("buttons." + std::to_string(i) + ".title", title, kButtonTitleCharsMax);
    }
  });
}

void draw_parameters(Bubble& bubble, std::string_view type, object const& action) {
  auto const* const parameters = object_member(action, "parameters");
  if (parameters == nullptr) return;
  if (type == "cta_url") {
    auto const title = text_in(*parameters, "display_text");
    bubble.button("url", title, "url", text_in(*parameters, "url"));
    bubble.count("display_text", title, kDisplayTextCharsMax);
  } else if (type == "flow") {
    auto const title = text_in(*parameters, "flow_cta");
    bubble.button("flow", title, {}, {});
    bubble.count("flow_cta", title, kFlowCtaCharsMax);
  }
}

/// What the phone itself writes on the button of kinds that bring no text for it.
void draw_fixed_button(Bubble& bubble, std::string_view type) {
  constexpr std::array<std::array<std::string_view, 3>, 8> kFixed{
      {{"location_request_message", "location", "Send location"},
       {"address_message", "address", "Provide address"},
       {"call_permission_request", "call", "Choose preference"},
       {"request_contact_info", "contact", "Share contact info"},
       {"catalog_message", "catalog", "View catalog"},
       {"product", "product", "View"},
       {"product_list", "products", "View items"},
       {"order_details", "order", "Review and pay"}}};
  for (auto const& [word, kind, title] : kFixed)
    if (type == word) bubble.button(kind, title, {}, {});
}

void draw_interactive(Bubble& bubble, object const& interactive);

void draw_cards(Bubble& bubble, array const* cards) {
  bubble.begin_cards();
  each(cards, [&](std::size_t, object const& card) {
    Bubble inner(bubble.json(), Bubble::Place::card);
    inner.begin(text_in(card, "type"));
    draw_interactive(inner, card);
    inner.end();
  });
  bubble.end_cards();
}

void draw_interactive(Bubble& bubble, object const& interactive) {
  auto const type = text_in(interactive, "type");
  draw_header(bubble, object_member(interactive, "header"));
  if (auto const* const body = object_member(interactive, "body"))
    bubble.body("body", text_in(*body, "text"),
                bubble.is_card() ? kCardBodyCharsMax : kInteractiveBodyCharsMax);
  if (auto const* const footer = object_member(interactive, "footer"))
    bubble.footer(text_in(*footer, "text"));
  auto const* const action = object_member(interactive, "action");
  if (action == nullptr) return;
  draw_reply_buttons(bubble, *action);
  draw_parameters(bubble, type, *action);
  if (type == "list") {
    auto const title = text_in(*action, "button");
    bubble.button("list", title, {}, {});
    bubble.count("button", title, kListButtonCharsMax);
  }
  draw_fixed_button(bubble, type);
  if (auto const* const sections = array_member(*action, "sections")) bubble.sections(*sections);
  auto const* const cards = array_member(*action, "cards");
  if (cards != nullptr && !bubble.is_card()) draw_cards(bubble, cards);
}

void draw_plain(Bubble& bubble, std::string_view type, object const& body) {
  auto const* const made = object_member(body, type);
  if (type == "contacts") bubble.contacts(array_member(body, "contacts"));
  if (made == nullptr) return;
  if (type == "text") {
    bubble.body("body", text_in(*made, "body"), kTextCharsMax);
  } else if (type == "location" || type == "reaction") {
    bubble.member(type, *made);
  } else {
    bubble.media(type, *made);
    bubble.body("caption", text_in(*made, "caption"), kCaptionCharsMax);
  }
}

}  // namespace

std::string preview(value const& body, array const* definition) {
  object const nothing;
  auto const* const given = body.if_object();
  auto const& message = given == nullptr ? nothing : *given;
  auto const type = text_in(message, "type");
  auto const* const interactive = object_member(message, "interactive");
  bool const is_interactive = type == "interactive" && interactive != nullptr;
  std::string text;
  wire::JsonWriter json(text);
  Bubble bubble(json, Bubble::Place::alone);
  bubble.begin(is_interactive ? text_in(*interactive, "type") : type);
  if (auto const* const context = object_member(message, "context"))
    bubble.reply_to(text_in(*context, "message_id"));
  auto const* const sent = object_member(message, "template");
  if (is_interactive)
    draw_interactive(bubble, *interactive);
  else if (type == "template" && sent != nullptr)
    draw_template(bubble, *sent, definition);
  else
    draw_plain(bubble, type, message);
  bubble.end();
  return text;
}

}  // namespace waypost::templating
