// keys and decide answer their vectors, through the JSON of every door.

#include <string>

#include <gtest/gtest.h>

#include "waypost/engine/decide.h"
#include "waypost/engine/explain.h"
#include "waypost/engine/keys.h"
#include "waypost/wire/decode.h"
#include "waypost/wire/encode.h"
#include "waypost/wire/json.h"

#include "runner.h"
#include "support.h"

namespace waypost::engine {
namespace {

namespace json = boost::json;

template <class T>
T given(json::value const& one, char const* name) {
  auto read = wire::decode<T>(one.at("given").at(name));
  EXPECT_TRUE(read) << name << (read ? "" : read.error().where + " " + read.error().detail);
  return read ? std::move(*read) : T{};
}

void expect_same(json::value const& one, std::string const& got) {
  EXPECT_EQ(json::parse(got), one.at("expect"))
      << "got      " << got << "\nexpected " << wire::to_json(one.at("expect"));
}

TEST(Keys, AnswersEveryVector) {
  auto const file = test::vectors("keys");
  ASSERT_TRUE(file.is_object());
  EXPECT_GE(file.at("cases").as_array().size(), 18U);
  for (auto const& one : file.at("cases").as_array()) {
    SCOPED_TRACE(one.at("id").as_string().c_str());
    expect_same(one, wire::encode(keys(given<webhook::Event>(one, "event"))));
  }
}

TEST(Decide, AnswersEveryVector) {
  auto const file = test::vectors("decide");
  ASSERT_TRUE(file.is_object());
  EXPECT_GE(file.at("cases").as_array().size(), 190U);
  DecideScratch scratch;
  for (auto const& one : file.at("cases").as_array()) {
    SCOPED_TRACE(one.at("id").as_string().c_str());
    test::Rules const rules(wire::to_json(one.at("given").at("playbook")));
    for (auto const& remark : rules.diagnostics())
      EXPECT_FALSE(playbook::is_error(remark.code)) << remark.where << " " << remark.text;
    auto const snapshot = given<Snapshot>(one, "snapshot");
    auto const event = given<webhook::Event>(one, "event");
    auto const now = instant_of_us(one.at("given").at("now_us").as_int64());
    auto const effects = decide(rules.playbook(), snapshot, event, now, scratch);
    expect_same(one, wire::encode(effects));
    EXPECT_EQ(explain(rules.playbook(), snapshot, event, now, scratch).effects, effects);
  }
}

}  // namespace
}  // namespace waypost::engine
