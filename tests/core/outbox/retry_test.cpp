#include "waypost/outbox/retry.h"

#include <set>

#include <gtest/gtest.h>

#include "waypost/wire/words.h"

#include "support.h"

namespace waypost::outbox {
namespace {

namespace json = boost::json;

Failure failure_of(json::object const& error) {
  Failure failure;
  if (auto const* code = error.if_contains("code")) failure.code = code->as_int64();
  if (auto const* status = error.if_contains("http_status"))
    failure.http_status = static_cast<int>(status->as_int64());
  if (auto const* transient = error.if_contains("is_transient"))
    failure.is_transient = transient->as_bool();
  if (auto const* network = error.if_contains("network"))
    failure.network = wire::value_of<NetworkFault>(network->as_string());
  if (auto const* after = error.if_contains("retry_after_s"))
    failure.retry_after_s = after->as_int64();
  return failure;
}

TEST(Retry, AnswersEveryVector) {
  auto const file = test::vectors("retry");
  ASSERT_TRUE(file.is_object());
  auto const& cases = file.at("cases").as_array();
  ASSERT_EQ(cases.size(), 80U);
  for (auto const& one : cases) {
    SCOPED_TRACE(one.at("id").as_string().c_str());
    auto const failure = failure_of(one.at("error").as_object());
    auto const kind = classify(failure);
    auto const attempt = static_cast<std::int32_t>(one.at("attempt").as_int64());
    auto const seed = std::stoull(one.at("seed").as_string().c_str());
    auto const next = next_try(kind, attempt, seed, failure.retry_after_s.value_or(0));
    json::object const got{
        {"class", wire::word(kind.failure)},
        {"scope", wire::word(kind.scope)},
        {"action", wire::word(next.action)},
        {"delay_ms", next.delay_ms ? json::value(*next.delay_ms) : json::value(nullptr)}};
    EXPECT_EQ(json::value(got), one.at("expect"));
  }
}

TEST(Retry, EveryCodeOfTheSpecificationIsKnownAndNoOther) {
  std::set<int> known{
      130429, 131208, 4,       80007,  80008,  131056, 1,      2,      131000, 131016, 131053,
      133004, 131057, 2494100, 131048, 131064, 132069, 134101, 131047, 131049, 131050, 1026,
      130403, 130472, 130497,  131021, 131026, 131030, 131062, 137000, 131063, 132001, 132007,
      132015, 132016, 132068,  134102, 100,    192,    131008, 131009, 131020, 131041, 131051,
      131055, 132000, 132005,  132008, 132012, 132018, 134100, 135000, 33,     0,      3,
      10,     104,    190,     131005, 368,    131031, 131042, 131044, 131037, 131045, 133000,
      133005, 133006, 133008,  133009, 133010, 133015, 133016, 134011, 136024};
  for (int code = 200; code <= 299; ++code) known.insert(code);
  for (int code = -10; code < 2'500'000; code += code < 140'000 ? 1 : 7)
    ASSERT_EQ(classify({.code = code}).known_code, known.count(code) == 1) << code;
  EXPECT_TRUE(classify({.code = 2'494'100}).known_code);
  EXPECT_FALSE(classify({.code = std::int64_t{131056} + (std::int64_t{1} << 32)}).known_code);
}

TEST(Retry, DelaysStayBetweenHalfAndFull) {
  std::mt19937_64 random(test::seed());
  SCOPED_TRACE(test::trace_of(test::seed()));
  for (int round = 0; round < 20'000; ++round) {
    auto const attempt = static_cast<std::int32_t>(1 + random() % 9);
    auto const next = next_try(classify({.code = 130429}), attempt, random(), 0);
    auto const full = std::min<std::int64_t>(300'000, 2'000LL << (attempt - 1));
    ASSERT_TRUE(next.delay_ms);
    ASSERT_GE(*next.delay_ms, full / 2);
    ASSERT_LE(*next.delay_ms, full);
  }
}

TEST(Retry, NothingIsRetriedForEver) {
  for (auto const code : {130429, 131056, 131000, 131057}) {
    std::int32_t attempt = 1;
    while (next_try(classify({.code = code}), attempt, 1, 0).action == RetryAction::retry)
      ASSERT_LT(++attempt, 20);
    EXPECT_EQ(next_try(classify({.code = code}), 1'000'000, 1, 9).action, RetryAction::give_up);
  }
}

TEST(Retry, AHoldLastsAnHourOrWhatTheServerAsks) {
  auto const kind = classify({.code = 131048});
  EXPECT_EQ(next_try(kind, 99, 1, 0), (NextTry{RetryAction::hold, 3'600'000}));
  EXPECT_EQ(next_try(kind, 1, 1, 7'200), (NextTry{RetryAction::hold, 7'200'000}));
}

TEST(Retry, TheSeedIsTheKeysDigest) {
  // SHA-256("abc") begins ba 78 16 bf 8f 01 cf ea.
  EXPECT_EQ(seed_of("abc"), 0xeacf018fbf1678baU);
}

}  // namespace
}  // namespace waypost::outbox
