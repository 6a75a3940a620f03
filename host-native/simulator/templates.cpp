#include "simulator/templates.h"

#include <algorithm>

#include <boost/json/array.hpp>

#include "simulator/random.h"
#include "simulator/schema.h"
#include "simulator/text.h"

namespace waypost::simulator {
namespace {

bool is_variable_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
         character == '_';
}

/// The names inside {{ }}, each once.
std::vector<std::string> variables_of(std::string_view text) {
  std::vector<std::string> names;
  for (auto open = text.find("{{"); open != std::string_view::npos;
       open = text.find("{{", open + 2)) {
    auto const close = text.find("}}", open);
    if (close == std::string_view::npos) break;
    auto name = text.substr(open + 2, close - open - 2);
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_variable_character)) continue;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  }
  return names;
}

std::vector<TemplateButton> buttons_of(boost::json::object const& component) {
  std::vector<TemplateButton> buttons;
  auto const* list = array_in(component, "buttons");
  if (list == nullptr) return buttons;
  for (auto const& value : *list) {
    auto const* button = value.if_object();
    if (button == nullptr) continue;
    auto type = to_upper(text_in(*button, "type"));
    auto const varies = type == "OTP" || type == "COPY_CODE" || type == "MPM" ||
                        (type == "URL" && !variables_of(text_in(*button, "url")).empty());
    buttons.push_back(
        {std::move(type), varies ? TemplateButton::Variable::yes : TemplateButton::Variable::no});
  }
  return buttons;
}

void read_body(boost::json::object const& component, TemplateShape& shape) {
  shape.body_text = text_in(component, "text");
  shape.body_variables = variables_of(shape.body_text);
  // An authentication template is created without text: Meta's own has one place for the code.
  if (shape.body_text.empty()) shape.body_variables = {"1"};
}

TemplateShape shape_of(boost::json::array const& components) {
  TemplateShape shape;
  for (auto const& value : components) {
    auto const* component = value.if_object();
    if (component == nullptr) continue;
    auto const type = to_upper(text_in(*component, "type"));
    if (type == "HEADER") {
      shape.header_format = to_upper(text_in(*component, "format"));
      shape.header_text = text_in(*component, "text");
      shape.header_variables = variables_of(shape.header_text);
    } else if (type == "BODY") {
      read_body(*component, shape);
    } else if (type == "BUTTONS") {
      shape.buttons = buttons_of(*component);
    } else if (type == "LIMITED_TIME_OFFER") {
      auto const* offer = object_in(*component, "limited_time_offer");
      auto const* expires = offer == nullptr ? nullptr : offer->if_contains("has_expiration");
      auto const* flag = expires == nullptr ? nullptr : expires->if_bool();
      if (flag != nullptr && *flag) shape.offer = TemplateShape::Offer::expires;
    }
  }
  return shape;
}

std::vector<TemplateShape> cards_of(boost::json::array const& components) {
  std::vector<TemplateShape> cards;
  for (auto const& value : components) {
    auto const* component = value.if_object();
    if (component == nullptr || to_upper(text_in(*component, "type")) != "CAROUSEL") continue;
    auto const* list = array_in(*component, "cards");
    if (list == nullptr) continue;
    for (auto const& card : *list) {
      auto const* object = card.if_object();
      auto const* inner = object == nullptr ? nullptr : array_in(*object, "components");
      cards.push_back(inner == nullptr ? TemplateShape{} : shape_of(*inner));
    }
  }
  return cards;
}

std::string id_from(std::string_view name, std::string_view language) {
  std::uint64_t hash = 0;
  for (auto const character : name) hash = mix(hash ^ static_cast<unsigned char>(character));
  for (auto const character : language) hash = mix(hash ^ static_cast<unsigned char>(character));
  return std::to_string(400'000'000'000'000ULL + hash % 100'000'000'000'000ULL);
}

/// The member's text, written into the definition if it was not there.
std::string with_default(boost::json::object& definition,
                         std::string_view name,
                         std::string_view fallback) {
  auto text = std::string(text_in(definition, name));
  if (text.empty()) {
    text = fallback;
    definition[name] = fallback;
  }
  return text;
}

}  // namespace

Template read_template(boost::json::object definition) {
  Template out;
  out.name = with_default(definition, "name", "unnamed");
  out.language = with_default(definition, "language", "en_US");
  out.id = with_default(definition, "id", id_from(out.name, out.language));
  out.status = with_default(definition, "status", "APPROVED");
  out.category = with_default(definition, "category", "UTILITY");
  if (with_default(definition, "parameter_format", "POSITIONAL") == "NAMED") {
    out.format = Template::Format::named;
  }
  if (auto const* components = array_in(definition, "components")) {
    out.shape = shape_of(*components);
    out.cards = cards_of(*components);
  }
  out.definition = std::move(definition);
  return out;
}

std::string TemplateStore::put(std::string_view waba_id, Template definition) {
  std::lock_guard const lock(mutex_);
  auto& account = accounts_[std::string(waba_id)];
  Key key(definition.name, definition.language);
  auto const known = account.find(key);
  auto before = known == account.end() ? std::string() : known->second->status;
  account.insert_or_assign(std::move(key), std::make_shared<Template const>(std::move(definition)));
  return before;
}

std::shared_ptr<Template const> TemplateStore::find(std::string_view waba_id,
                                                    std::string_view name,
                                                    std::string_view language) const {
  std::lock_guard const lock(mutex_);
  auto const account = accounts_.find(waba_id);
  if (account == accounts_.end()) return nullptr;
  auto const found = account->second.find(Key(name, language));
  if (found == account->second.end()) return nullptr;
  return found->second;
}

std::vector<std::shared_ptr<Template const>> TemplateStore::list(std::string_view waba_id) const {
  std::lock_guard const lock(mutex_);
  std::vector<std::shared_ptr<Template const>> out;
  auto const account = accounts_.find(waba_id);
  if (account == accounts_.end()) return out;
  for (auto const& [key, definition] : account->second) out.push_back(definition);
  return out;
}

}  // namespace waypost::simulator
