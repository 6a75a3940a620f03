// plan and settle answer their vectors, through the JSON of every door.

#include <string>

#include <gtest/gtest.h>

#include "waypost/outbox/plan.h"
#include "waypost/outbox/settle.h"
#include "waypost/wire/decode.h"
#include "waypost/wire/encode.h"
#include "waypost/wire/json.h"

#include "support.h"

namespace waypost::outbox {
namespace {

namespace json = boost::json;

/// given.<name> as a T; a refusal fails the test with its place.
template <class T>
T given(json::value const& one, char const* name) {
  auto read = wire::decode<T>(one.at("given").at(name));
  EXPECT_TRUE(read) << name << (read ? "" : read.error().where + " " + read.error().detail);
  return read ? std::move(*read) : T{};
}

Instant now_of(json::value const& one) {
  return instant_of_us(one.at("given").at("now_us").as_int64());
}

void expect_same(json::value const& one, std::string const& got) {
  EXPECT_EQ(json::parse(got), one.at("expect"))
      << "got      " << got << "\nexpected " << wire::to_json(one.at("expect"));
}

TEST(Plan, AnswersEveryVector) {
  auto const file = test::vectors("plan");
  ASSERT_TRUE(file.is_object());
  EXPECT_GE(file.at("cases").as_array().size(), 50U);
  for (auto const& one : file.at("cases").as_array()) {
    SCOPED_TRACE(one.at("id").as_string().c_str());
    std::string const opaque(one.at("given").at("opaque").as_string());
    auto const made = plan(given<Item>(one, "item"), given<Standing>(one, "standing"),
                           given<Budget>(one, "budget"), opaque, now_of(one));
    expect_same(one, wire::encode(made));
    if (auto const* send = std::get_if<Send>(&made)) {
      boost::system::error_code error;
      auto const body = json::parse(send->body, error);
      ASSERT_FALSE(error);
      EXPECT_EQ(body.at("biz_opaque_callback_data").as_string(), opaque);
    }
  }
}

TEST(Settle, AnswersEveryVector) {
  auto const file = test::vectors("settle");
  ASSERT_TRUE(file.is_object());
  EXPECT_GE(file.at("cases").as_array().size(), 80U);
  for (auto const& one : file.at("cases").as_array()) {
    SCOPED_TRACE(one.at("id").as_string().c_str());
    auto const effects =
        settle(given<Item>(one, "item"), given<SendOutcome>(one, "outcome"), now_of(one));
    expect_same(one, wire::encode(effects));
  }
}

}  // namespace
}  // namespace waypost::outbox
