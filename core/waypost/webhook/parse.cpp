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

// Room for about so many events: moving them when their list grows would cost as much as reading
// them. A value counts for what its lists hold, whatever its field is.
std::size_t count_events(json::array const& entries) noexcept {
  constexpr std::array<std::string_view, 1> kEntryMembers{"changes"};
  constexpr std::array<std::string_view, 1> kChangeMembers{"value"};
  constexpr std::array<std::string_view, 3> kLists{"messages", "statuses", "errors"};
  std::size_t count = 0;
  for (auto const& entry : entries) {
    auto const* const changes = array_of(pick(&entry, kEntryMembers)[0]);
    if (changes == nullptr) continue;
    for (auto const& change : *changes) {
      std::size_t listed = 0;
      for (auto const* const list : pick(pick(&change, kChangeMembers)[0], kLists)) {
        if (auto const* const items = array_of(list)) listed += items->size();
      }
      count += std::max(listed, std::size_t{1});
    }
  }
  return std::min(count, kUpdatesMax);
}

// Adds one event for each of `items`, which are the list `name`: `read(item, event)` fills it in
// place and may refuse it.
template <class Item, class Read>
void read_each(json::array const& items,
               std::string_view name,
               Change const& change,
               Reading& reading,
               Read const& read) {
  if (!reading.admit(items.size())) return;
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

// The number a change belongs to: `metadata`, or what stands in its stead.
void read_number(json::value const* metadata, Place& place) {
  constexpr std::array<std::string_view, 2> kMembers{"display_phone_number", "phone_number_id"};
  auto const [display, number_id] = pick(metadata, kMembers);
  place.phone_number_id = PhoneNumberId(id_of(number_id));
  if (auto const text = text_of(display); text.size() <= kDisplayNumberBytesMax) {
    place.display_phone_number = text;
  }
}

// A change of field `messages`, whose value is an object.
void read_messages(json::object const& value, Change& change, Reading& reading) {
  constexpr std::array<std::string_view, 5> kMembers{"metadata", "contacts", "messages", "statuses",
                                                     "errors"};
  auto const [metadata, contacts, messages, statuses, errors] = pick(value, kMembers);
  read_number(metadata, change.place);
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
    for (std::size_t i = 0; i < items->size() && reading.admit(1); ++i) {
      Step const item(reading, i);
      read_value_error(change, (*items)[i], reading);
    }
  }
}

void read_change(Change& change, Reading& reading) {
  auto const* const value = object_of(change.value);
  if (change.field.empty()) {
    reading.refuse_part("A change does not say of what.", "/field");
    return;
  }
  if (change.field != kMessagesField) {
    if (value != nullptr) {
      // account_settings_update names its number inside (cloud-api 6.2).
      auto const* const metadata = member(*value, "metadata");
      read_number(metadata != nullptr ? metadata : member(*value, "phone_number_settings"),
                  change.place);
    }
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
  for (std::size_t i = 0; i < items->size() && reading.admit(1); ++i) {
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
  Reading reading;
  reading.parsed.events.reserve(count_events(**entries));
  reading.pointer.reserve(kPointerBytesUsual);
  Step const list(reading, "entry");
  for (std::size_t i = 0; i < (*entries)->size() && reading.admit(1); ++i) {
    Step const item(reading, i);
    read_entry((**entries)[i], reading);
  }
  if (reading.overflowed) return refuse(Errc::too_large, "/entry", "There are too many updates.");
  return std::move(reading.parsed);
}

}  // namespace waypost::webhook
