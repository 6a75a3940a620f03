#include "waypost/webhook/field.h"

#include <array>

#include "waypost/webhook/error_items.h"
#include "waypost/webhook/message.h"

namespace waypost::webhook {
namespace {

/// Where a text may stand in a value: a member, or a member of a member.
struct Path {
  std::string_view member;
  std::string_view inner = {};
};

// What a change says, what it is about, and where that stands now: the first of each that is
// there. An event that can mean opposite things (DISABLED_UPDATE) has its meaning in `state`.
constexpr std::array<Path, 4> kDetail{
    {{"event"}, {"decision"}, {"alert_info", "alert_type"}, {"alert_type"}}};
constexpr std::array<Path, 7> kSubject{{{"message_template_name"},
                                        {"flow_id"},
                                        {"solution_id"},
                                        {"waba_info", "waba_id"},
                                        {"configuration_name"},
                                        {"entity_id"},
                                        {"display_phone_number"}}};
constexpr std::array<Path, 9> kState{{{"new_quality_score"},
                                      {"ban_info", "waba_ban_state"},
                                      {"violation_info", "violation_type"},
                                      {"other_info", "title"},
                                      {"new_status"},
                                      {"alert_state"},
                                      {"alert_info", "alert_status"},
                                      {"solution_status"},
                                      {"status"}}};

template <std::size_t kCount>
std::string first_text(json::object const& value, std::array<Path, kCount> const& paths) {
  for (auto const& path : paths) {
    auto const* found = member(value, path.member);
    if (!path.inner.empty()) {
      auto const* const outer = object_of(found);
      found = outer == nullptr ? nullptr : member(*outer, path.inner);
    }
    if (auto text = text_of(found); !text.empty()) return std::string(text);
  }
  return {};
}

/// Reads each item of value.<name>, if that is an array.
template <class Read>
void each_item(Change const& change, std::string_view name, Reading& reading, Read const& read) {
  auto const* const items = array_of(member(*change.value->if_object(), name));
  if (items == nullptr || !reading.admit(items->size())) return;
  Step const value(reading, "value");
  Step const list(reading, name);
  for (std::size_t i = 0; i < items->size(); ++i) {
    Step const item(reading, i);
    read((*items)[i]);
  }
}

void read_echoes(Change const& change, Contacts& contacts, Reading& reading, FieldChanged& read) {
  auto const* const echoes = array_of(member(*change.value->if_object(), "message_echoes"));
  if (echoes == nullptr) return;
  MessageReader reader(contacts, *echoes, Side::business, reading);
  each_item(change, "message_echoes", reading, [&](json::value const& item) {
    auto& echo = read.echoes.emplace_back();
    echo.place = change.place;
    echo.place.pointer = reading.pointer;
    if (auto refused = reader.read(item, echo)) {
      read.echoes.pop_back();
      reading.parsed.refused.push_back(std::move(*refused));
    }
  });
}

void read_preferences(Change const& change,
                      Contacts& contacts,
                      Reading& reading,
                      FieldChanged& read) {
  constexpr std::array<std::string_view, 6> kMembers{"wa_id",    "user_id", "parent_user_id",
                                                     "category", "value",   "timestamp"};
  each_item(change, "user_preferences", reading, [&](json::value const& item) {
    auto const [wa_id, user_id, parent, category, value, timestamp] = pick(&item, kMembers);
    Preference preference;
    preference.who.user_id = id_of(user_id);
    preference.who.parent_user_id = id_of(parent);
    auto own = id_of(wa_id);
    if (auto const* const known = contacts.find(own, preference.who.user_id)) {
      complete(preference.who, *known, reading.name_bytes_left);
    }
    if (!own.empty()) preference.who.wa_id = std::move(own);
    preference.category = text_of(category);
    preference.value = text_of(value);
    preference.at = instant_of(timestamp);
    if (!preference.who.named() || preference.value.empty()) {
      reading.refuse_part("A preference has no person or no value.");
      return;
    }
    read.preferences.push_back(std::move(preference));
  });
}

void read_identities(Change const& change, Reading& reading, FieldChanged& read) {
  constexpr std::array<std::string_view, 3> kMembers{"wa_id", "user_id", "parent_user_id"};
  constexpr std::array<std::string_view, 2> kSides{"previous", "current"};
  each_item(change, "user_id_update", reading, [&](json::value const& item) {
    auto const [wa_id, user_id, parent] = pick(&item, kMembers);
    auto const [old_user_id, new_user_id] = pick(user_id, kSides);
    auto const [old_parent, new_parent] = pick(parent, kSides);
    IdentityChange identity;
    identity.before.wa_id = id_of(wa_id);
    identity.before.user_id = id_of(old_user_id);
    identity.before.parent_user_id = id_of(old_parent);
    identity.after.wa_id = identity.before.wa_id;
    identity.after.user_id = id_of(new_user_id);
    identity.after.parent_user_id = id_of(new_parent);
    if (identity.before.user_id.empty() || identity.after.user_id.empty()) {
      reading.refuse_part("A user id change lacks the old id or the new one.", "/user_id");
      return;
    }
    read.identities.push_back(std::move(identity));
  });
}

void read_people(Change const& change,
                 json::object const& value,
                 Reading& reading,
                 FieldChanged& read) {
  if (change.field == "user_id_update") read_identities(change, reading, read);
  bool const echoes = change.field == "smb_message_echoes";
  if (!echoes && change.field != "user_preferences") return;
  Contacts contacts(member(value, "contacts"));
  if (echoes) {
    read_echoes(change, contacts, reading, read);
  } else {
    read_preferences(change, contacts, reading, read);
  }
}

}  // namespace

void read_field(Change const& change, Reading& reading) {
  FieldChanged read;
  read.place = change.place;
  read.place.pointer = reading.pointer;
  read.field = change.field;
  read.kind = "field_event";
  read.at = change.at;
  read.value = json_of(change.value);
  if (auto const* const value = object_of(change.value)) {
    read.detail = first_text(*value, kDetail);
    read.subject = first_text(*value, kSubject);
    read.state = first_text(*value, kState);
    if (!read.at) read.at = instant_of(member(*value, "timestamp"));
    read_people(change, *value, reading, read);
  }
  reading.parsed.events.emplace_back(std::move(read));
}

void read_value_error(Change const& change, json::value const& item, Reading& reading) {
  auto const* const object = item.if_object();
  if (object == nullptr) {
    reading.refuse_part("An error is not an object.");
    return;
  }
  FieldChanged read;
  read.place = change.place;
  read.place.pointer = reading.pointer;
  read.field = change.field;
  read.kind = "value_error";
  if (auto const code = error_item(*object).code) read.detail = std::to_string(*code);
  read.at = change.at;
  read.value = json_of(&item);
  reading.parsed.events.emplace_back(std::move(read));
}

}  // namespace waypost::webhook
