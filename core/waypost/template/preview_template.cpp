// A template send as the phone draws it: the definition's texts with the send's parameters.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "waypost/template/analyze.h"
#include "waypost/template/bubble.h"
#include "waypost/template/components_writer.h"
#include "waypost/template/limits.h"
#include "waypost/template/members.h"
#include "waypost/template/template.h"

namespace waypost::templating {
namespace {

using boost::json::array;
using boost::json::object;

array const* parameters_of(object const* component) noexcept {
  return component == nullptr ? nullptr : array_member(*component, "parameters");
}

/// The text of the button parameter that fills a URL.
std::string_view first_text(array const* parameters) noexcept {
  std::string_view text;
  each(parameters, [&](std::size_t i, object const& one) {
    if (i == 0) text = text_in(one, "text");
  });
  return text;
}

std::string filled(std::string_view source, array const* parameters) {
  auto const made = parse(source);
  if (!made) return std::string(source);
  auto const names = sending_order(names_of(*made));
  std::unordered_map<std::string, std::string_view> texts;
  each(parameters, [&](std::size_t i, object const& one) {
    auto const name = text_in(one, "parameter_name");
    if (!name.empty())
      texts.emplace(parameter_key(name), text_in(one, "text"));
    else if (i < names.size())
      texts.emplace(parameter_key(names[i]), text_in(one, "text"));
  });
  std::string text;
  for (auto const& piece : made->pieces()) {
    auto const found = piece.is_placeholder()
                           ? texts.find(std::string(parameter_key(name_of(*made, piece))))
                           : texts.end();
    if (found != texts.end())
      text += found->second;
    else
      text += made->text_of(piece);
  }
  return text;
}

object const* button_sent(array const* components, std::size_t index) noexcept {
  object const* found = nullptr;
  each(components, [&](std::size_t, object const& component) {
    if (is_word(text_in(component, "type"), "BUTTON") &&
        text_in(component, "index") == std::to_string(index))
      found = &component;
  });
  return found;
}

void draw_button(Bubble& bubble, object const& made, std::size_t index, array const* sent) {
  auto const type = text_in(made, "type");
  auto const title = text_in(made, "text");
  auto const* const parameters = parameters_of(button_sent(sent, index));
  if (is_word(type, "URL")) {
    std::string url;
    if (auto const site = parse(text_in(made, "url")))
      for (auto const& piece : site->pieces())
        url += piece.is_placeholder() ? first_text(parameters) : site->text_of(piece);
    bubble.button("url", title, "url", url);
  } else if (is_word(type, "PHONE_NUMBER")) {
    bubble.button("phone", title, "phone_number", text_in(made, "phone_number"));
  } else if (is_word(type, "COPY_CODE") || is_word(type, "OTP")) {
    bubble.button("copy_code", title.empty() ? "Copy code" : title, {}, {});
  } else {
    std::string kind(type);
    for (char& byte : kind)
      if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + ('a' - 'A'));
    bubble.button(kind, title, {}, {});
  }
  bubble.count("buttons." + std::to_string(index) + ".text", title, kTemplateButtonLabelCharsMax);
}

void draw_header(Bubble& bubble, object const& header, object const* sent) {
  auto const format = text_in(header, "format");
  auto const* const parameters = parameters_of(sent);
  if (format.empty() || is_word(format, "TEXT"))
    return bubble.text_header(filled(text_in(header, "text"), parameters));
  each(parameters, [&](std::size_t i, object const& one) {
    auto const kind = text_in(one, "type");
    auto const* const media = object_member(one, kind);
    if (i == 0 && media != nullptr) bubble.media(kind, *media);
  });
}

void draw_parts(Bubble& bubble, array const& definition, array const* sent);

void draw_cards(Bubble& bubble, array const* cards, object const* sent) {
  auto const* const filled_cards = sent == nullptr ? nullptr : array_member(*sent, "cards");
  bubble.begin_cards();
  each(cards, [&](std::size_t i, object const& card) {
    array const* own = nullptr;
    each(filled_cards, [&](std::size_t j, object const& one) {
      if (j == i) own = array_member(one, "components");
    });
    Bubble inner(bubble.json(), Bubble::Place::card);
    inner.begin("template");
    if (auto const* const parts = array_member(card, "components")) draw_parts(inner, *parts, own);
    inner.end();
  });
  bubble.end_cards();
}

void draw_offer(Bubble& bubble, object const& component, object const* sent) {
  auto const* const made = object_member(component, "limited_time_offer");
  boost::json::value const* expires = nullptr;
  each(parameters_of(sent), [&](std::size_t, object const& one) {
    if (auto const* const offer = object_member(one, "limited_time_offer"))
      expires = offer->if_contains("expiration_time_ms");
  });
  bubble.offer(made == nullptr ? std::string_view() : text_in(*made, "text"), expires);
}

void draw_parts(Bubble& bubble, array const& definition, array const* sent) {
  auto const sent_part = [&](std::string_view type) {
    return sent == nullptr ? nullptr : component_of(*sent, type);
  };
  if (auto const* const header = component_of(definition, "HEADER"))
    draw_header(bubble, *header, sent_part("HEADER"));
  if (auto const* const body = component_of(definition, "BODY"))
    bubble.body("body", filled(text_in(*body, "text"), parameters_of(sent_part("BODY"))),
                bubble.is_card() ? kTemplateCardBodyCharsMax : kTemplateBodyCharsMax);
  if (auto const* const footer = component_of(definition, "FOOTER"))
    bubble.footer(text_in(*footer, "text"));
  if (auto const* const offer = component_of(definition, "LIMITED_TIME_OFFER"))
    draw_offer(bubble, *offer, sent_part("LIMITED_TIME_OFFER"));
  if (auto const* const group = component_of(definition, "BUTTONS"))
    each(array_member(*group, "buttons"),
         [&](std::size_t i, object const& made) { draw_button(bubble, made, i, sent); });
  // A card has no cards: a definition that says otherwise is not followed.
  auto const* const carousel = component_of(definition, "CAROUSEL");
  if (carousel != nullptr && !bubble.is_card())
    draw_cards(bubble, array_member(*carousel, "cards"), sent_part("CAROUSEL"));
}

}  // namespace

void draw_template(Bubble& bubble, object const& sent, array const* definition) {
  auto const* const language = object_member(sent, "language");
  bubble.json().key("template").begin_object().key("name").string(text_in(sent, "name"));
  bubble.json().key("language");
  bubble.json().string(language == nullptr ? std::string_view() : text_in(*language, "code"));
  bubble.json().end_object();
  if (definition != nullptr) draw_parts(bubble, *definition, array_member(sent, "components"));
}

}  // namespace waypost::templating
