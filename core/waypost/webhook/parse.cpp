#include "waypost/webhook/parse.h"

#include <algorithm>
#include <array>
#include <utility>

#include "waypost/webhook/field.h"
#include "waypost/webhook/message.h"
#include "waypost/webhook/reading.h"
#include "waypost/webhook/status.h"
#include "waypost/wire/read.h"

namespace waypost::webhook {
namespace {

constexpr std::string_view kProduct = "whatsapp_business_account";
constexpr std::string_view kMessagesField = "messages";

constexpr std::size_t kPointerBytesUsual = 60;  // "/entry/0/changes/0/value/messages/999"

struct Updates {
  std::size_t parts = 0;   // what can become an event or a refusal, at most
  std::size_t events = 0;  // about how many events that are
};

Updates count_updates(json::array const& entries) noexcept {
  constexpr std::array<std::string_view, 3> kEventLists{"messages", "statuses", "errors"};
  constexpr std::array<std::string_view, 3> kInnerLists{"message_echoes", "user_preferences",
                                                        "user_id_update"};
  Updates updates{entries.size(), 0};
  for (auto const& entry : entries) {
    auto const* const object = entry.if_object();
    auto const* const changes = object == nullptr ? nullptr : array_of(member(*object, "changes"));
    if (changes == nullptr) continue;
    updates.parts += changes->size();
    for (auto const& change : *changes) {
      auto const* const parts = change.if_object();
      auto const* const value = parts == nullptr ? nullptr : member(*parts, "value");
      std::size_t listed = 0;
      for (auto const* const list : pick(value, kEventLists)) {
        if (auto const* const items = array_of(list)) listed += items->size();
      }
      updates.parts += listed;
      updates.events += std::max(listed, std::size_t{1});
      for (auto const* const list : pick(value, kInnerLists)) {
        if (auto const* const items = array_of(list)) updates.parts += items->size();
      }
    }
  }
  return updates;
}

// Adds one event for each of `items`, which are the list `name`: `read(item, event)` fills it in
// place and may refuse it.
template <class Item, class Read>
void read_each(json::array const& items,
               std::string_view name,
               Change const& change,
               Reading& reading,
               Read const& read) {
  Step const list(reading, name);
  auto& events = reading.parsed.events;
  for (std::size_t i = 0; i < items.size(); ++i) {
    Step const item(reading, i);
    auto& event = *std::get_if<Item>(&events.emplace_back(std::in_place_type<Item>));
    event.place = change.place;
    event.place.pointer = reading.pointer;
    if (auto refused = read(items[i], event)) {
      events.pop_back();
      reading.parsed.refused.push_back(std::move(*refused));
    }
  }
}

// The list `value` is. What is there and is none is refused.
json::array const* list_of(json::value const* value, std::string_view name, Reading& reading) {
  auto const* const items = array_of(value);
  if (value != nullptr && items == nullptr) {
    Step const list(reading, name);
    reading.refuse_part("Not an array.");
  }
  return items;
}

// A change of field `messages`, whose value is an object.
void read_messages(json::object const& value, Change const& change, Reading& reading) {
  constexpr std::array<std::string_view, 4> kMembers{"contacts", "messages", "statuses", "errors"};
  auto const [contacts, messages, statuses, errors] = pick(value, kMembers);
  Step const step(reading, "value");
  if (messages == nullptr && statuses == nullptr && errors == nullptr) {
    reading.refuse_part("There are no messages, statuses or errors.");
  }
  Contacts known(contacts);
  if (auto const* const items = list_of(messages, "messages", reading)) {
    MessageReader reader(known, *items, Side::customer, reading);
    read_each<MessageReceived>(
        *items, "messages", change, reading,
        [&](json::value const& item, MessageReceived& event) { return reader.read(item, event); });
  }
  if (auto const* const items = list_of(statuses, "statuses", reading)) {
    read_each<StatusChanged>(*items, "statuses", change, reading,
                             [&](json::value const& item, StatusChanged& event) {
                               return read_status(item, known, reading, event);
                             });
  }
  if (auto const* const items = list_of(errors, "errors", reading)) {
    Step const list(reading, "errors");
    for (std::size_t i = 0; i < items->size(); ++i) {
      Step const item(reading, i);
      read_value_error(change, (*items)[i], reading);
    }
  }
}

// The number a change belongs to. account_settings_update names it inside (cloud-api 6.2).
void read_number(json::object const& value, Place& place) {
  constexpr std::array<std::string_view, 2> kMembers{"phone_number_id", "display_phone_number"};
  auto const* metadata = member(value, "metadata");
  if (metadata == nullptr) metadata = member(value, "phone_number_settings");
  auto const [number_id, display] = pick(metadata, kMembers);
  place.phone_number_id = PhoneNumberId(id_of(number_id));
  if (auto const text = text_of(display); text.size() <= kDisplayNumberBytesMax) {
    place.display_phone_number = text;
  }
}

void read_change(Change& change, Reading& reading) {
  auto const* const value = object_of(change.value);
  if (change.field.empty()) {
    reading.refuse_part("A change does not say of what.", "/field");
    return;
  }
  if (value != nullptr) read_number(*value, change.place);
  if (change.field != kMessagesField) {
    read_field(change, reading);
  } else if (value != nullptr) {
    read_messages(*value, change, reading);
  } else {
    reading.refuse_part("Not an object.", "/value");
  }
}

// The field of a change; some of Meta's samples have it on the entry or inside the value.
std::string_view field_of(json::value const* field,
                          json::value const* entry_field,
                          json::value const* value) noexcept {
  if (auto const text = text_of(field); !text.empty()) return text;
  if (auto const text = text_of(entry_field); !text.empty()) return text;
  auto const* const object = object_of(value);
  return object == nullptr ? std::string_view{} : text_of(member(*object, "field"));
}

void read_entry(json::value const& entry, Reading& reading) {
  constexpr std::array<std::string_view, 4> kEntryMembers{"id", "time", "changes", "field"};
  constexpr std::array<std::string_view, 2> kChangeMembers{"value", "field"};
  if (!entry.is_object()) {
    reading.refuse_part("An entry is not an object.");
    return;
  }
  auto const [id, time, changes, entry_field] = pick(&entry, kEntryMembers);
  auto const* const items = array_of(changes);
  Step const list(reading, "changes");
  if (items == nullptr) {
    reading.refuse_part("An entry has no changes.");
    return;
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    Step const item(reading, i);
    if (!(*items)[i].is_object()) {
      reading.refuse_part("A change is not an object.");
      continue;
    }
    auto const [value, field] = pick(&(*items)[i], kChangeMembers);
    Change change;
    change.place.waba_id = WabaId(id_of(id));
    change.field = field_of(field, entry_field, value);
    change.at = instant_of(time);
    change.value = value;
    read_change(change, reading);
  }
}

// The entries of an envelope, or why there is none.
Result<json::array const*> entries_of(json::value const& document) {
  constexpr std::array<std::string_view, 2> kMembers{"object", "entry"};
  if (!document.is_object()) return refuse(Errc::wrong_shape, {}, "The body is not an object.");
  auto const [product, entry] = pick(&document, kMembers);
  if (product != nullptr && !product->is_string()) {
    return refuse(Errc::wrong_shape, "/object", "The product is no text.");
  }
  // Absent in one of Meta's own samples (cloud-api 1.4).
  if (product != nullptr && text_of(product) != kProduct) {
    return refuse(Errc::wrong_object, "/object", "The body is of another product.");
  }
  auto const* const entries = array_of(entry);
  if (entries == nullptr) return refuse(Errc::wrong_shape, "/entry", "There are no entries.");
  return entries;
}

}  // namespace

Result<Parsed> parse(std::string_view body, boost::json::storage_ptr const& scratch) {
  auto const document = wire::read_json(body, scratch);
  if (!document) return document.error();
  auto const entries = entries_of(*document);
  if (!entries) return entries.error();
  auto const updates = count_updates(**entries);
  if (updates.parts > kUpdatesMax) return refuse(Errc::too_large, "/entry", "Too many updates.");
  Reading reading;
  reading.parsed.events.reserve(updates.events);
  reading.pointer.reserve(kPointerBytesUsual);
  Step const list(reading, "entry");
  for (std::size_t i = 0; i < (*entries)->size(); ++i) {
    Step const item(reading, i);
    read_entry((**entries)[i], reading);
  }
  return std::move(reading.parsed);
}

}  // namespace waypost::webhook
