#include "waypost/outbox/rate.h"

#include <algorithm>
#include <deque>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "waypost/outbox/budgets.h"
#include "waypost/wire/json.h"

#include "support.h"

namespace waypost::outbox {
namespace {

namespace json = boost::json;
using test::between;

constexpr std::int64_t kStart = 1'700'000'000'000'000;

std::optional<std::int64_t> maybe(json::value const& value) {
  return value.is_null() ? std::nullopt : std::optional(value.as_int64());
}

Limiter limiter_of(json::object const& config) {
  auto const number = [&](char const* name) { return config.at(name).as_int64(); };
  std::string const id(config.at("id").as_string());
  auto const& kind = config.at("kind").as_string();
  if (kind == "gcra") return {id, Gcra{number("interval_us"), number("burst"), {}}};
  if (kind == "burst_window")
    return {id, BurstWindow{number("interval_us"), number("burst"), number("window_us"), {}, {}}};
  if (kind == "day_cap") return {id, DayCap{maybe(config.at("limit")), {}, 0}};
  return {id, Unique24{maybe(config.at("limit")), {}}};
}

Ask ask_of(json::object const& request) {
  Ask ask;
  ask.now = instant_of_us(request.at("now_us").as_int64());
  if (auto const* cost = request.if_contains("cost")) ask.cost = cost->as_int64();
  if (auto const* offset = request.if_contains("utc_offset_s"))
    ask.utc_offset_s = static_cast<std::int32_t>(offset->as_int64());
  if (auto const* fresh = request.if_contains("new_recipient"))
    ask.new_recipient = fresh->as_bool();
  return ask;
}

json::object result_of(Verdict const& verdict, Ask const& ask) {
  json::object left;
  auto const counts = remaining(verdict.limiters, ask);
  for (std::size_t index = 0; index < counts.size(); ++index)
    left[verdict.limiters[index].id] =
        counts[index] ? json::value(*counts[index]) : json::value(nullptr);
  return {{"allow", verdict.allow},
          {"retry_after_us", verdict.retry_after_us},
          {"limited_by", verdict.limited_by ? json::value(verdict.limiters[*verdict.limited_by].id)
                                            : json::value(nullptr)},
          {"remaining", left}};
}

TEST(Rate, AnswersEveryVector) {
  auto const file = test::vectors("ratelimit");
  ASSERT_TRUE(file.is_object());
  auto const& cases = file.at("cases").as_array();
  ASSERT_EQ(cases.size(), 58U);
  for (auto const& one : cases) {
    SCOPED_TRACE(one.at("id").as_string().c_str());
    Limiters limiters;
    for (auto const& config : one.at("limits").as_array()) {
      auto limiter = limiter_of(config.as_object());
      ASSERT_TRUE(is_valid(limiter));
      auto const* const state = one.at("state").as_object().if_contains(limiter.id);
      limiters.push_back(state == nullptr ? limiter : with_state(limiter, wire::to_json(*state)));
    }
    for (auto const& step : one.at("steps").as_array()) {
      auto const ask = ask_of(step.at("req").as_object());
      auto verdict = take(limiters, ask);
      EXPECT_EQ(json::value(result_of(verdict, ask)), step.at("expect"))
          << wire::to_json(result_of(verdict, ask));
      limiters.clear();
      // Through its text and back, as a row would carry it.
      for (auto const& limiter : verdict.limiters)
        limiters.push_back(with_state(limiter, state_text(limiter)));
      EXPECT_EQ(limiters, verdict.limiters);
    }
  }
}

// --- The same rules once more, written the slow way, as an oracle. ----------------------------

struct Naive {
  virtual ~Naive() = default;
  virtual bool allows(std::int64_t now, std::int64_t cost) = 0;
  virtual void take(std::int64_t now, std::int64_t cost) = 0;
};

/// GCRA as its inventors drew it: a bucket of B tokens, one more every T, kept as a list of the
/// instants at which each missing token comes back.
struct NaiveBucket final : Naive {
  NaiveBucket(std::int64_t interval, std::int64_t burst) : interval_(interval), burst_(burst) {}
  bool allows(std::int64_t now, std::int64_t cost) override {
    while (!missing_.empty() && missing_.front() <= now) missing_.pop_front();
    return static_cast<std::int64_t>(missing_.size()) + cost <= burst_;
  }
  void take(std::int64_t now, std::int64_t cost) override {
    for (; cost > 0; --cost)
      missing_.push_back((missing_.empty() ? now : missing_.back()) + interval_);
  }

 private:
  std::int64_t interval_;
  std::int64_t burst_;
  std::deque<std::int64_t> missing_;
};

/// The pair rule in words: messages of a window are remembered; after it, nothing goes before
/// as many intervals as messages have passed since the window's start.
struct NaivePair final : Naive {
  NaivePair(std::int64_t interval, std::int64_t burst, std::int64_t window)
      : interval_(interval), burst_(burst), window_(window) {}
  bool allows(std::int64_t now, std::int64_t cost) override {
    if (cost > burst_) return false;
    if (started_ && now - start_ < window_ && used_ + cost <= burst_) return true;
    return !started_ || now >= start_ + used_ * interval_;
  }
  void take(std::int64_t now, std::int64_t cost) override {
    if (started_ && now - start_ < window_ && used_ + cost <= burst_) {
      used_ += cost;
      return;
    }
    started_ = true;
    start_ = now;
    used_ = cost;
  }

 private:
  std::int64_t interval_;
  std::int64_t burst_;
  std::int64_t window_;
  bool started_ = false;
  std::int64_t start_ = 0;
  std::int64_t used_ = 0;
};

/// Walks forward in random steps and asks both; a denial's wait must be the first instant at
/// which the oracle would say yes.
void compare(Limiter const& limiter, Naive& naive, std::mt19937_64& random, std::int64_t step_max) {
  Limiters limiters{limiter};
  auto now = kStart;
  for (int step = 0; step < 400; ++step) {
    now += between(random, 0, step_max);
    auto const cost = between(random, 1, 3);
    auto const expected = naive.allows(now, cost);
    auto verdict = take(limiters, {.now = instant_of_us(now), .cost = cost});
    ASSERT_EQ(verdict.allow, expected) << "step " << step;
    if (expected) {
      naive.take(now, cost);
    } else if (verdict.retry_after_us != kNever) {
      ASSERT_GT(verdict.retry_after_us, 0);
      ASSERT_FALSE(naive.allows(now + verdict.retry_after_us - 1, cost)) << "step " << step;
      ASSERT_TRUE(naive.allows(now + verdict.retry_after_us, cost)) << "step " << step;
      now += verdict.retry_after_us;
      ASSERT_TRUE(take(verdict.limiters, {.now = instant_of_us(now), .cost = 0}).allow);
    }
    limiters = std::move(verdict.limiters);
  }
}

TEST(Rate, GcraIsABucketOfTokens) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  for (int round = 0; round < 200; ++round) {
    auto const interval = between(random, 1, 50);
    auto const burst = between(random, 1, 9);
    NaiveBucket naive(interval, burst);
    compare({"g", Gcra{interval, burst, {}}}, naive, random, interval * 2);
    if (HasFatalFailure()) return;
  }
}

TEST(Rate, BurstWindowBorrowsAndPaysBack) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  for (int round = 0; round < 200; ++round) {
    auto const interval = between(random, 1, 50);
    auto const burst = between(random, 1, 9);
    auto const window = between(random, 1, interval);
    NaivePair naive(interval, burst, window);
    compare({"p", BurstWindow{interval, burst, window, {}, {}}}, naive, random, interval * 2);
    if (HasFatalFailure()) return;
  }
}

TEST(Rate, DayCapCountsALocalDay) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  for (int round = 0; round < 100; ++round) {
    auto const limit = between(random, 1, 6);
    auto const offset = static_cast<std::int32_t>(between(random, -43'200, 50'400));
    Limiters limiters{{"d", DayCap{limit, {}, 0}}};
    std::map<std::int64_t, std::int64_t> used;
    auto now = between(random, 0, kStart);
    for (int step = 0; step < 200; ++step) {
      now += between(random, 0, 20'000'000'000);
      auto const day = (now + offset * 1'000'000LL) / 86'400'000'000;
      auto verdict = take(limiters, {instant_of_us(now), 1, offset, false});
      ASSERT_EQ(verdict.allow, used[day] < limit);
      if (verdict.allow) ++used[day];
      if (!verdict.allow) {
        ASSERT_EQ((now + verdict.retry_after_us + offset * 1'000'000LL) % 86'400'000'000, 0);
      }
      limiters = std::move(verdict.limiters);
    }
  }
}

TEST(Rate, UniqueNeverCountsMoreThanItsLimitInAMovingDay) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  for (int round = 0; round < 60; ++round) {
    auto const limit = between(random, 1, 12);
    Limiters limiters{{"u", Unique24{limit, {}}}};
    std::vector<std::int64_t> taken;
    auto now = kStart;
    for (int step = 0; step < 300; ++step) {
      now += between(random, 0, 6'000'000'000);
      auto verdict = take(limiters, {instant_of_us(now), 1, 0, true});
      auto const in_day = std::count_if(taken.begin(), taken.end(), [&](std::int64_t at) {
        return now - at < 24 * 3'600'000'000LL;
      });
      if (verdict.allow) {
        ASSERT_LT(in_day, limit);
        taken.push_back(now);
      } else {
        // Buckets are an hour wide: it may say no for up to an hour longer than the true day.
        auto const in_25_hours = std::count_if(taken.begin(), taken.end(), [&](std::int64_t at) {
          return now - at < 25 * 3'600'000'000LL;
        });
        ASSERT_GE(in_25_hours, limit);
        auto const later = instant_of_us(now + verdict.retry_after_us);
        ASSERT_TRUE(take(verdict.limiters, {later, 1, 0, true}).allow);
        auto const sooner = instant_of_us(now + verdict.retry_after_us - 1);
        ASSERT_FALSE(take(verdict.limiters, {sooner, 1, 0, true}).allow);
      }
      limiters = std::move(verdict.limiters);
      ASSERT_LE(std::get<Unique24>(limiters[0].rule).hours.size(), 26U);
    }
  }
}

TEST(Rate, AllAreChargedOrNone) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  Limiters limiters{{"a", Gcra{1'000'000, 3, {}}},
                    {"b", BurstWindow{2'000'000, 4, 1'000'000, {}, {}}},
                    {"c", DayCap{40, {}, 0}},
                    {"d", Unique24{20, {}}}};
  auto now = kStart;
  for (int step = 0; step < 5'000; ++step) {
    now += between(random, -100'000, 1'000'000);
    Ask const ask{instant_of_us(now), between(random, 0, 2), 0, random() % 4 == 0};
    auto const before = remaining(limiters, ask);
    auto const verdict = take(limiters, ask);
    auto const after = remaining(verdict.limiters, ask);
    if (ask.cost == 0) {
      ASSERT_EQ(verdict.limiters, limiters);
    } else if (!verdict.allow) {
      ASSERT_EQ(after, before);
      ASSERT_TRUE(verdict.limited_by);
    } else {
      ASSERT_EQ(*after[2], *before[2] - ask.cost);
      ASSERT_EQ(*after[3], *before[3] - (ask.new_recipient ? 1 : 0));
      ASSERT_LT(*after[0], *before[0] + 1);
    }
    limiters = verdict.limiters;
  }
}

TEST(Rate, AnyStoredStateHealsWithoutOverflow) {
  auto constexpr kLow = std::numeric_limits<std::int64_t>::min();
  auto constexpr kHigh = std::numeric_limits<std::int64_t>::max();
  for (auto const extreme : {kLow, kLow + 1, std::int64_t{-1}, std::int64_t{0}, kHigh - 1, kHigh}) {
    for (auto const now : {kLow, std::int64_t{0}, kStart, kHigh}) {
      for (auto const cost : {kLow, std::int64_t{0}, std::int64_t{1}, kHigh}) {
        auto const text = std::to_string(extreme);
        Limiters limiters;
        limiters.push_back({"g", Gcra{kLimiterIntervalMax, 1'000, extreme}});
        limiters.push_back({"p", BurstWindow{6'000'000, 45, 6'000'000, extreme, extreme}});
        limiters.push_back(
            with_state({"d", DayCap{5, {}, 0}}, "{\"day\":" + text + ",\"used\":" + text + "}"));
        limiters.push_back(
            with_state({"u", Unique24{5, {}}}, "{\"hours\":{\"" + text + "\":" + text + "}}"));
        for (auto const& limiter : limiters) EXPECT_TRUE(is_valid(limiter));
        Ask const ask{instant_of_us(now), cost, 86'400, true};
        auto const verdict = take(limiters, ask);
        EXPECT_GE(verdict.retry_after_us, kNever);
        for (auto const count : remaining(verdict.limiters, ask)) EXPECT_GE(count.value_or(0), 0);
      }
    }
  }
}

TEST(Rate, StatesThatAreNoneReadAsEmpty) {
  Limiter const fresh{"g", Gcra{10, 2, {}}};
  for (auto const* text : {"", "[]", "{", "null", R"({"tat_us":"5"})", R"({"tat_us":1.5})", "{}"})
    EXPECT_EQ(with_state(fresh, text), fresh) << text;
  EXPECT_EQ(state_text(fresh), "{}");
  Limiter const unique{"u", Unique24{3, {}}};
  EXPECT_EQ(with_state(unique, R"({"hours":{"x":1,"7":2,"8":-1,"9":"1","3":4}})"),
            (Limiter{"u", Unique24{3, {{3, 4}, {7, 2}}}}));
}

TEST(Rate, ConfigurationsOutOfRangeAreNotValid) {
  EXPECT_FALSE(is_valid({"", Gcra{0, 1, {}}}));
  EXPECT_FALSE(is_valid({"", Gcra{1, 0, {}}}));
  EXPECT_FALSE(is_valid({"", Gcra{kLimiterIntervalMax, kLimiterCountMax, {}}}));
  EXPECT_FALSE(is_valid({"", BurstWindow{5, 2, 6, {}, {}}}));
  EXPECT_TRUE(is_valid({"", BurstWindow{5, 2, 5, {}, {}}}));
  EXPECT_FALSE(is_valid({"", DayCap{-1, {}, 0}}));
  EXPECT_FALSE(is_valid({"", Unique24{-1, {}}}));
  EXPECT_TRUE(is_valid({"", Unique24{0, {}}}));
}

}  // namespace
}  // namespace waypost::outbox
