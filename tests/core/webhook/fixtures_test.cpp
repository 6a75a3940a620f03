// Every body of tests/fixtures/webhooks comes out as index.json says.

#include <map>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "bodies.h"

namespace waypost::webhook {
namespace {

namespace json = boost::json;

json::value value_of(std::string const& text) {
  return json::value(json::string(text));
}

json::value text_or_null(std::string const& text) {
  return text.empty() ? json::value(nullptr) : value_of(text);
}

// An event as index.json would list it: `listed` says which of the optional members it shows.
json::object summary(MessageReceived const& message, json::object const& listed) {
  json::object out{{"type", text_or_null(message.type)},
                   {"from", text_or_null(message.from.phone)},
                   {"id", message.id.value},
                   {"text", message.text ? value_of(*message.text) : nullptr},
                   {"phone_number_id", text_or_null(message.place.phone_number_id.value)}};
  if (listed.contains("subtype")) out["subtype"] = text_or_null(message.subtype);
  if (listed.contains("from_user_id")) out["from_user_id"] = message.from.user_id;
  // What index.json does not show is not there.
  if (message.payload) out["payload"] = *message.payload;
  if (!message.group_id.empty()) out["group_id"] = message.group_id.value;
  if (!message.context_id.empty()) out["context_id"] = message.context_id;
  return out;
}

json::object summary(StatusChanged const& status, json::object const& listed) {
  auto const& recipient = status.recipient;
  json::object out{
      {"id", status.id.value},
      {"status", status.word},
      {"recipient", text_or_null(recipient.phone.empty() ? recipient.user_id : recipient.phone)},
      {"error_code", nullptr}};
  if (!status.type.empty()) out["type"] = status.type;
  if (!status.errors.empty() && status.errors.front().code) {
    out["error_code"] = *status.errors.front().code;
    if (listed.at("error_code").is_string()) {
      out["error_code"] = std::to_string(*status.errors.front().code);
    }
  }
  return out;
}

json::object summary(FieldChanged const& changed, json::object const& listed) {
  json::object out{
      {"field", changed.field}, {"kind", changed.kind}, {"detail", text_or_null(changed.detail)}};
  if (listed.at("detail").is_number()) out["detail"] = std::stoll(changed.detail);
  return out;
}

template <class E>
std::vector<E> events_of(Parsed const& parsed) {
  std::vector<E> found;
  for (auto const& event : parsed.events) {
    if (auto const* const one = std::get_if<E>(&event)) found.push_back(*one);
  }
  return found;
}

template <class E>
void expect_listed(Parsed const& parsed, json::object const& file, char const* list) {
  auto const events = events_of<E>(parsed);
  auto const* const listed = file.if_contains(list);
  if (listed == nullptr || listed->is_null()) return;
  auto const& items = listed->as_array();
  if (events.size() > 20 && items.empty()) return;  // index.json leaves long lists out
  ASSERT_EQ(events.size(), items.size()) << list;
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto const& item = items[i].as_object();
    EXPECT_EQ(summary(events[i], item), item)
        << list << ' ' << i << ": " << json::serialize(summary(events[i], item));
  }
}

void expect_count(std::size_t count, json::object const& file, char const* name) {
  auto const* const expected = file.if_contains(name);
  if (expected == nullptr || expected->is_null()) return;
  EXPECT_EQ(count, expected->to_number<std::size_t>()) << name;
}

void expect_lists(Parsed const& parsed, json::object const& file) {
  expect_count(events_of<MessageReceived>(parsed).size(), file, "messages");
  expect_count(events_of<StatusChanged>(parsed).size(), file, "statuses");
  expect_count(events_of<FieldChanged>(parsed).size(), file, "other_events");
  expect_listed<MessageReceived>(parsed, file, "message_list");
  expect_listed<StatusChanged>(parsed, file, "status_list");
  expect_listed<FieldChanged>(parsed, file, "other_list");
}

void expect_unique_ids(Parsed const& parsed, json::object const& file) {
  std::map<std::string, int> ids;
  for (auto const& message : events_of<MessageReceived>(parsed)) ++ids[message.id.value];
  expect_count(ids.size(), file, "unique_message_ids");
}

TEST(Fixtures, WellFormedOnesComeOutAsListed) {
  int seen = 0;
  for (auto const& entry : index_of_fixtures()) {
    auto const& file = entry.as_object();
    if (!file.at("wellformed").as_bool()) continue;
    ++seen;
    std::string const name(file.at("file").as_string());
    SCOPED_TRACE(name);
    auto const body = fixture("webhooks/" + name);
    ASSERT_EQ(body.size(), file.at("bytes").to_number<std::size_t>());
    auto const result = parse(body);
    ASSERT_TRUE(result) << result.error().where;
    EXPECT_TRUE(result->refused.empty()) << result->refused.front().where;
    expect_lists(*result, file);
    expect_unique_ids(*result, file);
  }
  EXPECT_EQ(seen, 197);
}

constexpr std::string_view kValue = "/entry/0/changes/0/value";

// Where the part that a malformed body loses stands; "" for the others.
std::string part_of(json::object const& file) {
  static std::map<std::string, std::string, std::less<>> const parts{
      {"malformed/entry-contains-null.json", "/entry/0"},
      {"malformed/changes-contains-number.json", "/entry/0/changes/0"},
      {"malformed/changes-null.json", "/entry/0/changes"},
      {"malformed/changes-missing.json", "/entry/0/changes"},
      {"malformed/value-null.json", std::string(kValue)},
      {"malformed/value-string.json", std::string(kValue)},
      {"malformed/value-stringified-json.json", std::string(kValue)},
      {"malformed/messages-is-object.json", std::string(kValue) + "/messages"},
      {"malformed/message-id-missing.json", std::string(kValue) + "/messages/0/id"},
      {"malformed/message-id-empty.json", std::string(kValue) + "/messages/0/id"},
      {"malformed/message-id-number.json", std::string(kValue) + "/messages/0/id"},
      {"malformed/status-id-missing.json", std::string(kValue) + "/statuses/0/id"},
      {"malformed/status-value-missing.json", std::string(kValue) + "/statuses/0/status"},
      {"malformed/field-missing.json", "/entry/0/changes/0/field"},
      {"malformed/field-null.json", "/entry/0/changes/0/field"}};
  auto const found = parts.find(std::string_view(file.at("file").as_string()));
  return found == parts.end() ? "" : found->second;
}

void expect_policy(json::object const& file, Result<Parsed> const& result) {
  std::string_view const policy = file.at("policy").as_string();
  if (policy == "reject") {
    ASSERT_FALSE(result);
    bool const whole = result.error().code == Errc::not_json ||
                       result.error().code == Errc::not_utf8 ||
                       result.error().code == Errc::too_large;
    EXPECT_TRUE(whole) << result.error().detail;
    return;
  }
  if (policy == "empty" && !result) {
    bool const whole =
        result.error().code == Errc::wrong_shape || result.error().code == Errc::wrong_object;
    EXPECT_TRUE(whole) << result.error().detail;
    return;
  }
  if (policy == "either") return;
  ASSERT_TRUE(result) << result.error().detail;
  expect_lists(*result, file);
  if (policy == "empty" || policy == "drop") {
    EXPECT_TRUE(result->events.empty());
    EXPECT_FALSE(result->refused.empty()) << "what is not read is quarantined, never lost";
  }
  if (policy == "accept-null-text") {
    EXPECT_FALSE(std::get_if<MessageReceived>(&result->events.at(0))->text);
  }
  if (policy == "unroutable") {
    EXPECT_TRUE(std::get_if<MessageReceived>(&result->events.at(0))->place.phone_number_id.empty());
  }
}

TEST(Fixtures, MalformedOnesFollowTheirPolicy) {
  int seen = 0;
  for (auto const& entry : index_of_fixtures()) {
    auto const& file = entry.as_object();
    if (file.at("wellformed").as_bool()) continue;
    ++seen;
    std::string const name(file.at("file").as_string());
    SCOPED_TRACE(name);
    auto const result = parse(fixture("webhooks/" + name));
    expect_policy(file, result);
    auto const part = part_of(file);
    if (part.empty()) continue;
    ASSERT_TRUE(result);
    ASSERT_FALSE(result->refused.empty());
    EXPECT_EQ(result->refused.front().where, part);
    EXPECT_EQ(result->refused.front().code, Errc::wrong_shape);
  }
  EXPECT_EQ(seen, 70);
}

std::string malformed(std::string_view name) {
  return fixture("webhooks/malformed/" + std::string(name) + ".json");
}

TEST(Fixtures, WhatMayBeReadEitherWayIsReadOneWay) {
  EXPECT_EQ(parse(malformed("leading-bom")).error().code, Errc::not_json);
  EXPECT_EQ(parse(malformed("deep-nesting-inside-text")).error().code, Errc::too_large);
  EXPECT_EQ(only<MessageReceived>(parsed(malformed("from-number"))).from.phone, "15550100001");
  EXPECT_EQ(only<MessageReceived>(parsed(malformed("type-missing"))).type, "text");
  EXPECT_EQ(only<MessageReceived>(parsed(malformed("type-missing"))).text, "rescue me");
  auto const senderless = only<MessageReceived>(parsed(malformed("from-missing")));
  EXPECT_EQ(senderless.from.phone, "");
  EXPECT_EQ(senderless.from.wa_id, "15550100001");
  auto const failed = only<StatusChanged>(parsed(malformed("integer-overflow-code")));
  EXPECT_FALSE(failed.errors.at(0).code);
  EXPECT_TRUE(parsed(malformed("field-missing")).events.empty());
  // The last of duplicate keys wins, as in JavaScript.
  EXPECT_EQ(only<MessageReceived>(parsed(malformed("duplicate-keys"))).type, "text");
  EXPECT_EQ(only<MessageReceived>(parsed(malformed("duplicate-entry-key"))).text, "rescue me");
}

TEST(Fixtures, ARefusalSaysWhatTheBodyIsNot) {
  EXPECT_EQ(parse(malformed("invalid-utf8-in-body")).error().code, Errc::not_utf8);
  EXPECT_EQ(parse(malformed("overlong-utf8")).error().code, Errc::not_utf8);
  EXPECT_EQ(parse(malformed("truncated-mid-string")).error().code, Errc::not_json);
  EXPECT_EQ(parse(malformed("two-documents")).error().code, Errc::not_json);
  EXPECT_EQ(parse(malformed("deep-nesting-20000")).error().code, Errc::too_large);
  EXPECT_EQ(parse(malformed("wrong-object-page")).error().code, Errc::wrong_object);
  EXPECT_EQ(parse(malformed("wrong-object-page")).error().where, "/object");
  EXPECT_EQ(parse(malformed("top-level-array")).error().code, Errc::wrong_shape);
  EXPECT_EQ(parse(malformed("entry-is-object")).error().where, "/entry");
}

}  // namespace
}  // namespace waypost::webhook
