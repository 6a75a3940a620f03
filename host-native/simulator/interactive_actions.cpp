#include "simulator/interactive_actions.h"

#include <algorithm>
#include <array>
#include <set>

#include <boost/json/string.hpp>

#include "simulator/schema.h"
#include "simulator/text.h"

namespace waypost::simulator {
namespace {

constexpr std::size_t kMostButtons = 3;
constexpr std::size_t kMostRows = 10;
constexpr std::size_t kMostSections = 10;
constexpr std::size_t kMostProducts = 30;
constexpr std::size_t kMostCards = 10;
constexpr std::size_t kCardBodyCharacters = 160;
constexpr std::ptrdiff_t kCardLineBreaks = 2;

using Object = boost::json::object;

constexpr std::string_view kAction = "interactive['action']";
constexpr std::string_view kParameters = "interactive['action']['parameters']";
constexpr std::string_view kSections = "interactive['action']['sections']";

/// Whether a value was seen before; for titles and ids that must differ.
Check check_unique(std::set<std::string_view>& seen,
                   std::string_view value,
                   std::string_view where) {
  if (seen.insert(value).second) return std::nullopt;
  return bad_value(where, "must be unique.");
}

/// {"name": `name`, "parameters": {...}} with exactly these parameters.
Check check_named(Object const& action, std::string_view name, std::span<Field const> parameters) {
  static constexpr std::array kFields = std::to_array<Field>({
      {"name", Kind::text, Need::required},
      {"parameters", Kind::object},
  });
  if (auto refusal = check_members(action, kFields, kAction)) return refusal;
  if (text_in(action, "name") != name) {
    return bad_value(inside(kAction, "name"), "must be " + std::string(name) + ".");
  }
  auto const* object = object_in(action, "parameters");
  if (parameters.empty()) {
    if (object == nullptr) return std::nullopt;
    return Refusal{100, "Unexpected key \"parameters\" on param \"" + std::string(kAction) + "\"."};
  }
  if (object == nullptr) {
    auto const needed = std::any_of(parameters.begin(), parameters.end(), [](Field const& field) {
      return field.need == Need::required;
    });
    return needed ? Check{missing(kParameters)} : Check{};
  }
  return check_members(*object, parameters, kParameters);
}

}  // namespace

Check check_buttons(Object const& action, Facts const& /*facts*/) {
  static constexpr std::array kFields =
      std::to_array<Field>({{"buttons", Kind::array, Need::required}});
  static constexpr std::array kButton = std::to_array<Field>({
      {"type", Kind::text, Need::required},
      {"reply", Kind::object, Need::required},
  });
  static constexpr std::array kReply = std::to_array<Field>({
      {"id", Kind::text, Need::required, 256},
      {"title", Kind::text, Need::required, 20},
  });
  if (auto refusal = check_members(action, kFields, kAction)) return refusal;
  auto const& buttons = *array_in(action, "buttons");
  auto const where = inside(kAction, "buttons");
  if (auto refusal = check_count(buttons, 1, kMostButtons, where)) return refusal;
  if (auto refusal = check_elements(buttons, kButton, where)) return refusal;
  std::set<std::string_view> ids;
  std::set<std::string_view> titles;
  for (std::size_t index = 0; index < buttons.size(); ++index) {
    auto const& button = buttons[index].get_object();
    auto const place = inside(where, index);
    if (text_in(button, "type") != "reply") {
      return bad_value(inside(place, "type"), "must be reply.");
    }
    auto const& reply = *object_in(button, "reply");
    if (auto refusal = check_members(reply, kReply, inside(place, "reply"))) return refusal;
    auto const id = text_in(reply, "id");
    if (id.front() == ' ' || id.back() == ' ') {
      return bad_value(inside(place, "reply") + "['id']", "must not begin or end with a space.");
    }
    if (auto refusal = check_unique(ids, id, place + "['reply']['id']")) return refusal;
    auto const title = text_in(reply, "title");
    if (auto refusal = check_unique(titles, title, place + "['reply']['title']")) return refusal;
  }
  return std::nullopt;
}

namespace {

/// The sections of a list or a product list; a title is needed as soon as there are two.
Check check_sections(boost::json::array const& sections, std::span<Field const> fields) {
  if (auto refusal = check_count(sections, 1, kMostSections, kSections)) return refusal;
  if (auto refusal = check_elements(sections, fields, kSections)) return refusal;
  if (sections.size() < 2) return std::nullopt;
  for (std::size_t index = 0; index < sections.size(); ++index) {
    if (text_in(sections[index].get_object(), "title").empty()) {
      return missing(inside(inside(kSections, index), "title"));
    }
  }
  return std::nullopt;
}

Check check_rows(boost::json::array const& sections) {
  static constexpr std::array kRow = std::to_array<Field>({
      {"id", Kind::text, Need::required, 200},
      {"title", Kind::text, Need::required, 24},
      {"description", Kind::string, Need::optional, 72},
  });
  std::set<std::string_view> ids;
  std::size_t count = 0;
  for (std::size_t index = 0; index < sections.size(); ++index) {
    auto const where = inside(inside(kSections, index), "rows");
    auto const& rows = *array_in(sections[index].get_object(), "rows");
    if (rows.empty()) return missing(where);
    if (auto refusal = check_elements(rows, kRow, where)) return refusal;
    count += rows.size();
    for (auto const& row : rows) {
      if (auto refusal = check_unique(ids, text_in(row.get_object(), "id"), where)) return refusal;
    }
  }
  if (count <= kMostRows) return std::nullopt;
  return bad_value(kSections, "must have at most 10 rows in all.");
}

}  // namespace

Check check_list(Object const& action, Facts const& /*facts*/) {
  static constexpr std::array kFields = std::to_array<Field>({
      {"button", Kind::text, Need::required, 20},
      {"sections", Kind::array, Need::required},
  });
  static constexpr std::array kSection = std::to_array<Field>({
      {"title", Kind::string, Need::optional, 24},
      {"rows", Kind::array, Need::required},
  });
  if (auto refusal = check_members(action, kFields, kAction)) return refusal;
  auto const& sections = *array_in(action, "sections");
  if (auto refusal = check_sections(sections, kSection)) return refusal;
  return check_rows(sections);
}

namespace {

constexpr std::array kUrlButton = std::to_array<Field>({
    {"display_text", Kind::text, Need::required, 20},
    {"url", Kind::url, Need::required},
});

}  // namespace

Check check_cta_url(Object const& action, Facts const& /*facts*/) {
  return check_named(action, "cta_url", kUrlButton);
}

namespace {

Check check_flow_words(Object const& parameters) {
  static constexpr std::array<std::string_view, 2> kModes{"draft", "published"};
  static constexpr std::array<std::string_view, 2> kActions{"navigate", "data_exchange"};
  auto const mode = text_in(parameters, "mode");
  if (!mode.empty()) {
    if (auto refusal = check_word(mode, kModes, inside(kParameters, "mode"))) return refusal;
  }
  auto const action = text_in(parameters, "flow_action");
  if (!action.empty()) {
    auto const where = inside(kParameters, "flow_action");
    if (auto refusal = check_word(action, kActions, where)) return refusal;
  }
  auto const where = inside(kParameters, "flow_action_payload");
  auto const* payload = object_in(parameters, "flow_action_payload");
  if (payload == nullptr) return std::nullopt;
  if (action == "data_exchange") return bad_value(where, "does not go with data_exchange.");
  auto const* data = object_in(*payload, "data");
  if (data != nullptr && data->empty()) {
    return bad_value(inside(where, "data"), "must not be an empty object.");
  }
  return std::nullopt;
}

}  // namespace

Check check_flow(Object const& action, Facts const& /*facts*/) {
  static constexpr std::array kFlow = std::to_array<Field>({
      {"flow_message_version", Kind::scalar, Need::required},
      {"flow_token", Kind::text},
      {"flow_id", Kind::scalar},
      {"flow_name", Kind::text},
      {"flow_cta", Kind::text, Need::required, 30},
      {"mode", Kind::text},
      {"flow_action", Kind::text},
      {"flow_action_payload", Kind::object},
  });
  if (auto refusal = check_named(action, "flow", kFlow)) return refusal;
  auto const& parameters = *object_in(action, "parameters");
  auto const has_id = parameters.contains("flow_id");
  auto const has_name = parameters.contains("flow_name");
  if (!has_id && !has_name) return missing(inside(kParameters, "flow_id"));
  if (has_id && has_name) return bad_value(kParameters, "must have either flow_id or flow_name.");
  if (has_emoji(text_in(parameters, "flow_cta"))) {
    return bad_value(inside(kParameters, "flow_cta"), "must not contain emoji.");
  }
  return check_flow_words(parameters);
}

Check check_product(Object const& action, Facts const& /*facts*/) {
  static constexpr std::array kFields = std::to_array<Field>({
      {"catalog_id", Kind::scalar, Need::required},
      {"product_retailer_id", Kind::text, Need::required},
  });
  return check_members(action, kFields, kAction);
}

Check check_product_list(Object const& action, Facts const& /*facts*/) {
  static constexpr std::array kFields = std::to_array<Field>({
      {"catalog_id", Kind::scalar, Need::required},
      {"sections", Kind::array, Need::required},
  });
  static constexpr std::array kSection = std::to_array<Field>({
      {"title", Kind::string, Need::optional, 24},
      {"product_items", Kind::array, Need::required},
  });
  static constexpr std::array kItem =
      std::to_array<Field>({{"product_retailer_id", Kind::text, Need::required}});
  if (auto refusal = check_members(action, kFields, kAction)) return refusal;
  auto const& sections = *array_in(action, "sections");
  if (auto refusal = check_sections(sections, kSection)) return refusal;
  std::size_t count = 0;
  for (std::size_t index = 0; index < sections.size(); ++index) {
    auto const where = inside(inside(kSections, index), "product_items");
    auto const& items = *array_in(sections[index].get_object(), "product_items");
    if (items.empty()) return missing(where);
    if (auto refusal = check_elements(items, kItem, where)) return refusal;
    count += items.size();
  }
  if (count <= kMostProducts) return std::nullopt;
  return bad_value(kSections, "must have at most 30 products in all.");
}

Check check_catalog(Object const& action, Facts const& /*facts*/) {
  static constexpr std::array kCatalog =
      std::to_array<Field>({{"thumbnail_product_retailer_id", Kind::text}});
  return check_named(action, "catalog_message", kCatalog);
}

Check check_address(Object const& action, Facts const& /*facts*/) {
  static constexpr std::array kParametersOfAddress = std::to_array<Field>({
      {"country", Kind::text, Need::required},
      {"values", Kind::object},
      {"saved_addresses", Kind::array},
      {"validation_errors", Kind::object},
  });
  return check_named(action, "address_message", kParametersOfAddress);
}

Check check_send_location(Object const& action, Facts const& /*facts*/) {
  return check_named(action, "send_location", {});
}

Check check_call_permission(Object const& action, Facts const& /*facts*/) {
  return check_named(action, "call_permission_request", {});
}

Check check_contact_info(Object const& action, Facts const& /*facts*/) {
  return check_named(action, "request_contact_info", {});
}

Check pass_through(Object const& /*action*/, Facts const& /*facts*/) {
  return std::nullopt;
}

namespace {

constexpr std::array kCardBody =
    std::to_array<Field>({{"text", Kind::text, Need::required, kCardBodyCharacters}});

Check check_url_card(Object const& card, std::string_view where, Facts const& facts) {
  auto const* header = object_in(card, "header");
  if (header == nullptr) return missing(inside(where, "header"));
  if (text_in(*header, "type") != "image" && text_in(*header, "type") != "video") {
    return bad_value(inside(where, "header"), "must be an image or a video.");
  }
  if (auto refusal = check_media_header(*header, inside(where, "header"), facts)) return refusal;
  if (auto const* body = object_in(card, "body")) {
    if (auto refusal = check_members(*body, kCardBody, inside(where, "body"))) return refusal;
    auto const text = text_in(*body, "text");
    if (std::count(text.begin(), text.end(), '\n') > kCardLineBreaks) {
      return bad_value(inside(where, "body"), "must have at most 2 line breaks.");
    }
  }
  return check_cta_url(*object_in(card, "action"), facts);
}

}  // namespace

Check check_carousel(Object const& action, Facts const& facts) {
  static constexpr std::array kFields =
      std::to_array<Field>({{"cards", Kind::array, Need::required}});
  static constexpr std::array kCard = std::to_array<Field>({
      {"card_index", Kind::integer, Need::required},
      {"type", Kind::text, Need::required},
      {"header", Kind::object},
      {"body", Kind::object},
      {"action", Kind::object, Need::required},
  });
  if (auto refusal = check_members(action, kFields, kAction)) return refusal;
  auto const& cards = *array_in(action, "cards");
  auto const where = inside(kAction, "cards");
  if (auto refusal = check_count(cards, 2, kMostCards, where)) return refusal;
  if (auto refusal = check_elements(cards, kCard, where)) return refusal;
  std::string_view kind;
  for (std::size_t index = 0; index < cards.size(); ++index) {
    auto const& card = cards[index].get_object();
    auto const place = inside(where, index);
    if (integer_in(card, "card_index") != static_cast<std::int64_t>(index)) {
      return bad_value(inside(place, "card_index"), "must count from 0.");
    }
    static constexpr std::array<std::string_view, 2> kTypes{"cta_url", "product"};
    auto const type = text_in(card, "type");
    if (auto refusal = check_word(type, kTypes, inside(place, "type"))) return refusal;
    auto refusal = type == "product" ? check_product(*object_in(card, "action"), facts)
                                     : check_url_card(card, place, facts);
    if (refusal) return refusal;
    auto const* header = object_in(card, "header");
    auto const this_kind = header == nullptr ? type : text_in(*header, "type");
    if (index > 0 && this_kind != kind) {
      return bad_value(place, "must have a header of the same kind as the first card.");
    }
    kind = this_kind;
  }
  return std::nullopt;
}

}  // namespace waypost::simulator
