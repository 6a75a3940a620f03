// What one send costs before and after the network: limits, plan, settle, token.

#include <cstddef>
#include <cstdlib>
#include <string>

#include <benchmark/benchmark.h>

#include "waypost/outbox/budgets.h"
#include "waypost/outbox/plan.h"
#include "waypost/outbox/retry.h"
#include "waypost/outbox/settle.h"
#include "waypost/outbox/token.h"

#include "allocations.h"

namespace waypost::outbox {
namespace {

constexpr auto kNow = instant_of_us(1'767'225'602'000'000);

Item some_item() {
  Item item;
  item.id = 4'711;
  item.key =
      "m:800000000000001:wamid.HBgLMTU1NTAxMDAwMDEVAgASGBQzQTdCNUJDMzU4NzVGODZBRjI1QQA=:menu:0";
  item.phone_number_id = PhoneNumberId("800000000000001");
  item.to = "15550100001";
  item.rule = "menu";
  item.type = "text";
  item.body = R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"15550100001",)"
              R"("type":"text","text":{"preview_url":false,"body":"Your order is on its way."}})";
  item.due_at = kNow;
  item.expires_at = kNow + std::chrono::hours(1);
  return item;
}

void plan_send(benchmark::State& state) {
  auto const item = some_item();
  Standing standing;
  standing.last_inbound_at = kNow;
  Budget budget;
  budget.limiters = {number_limiter(kUpgradedMps, {}, kNow), pair_limiter(), tenant_limiter({})};
  auto const token = token_text(token_signed_part(4'711, 1, 0x0123'4567'89AB'CDEF), 99, "");
  auto const before = bench::allocated();
  for (auto _ : state) {
    auto const made = plan(item, standing, budget, token, kNow);
    benchmark::DoNotOptimize(made);
  }
  bench::note_allocations(state, before);
}
BENCHMARK(plan_send)->Name("plan/send");

void plan_wait(benchmark::State& state) {
  auto const item = some_item();
  Standing standing;
  standing.last_inbound_at = kNow;
  Budget budget;
  budget.limiters = {number_limiter(kStandardMps, {}, kNow), pair_limiter()};
  budget.limiters[0] = charge(budget.limiters[0], 4, kNow);
  auto const before = bench::allocated();
  for (auto _ : state) {
    auto const made = plan(item, standing, budget, "token", kNow);
    benchmark::DoNotOptimize(made);
  }
  bench::note_allocations(state, before);
}
BENCHMARK(plan_wait)->Name("plan/wait");

void take_five(benchmark::State& state) {
  Limiters limiters{number_limiter(kUpgradedMps, {}, kNow), pair_limiter(),
                    portfolio_limiter(100'000), tenant_limiter(1'000'000),
                    rate_limiter("api", 600, std::chrono::minutes(1))};
  auto now = kNow;
  auto const before = bench::allocated();
  for (auto _ : state) {
    now += std::chrono::seconds(6);
    auto verdict = take(std::move(limiters), {.now = now, .new_recipient = true});
    limiters = std::move(verdict.limiters);
    benchmark::DoNotOptimize(limiters);
  }
  bench::note_allocations(state, before);
}
BENCHMARK(take_five)->Name("take/five_limiters");

void settle_accepted(benchmark::State& state) {
  auto item = some_item();
  item.state = State::dispatching;
  SendOutcome const outcome = HttpReply{
      200,
      R"({"messaging_product":"whatsapp",)"
      R"("contacts":[{"input":"15550100001","wa_id":"15550100001"}],)"
      R"("messages":[{"id":"wamid.HBgLMTU1NTAxMDAwMDEVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"}]})",
      std::nullopt};
  auto const before = bench::allocated();
  for (auto _ : state) {
    auto const effects = settle(item, outcome, kNow);
    benchmark::DoNotOptimize(effects);
  }
  bench::note_allocations(state, before);
}
BENCHMARK(settle_accepted)->Name("settle/accepted");

void settle_throttled(benchmark::State& state) {
  auto item = some_item();
  item.state = State::dispatching;
  SendOutcome const outcome =
      HttpReply{400, R"({"error":{"message":"(#130429) Rate limit hit","code":130429}})", {}};
  for (auto _ : state) {
    auto const effects = settle(item, outcome, kNow);
    benchmark::DoNotOptimize(effects);
  }
}
BENCHMARK(settle_throttled)->Name("settle/throttled");

void token_there_and_back(benchmark::State& state) {
  for (auto _ : state) {
    auto const text = token_text(token_signed_part(4'711, 1, 0x0123'4567'89AB'CDEF), 99, "");
    auto const parts = parse_token(text);
    benchmark::DoNotOptimize(parts);
  }
}
BENCHMARK(token_there_and_back)->Name("token/there_and_back");

}  // namespace
}  // namespace waypost::outbox
