#include <algorithm>
#include <array>

#include <boost/json/string.hpp>

#include "simulator/interactive_actions.h"
#include "simulator/schema.h"
#include "simulator/validate.h"

namespace waypost::simulator {
namespace {

constexpr std::size_t kHeaderCharacters = 60;
constexpr std::size_t kFooterCharacters = 60;
constexpr std::size_t kBodyCharacters = 1024;
constexpr std::size_t kListBodyCharacters = 4096;  // the current page; older ones say 1024
using Object = boost::json::object;

enum class Header { none, text, text_required, any };
enum class Part { none, optional, required };

/// What each interactive type takes beside its action.
struct Type {
  std::string_view name;
  Header header;
  Part body;
  std::size_t body_characters;
  Part footer;
  ActionCheck check_action;
};

constexpr std::array kInteractive = std::to_array<Field>({
    {"type", Kind::text, Need::required},
    {"header", Kind::object},
    {"body", Kind::object},
    {"footer", Kind::object},
    {"action", Kind::object, Need::required},
});

constexpr std::array kHeader = std::to_array<Field>({
    {"type", Kind::text, Need::required},
    {"text", Kind::text, Need::optional, kHeaderCharacters},
    {"image", Kind::object},
    {"video", Kind::object},
    {"document", Kind::object},
});

constexpr std::array kTypes = std::to_array<Type>({
    {"button", Header::any, Part::required, kBodyCharacters, Part::optional, check_buttons},
    {"list", Header::text, Part::required, kListBodyCharacters, Part::optional, check_list},
    {"cta_url", Header::any, Part::required, kBodyCharacters, Part::optional, check_cta_url},
    {"flow", Header::any, Part::required, kBodyCharacters, Part::optional, check_flow},
    {"product", Header::none, Part::optional, kBodyCharacters, Part::optional, check_product},
    {"product_list", Header::text_required, Part::required, kBodyCharacters, Part::optional,
     check_product_list},
    {"catalog_message", Header::none, Part::required, kBodyCharacters, Part::optional,
     check_catalog},
    {"carousel", Header::none, Part::required, kBodyCharacters, Part::none, check_carousel},
    {"location_request_message", Header::none, Part::required, kBodyCharacters, Part::none,
     check_send_location},
    {"call_permission_request", Header::none, Part::optional, kBodyCharacters, Part::none,
     check_call_permission},
    {"request_contact_info", Header::none, Part::required, kBodyCharacters, Part::none,
     check_contact_info},
    {"address_message", Header::text, Part::required, kBodyCharacters, Part::optional,
     check_address},
    {"order_details", Header::any, Part::required, kBodyCharacters, Part::optional, pass_through},
    {"order_status", Header::any, Part::required, kBodyCharacters, Part::optional, pass_through},
});

Check check_header(Object const& interactive, Type const& type, Facts const& facts) {
  constexpr std::string_view kWhere = "interactive['header']";
  auto const* header = object_in(interactive, "header");
  if (header == nullptr) {
    return type.header == Header::text_required ? Check{missing(kWhere)} : Check{};
  }
  if (type.header == Header::none) {
    return bad_value(kWhere, "is not allowed for type " + std::string(type.name) + ".");
  }
  if (type.header != Header::any && text_in(*header, "type") != "text") {
    return bad_value(kWhere, "must be of type text.");
  }
  return check_media_header(*header, kWhere, facts);
}

/// `body` or `footer`: {"text":...}.
Check check_part(Object const& interactive,
                 std::string_view name,
                 Part part,
                 std::size_t characters) {
  auto const where = inside("interactive", name);
  auto const* object = object_in(interactive, name);
  if (object == nullptr) return part == Part::required ? Check{missing(where)} : Check{};
  if (part == Part::none) return bad_value(where, "is not allowed for this type.");
  auto const fields = std::to_array<Field>({{"text", Kind::text, Need::required, characters}});
  return check_members(*object, fields, where);
}

}  // namespace

Check check_media_header(Object const& header, std::string_view where, Facts const& facts) {
  if (auto refusal = check_members(header, kHeader, where)) return refusal;
  auto const type = text_in(header, "type");
  if (header.size() != 2) return bad_value(where, "must have type and one object of that type.");
  if (type == "text") {
    return text_in(header, "text").empty() ? Check{missing(inside(where, "text"))} : Check{};
  }
  static constexpr std::array<std::string_view, 3> kKinds{"image", "video", "document"};
  if (auto refusal = check_word(type, kKinds, inside(where, "type"))) return refusal;
  auto const* media = object_in(header, type);
  if (media == nullptr) return missing(inside(where, type));
  if (media->contains("caption")) {
    return Refusal{100, "Unexpected key \"caption\" on param \"" + inside(where, type) + "\"."};
  }
  return check_media_object(type, *media, inside(where, type), facts);
}

Check check_interactive(boost::json::value const& value, Facts const& facts) {
  auto const& interactive = value.get_object();
  if (auto refusal = check_members(interactive, kInteractive, "interactive")) return refusal;
  auto const name = text_in(interactive, "type");
  auto const type = std::find_if(kTypes.begin(), kTypes.end(),
                                 [name](Type const& known) { return known.name == name; });
  if (type == kTypes.end()) {
    return bad_value("interactive['type']", "is not a known type: " + std::string(name) + ".");
  }
  if (auto refusal = check_header(interactive, *type, facts)) return refusal;
  if (auto refusal = check_part(interactive, "body", type->body, type->body_characters)) {
    return refusal;
  }
  if (auto refusal = check_part(interactive, "footer", type->footer, kFooterCharacters)) {
    return refusal;
  }
  return type->check_action(*object_in(interactive, "action"), facts);
}

}  // namespace waypost::simulator
