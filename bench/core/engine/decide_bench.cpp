// What one event costs: keys, decide and its rendering, statuses. With allocations counted.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "waypost/engine/decide.h"
#include "waypost/engine/keys.h"
#include "waypost/outbox/token.h"
#include "waypost/playbook/compile.h"
#include "waypost/playbook/open.h"

#include "allocations.h"

namespace waypost::engine {
namespace {

constexpr auto kNow = instant_of_us(1'767'225'602'000'000);

/// A playbook of `rules` whole-word rules, the last of which answers "order status".
class Rules {
 public:
  explicit Rules(int rules, std::string const& body) {
    std::string source = R"({"waypost":1,"vars":{"shop":"Lale"},"rules":[)";
    for (int index = 0; index < rules - 1; ++index)
      source += R"({"id":"r)" + std::to_string(index) +
                R"(","kind":"contains_word","triggers":["word)" + std::to_string(index) +
                R"(","other thing )" + std::to_string(index) +
                R"("],"reply":{"type":"text","body":"x"}},)";
    source += R"({"id":"answer","kind":"contains_word","triggers":"order status","reply":)" + body +
              "}]}";
    auto const compiled = playbook::compile(source);
    if (!compiled) std::abort();
    blob_.resize((compiled->blob.size() + 7) / 8);
    std::copy(compiled->blob.begin(), compiled->blob.end(), reinterpret_cast<char*>(blob_.data()));
    auto opened =
        playbook::open({reinterpret_cast<char const*>(blob_.data()), compiled->blob.size()});
    if (!opened) std::abort();
    opened_.push_back(std::move(*opened));
  }
  [[nodiscard]] playbook::Playbook const& get() const { return opened_.front(); }

 private:
  std::vector<std::uint64_t> blob_;
  std::vector<playbook::Playbook> opened_;
};

webhook::Event message(std::string text) {
  webhook::MessageReceived made;
  made.place = {WabaId("900000000000001"), PhoneNumberId("800000000000001"), "15550100100",
                "/entry/0/changes/0/value/messages/0"};
  made.id = Wamid("wamid.HBgLMTU1NTAxMDAwMDEVAgASGBQzQTdCNUJDMzU4NzVGODZBRjI1QQA=");
  made.from.phone = "15550100001";
  made.from.wa_id = "15550100001";
  made.from.user_id = "US.10000000000000000001";
  made.from.name = "Ana Ferris";
  made.at = instant_of_us(1'767'225'600'000'000);
  made.kind = webhook::MessageKind::text;
  made.type = "text";
  made.content = R"({"body":")" + text + R"("})";
  made.text = std::move(text);
  return made;
}

Snapshot known() {
  Snapshot snapshot;
  snapshot.number = {PhoneNumberId("800000000000001"), 1, "+1 555 010 0100"};
  auto& found = snapshot.found.emplace_back();
  auto& contact = found.contact.emplace();
  contact.id = 3;
  contact.phone = "15550100001";
  contact.wa_id = "15550100001";
  contact.user_id = "US.10000000000000000001";
  contact.name = "Ana Ferris";
  auto& talk = found.conversation.emplace();
  talk.id = 5;
  talk.contact = 3;
  talk.phone_number_id = PhoneNumberId("800000000000001");
  talk.last_inbound_at = instant_of_us(1'767'200'000'000'000);
  return snapshot;
}

/// Runs keys and decide as a host does between its two reads, and reports allocations an event.
void run(benchmark::State& state,
         playbook::Playbook const& playbook,
         Snapshot const& snapshot,
         webhook::Event const& event) {
  DecideScratch scratch;
  std::size_t effects = decide(playbook, snapshot, event, kNow, scratch).size();
  auto const before = bench::allocated();
  for (auto _ : state) {
    auto const wanted = keys(event);
    benchmark::DoNotOptimize(wanted);
    auto const made = decide(playbook, snapshot, event, kNow, scratch);
    benchmark::DoNotOptimize(made);
    effects = made.size();
  }
  bench::note_allocations(state, before);
  state.counters["effects"] = static_cast<double>(effects);
}

std::string const kPlain = R"({"type":"text","body":"Your order is on its way."})";
std::string const kFilled =
    R"({"type":"text","body":"Hi {{first_name|default:\"there\"}}, {{shop}} has your order."})";
std::string const kAsking = "Hello, could you tell me my order status please? I ordered on Monday.";

void decide_text_hit(benchmark::State& state) {
  Rules const rules(static_cast<int>(state.range(0)), kPlain);
  run(state, rules.get(), known(), message(kAsking));
}
BENCHMARK(decide_text_hit)->Name("decide/text_hit")->Arg(50)->Arg(1'000);

void decide_text_hit_filled(benchmark::State& state) {
  Rules const rules(50, kFilled);
  run(state, rules.get(), known(), message(kAsking));
}
BENCHMARK(decide_text_hit_filled)->Name("decide/text_hit_with_variables");

void decide_text_miss(benchmark::State& state) {
  Rules const rules(50, kPlain);
  run(state, rules.get(), known(), message("Good morning, is anybody there? I have a question."));
}
BENCHMARK(decide_text_miss)->Name("decide/text_miss");

void decide_stranger(benchmark::State& state) {
  Rules const rules(50, kPlain);
  Snapshot snapshot = known();
  snapshot.found = {Found{}};
  run(state, rules.get(), snapshot, message(kAsking));
}
BENCHMARK(decide_stranger)->Name("decide/stranger");

void decide_duplicate(benchmark::State& state) {
  Rules const rules(50, kPlain);
  Snapshot snapshot;
  snapshot.seen = true;
  run(state, rules.get(), snapshot, message(kAsking));
}
BENCHMARK(decide_duplicate)->Name("decide/duplicate");

void decide_status(benchmark::State& state) {
  Rules const rules(50, kPlain);
  webhook::StatusChanged status;
  status.place.phone_number_id = PhoneNumberId("800000000000001");
  status.id = Wamid("wamid.HBgLMTU1NTAxMDAwMDEVAgASGBQzQTdCNUJDMzU4NzVGODZBRjI1QQA=");
  status.word = "delivered";
  status.status = webhook::Status::delivered;
  status.at = kNow;
  status.opaque =
      outbox::token_text(outbox::token_signed_part(4'711, 1, 0x0123'4567'89AB'CDEF), 99, "");
  Snapshot snapshot;
  snapshot.item.emplace().id = 4'711;
  snapshot.item->state = outbox::State::sent;
  snapshot.item->attempt = 1;
  run(state, rules.get(), snapshot, status);
}
BENCHMARK(decide_status)->Name("decide/status");

}  // namespace
}  // namespace waypost::engine
