#include "cli/rehearsal.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "waypost/engine/decide.h"
#include "waypost/wire/words.h"

namespace waypost::cli {
namespace {

namespace json = boost::json;

constexpr char const* kNumber = "800000000000001";
constexpr char const* kPhone = "15550100001";

std::string text_of(json::object const& object, std::string_view name) {
  auto const* member = object.if_contains(name);
  auto const* text = member != nullptr ? member->if_string() : nullptr;
  return text != nullptr ? std::string{text->data(), text->size()} : std::string{};
}

engine::Contact contact_of(json::object const& given) {
  engine::Contact contact;
  contact.id = 1;
  contact.phone = kPhone;
  contact.wa_id = kPhone;
  contact.name = text_of(given, "name");
  contact.email = text_of(given, "email");
  if (auto const* tags = given.if_contains("tags"); tags != nullptr && tags->is_array()) {
    for (json::value const& tag : tags->get_array()) {
      if (auto const* text = tag.if_string()) contact.tags.emplace_back(text->data(), text->size());
    }
    std::sort(contact.tags.begin(), contact.tags.end());
  }
  if (auto const* fields = given.if_contains("fields"); fields != nullptr && fields->is_object()) {
    for (auto const& field : fields->get_object()) {
      if (auto const* text = field.value().if_string()) {
        contact.fields.emplace_back(std::string{field.key()},
                                    std::string{text->data(), text->size()});
      }
    }
    std::sort(contact.fields.begin(), contact.fields.end());
  }
  if (auto const* off = given.if_contains("bot_off"))
    contact.bot_off = off->is_bool() && off->get_bool();
  return contact;
}

webhook::MessageReceived message_of(Trial const& trial) {
  webhook::MessageReceived message;
  message.place.phone_number_id = PhoneNumberId{kNumber};
  message.id = Wamid{"wamid.trial"};
  message.from.phone = kPhone;
  message.from.wa_id = kPhone;
  message.from.name = text_of(trial.contact, "name");
  message.at = trial.at;
  message.kind = trial.payload ? webhook::MessageKind::interactive : webhook::MessageKind::text;
  message.type = trial.payload ? "interactive" : "text";
  message.text = trial.message;
  message.payload = trial.payload;
  return message;
}

/// "10:00" at `at`: two digits, a colon, two digits.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  if (text.size() < at + size) return std::nullopt;
  char const* const end = text.data() + at + size;
  auto const parsed = std::from_chars(text.data() + at, end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end || value < 0) return std::nullopt;
  return value;
}

}  // namespace

std::string name_of(engine::Outcome const& outcome) {
  std::string const kind{wire::word(outcome.kind)};
  if (outcome.kind == engine::OutcomeKind::answered && outcome.detail != "opt_out" &&
      outcome.detail != "opt_in") {
    return outcome.detail;
  }
  return outcome.detail.empty() ? kind : kind + "(" + outcome.detail + ")";
}

engine::Explanation rehearse(playbook::Playbook const& playbook, Trial const& trial) {
  webhook::Event const event = message_of(trial);
  engine::Snapshot snapshot;
  snapshot.number = {PhoneNumberId{kNumber}, 1, "15550100100"};
  engine::Found found;
  found.contact = contact_of(trial.contact);
  if (!trial.first_contact) {
    engine::Conversation conversation;
    conversation.id = 1;
    conversation.contact = 1;
    conversation.phone_number_id = PhoneNumberId{kNumber};
    conversation.last_inbound_at = trial.at - std::chrono::hours{24 * 7};
    found.conversation = conversation;
  }
  snapshot.found.push_back(std::move(found));
  engine::DecideScratch scratch;
  return engine::explain(playbook, snapshot, event, trial.at, scratch);
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  auto const year = number_at(text, 0, 4);
  auto const month = number_at(text, 5, 2);
  auto const day = number_at(text, 8, 2);
  auto const hour = number_at(text, 11, 2);
  auto const minute = number_at(text, 14, 2);
  auto const second = number_at(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
      text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  std::chrono::year_month_day const date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9';) ++at;
  }
  std::string_view const zone = text.substr(at);
  std::chrono::minutes offset{0};
  if (zone != "Z" && zone != "z") {
    auto const hours = number_at(zone, 1, 2);
    auto const minutes = number_at(zone, 4, 2);
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || !hours ||
        !minutes) {
      return std::nullopt;
    }
    offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    if (zone[0] == '-') offset = -offset;
  }
  return Instant{std::chrono::sys_days{date}} + std::chrono::hours{*hour} +
         std::chrono::minutes{*minute} + std::chrono::seconds{*second} - offset;
}

}  // namespace waypost::cli
