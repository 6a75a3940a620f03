// What naming an event's rows costs, before any of them is read.

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "waypost/engine/keys.h"
#include "waypost/webhook/parse.h"

#include "allocations.h"

namespace waypost::engine {
namespace {

/// Events of a fixture, as the parser makes them.
std::vector<webhook::Event> events_of(std::string const& name) {
  std::ifstream file(WAYPOST_TEST_DATA "/fixtures/webhooks/" + name + ".json", std::ios::binary);
  std::string const text{std::istreambuf_iterator<char>(file), {}};
  auto parsed = webhook::parse(text);
  if (!parsed || parsed->events.empty()) std::abort();
  return std::move(parsed->events);
}

void keys_of(benchmark::State& state, char const* fixture) {
  auto const events = events_of(fixture);
  auto const before = bench::allocated();
  for (auto _ : state) {
    auto const made = keys(events.front());
    benchmark::DoNotOptimize(made);
  }
  bench::note_allocations(state, before);
}
BENCHMARK_CAPTURE(keys_of, text, "messages/text/plain")->Name("keys/text");
BENCHMARK_CAPTURE(keys_of, foreign_status, "statuses/sent-pmp-v23")->Name("keys/status");
BENCHMARK_CAPTURE(keys_of, our_status, "statuses/biz-opaque-callback-data")
    ->Name("keys/status_with_caller_data");

// Hashing a canonical value is what other events pay.
void keys_of_all(benchmark::State& state) {
  auto const events = events_of("batches/mixed-fields");
  std::size_t next = 0;
  auto const before = bench::allocated();
  for (auto _ : state) {
    auto const made = keys(events[next++ % events.size()]);
    benchmark::DoNotOptimize(made);
  }
  bench::note_allocations(state, before);
}
BENCHMARK(keys_of_all)->Name("keys/mixed_fields");

}  // namespace
}  // namespace waypost::engine
