#include <array>
#include <charconv>

#include <boost/json/string.hpp>

#include "simulator/schema.h"
#include "simulator/text.h"
#include "simulator/validate.h"

namespace waypost::simulator {
namespace {

constexpr std::size_t kBodyCharacters = 4096;
constexpr std::size_t kCaptionCharacters = 1024;
constexpr std::size_t kMostContacts = 257;
constexpr std::int64_t kMostPinDays = 30;

constexpr std::array kText = std::to_array<Field>({
    {"body", Kind::text, Need::required, kBodyCharacters},
    {"preview_url", Kind::boolean},
});

constexpr std::array kPicture = std::to_array<Field>({
    {"id", Kind::text},
    {"link", Kind::url},
    {"caption", Kind::string, Need::optional, kCaptionCharacters},
});
constexpr std::array kDocument = std::to_array<Field>({
    {"id", Kind::text},
    {"link", Kind::url},
    {"caption", Kind::string, Need::optional, kCaptionCharacters},
    {"filename", Kind::text},
});
constexpr std::array kAudio = std::to_array<Field>({
    {"id", Kind::text},
    {"link", Kind::url},
    {"voice", Kind::boolean},
});
constexpr std::array kSticker = std::to_array<Field>({{"id", Kind::text}, {"link", Kind::url}});

constexpr std::array kLocation = std::to_array<Field>({
    {"latitude", Kind::scalar, Need::required},
    {"longitude", Kind::scalar, Need::required},
    {"name", Kind::string},
    {"address", Kind::string},
});

constexpr std::array kContact = std::to_array<Field>({
    {"name", Kind::object, Need::required},
    {"phones", Kind::array},
    {"emails", Kind::array},
    {"addresses", Kind::array},
    {"org", Kind::object},
    {"urls", Kind::array},
    {"birthday", Kind::text},
});
constexpr std::array kName = std::to_array<Field>({
    {"formatted_name", Kind::text, Need::required},
    {"first_name", Kind::string},
    {"last_name", Kind::string},
    {"middle_name", Kind::string},
    {"prefix", Kind::string},
    {"suffix", Kind::string},
});
constexpr std::array kPhone = std::to_array<Field>({
    {"phone", Kind::string},
    {"type", Kind::string},
    {"wa_id", Kind::string},
});
constexpr std::array kEmail = std::to_array<Field>({
    {"email", Kind::string},
    {"type", Kind::string},
});
constexpr std::array kAddress = std::to_array<Field>({
    {"street", Kind::string},
    {"city", Kind::string},
    {"state", Kind::string},
    {"zip", Kind::string},
    {"country", Kind::string},
    {"country_code", Kind::string},
    {"type", Kind::string},
});
constexpr std::array kOrg = std::to_array<Field>({
    {"company", Kind::string},
    {"department", Kind::string},
    {"title", Kind::string},
});
constexpr std::array kUrl = std::to_array<Field>({
    {"url", Kind::string},
    {"type", Kind::string},
});

constexpr std::array kReaction = std::to_array<Field>({
    {"message_id", Kind::text, Need::required},
    {"emoji", Kind::string, Need::required},
});

constexpr std::array kPin = std::to_array<Field>({
    {"type", Kind::text, Need::required},
    {"message_id", Kind::text, Need::required},
    {"expiration_days", Kind::integer},
});

std::span<Field const> media_fields(std::string_view kind) {
  if (kind == "document") return kDocument;
  if (kind == "audio") return kAudio;
  if (kind == "sticker") return kSticker;
  return kPicture;
}

/// A coordinate as a number or as its digits.
std::optional<double> coordinate(boost::json::object const& location, std::string_view name) {
  auto const& value = location.at(name);
  if (value.is_number()) return value.to_number<double>();
  auto const text = text_in(location, name);
  double number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Check check_coordinate(boost::json::object const& location,
                       std::string_view name,
                       double most,
                       std::string_view where) {
  auto const number = coordinate(location, name);
  if (number && *number >= -most && *number <= most) return std::nullopt;
  return bad_value(inside(where, name), "is not a coordinate.");
}

bool is_date(std::string_view text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-' && is_digits(text.substr(0, 4)) &&
         is_digits(text.substr(5, 2)) && is_digits(text.substr(8, 2));
}

Check check_list(boost::json::object const& card,
                 std::string_view name,
                 std::span<Field const> fields,
                 std::string_view where) {
  auto const* list = array_in(card, name);
  return list == nullptr ? Check{} : check_elements(*list, fields, inside(where, name));
}

Check check_card(boost::json::object const& card, std::string_view where) {
  if (auto refusal = check_members(*object_in(card, "name"), kName, inside(where, "name"))) {
    return refusal;
  }
  if (auto refusal = check_list(card, "phones", kPhone, where)) return refusal;
  if (auto refusal = check_list(card, "emails", kEmail, where)) return refusal;
  if (auto refusal = check_list(card, "addresses", kAddress, where)) return refusal;
  if (auto refusal = check_list(card, "urls", kUrl, where)) return refusal;
  if (auto const* org = object_in(card, "org")) {
    if (auto refusal = check_members(*org, kOrg, inside(where, "org"))) return refusal;
  }
  auto const birthday = text_in(card, "birthday");
  if (!birthday.empty() && !is_date(birthday)) {
    return bad_value(inside(where, "birthday"), "must be YYYY-MM-DD.");
  }
  return std::nullopt;
}

}  // namespace

Check check_text(boost::json::value const& value, Facts const& /*facts*/) {
  return check_members(value.get_object(), kText, "text");
}

Check check_media_object(std::string_view kind,
                         boost::json::object const& object,
                         std::string_view where,
                         Facts const& facts) {
  if (auto refusal = check_members(object, media_fields(kind), where)) return refusal;
  auto const id = text_in(object, "id");
  auto const link = text_in(object, "link");
  if (id.empty() && link.empty()) return missing(inside(where, "id"));
  if (!id.empty() && !link.empty()) return bad_value(where, "must have either id or link.");
  if (id.empty()) return std::nullopt;
  auto const file = facts.media.find(id, facts.now);
  if (!file || file->phone_number_id != facts.number.phone_number_id) {
    if (!file && facts.unknown_ids == UnknownIds::accepted) return std::nullopt;
    return Refusal{131053, "Media " + std::string(id) + " is not known for this number."};
  }
  if (media_kind(file->mime_type) != kind) {
    return Refusal{131053, file->mime_type + " cannot be sent as " + std::string(kind) + "."};
  }
  return std::nullopt;
}

Check check_media_message(std::string_view type,
                          boost::json::value const& value,
                          Facts const& facts) {
  return check_media_object(type, value.get_object(), type, facts);
}

Check check_location(boost::json::value const& value, std::string_view where) {
  auto const& location = value.get_object();
  if (auto refusal = check_members(location, kLocation, where)) return refusal;
  if (auto refusal = check_coordinate(location, "latitude", 90, where)) return refusal;
  return check_coordinate(location, "longitude", 180, where);
}

Check check_contacts(boost::json::value const& value, Facts const& /*facts*/) {
  auto const& cards = value.get_array();
  if (auto refusal = check_count(cards, 1, kMostContacts, "contacts")) return refusal;
  if (auto refusal = check_elements(cards, kContact, "contacts")) return refusal;
  for (std::size_t index = 0; index < cards.size(); ++index) {
    auto const where = inside("contacts", index);
    if (auto refusal = check_card(cards[index].get_object(), where)) return refusal;
  }
  return std::nullopt;
}

Check check_reaction(boost::json::value const& value, Facts const& facts) {
  auto const& reaction = value.get_object();
  if (auto refusal = check_members(reaction, kReaction, "reaction")) return refusal;
  return check_known_message(text_in(reaction, "message_id"), inside("reaction", "message_id"),
                             facts);
}

Check check_pin(boost::json::value const& value, Facts const& facts) {
  static constexpr std::array<std::string_view, 2> kWords{"pin", "unpin"};
  auto const& pin = value.get_object();
  if (auto refusal = check_members(pin, kPin, "pin")) return refusal;
  if (auto refusal = check_word(text_in(pin, "type"), kWords, inside("pin", "type"))) {
    return refusal;
  }
  auto const days = integer_in(pin, "expiration_days");
  if (days && (*days < 1 || *days > kMostPinDays)) {
    return bad_value(inside("pin", "expiration_days"), "must be between 1 and 30.");
  }
  return check_known_message(text_in(pin, "message_id"), inside("pin", "message_id"), facts);
}

}  // namespace waypost::simulator
