#include "waypost/outbox/budgets.h"

#include <deque>

#include <gtest/gtest.h>

#include "support.h"

namespace waypost::outbox {
namespace {

using test::between;

constexpr std::int64_t kSecond = 1'000'000;
constexpr auto kStart = instant_of_us(1'700'000'000'000'000);

/// Asks as fast as it may, waits exactly what it is told (or a random time), and watches every
/// window of one second.
void watch(std::int64_t mps, std::mt19937_64& random) {
  Limiters limiters{number_limiter(mps, {}, kStart)};
  ASSERT_TRUE(is_valid(limiters[0]));
  std::deque<std::int64_t> sent;
  auto now = us_of(kStart);
  for (int step = 0; step < 4'000; ++step) {
    auto verdict = take(std::move(limiters), {.now = instant_of_us(now)});
    limiters = std::move(verdict.limiters);
    if (verdict.allow) {
      sent.push_back(now);
      while (now - sent.front() >= kSecond) sent.pop_front();
      ASSERT_LE(static_cast<std::int64_t>(sent.size()), mps);
    } else {
      now += random() % 8 == 0 ? between(random, 1, 3 * kSecond) : verdict.retry_after_us;
    }
  }
}

TEST(Budgets, NoWindowOfOneSecondHoldsMoreThanTheRate) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  for (auto const mps : {1, 2, 3, 7, 10, 19, 20, 21, 40, 79, 80, 99, 1'000}) {
    SCOPED_TRACE(mps);
    watch(mps, random);
    if (HasFatalFailure()) return;
  }
}

TEST(Budgets, TheStandardNumberUsesItsRate) {
  auto const limiter = number_limiter(kStandardMps, {}, kStart);
  EXPECT_EQ(limiter, (Limiter{"number", Gcra{13'158, 4, {}}}));
  EXPECT_EQ(number_limiter(kUpgradedMps, {}, kStart), (Limiter{"number", Gcra{1'053, 50, {}}}));
  EXPECT_EQ(number_limiter(kCoexistenceMps, {}, kStart), (Limiter{"number", Gcra{52'632, 1, {}}}));
}

TEST(Budgets, ASlowedNumberHalvesAndGrowsBack) {
  auto const minutes = [](int count) { return kStart + std::chrono::minutes(count); };
  auto pace = slowed(80, {}, kStart);
  EXPECT_EQ(rate_milli(80, pace, kStart), 40'000);
  EXPECT_EQ(rate_milli(80, pace, minutes(1) - Span(1)), 40'000);
  EXPECT_EQ(rate_milli(80, pace, minutes(1)), 44'000);
  EXPECT_EQ(rate_milli(80, pace, minutes(9)), 76'000);
  EXPECT_EQ(rate_milli(80, pace, minutes(10)), 80'000);
  EXPECT_EQ(rate_milli(80, pace, minutes(10'000'000)), 80'000);
  EXPECT_EQ(rate_milli(80, pace, kStart - std::chrono::hours(5)), 40'000);
  pace = slowed(80, pace, minutes(2));
  EXPECT_EQ(rate_milli(80, pace, minutes(2)), 24'000);
  for (int again = 0; again < 10; ++again) pace = slowed(80, pace, minutes(2));
  EXPECT_EQ(rate_milli(80, pace, minutes(2)), 1'000);
  EXPECT_EQ(rate_milli(80, pace, minutes(22)), 80'000);
}

TEST(Budgets, ThePaceSurvivesItsRow) {
  EXPECT_EQ(pace_text({}), "{}");
  EXPECT_EQ(pace_of("{}"), Pace{});
  Pace const pace{40'000, kStart};
  EXPECT_EQ(pace_of(pace_text(pace)), pace);
  for (auto const* text : {"", "7", R"({"rate_milli":5})", R"({"rate_milli":"5","slowed_us":1})"})
    EXPECT_EQ(pace_of(text), Pace{}) << text;
}

TEST(Budgets, WhatCameInCountsAgainstTheNumber) {
  auto limiter = number_limiter(kStandardMps, {}, kStart);
  limiter = charge(limiter, 3, kStart);
  auto const first = take({limiter}, {.now = kStart});
  EXPECT_TRUE(first.allow);
  EXPECT_FALSE(take(first.limiters, {.now = kStart}).allow);
  // However much came in, a burst's worth of time later all of it is forgotten.
  limiter = charge(limiter, 1'000'000'000, kStart);
  EXPECT_EQ(take({limiter}, {.now = kStart}).retry_after_us, 13'158);
}

TEST(Budgets, TheOthersAreWhatTheyAreCalled) {
  EXPECT_EQ(pair_limiter(), (Limiter{"pair", BurstWindow{6'000'000, 45, 6'000'000, {}, {}}}));
  EXPECT_EQ(portfolio_limiter(250), (Limiter{"portfolio", Unique24{250, {}}}));
  EXPECT_EQ(tenant_limiter({}), (Limiter{"tenant", DayCap{}}));
  EXPECT_EQ(rate_limiter("api", 100, std::chrono::minutes(15)),
            (Limiter{"api", Gcra{9'000'000, 100, {}}}));
  EXPECT_TRUE(is_valid(rate_limiter("odd", 0, Span{-5})));
  EXPECT_TRUE(is_valid(rate_limiter("odd", 1LL << 60, std::chrono::hours(24 * 365))));
}

}  // namespace
}  // namespace waypost::outbox
