// Whatever one item is, its neighbours come out as if it were not there.

#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "bodies.h"

namespace waypost::webhook {
namespace {

namespace json = boost::json;

Place const& place_of(Event const& event) {
  static Place const none;
  if (auto const* const message = std::get_if<MessageReceived>(&event)) return message->place;
  if (auto const* const status = std::get_if<StatusChanged>(&event)) return status->place;
  if (auto const* const field = std::get_if<FieldChanged>(&event)) return field->place;
  return none;
}

// What holds of every event, whatever the body was.
void expect_sound(Parsed const& parsed, json::value const& document) {
  auto const stands = [&document](std::string const& pointer) {
    boost::system::error_code failed;
    return document.find_pointer(pointer, failed) != nullptr;
  };
  for (auto const& event : parsed.events) {
    auto const& pointer = place_of(event).pointer;
    EXPECT_TRUE(stands(pointer)) << pointer;
    if (auto const* const message = std::get_if<MessageReceived>(&event)) {
      EXPECT_FALSE(message->id.empty());
      EXPECT_TRUE(message->from.named());
      EXPECT_TRUE(message->content.empty() || stands(pointer + "/" + message->type));
    }
    if (auto const* const status = std::get_if<StatusChanged>(&event)) {
      EXPECT_FALSE(status->id.empty());
      EXPECT_FALSE(status->word.empty());
    }
    if (auto const* const field = std::get_if<FieldChanged>(&event)) {
      EXPECT_FALSE(field->field.empty());
      for (auto const& echo : field->echoes) EXPECT_FALSE(echo.id.empty());
    }
  }
  for (auto const& refused : parsed.refused) {
    // The member that is missing does not stand, but what it is missing from does.
    auto const parent = refused.where.substr(0, refused.where.rfind('/'));
    EXPECT_TRUE(stands(refused.where) || stands(parent)) << refused.where;
    EXPECT_FALSE(refused.detail.empty());
  }
}

void expect_sound_or_refused(std::string const& body) {
  auto const first = parse(body);
  auto const again = parse(body);
  ASSERT_EQ(first.has_value(), again.has_value());
  if (!first) {
    EXPECT_EQ(first.error(), again.error());
    return;
  }
  EXPECT_EQ(first->events, again->events);
  EXPECT_EQ(first->refused, again->refused);
  boost::system::error_code failed;
  auto const document = json::parse(body, failed);
  if (!failed) expect_sound(*first, document);  // a lone surrogate is only ours to mend
}

std::string damaged(std::string body, std::mt19937& random) {
  constexpr std::string_view kPieces[] = {"\\ud800", "\\u0000",  "null", "[", "}",  "\"",   ",",
                                          "\xFF",    "\xC0\xAF", "0",    "{", "\\", "1e999"};
  for (auto n = 1 + random() % 4; n > 0 && !body.empty(); --n) {
    auto const at = random() % body.size();
    switch (random() % 5) {
      case 0: body[at] = static_cast<char>(random()); break;
      case 1: body.erase(at, 1 + random() % 8); break;
      case 2: body.insert(at, kPieces[random() % std::size(kPieces)]); break;
      case 3: body.resize(at); break;
      default: body[at] = static_cast<char>(body[at] ^ (1 << random() % 8)); break;
    }
  }
  return body;
}

TEST(Parse, SurvivesDamagedBytes) {
  constexpr unsigned kSeed = 1000;
  auto const bodies = well_formed_bodies();
  for (unsigned i = 0; i < 30'000; ++i) {
    std::mt19937 random(kSeed + i);
    auto const& body = bodies[random() % bodies.size()];
    if (body.size() > 20'000) continue;
    SCOPED_TRACE("seed " + std::to_string(kSeed + i));
    expect_sound_or_refused(damaged(body, random));
    if (testing::Test::HasFailure()) return;
  }
}

// A value of another type, or one that looks right and is not.
json::value strange(std::mt19937& random) {
  switch (random() % 14) {
    case 0: return nullptr;
    case 1: return true;
    case 2: return -1;
    case 3: return 1.5;
    case 4: return std::uint64_t{18446744073709551615U};
    case 5: return "";
    case 6: return json::string(1, '\0');
    case 7: return json::string(600, 'x');
    case 8: return json::array{};
    case 9: return json::array{nullptr, "x", json::object{{"id", 7}}};
    case 10: return json::object{};
    case 11: return json::object{{"id", "x"}, {"type", "y"}, {"body", json::array{}}};
    case 12: return "group";
    default: return "1767225600";
  }
}

void collect(json::value& value, std::vector<json::value*>& all) {
  all.push_back(&value);
  if (auto* const array = value.if_array()) {
    for (auto& item : *array) collect(item, all);
  }
  if (auto* const object = value.if_object()) {
    for (auto& member : *object) collect(member.value(), all);
  }
}

// Deletes, replaces, renames or adds something somewhere inside `value`.
void disturb(json::value& value, std::mt19937& random) {
  std::vector<json::value*> all;
  collect(value, all);
  auto& chosen = *all[random() % all.size()];
  auto* const object = chosen.if_object();
  if (object == nullptr || object->empty() || random() % 3 == 0) {
    chosen = strange(random);
    return;
  }
  auto const member = object->begin() + static_cast<std::ptrdiff_t>(random() % object->size());
  switch (random() % 3) {
    case 0: object->erase(member); break;
    case 1: member->value() = strange(random); break;
    default: (*object)["type"] = strange(random); break;
  }
}

TEST(Parse, SurvivesMembersOfAnyShape) {
  constexpr unsigned kSeed = 50'000;
  auto const bodies = well_formed_bodies();
  for (unsigned i = 0; i < 20'000; ++i) {
    std::mt19937 random(kSeed + i);
    auto const& body = bodies[random() % bodies.size()];
    if (body.size() > 20'000) continue;
    auto document = json::parse(body);
    for (auto n = 1 + random() % 3; n > 0; --n) disturb(document, random);
    SCOPED_TRACE("seed " + std::to_string(kSeed + i));
    expect_sound_or_refused(json::serialize(document));
    if (testing::Test::HasFailure()) return;
  }
}

// One change of field `messages` with every message and status of the fixtures in it.
struct Batch {
  json::array contacts;
  json::array messages;
  json::array statuses;

  [[nodiscard]] std::string body() const {
    json::object value{{"metadata", {{"phone_number_id", "800000000000001"}}},
                       {"contacts", contacts},
                       {"messages", messages},
                       {"statuses", statuses}};
    return change_body("messages", json::serialize(value));
  }
};

void add_all(json::array& to, json::object const& value, char const* name) {
  auto const* const list = value.if_contains(name);
  if (list == nullptr) return;
  for (auto const& item : list->as_array()) to.push_back(item);
}

Batch batch_of_fixtures() {
  Batch batch;
  for (auto const& file : index_of_fixtures()) {
    std::string const name(file.at("file").as_string());
    if (!name.starts_with("messages/") && !name.starts_with("statuses/")) continue;
    auto const document = json::parse(fixture("webhooks/" + name));
    auto const& value = document.at("entry").at(0).at("changes").at(0).at("value").as_object();
    add_all(batch.contacts, value, "contacts");
    add_all(batch.messages, value, "messages");
    add_all(batch.statuses, value, "statuses");
  }
  return batch;
}

// The events and refusals of a body, but those of the item at `pointer`.
Parsed without(std::string const& body, std::string const& pointer) {
  auto all = parsed(body);
  auto const is_of = [&pointer](std::string_view where) {
    return where == pointer || where.starts_with(pointer + "/");
  };
  std::erase_if(all.events, [&](Event const& event) { return is_of(place_of(event).pointer); });
  std::erase_if(all.refused, [&](Error const& refused) { return is_of(refused.where); });
  return all;
}

TEST(Parse, ABrokenItemCostsNoNeighbour) {
  constexpr unsigned kSeed = 90'000;
  auto const good = batch_of_fixtures();
  ASSERT_GT(good.messages.size(), 80U);
  ASSERT_GT(good.statuses.size(), 30U);
  auto const value = std::string("/entry/0/changes/0/value/");
  for (unsigned i = 0; i < good.messages.size() + good.statuses.size(); ++i) {
    std::mt19937 random(kSeed + i);
    SCOPED_TRACE("seed " + std::to_string(kSeed + i));
    bool const is_message = i < good.messages.size();
    auto const at = is_message ? i : i - good.messages.size();
    auto const pointer = value + (is_message ? "messages/" : "statuses/") + std::to_string(at);
    auto const list = [&](Batch& batch) -> json::array& {
      return is_message ? batch.messages : batch.statuses;
    };
    auto expected_batch = good;
    list(expected_batch)[at] = nullptr;
    auto const expected = without(expected_batch.body(), pointer);
    ASSERT_EQ(expected.events.size() + 1, good.messages.size() + good.statuses.size());
    EXPECT_TRUE(expected.refused.empty());
    for (int n = 0; n < 6; ++n) {
      auto batch = good;
      auto& item = list(batch)[at];
      if (n == 0) {
        item = strange(random);
      } else {
        for (int times = 0; times < n; ++times) disturb(item, random);
      }
      auto const got = without(batch.body(), pointer);
      ASSERT_EQ(got.events, expected.events) << json::serialize(item);
      ASSERT_EQ(got.refused, expected.refused) << json::serialize(item);
    }
  }
}

// As raw bytes: what the parser itself would refuse in one item costs nobody.
TEST(Parse, ALoneSurrogateOrNulCostsNoNeighbour) {
  auto const expected = parsed(
      messages_body(R"("messages":[{"from":"1","id":"a","type":"text","text":{"body":"one"}},null,)"
                    R"({"from":"2","id":"c","type":"text","text":{"body":"three"}}])"));
  for (std::string const text :
       {"\\ud800", "x\\udfff", "\\ud83d \\ude00", "\\u0000", "a\\u0000b"}) {
    auto const got = parsed(messages_body(
        R"("messages":[{"from":"1","id":"a","type":"text","text":{"body":"one"}},)"
        R"({"from":"9","id":"b","type":"text","text":{"body":")" +
        text + R"("}},{"from":"2","id":"c","type":"text","text":{"body":"three"}}])"));
    ASSERT_EQ(got.events.size(), 3U) << text;
    EXPECT_TRUE(got.refused.empty());
    EXPECT_EQ(got.events[0], expected.events[0]);
    EXPECT_EQ(got.events[2], expected.events[1]);
  }
  auto const id = parsed(
      messages_body(R"("messages":[{"from":"1","id":"a\u0000"},{"from":"1","id":"b\ud800"}])"));
  ASSERT_EQ(id.refused.size(), 1U);
  EXPECT_EQ(id.refused[0].where, "/entry/0/changes/0/value/messages/0/id");
  EXPECT_EQ(only<MessageReceived>(id).id.value, "b\xEF\xBF\xBD");
}

TEST(Parse, BrokenChangesAndEntriesCostNoNeighbour) {
  auto const good = R"({"field":"messages","value":{"messages":[{"from":"1","id":"a"}]}})";
  for (std::string const broken :
       {"null", "7", "[]", "{}", R"({"field":7})", R"({"field":"messages"})",
        R"({"field":"messages","value":[]})", R"({"field":"messages","value":{"messages":{}}})"}) {
    for (auto const& order : {broken + "," + good, good + ("," + broken)}) {
      auto const all = parsed(R"({"entry":[null,{},{"changes":7},{"id":"1","changes":[)" + order +
                              R"(]},"x"]})");
      EXPECT_EQ(only<MessageReceived>(all).id.value, "a") << order;
      EXPECT_EQ(all.refused.size(), 5U) << order;
    }
  }
}

}  // namespace
}  // namespace waypost::webhook
