#include "simulator/envelope.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

namespace waypost::simulator {
namespace {

using boost::json::array;
using boost::json::object;

/// A value of field `messages` while it is put together.
struct Value {
  std::string_view phone_number_id;
  std::string_view display_phone_number;
  array contacts;
  std::set<std::string_view> named;
  array messages;
  array statuses;
};

/// One entry, its changes in order; those of field `messages` point into `values`.
struct Entry {
  std::string_view waba_id;
  std::vector<Update const*> changes;
  std::vector<Value> values;
};

Entry& entry_of(std::vector<Entry>& entries, std::string_view waba_id) {
  auto const known = std::find_if(entries.begin(), entries.end(), [waba_id](Entry const& entry) {
    return entry.waba_id == waba_id;
  });
  if (known != entries.end()) return *known;
  entries.push_back({waba_id, {}, {}});
  return entries.back();
}

Value& value_of(Entry& entry, Update const& update) {
  for (auto& value : entry.values) {
    if (value.phone_number_id == update.phone_number_id) return value;
  }
  Value value;
  value.phone_number_id = update.phone_number_id;
  value.display_phone_number = update.display_phone_number;
  entry.values.push_back(std::move(value));
  return entry.values.back();
}

void add(Entry& entry, Update const& update) {
  if (update.part == Update::Part::change) {
    entry.changes.push_back(&update);
    return;
  }
  auto& value = value_of(entry, update);
  if (update.contact && value.named.insert(update.customer).second) {
    value.contacts.push_back(*update.contact);
  }
  (update.part == Update::Part::message ? value.messages : value.statuses).push_back(update.body);
}

object finish(Value value) {
  object out{{"messaging_product", "whatsapp"},
             {"metadata", object{{"display_phone_number", value.display_phone_number},
                                 {"phone_number_id", value.phone_number_id}}}};
  if (!value.contacts.empty()) out["contacts"] = std::move(value.contacts);
  if (!value.messages.empty()) out["messages"] = std::move(value.messages);
  if (!value.statuses.empty()) out["statuses"] = std::move(value.statuses);
  return out;
}

object finish(Entry entry, Instant now) {
  object out{{"id", entry.waba_id}};
  if (!entry.changes.empty()) {
    out["time"] = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  }
  array changes;
  for (auto& value : entry.values) {
    changes.push_back(object{{"value", finish(std::move(value))}, {"field", "messages"}});
  }
  for (auto const* change : entry.changes) {
    changes.push_back(object{{"value", change->body}, {"field", change->field}});
  }
  out["changes"] = std::move(changes);
  return out;
}

}  // namespace

object compose(std::span<Update const> updates, Instant now) {
  std::vector<Entry> entries;
  for (auto const& update : updates) add(entry_of(entries, update.waba_id), update);
  array list;
  for (auto& entry : entries) list.push_back(finish(std::move(entry), now));
  return object{{"object", "whatsapp_business_account"}, {"entry", std::move(list)}};
}

}  // namespace waypost::simulator
