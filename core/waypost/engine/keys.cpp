#include "waypost/engine/keys.h"

#include <algorithm>
#include <utility>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>

#include "waypost/base/sha256.h"
#include "waypost/engine/parties.h"
#include "waypost/outbox/token.h"
#include "waypost/wire/json.h"
#include "waypost/wire/read.h"

namespace waypost::engine {
namespace {

namespace json = boost::json;

void append_canonical(std::string& text, json::value const& value);

void append_canonical(std::string& text, json::object const& object) {
  std::vector<json::key_value_pair const*> members;
  members.reserve(object.size());
  for (auto const& member : object) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](auto const* a, auto const* b) { return a->key() < b->key(); });
  text += '{';
  for (auto const* const member : members) {
    if (text.back() != '{') text += ',';
    wire::append_string(text, {member->key().data(), member->key().size()});
    text += ':';
    append_canonical(text, member->value());
  }
  text += '}';
}

/// As deep as the reader allows, which is kJsonDepthMax.
void append_canonical(std::string& text, json::value const& value) {
  if (auto const* const object = value.if_object()) return append_canonical(text, *object);
  auto const* const array = value.if_array();
  if (array == nullptr) return wire::append_json(text, value);
  text += '[';
  for (auto const& element : *array) {
    if (text.back() != '[') text += ',';
    append_canonical(text, element);
  }
  text += ']';
}

Keys keys_of(webhook::MessageReceived const& message) {
  Keys keys;
  keys.seen = message_key(message);
  keys.phone_number_id = message.place.phone_number_id;
  keys.parties = parties_of(message).people;
  return keys;
}

Keys keys_of(webhook::StatusChanged const& status) {
  Keys keys;
  keys.phone_number_id = status.place.phone_number_id;
  keys.token = outbox::parse_token(status.opaque);
  if (keys.token) return keys;
  auto const& who = status.recipient;
  keys.seen = "s:" + status.id.value + ":";
  keys.seen += !who.phone.empty() ? who.phone : !who.user_id.empty() ? who.user_id : who.wa_id;
  if (!status.participant.empty()) keys.seen += "/" + status.participant;
  keys.seen += ":" + status.word;
  return keys;
}

Keys keys_of(webhook::FieldChanged const& change) {
  Keys keys;
  keys.phone_number_id = change.place.phone_number_id;
  keys.parties = parties_of(change).people;
  keys.seen = "e:" + change.place.waba_id.value + ":" + change.field + ":" +
              hex(sha256(canonical(change.value))) + ":" +
              (change.at ? std::to_string(us_of(*change.at)) : std::string());
  return keys;
}

Keys keys_of(webhook::Tick const& /*tick*/) {
  return {};
}

}  // namespace

Keys keys(webhook::Event const& event) {
  return std::visit([](auto const& one) { return keys_of(one); }, event);
}

std::string message_key(webhook::MessageReceived const& message) {
  auto const& number = message.place.phone_number_id.value;
  std::string key;
  key.reserve(number.size() + message.id.value.size() + 3);
  key += "m:";
  key += number;
  key += ':';
  key += message.id.value;
  return key;
}

std::string canonical(std::string_view text) {
  json::monotonic_resource scratch;
  auto const value = wire::read_json(text, &scratch);
  if (!value) return std::string(text);
  std::string sorted;
  sorted.reserve(text.size());
  append_canonical(sorted, *value);
  return sorted;
}

}  // namespace waypost::engine
