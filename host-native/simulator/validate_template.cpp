#include <algorithm>
#include <array>
#include <set>

#include <boost/json/string.hpp>

#include "simulator/schema.h"
#include "simulator/template_buttons.h"
#include "simulator/text.h"
#include "simulator/validate.h"

namespace waypost::simulator {
namespace {

using Array = boost::json::array;
using Object = boost::json::object;

constexpr std::size_t kNameCharacters = 512;
constexpr std::size_t kHeaderCharacters = 60;
constexpr std::size_t kBodyCharacters = 1024;
constexpr std::size_t kCardBodyCharacters = 160;
constexpr std::string_view kComponents = "template['components']";

constexpr std::array kTemplate = std::to_array<Field>({
    {"name", Kind::text, Need::required, kNameCharacters},
    {"language", Kind::object, Need::required},
    {"components", Kind::array},
});
constexpr std::array kLanguage = std::to_array<Field>({
    {"code", Kind::text, Need::required},
    {"policy", Kind::text},
});
constexpr std::array kComponent = std::to_array<Field>({
    {"type", Kind::text, Need::required},
    {"sub_type", Kind::text},
    {"index", Kind::scalar},
    {"parameters", Kind::array},
    {"cards", Kind::array},
});
constexpr std::array kCard = std::to_array<Field>({
    {"card_index", Kind::integer, Need::required},
    {"components", Kind::array, Need::required},
});
constexpr std::array kCurrency = std::to_array<Field>({
    {"fallback_value", Kind::text, Need::required},
    {"code", Kind::text, Need::required},
    {"amount_1000", Kind::integer, Need::required},
});

/// A parameter type and the one object or word that it carries.
struct Parameter {
  std::string_view type;
  Field content;
};

constexpr std::array kParameters = std::to_array<Parameter>({
    {"text", {"text", Kind::string, Need::required}},
    {"currency", {"currency", Kind::object, Need::required}},
    {"date_time", {"date_time", Kind::object, Need::required}},
    {"image", {"image", Kind::object, Need::required}},
    {"video", {"video", Kind::object, Need::required}},
    {"document", {"document", Kind::object, Need::required}},
    {"location", {"location", Kind::object, Need::required}},
    {"product", {"product", Kind::object, Need::required}},
    {"payload", {"payload", Kind::text, Need::required}},
    {"coupon_code", {"coupon_code", Kind::text, Need::required}},
    {"action", {"action", Kind::object, Need::required}},
    {"limited_time_offer", {"limited_time_offer", Kind::object, Need::required}},
    {"ttl_minutes", {"ttl_minutes", Kind::integer, Need::required}},
});

/// 132018 for what a value may not contain.
Check check_text_value(std::string_view text, std::string_view where) {
  if (text.empty()) return missing(where);
  if (text.find_first_of("\n\r\t") != std::string_view::npos ||
      text.find("     ") != std::string_view::npos) {
    return Refusal{132018,
                   "Param " + std::string(where) +
                       " cannot have new-line/tab characters or more than 4 consecutive spaces"};
  }
  return std::nullopt;
}

Check check_object_parameter(std::string_view type,
                             Object const& content,
                             std::string_view where,
                             Facts const& facts) {
  if (type == "image" || type == "video" || type == "document") {
    return check_media_object(type, content, where, facts);
  }
  if (type == "location") return check_location(content, where);
  if (type == "currency") return check_members(content, kCurrency, where);
  if (type == "date_time" && text_in(content, "fallback_value").empty()) {
    return missing(inside(where, "fallback_value"));
  }
  if (type == "product" && text_in(content, "product_retailer_id").empty()) {
    return missing(inside(where, "product_retailer_id"));
  }
  if (type == "limited_time_offer" && !integer_in(content, "expiration_time_ms")) {
    return missing(inside(where, "expiration_time_ms"));
  }
  return std::nullopt;
}

/// One parameter by itself: its type, its object, nothing else but `parameter_name`.
Check check_parameter(Object const& parameter, std::string_view where, Facts const& facts) {
  auto const type = text_in(parameter, "type");
  if (type.empty()) return missing(inside(where, "type"));
  auto const known = std::find_if(kParameters.begin(), kParameters.end(),
                                  [type](Parameter const& row) { return row.type == type; });
  if (known == kParameters.end()) {
    return bad_value(inside(where, "type"), "is not a known parameter type.");
  }
  auto const fields = std::to_array<Field>(
      {{"type", Kind::text, Need::required}, {"parameter_name", Kind::text}, known->content});
  if (auto refusal = check_members(parameter, fields, where)) return refusal;
  auto const place = inside(where, known->content.name);
  if (type == "text") return check_text_value(text_in(parameter, "text"), place);
  auto const* object = object_in(parameter, known->content.name);
  return object == nullptr ? Check{} : check_object_parameter(type, *object, place, facts);
}

/// The parameters of a component that are each right by themselves.
Check check_parameters(Object const& component, std::string_view where, Facts const& facts) {
  auto const* parameters = array_in(component, "parameters");
  if (parameters == nullptr) return std::nullopt;
  auto const list = inside(where, "parameters");
  for (std::size_t index = 0; index < parameters->size(); ++index) {
    auto const place = inside(list, index);
    auto const* parameter = (*parameters)[index].if_object();
    if (parameter == nullptr) return Refusal{100, "Param " + place + " must be a JSON object."};
    if (auto refusal = check_parameter(*parameter, place, facts)) return refusal;
  }
  return std::nullopt;
}

std::string_view shown_text(Object const& parameter) {
  auto const type = text_in(parameter, "type");
  if (type == "text") return text_in(parameter, "text");
  auto const* object = object_in(parameter, type);
  return object == nullptr ? std::string_view{} : text_in(*object, "fallback_value");
}

/// The variables of a header or body text: as many as in the template, named if it is NAMED.
Check check_variables(Object const* component,
                      std::string_view part,
                      std::vector<std::string> const& variables,
                      Template::Format format) {
  auto const& parameters = parameters_of(component);
  if (parameters.size() != variables.size()) {
    return wrong_count(part, parameters.size(), variables.size());
  }
  std::set<std::string_view> names;
  for (auto const& value : parameters) {
    auto const& parameter = value.get_object();
    auto const type = text_in(parameter, "type");
    auto const textual = type == "text" || type == "currency" || type == "date_time";
    if (!textual || (part == "header" && type != "text")) {
      return wrong_format(part, "TEXT", to_upper(type));
    }
    auto const name = text_in(parameter, "parameter_name");
    if (format == Template::Format::positional) {
      if (!name.empty()) return wrong_format(part, "POSITIONAL", "NAMED");
      continue;
    }
    auto const known = std::find(variables.begin(), variables.end(), name) != variables.end();
    if (!known || !names.insert(name).second) {
      return wrong_format(part, "a parameter_name of the template", name);
    }
  }
  return std::nullopt;
}

/// 132005 if the text is too long once the values are in.
Check check_filled(std::string_view part,
                   std::string_view text,
                   std::size_t most,
                   Array const& parameters) {
  auto length = count_characters(text);
  for (auto open = text.find("{{"); open != std::string_view::npos;
       open = text.find("{{", open + 2)) {
    auto const close = text.find("}}", open);
    if (close == std::string_view::npos) break;
    length -= count_characters(text.substr(open, close + 2 - open));
  }
  for (auto const& value : parameters) length += count_characters(shown_text(value.get_object()));
  if (length <= most) return std::nullopt;
  return Refusal{132005, std::string(part) + ": translated text has " + std::to_string(length) +
                             " characters, more than " + std::to_string(most)};
}

Check check_header(Object const* component, TemplateShape const& shape, Template::Format format) {
  if (shape.header_format == "TEXT") {
    if (auto refusal = check_variables(component, "header", shape.header_variables, format)) {
      return refusal;
    }
    return check_filled("header", shape.header_text, kHeaderCharacters, parameters_of(component));
  }
  auto const& parameters = parameters_of(component);
  if (shape.header_format.empty()) {
    return parameters.empty() ? Check{} : Check{wrong_count("header", parameters.size(), 0)};
  }
  if (parameters.empty()) return wrong_format("header", shape.header_format, "");
  if (parameters.size() != 1) return wrong_count("header", parameters.size(), 1);
  auto const type = to_upper(text_in(parameters[0].get_object(), "type"));
  auto const expected = shape.header_format == "GIF" ? "VIDEO" : shape.header_format;
  return type == expected ? Check{} : Check{wrong_format("header", expected, type)};
}

/// The components that were sent, by part.
struct Sent {
  Object const* header = nullptr;
  Object const* body = nullptr;
  Object const* offer = nullptr;
  Object const* carousel = nullptr;
  std::vector<Object const*> buttons;
};

Check sort_components(Array const& components,
                      std::string_view where,
                      Facts const& facts,
                      Sent& sent) {
  if (auto refusal = check_elements(components, kComponent, where)) return refusal;
  for (std::size_t index = 0; index < components.size(); ++index) {
    auto const& component = components[index].get_object();
    auto const type = to_lower(text_in(component, "type"));
    auto const place = inside(where, index);
    if (auto refusal = check_parameters(component, place, facts)) return refusal;
    Object const** slot = nullptr;
    if (type == "header") slot = &sent.header;
    if (type == "body") slot = &sent.body;
    if (type == "limited_time_offer") slot = &sent.offer;
    if (type == "carousel") slot = &sent.carousel;
    if (type == "button") {
      sent.buttons.push_back(&component);
    } else if (slot == nullptr) {
      return bad_value(inside(place, "type"), "is not a known component.");
    } else if (*slot != nullptr) {
      return bad_value(inside(place, "type"), "is given twice.");
    } else {
      *slot = &component;
    }
  }
  return std::nullopt;
}

Check check_shape(Sent const& sent,
                  TemplateShape const& shape,
                  Template::Format format,
                  std::size_t body_characters) {
  if (auto refusal = check_header(sent.header, shape, format)) return refusal;
  if (auto refusal = check_variables(sent.body, "body", shape.body_variables, format)) {
    return refusal;
  }
  auto const& values = parameters_of(sent.body);
  if (auto refusal = check_filled("body", shape.body_text, body_characters, values)) {
    return refusal;
  }
  auto const expires = shape.offer == TemplateShape::Offer::expires;
  auto const given = parameters_of(sent.offer).size();
  if (given != (expires ? 1U : 0U)) return wrong_count("limited_time_offer", given, expires);
  return check_template_buttons(sent.buttons, shape);
}

Check check_cards(Object const* carousel, Template const& definition, Facts const& facts) {
  auto const* cards = carousel == nullptr ? nullptr : array_in(*carousel, "cards");
  auto const given = cards == nullptr ? 0 : cards->size();
  if (given != definition.cards.size()) {
    return wrong_count("carousel", given, definition.cards.size());
  }
  if (cards == nullptr) return std::nullopt;
  if (auto refusal = check_elements(*cards, kCard, "carousel")) return refusal;
  for (std::size_t index = 0; index < cards->size(); ++index) {
    auto const& card = (*cards)[index].get_object();
    auto const where = inside("carousel", index);
    if (integer_in(card, "card_index") != static_cast<std::int64_t>(index)) {
      return bad_value(inside(where, "card_index"), "must count from 0.");
    }
    Sent sent;
    if (auto refusal = sort_components(*array_in(card, "components"), where, facts, sent)) {
      return refusal;
    }
    auto const& shape = definition.cards[index];
    if (auto refusal = check_shape(sent, shape, definition.format, kCardBodyCharacters)) {
      return refusal;
    }
  }
  return std::nullopt;
}

Check check_status(Template const* definition, std::string_view name, std::string_view language) {
  if (definition == nullptr) {
    return Refusal{132001, "template name (" + std::string(name) + ") does not exist in " +
                               std::string(language)};
  }
  if (definition->status == "APPROVED") return std::nullopt;
  if (definition->status == "PAUSED") return Refusal{132015, "The template is paused."};
  if (definition->status == "DISABLED") return Refusal{132016, "The template is disabled."};
  return Refusal{132001, "The template is not approved: " + definition->status};
}

}  // namespace

Check check_template(boost::json::value const& value, Facts const& facts, Send& send) {
  auto const& object = value.get_object();
  if (auto refusal = check_members(object, kTemplate, "template")) return refusal;
  auto const& language = *object_in(object, "language");
  if (auto refusal = check_members(language, kLanguage, "template['language']")) return refusal;
  auto const name = text_in(object, "name");
  auto const code = text_in(language, "code");
  send.definition = facts.templates.find(facts.number.waba_id, name, code);
  auto const judged = send.definition != nullptr || facts.unknown_ids == UnknownIds::refused;
  if (judged) {
    if (auto refusal = check_status(send.definition.get(), name, code)) return refusal;
  }
  Sent sent;
  if (auto const* components = array_in(object, "components")) {
    if (auto refusal = sort_components(*components, kComponents, facts, sent)) return refusal;
  }
  if (!judged) return std::nullopt;
  auto const& definition = *send.definition;
  if (facts.endpoint == Endpoint::marketing_messages && definition.category != "MARKETING") {
    return Refusal{131055, "This endpoint takes marketing templates only."};
  }
  if (definition.category == "AUTHENTICATION" && send.address.empty()) {
    return Refusal{131062, "Authentication templates need a phone number."};
  }
  if (auto refusal = check_shape(sent, definition.shape, definition.format, kBodyCharacters)) {
    return refusal;
  }
  return check_cards(sent.carousel, definition, facts);
}

}  // namespace waypost::simulator
