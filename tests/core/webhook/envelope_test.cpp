// Entries, changes, places, limits: what stands around the messages.

#include <string>
#include <vector>

#include <boost/json/monotonic_resource.hpp>
#include <gtest/gtest.h>

#include "bodies.h"

namespace waypost::webhook {
namespace {

using namespace std::string_literals;

TEST(Envelope, EveryItemKnowsItsPlace) {
  auto const all = parsed(fixture("webhooks/batches/two-entries-two-wabas.json"));
  ASSERT_EQ(all.events.size(), 2U);
  auto const& first = std::get_if<MessageReceived>(&all.events[0])->place;
  auto const& second = std::get_if<MessageReceived>(&all.events[1])->place;
  EXPECT_EQ(first.pointer, "/entry/0/changes/0/value/messages/0");
  EXPECT_EQ(second.pointer, "/entry/1/changes/0/value/messages/0");
  EXPECT_NE(first.waba_id, second.waba_id);
  EXPECT_EQ(first.waba_id.value, "900000000000001");
  EXPECT_EQ(first.phone_number_id.value, "800000000000001");
  EXPECT_EQ(first.display_phone_number, "15550100100");
}

TEST(Envelope, MessagesStatusesAndErrorsOfOneValueAllCount) {
  auto const all = parsed(messages_body(
      R"("errors":[{"code":131000,"title":"x"},7],)"
      R"("statuses":[{"id":"s","status":"read"}],"messages":[{"id":"m","from":"1"}])"));
  ASSERT_EQ(all.events.size(), 3U);
  EXPECT_TRUE(std::get_if<MessageReceived>(&all.events[0]));
  EXPECT_TRUE(std::get_if<StatusChanged>(&all.events[1]));
  auto const* const error = std::get_if<FieldChanged>(&all.events[2]);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, "value_error");
  EXPECT_EQ(error->detail, "131000");
  EXPECT_EQ(error->value, R"({"code":131000,"title":"x"})");
  EXPECT_EQ(error->place.pointer, "/entry/0/changes/0/value/errors/0");
  ASSERT_EQ(all.refused.size(), 1U);
  EXPECT_EQ(all.refused[0].where, "/entry/0/changes/0/value/errors/1");
}

TEST(Envelope, TheFieldMayStandOnTheEntryOrInTheValue) {
  auto const on_entry =
      parsed(fixture("webhooks/fields/account/partner-app-installed-field-misplaced.json"));
  EXPECT_EQ(only<FieldChanged>(on_entry).field, "account_update");
  EXPECT_EQ(only<FieldChanged>(on_entry).subject, "900000000000001");
  auto const in_value = parsed(
      R"({"entry":[{"id":"1","changes":[{"value":{"field":"account_update","event":"X"}}]}]})");
  EXPECT_EQ(only<FieldChanged>(in_value).detail, "X");
}

TEST(Envelope, IdsMayBeNumbersAndMustBeIds) {
  auto const body = [](std::string const& id) {
    return R"({"entry":[{"id":)" + id + R"(,"changes":[{"field":"messages","value":{)" +
           R"("metadata":{"phone_number_id":)" + id +
           R"(},"messages":[{"id":"m","from":"1"}]}}]}]})";
  };
  auto const place = [&](std::string const& id) {
    return only<MessageReceived>(parsed(body(id))).place;
  };
  EXPECT_EQ(place("9007199254740993").waba_id.value, "9007199254740993") << "past 2^53";
  EXPECT_EQ(place("18446744073709551615").phone_number_id.value, "18446744073709551615");
  for (auto const& none :
       {"-1"s, "1.5"s, "18446744073709551616"s, "true"s, "null"s, "\"\""s, "{}"s, "\"a\\u0000b\""s,
        "\"a\\nb\""s, "\"a\\u007f\""s, "\"123456789\\u007f1\""s,
        "\"" + std::string(kIdBytesMax + 1, '1') + "\""}) {
    EXPECT_TRUE(place(none).waba_id.empty()) << none;
    EXPECT_TRUE(place(none).phone_number_id.empty()) << none;
  }
  auto const longest = std::string(kIdBytesMax, '1');
  EXPECT_EQ(place("\"" + longest + "\"").waba_id.value, longest);
}

TEST(Envelope, AFieldOfTheFutureIsKeptWhateverItsValue) {
  for (auto const value : {"{}", "null", "[1,2]", "\"x\"", "12.5", "{\"messages\":[{}]}"}) {
    auto const changed = only<FieldChanged>(parsed(change_body("quantum", value)));
    EXPECT_EQ(changed.field, "quantum");
    EXPECT_EQ(changed.kind, "field_event");
    EXPECT_EQ(changed.value, value == "null"s ? "" : value);
  }
}

TEST(Envelope, AMessagesChangeThatSaysNothingIsRefused) {
  auto const refused_at = [](std::string const& value) {
    auto const all = parsed(change_body("messages", value));
    EXPECT_TRUE(all.events.empty());
    return all.refused.empty() ? "" : all.refused[0].where;
  };
  EXPECT_EQ(refused_at("{}"), "/entry/0/changes/0/value");
  EXPECT_EQ(refused_at(R"({"messages":null})"), "/entry/0/changes/0/value");
  EXPECT_EQ(refused_at(R"({"messages":{}})"), "/entry/0/changes/0/value/messages");
  EXPECT_EQ(refused_at(R"({"statuses":"x"})"), "/entry/0/changes/0/value/statuses");
  EXPECT_EQ(refused_at(R"({"errors":1})"), "/entry/0/changes/0/value/errors");
  EXPECT_EQ(refused_at(R"({"messages":[],"statuses":[]})"), "");
}

std::string statuses(std::size_t count) {
  std::string list = R"("statuses":[)";
  for (std::size_t i = 0; i < count; ++i) {
    list += (i == 0 ? "" : ",") + R"({"id":"s)"s + std::to_string(i) + R"(","status":"read"})";
  }
  return messages_body(list + "]");
}

TEST(Envelope, ABodyHoldsSoManyUpdatesAndNoMore) {
  EXPECT_EQ(parsed(statuses(kUpdatesMax - 2)).events.size(), kUpdatesMax - 2);
  auto const more = parse(statuses(kUpdatesMax + 1));
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, Errc::too_large);
  std::string nulls = "[0";
  for (std::size_t i = 0; i < kUpdatesMax; ++i) nulls += ",0";
  EXPECT_EQ(parse(messages_body("\"messages\":" + nulls + "]")).error().code, Errc::too_large);
  EXPECT_EQ(parse("{\"entry\":" + nulls + "]}").error().code, Errc::too_large);
  EXPECT_EQ(
      parse(change_body("user_preferences", "{\"user_preferences\":" + nulls + "]}")).error().code,
      Errc::too_large);
}

TEST(Envelope, ABodyOverItsSizeIsRefusedUnread) {
  auto body = statuses(2);
  body.append(kBodyBytesMax - body.size(), ' ');
  EXPECT_EQ(parsed(body).events.size(), 2U);
  body += ' ';
  EXPECT_EQ(parse(body).error().code, Errc::too_large);
}

TEST(Envelope, OneLongNameIsNotMultipliedWithoutEnd) {
  std::string const name(1'000'000, 'n');
  std::string list;
  for (int i = 0; i < 100; ++i) {
    list += (i == 0 ? "" : ",") + R"({"from":"1","id":"m)"s + std::to_string(i) + "\"}";
  }
  auto const all = parsed(messages_body(R"("contacts":[{"wa_id":"1","profile":{"name":")" + name +
                                        R"("}}],"messages":[)" + list + "]"));
  ASSERT_EQ(all.events.size(), 100U);
  std::size_t bytes = 0;
  for (auto const& event : all.events)
    bytes += std::get_if<MessageReceived>(&event)->from.name.size();
  EXPECT_LE(bytes, kNameBytesMax);
  EXPECT_EQ(std::get_if<MessageReceived>(&all.events[0])->from.name, name);
  EXPECT_EQ(std::get_if<MessageReceived>(&all.events[99])->from.wa_id, "1");
}

TEST(Envelope, NothingReturnedPointsIntoTheScratch) {
  std::vector<unsigned char> memory(1U << 22U);
  for (auto const& fixture_body : well_formed_bodies()) {
    auto const expected = parsed(fixture_body);
    auto body = fixture_body;
    Parsed kept;
    {
      boost::json::monotonic_resource scratch(memory.data(), memory.size());
      auto result = webhook::parse(body, &scratch);
      ASSERT_TRUE(result);
      kept = std::move(*result);
    }
    memory.assign(memory.size(), 0xAA);
    body.assign(body.size(), '\xAA');
    EXPECT_EQ(kept.events, expected.events);
  }
}

}  // namespace
}  // namespace waypost::webhook
