#include "waypost/outbox/plan.h"

#include <gtest/gtest.h>

#include "waypost/outbox/budgets.h"
#include "waypost/outbox/settle.h"
#include "waypost/wire/encode.h"

#include "support.h"

namespace waypost::outbox {
namespace {

using test::between;

constexpr std::int64_t kStart = 1'767'225'600'000'000;
constexpr std::int64_t kHour = 3'600'000'000;

Instant some_instant(std::mt19937_64& random) {
  switch (random() % 16) {
    case 0: return Instant::max();
    case 1: return Instant::min();
    case 2: return instant_of_us(0);
    default: return instant_of_us(kStart + between(random, -60 * kHour, 60 * kHour));
  }
}

template <class E>
E any_of(std::mt19937_64& random, std::uint64_t count) {
  return static_cast<E>(random() % count);
}

Item some_item(std::mt19937_64& random) {
  Item item;
  item.id = 7;
  item.key = "m:1:wamid.A:menu:0";
  item.body = R"({"type":"text"})";
  item.state = random() % 4 == 0 ? any_of<State>(random, kStates) : State::ready;
  item.form = any_of<Form>(random, 2);
  item.purpose = any_of<Purpose>(random, 4);
  item.rule = random() % 4 == 0 ? std::string(kOptOutRule) : "menu";
  item.due_at = some_instant(random);
  item.expires_at = some_instant(random);
  return item;
}

std::optional<Instant> maybe(std::mt19937_64& random) {
  return random() % 2 == 0 ? std::nullopt : std::optional(some_instant(random));
}

Standing some_standing(std::mt19937_64& random) {
  Standing standing;
  standing.last_inbound_at = maybe(random);
  standing.marketing_withdrawn = random() % 4 == 0;
  standing.opted_out_of_all = random() % 8 == 0;
  standing.suppressed_until = maybe(random);
  if (random() % 4 == 0) standing.stopped_until = some_instant(random);
  return standing;
}

TEST(Plan, NeverFreeTextAfterTheWindowWhateverTheClock) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  int sent = 0;
  for (int round = 0; round < 200'000; ++round) {
    auto const item = some_item(random);
    auto const standing = some_standing(random);
    auto const now = some_instant(random);
    Budget budget;
    if (random() % 2 == 0) budget.limiters = {number_limiter(80, {}, now), pair_limiter()};
    auto const made = plan(item, standing, budget, "1.AQ.AQ._w.AAAAAAAAAAA", now);
    if (auto const* wait = std::get_if<Wait>(&made)) {
      if (item.state == State::ready) {
        ASSERT_GT(wait->until, now);
        ASSERT_LE(wait->until, item.expires_at) << "it would outlast the item";
      }
    }
    if (!std::holds_alternative<Send>(made)) continue;
    ++sent;
    ASSERT_EQ(item.state, State::ready) << "no blind second post";
    ASSERT_LT(now, item.expires_at);
    ASSERT_GE(now, item.due_at);
    if (item.form == Form::free_form) {
      ASSERT_TRUE(standing.last_inbound_at);
      ASSERT_TRUE(now < *standing.last_inbound_at ||
                  now - *standing.last_inbound_at < std::chrono::hours(24));
    }
    if (item.purpose == Purpose::marketing) {
      ASSERT_FALSE(standing.marketing_withdrawn || standing.opted_out_of_all ||
                   (standing.suppressed_until && now < *standing.suppressed_until));
    }
    if (standing.opted_out_of_all) {
      ASSERT_TRUE(item.rule == kOptOutRule || item.purpose == Purpose::authentication);
    }
  }
  EXPECT_GT(sent, 1'000) << "the test would prove nothing";
}

TEST(Plan, AWaitingItemIsAlwaysOutOfTheWayInTheEnd) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  for (int round = 0; round < 20'000; ++round) {
    auto item = some_item(random);
    item.state = State::ready;
    item.expires_at = instant_of_us(kStart + between(random, 0, 30 * kHour));
    auto const standing = some_standing(random);
    auto now = instant_of_us(kStart);
    Budget budget;
    budget.limiters = {rate_limiter("slow", 1, std::chrono::hours(between(random, 1, 40)))};
    budget.limiters[0] = charge(budget.limiters[0], 1, now);
    for (int asked = 0;; ++asked) {
      ASSERT_LT(asked, 8) << "a host that asks at `until` gets an answer soon";
      auto const made = plan(item, standing, budget, "", now);
      auto const* const wait = std::get_if<Wait>(&made);
      if (wait == nullptr) break;
      now = wait->until;
      if (!wait->limiters.empty()) budget.limiters = wait->limiters;
    }
  }
}

TEST(Settle, TakesAnyReplyAndKeepsItsPromises) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  std::vector<std::string> const bodies{"",
                                        "{",
                                        "[]",
                                        "<html>",
                                        R"({"messages":[{"id":"wamid.X"}]})",
                                        R"({"error":{"code":131000}})",
                                        R"({"error":{"code":"190"}})",
                                        R"({"error":"words"})",
                                        R"({"error":{"code":1.5}})",
                                        R"({"error":{"code":99999999999999999999}})",
                                        R"({"error":{"code":131056}})",
                                        R"({"error":[{"code":4}]})",
                                        "{\"a\":\"\\ud800\"}",
                                        std::string("\0\xFF", 2),
                                        R"({"error":{"code":131048,"is_transient":"yes"}})"};
  std::vector<int> const statuses{-1,  0,   100, 200, 206, 302, 400,
                                  401, 404, 408, 429, 500, 503, 999};
  for (int round = 0; round < 100'000; ++round) {
    auto item = some_item(random);
    item.state = any_of<State>(random, kStates);
    item.failures = static_cast<std::int32_t>(random() % 12);
    auto const now = some_instant(random);
    SendOutcome outcome;
    switch (random() % 5) {
      case 0: outcome = NoReply{any_of<NetworkFault>(random, 5)}; break;
      case 1: outcome = ProcessDied{}; break;
      case 2: outcome = EvidenceEnded{}; break;
      default:
        outcome = HttpReply{
            statuses[random() % statuses.size()], bodies[random() % bodies.size()],
            random() % 3 == 0 ? std::optional(between(random, -10, 100'000)) : std::nullopt};
    }
    auto const effects = settle(item, outcome, now);
    ASSERT_EQ(wire::encode(effects), wire::encode(settle(item, outcome, now)));
    for (auto const& effect : effects) {
      auto const* const move = std::get_if<engine::Move>(&effect);
      if (move == nullptr) continue;
      ASSERT_TRUE(!is_end(item.state) || move->to == item.state) << "ends are final";
      if (move->to == item.state) continue;
      if (move->to == State::ready || move->to == State::unknown) {
        ASSERT_TRUE(move->due_at);
        ASSERT_GE(*move->due_at, std::min(now, item.dispatched_at.value_or(now)));
      }
      if (move->to == State::accepted) {
        ASSERT_FALSE(move->wamid.empty());
      }
    }
  }
}

}  // namespace
}  // namespace waypost::outbox
