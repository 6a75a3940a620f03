// Values go out as JSON and come back the same, or are refused at the right place.

#include <random>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "waypost/wire/decode.h"
#include "waypost/wire/encode.h"
#include "waypost/wire/json.h"

#include "support.h"

namespace waypost::wire {
namespace {

namespace json = boost::json;

json::value parsed(std::string const& text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  EXPECT_FALSE(error) << text;
  return value;
}

template <class T>
std::string refusal(std::string const& text) {
  auto const made = decode<T>(parsed(text));
  if (made) return "accepted";
  return std::string(made.error().code == Errc::wrong_shape ? "wrong_shape " : "other ") +
         made.error().where;
}

/// decode(encode(decode(json))) is decode(json), and its text the same bytes.
template <class T>
void expect_round(json::value const& value) {
  auto const made = decode<T>(value);
  ASSERT_TRUE(made) << made.error().where << " " << made.error().detail;
  auto const text = encode(*made);
  auto const again = decode<T>(parsed(text));
  ASSERT_TRUE(again);
  EXPECT_EQ(encode(*again), text);
}

/// The same for a value that says nothing it could leave out.
template <class T>
void expect_exact(json::value const& value) {
  expect_round<T>(value);
  if (auto const made = decode<T>(value)) {
    EXPECT_EQ(parsed(encode(*made)), value);
  }
}

TEST(Values, EveryValueOfTheVectorsComesBack) {
  auto const decide = test::vectors("decide");
  for (auto const& one : decide.at("cases").as_array()) {
    SCOPED_TRACE(one.at("id").as_string().c_str());
    expect_exact<webhook::Event>(one.at("given").at("event"));
    expect_round<engine::Snapshot>(one.at("given").at("snapshot"));
    expect_exact<engine::Effects>(one.at("expect"));
  }
  auto const keys = test::vectors("keys");
  for (auto const& one : keys.at("cases").as_array()) expect_exact<engine::Keys>(one.at("expect"));
  auto const plan = test::vectors("plan");
  for (auto const& one : plan.at("cases").as_array()) {
    expect_round<outbox::Item>(one.at("given").at("item"));
    expect_round<outbox::Standing>(one.at("given").at("standing"));
    expect_exact<outbox::Plan>(one.at("expect"));
  }
  auto const settle = test::vectors("settle");
  for (auto const& one : settle.at("cases").as_array())
    expect_round<outbox::SendOutcome>(one.at("given").at("outcome"));
}

TEST(Values, AllMembersGoOutInTheirOrder) {
  outbox::Item item;
  item.id = 1;
  item.key = "k";
  item.lane = outbox::Lane::bulk;
  item.purpose = outbox::Purpose::marketing;
  item.form = outbox::Form::template_message;
  item.token_random = 0x0123456789ABCDEFU;
  item.dispatched_at = instant_of_us(0);
  item.expires_at = Instant::max();
  EXPECT_EQ(encode(item),
            R"({"id":1,"key":"k","lane":"bulk","purpose":"marketing","form":"template",)"
            R"("state":"ready","token_random":"0123456789abcdef","expires_at":"forever",)"
            R"("dispatched_at":0})");
  EXPECT_EQ(encode(engine::Keys{}), "{}");
  EXPECT_EQ(encode(engine::Effects{}), "[]");
  EXPECT_EQ(encode(webhook::Event(webhook::Tick{"a\"b"})), R"({"event":"tick","key":"a\"b"})");
}

TEST(Values, FieldsAreAnObjectOfAnyNames) {
  auto const made = decode<engine::Snapshot>(
      parsed(R"({"found":[{"contact":{"marketing":"given","fields":{"z\"":"1","a":"2"}}}]})"));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->found[0].contact->fields.front().first, "a") << "sorted by name";
  EXPECT_EQ(encode(*made),
            R"({"found":[{"contact":{"fields":{"a":"2","z\"":"1"},"marketing":"given"}}]})");
}

TEST(Values, NumbersFromJavaScriptAreTaken) {
  auto const tick = decode<outbox::Item>(parsed(R"({"id":1e3,"due_at":1.7672256e15})"));
  ASSERT_TRUE(tick);
  EXPECT_EQ(tick->id, 1'000);
  EXPECT_EQ(tick->due_at, instant_of_us(1'767'225'600'000'000));
  EXPECT_TRUE(decode<outbox::Item>(parsed(R"({"dispatched_at":null})")));
}

TEST(Values, RefusalsPointAtTheMember) {
  EXPECT_EQ(refusal<outbox::Item>(R"([])"), "wrong_shape ");
  EXPECT_EQ(refusal<outbox::Item>(R"({"id":"1"})"), "wrong_shape /id");
  EXPECT_EQ(refusal<outbox::Item>(R"({"id":1.5})"), "wrong_shape /id");
  EXPECT_EQ(refusal<outbox::Item>(R"({"attempt":3000000000})"), "wrong_shape /attempt");
  EXPECT_EQ(refusal<outbox::Item>(R"({"state":"READY"})"), "wrong_shape /state");
  EXPECT_EQ(refusal<outbox::Item>(R"({"due_at":"soon"})"), "wrong_shape /due_at");
  EXPECT_EQ(refusal<outbox::Item>(R"({"token_random":"12"})"), "wrong_shape /token_random");
  EXPECT_EQ(refusal<outbox::Item>(R"({"token_random":"0123456789ABCDEF"})"),
            "wrong_shape /token_random");
  EXPECT_EQ(refusal<outbox::Item>(R"({"a/b":1})"), "wrong_shape /a~1b") << "no stranger passes";
  EXPECT_EQ(refusal<engine::Snapshot>(R"({"seen":1})"), "wrong_shape /seen");
  EXPECT_EQ(refusal<engine::Snapshot>(R"({"found":[{},{"contact":{"tags":["a",2]}}]})"),
            "wrong_shape /found/1/contact/tags/1");
  EXPECT_EQ(refusal<engine::Snapshot>(R"({"found":[{"contact":{"fields":{"a":1}}}]})"),
            "wrong_shape /found/0/contact/fields/a");
  EXPECT_EQ(refusal<webhook::Event>(R"({})"), "wrong_shape /event");
  EXPECT_EQ(refusal<webhook::Event>(R"({"event":"ticks"})"), "wrong_shape /event");
  EXPECT_EQ(refusal<webhook::Event>(R"({"event":"tick","key":[]})"), "wrong_shape /key");
  EXPECT_EQ(refusal<engine::Effects>(R"([{"effect":"wake"},{"effect":"note","lvl":1}])"),
            "wrong_shape /1/lvl");
  EXPECT_EQ(refusal<outbox::SendOutcome>(R"({"outcome":"process_died","why":"x"})"),
            "wrong_shape /why");
  EXPECT_EQ(refusal<outbox::Limiters>(R"([{"id":"g","kind":"leaky"}])"), "wrong_shape /0/kind");
  EXPECT_EQ(refusal<outbox::Limiters>(R"([{"id":"g","kind":"gcra","interval_us":0}])"), "other /0");
  EXPECT_EQ(refusal<outbox::Limiters>(R"([{"id":"g","kind":"day_cap","limit":3,"burst":1}])"),
            "wrong_shape /0/burst");
}

TEST(Values, ALimitersStateIsHealedNotRefused) {
  auto const made = decode<outbox::Limiters>(
      parsed(R"([{"id":"g","kind":"gcra","interval_us":5,"burst":2,"state":"?"},)"
             R"({"id":"u","kind":"unique24","limit":null,"state":{"hours":{"5":2}}}])"));
  ASSERT_TRUE(made);
  EXPECT_EQ((*made)[0], (outbox::Limiter{"g", outbox::Gcra{5, 2, {}}}));
  EXPECT_EQ((*made)[1], (outbox::Limiter{"u", outbox::Unique24{{}, {{5, 2}}}}));
}

/// Changes one place of a value.
void disturb(json::value& value, std::mt19937_64& random) {
  if (auto* const object = value.if_object(); object != nullptr && !object->empty()) {
    auto const at = random() % object->size();
    auto const place = object->begin() + static_cast<std::ptrdiff_t>(at);
    if (random() % 3 != 0) return disturb(place->value(), random);
    if (random() % 2 == 0)
      object->erase(place);
    else
      (*object)["x"] = 1;
    return;
  }
  if (auto* const array = value.if_array(); array != nullptr && !array->empty())
    return disturb((*array)[random() % array->size()], random);
  json::value const other[] = {nullptr,
                               true,
                               -1,
                               1.5e300,
                               "\xEF\xBF\xBF",
                               json::array{1},
                               json::object{{"a", 1}},
                               "forever",
                               INT64_MIN,
                               UINT64_MAX};
  value = other[random() % std::size(other)];
}

TEST(Values, WhatIsAcceptedIsAFixedPoint) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  auto const file = test::vectors("decide");
  auto const& cases = file.at("cases").as_array();
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto const& one = cases[random() % cases.size()];
    auto event = one.at("given").at("event");
    disturb(event, random);
    if (auto const made = decode<webhook::Event>(event)) {
      ++accepted;
      auto const again = decode<webhook::Event>(parsed(encode(*made)));
      ASSERT_TRUE(again);
      ASSERT_EQ(*again, *made);
    }
    auto effects = one.at("expect");
    disturb(effects, random);
    if (auto const made = decode<engine::Effects>(effects)) {
      auto const again = decode<engine::Effects>(parsed(encode(*made)));
      ASSERT_TRUE(again);
      ASSERT_EQ(*again, *made);
    }
  }
  EXPECT_GT(accepted, 1'000) << "the test would prove nothing";
}

}  // namespace
}  // namespace waypost::wire
