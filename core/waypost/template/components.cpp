#include "waypost/template/components.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>
#include <utility>

#include "waypost/template/analyze.h"
#include "waypost/template/components_writer.h"
#include "waypost/template/filters.h"
#include "waypost/template/limits.h"
#include "waypost/template/members.h"
#include "waypost/unicode/utf8.h"

namespace waypost::templating {
namespace {

/// Meta's cards hold no carousels; a definition that nests them is not followed far.
constexpr std::size_t kDepthMax = 8;

constexpr std::string_view kNoMedia =
    "Bind header_media to a link or to the id of an uploaded file.";

std::string lower(std::string_view word) {
  std::string text(word);
  for (char& byte : text)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + ('a' - 'A'));
  return text;
}

}  // namespace

bool is_word(std::string_view word, std::string_view upper) noexcept {
  return std::equal(word.begin(), word.end(), upper.begin(), upper.end(), [](char a, char b) {
    return a == b || (a >= 'a' && a <= 'z' && a - ('a' - 'A') == b);
  });
}

boost::json::object const* component_of(boost::json::array const& definition,
                                        std::string_view type) noexcept {
  for (auto const& component : definition) {
    auto const* const object = component.if_object();
    if (object != nullptr && is_word(text_in(*object, "type"), type)) return object;
  }
  return nullptr;
}

void ComponentsWriter::begin(std::string_view type) {
  composer_.json.begin_object().key("type").string(type).key("parameters").begin_array();
}

void ComponentsWriter::end() {
  composer_.json.end_array().end_object();
}

boost::json::object const* ComponentsWriter::bindings_in(std::string_view name) const noexcept {
  return object_member(bindings_, name);
}

std::optional<Bound> ComponentsWriter::bound(boost::json::value const* value, Need need) {
  if (value == nullptr || value->is_null()) {
    if (need == Need::required) composer_.refuse(TemplateErrc::binding);
    return std::nullopt;
  }
  auto const* const source = value->if_string();
  if (source == nullptr) {
    composer_.refuse(TemplateErrc::binding, "Write the binding as a text in quotes.");
    return std::nullopt;
  }
  auto const filled = composer_.fill(*source, OnMissing::error);
  if (filled.knowledge == Knowledge::refused) return std::nullopt;
  Bound made;
  made.knowledge = filled.knowledge;
  append_oneline(made.text, filled.text);
  if (made.text.empty()) {
    composer_.refuse(TemplateErrc::empty_param);
    return std::nullopt;
  }
  return made;
}

std::optional<Bound> ComponentsWriter::bound_in(boost::json::object const& from,
                                                std::string_view name,
                                                Need need) {
  At const at(composer_.path, name);
  auto const* value = from.if_contains(name);
  if (value == nullptr) {  // a parameter spelled {{01}} may be bound as "1"
    auto const number = number_of(name);
    if (!number.empty()) value = from.if_contains(number);
  }
  return bound(value, need);
}

std::optional<std::int64_t> ComponentsWriter::whole_number(boost::json::object const& from,
                                                           std::string_view name) {
  auto const* const value = from.if_contains(name);
  if (value != nullptr && value->is_int64()) return *value->if_int64();
  auto const text = bound_in(from, name, Need::required);
  if (!text) return std::nullopt;
  if (text->knowledge != Knowledge::known) return 1;  // Pass::check writes nothing that is read
  std::int64_t number = 0;
  auto const* const last = text->text.data() + text->text.size();
  auto const read = std::from_chars(text->text.data(), last, number);
  if (read.ec == std::errc() && read.ptr == last) return number;
  At const at(composer_.path, name);
  composer_.refuse(TemplateErrc::binding, "Bind it to a whole number.");
  return std::nullopt;
}

ComponentsWriter::Text ComponentsWriter::text_of(boost::json::object const* component,
                                                 std::string_view part) {
  if (component == nullptr) return {};
  auto made = parse(text_in(*component, "text"));
  if (!made) {
    At const at(composer_.path, part);
    composer_.refuse(made.error());
    return {};
  }
  auto names = names_of(*made);
  return {*std::move(made), std::move(names)};
}

void ComponentsWriter::text_part(std::string_view part, Text const& text, std::size_t limit) {
  if (text.names.empty()) return;
  At const at(composer_.path, part);
  boost::json::object const nothing;
  auto const* const given = bindings_in(part);
  bool const named = format_of(text.names) == ParameterFormat::named;
  std::unordered_map<std::string, std::size_t> lengths;  // of each parameter's text
  begin(part);
  for (auto const& name : sending_order(text.names)) {
    auto const made = bound_in(given == nullptr ? nothing : *given, name, Need::required);
    if (!made) continue;
    composer_.json.begin_object().key("type").string("text");
    if (named) composer_.json.key("parameter_name").string(name);
    composer_.json.key("text").string(made->text).end_object();
    if (made->knowledge == Knowledge::known)
      lengths.emplace(parameter_key(name), unicode::length(made->text));
  }
  end();
  std::size_t length = 0;
  for (auto const& piece : text.made.pieces()) {
    if (!piece.is_placeholder()) {
      length += unicode::length(text.made.text_of(piece));
      continue;
    }
    auto const name = name_of(text.made, piece);
    auto const found = lengths.find(std::string(parameter_key(name)));
    if (found != lengths.end()) length += found->second;
  }
  if (length > limit)
    composer_.refuse(TemplateErrc::too_long, "Shorten what fills the parameters.", limit);
}

void ComponentsWriter::media_object(std::string_view kind, boost::json::object const& given) {
  bool const by_id = has(given, "id");
  if (!by_id && !has(given, "link")) return composer_.refuse(TemplateErrc::binding, kNoMedia);
  auto const write = [&](std::string_view name, Need need, std::size_t bytes) {
    auto const text = bound_in(given, name, need);
    if (!text) return;
    At const at(composer_.path, name);
    auto const fitting = composer_.limited({text->text, text->knowledge},
                                           {name, need, Reader::machine, bytes, Unit::bytes});
    composer_.json.key(name).string(fitting);
  };
  composer_.json.begin_object().key("type").string(kind).key(kind).begin_object();
  if (by_id)
    write("id", Need::required, kNoLimit);
  else
    write("link", Need::required, kLinkBytesMax);
  if (kind == "document") write("filename", Need::optional, kFileNameBytesMax);
  composer_.json.end_object().end_object();
}

void ComponentsWriter::media(std::string_view format) {
  auto const kind = lower(format);
  auto const* const given = bindings_in("header_media");
  At const at(composer_.path, "header_media");
  if (given == nullptr) return composer_.refuse(TemplateErrc::binding, kNoMedia);
  begin("header");
  if (kind == "location" || kind == "product") {
    for (std::string_view const name :
         kind == "location"
             ? std::array<std::string_view, 2>{"latitude", "longitude"}
             : std::array<std::string_view, 2>{"product_retailer_id", "catalog_id"}) {
      At const member(composer_.path, name);
      if (!has(*given, name)) composer_.refuse(TemplateErrc::binding);
    }
    composer_.json.begin_object().key("type").string(kind).key(kind);
    composer_.write_filled(*given, OnMissing::error);
    composer_.json.end_object();
  } else {
    media_object(kind, *given);
  }
  end();
}

void ComponentsWriter::offer(boost::json::object const& component) {
  auto const* const made = object_member(component, "limited_time_offer");
  if (made == nullptr || !is_true(*made, "has_expiration")) return;
  At const at(composer_.path, "limited_time_offer");
  auto const* const given = bindings_in("limited_time_offer");
  if (given == nullptr)
    return composer_.refuse(TemplateErrc::binding, "Bind expiration_time_ms: when the offer ends.");
  auto const at_ms = whole_number(*given, "expiration_time_ms");
  if (!at_ms) return;
  begin("limited_time_offer");
  composer_.json.begin_object().key("type").string("limited_time_offer");
  composer_.json.key("limited_time_offer").begin_object();
  composer_.json.key("expiration_time_ms").integer(*at_ms).end_object().end_object();
  end();
}

void ComponentsWriter::carousel(boost::json::object const& component) {
  auto const* const cards = array_member(component, "cards");
  if (size_of(cards) == 0) return;
  auto const* const given = array_member(bindings_, "cards");
  boost::json::object const nothing;
  At const at(composer_.path, "cards");
  composer_.json.begin_object().key("type").string("carousel").key("cards").begin_array();
  for (std::size_t i = 0; i < cards->size(); ++i) {
    At const here(composer_.path, i);
    auto const* const card = (*cards)[i].if_object();
    auto const* const definition = card == nullptr ? nullptr : array_member(*card, "components");
    auto const* const own = i < size_of(given) ? (*given)[i].if_object() : nullptr;
    composer_.json.begin_object().key("card_index").integer(static_cast<std::int64_t>(i));
    composer_.json.key("components").begin_array();
    ComponentsWriter writer(composer_, own == nullptr ? nothing : *own, kTemplateCardBodyCharsMax);
    if (definition != nullptr) writer.write(*definition);
    composer_.json.end_array().end_object();
  }
  composer_.json.end_array().end_object();
}

void ComponentsWriter::write(boost::json::array const& definition) {
  if (composer_.path.depth() > kDepthMax) return;
  auto const* const header = component_of(definition, "HEADER");
  auto const format = header == nullptr ? std::string_view() : text_in(*header, "format");
  bool const is_text = format.empty() || is_word(format, "TEXT");
  auto const header_text = text_of(is_text ? header : nullptr, "header");
  auto const body_text = text_of(component_of(definition, "BODY"), "body");
  auto all = header_text.names;
  all.insert(all.end(), body_text.names.begin(), body_text.names.end());
  if (format_of(all) == ParameterFormat::mixed) composer_.refuse(TemplateErrc::mixed);
  if (composer_.is_stopped()) return;
  if (!is_text) media(format);
  text_part("header", header_text, kTemplateHeaderCharsMax);
  text_part("body", body_text, body_limit_);
  if (auto const* const made = component_of(definition, "LIMITED_TIME_OFFER")) offer(*made);
  if (auto const* const made = component_of(definition, "CAROUSEL")) carousel(*made);
  auto const* const group = component_of(definition, "BUTTONS");
  At const at(composer_.path, "buttons");
  if (group != nullptr)
    each(array_member(*group, "buttons"),
         [&](std::size_t i, boost::json::object const& made) { button(made, i); });
}

namespace {

std::vector<TemplateError> write_array(boost::json::array const& definition,
                                       boost::json::object const& bindings,
                                       Vars const& vars,
                                       Pass pass,
                                       std::string& text) {
  Composer composer(text, vars, pass, {});
  composer.json.begin_array();
  At const at(composer.path, "bindings");
  ComponentsWriter(composer, bindings, kTemplateBodyCharsMax).write(definition);
  composer.json.end_array();
  return std::move(composer.errors);
}

}  // namespace

TemplateResult<std::string> components(boost::json::array const& definition,
                                       boost::json::object const& bindings,
                                       Vars const& vars) {
  std::string text;
  auto errors = write_array(definition, bindings, vars, Pass::strict, text);
  if (!errors.empty()) return std::move(errors.front());
  return text;
}

std::vector<TemplateError> check_components(boost::json::array const& definition,
                                            boost::json::object const& bindings) {
  std::string text;
  return write_array(definition, bindings, Vars(), Pass::check, text);
}

}  // namespace waypost::templating
