// What crossing a door costs: an event in, its effects out.

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "waypost/wire/decode.h"
#include "waypost/wire/encode.h"
#include "waypost/wire/json.h"

namespace waypost::wire {
namespace {

/// The first case of decide's vectors: a stranger writes and is answered.
boost::json::value const& vector() {
  static boost::json::value const one = [] {
    std::ifstream file(WAYPOST_TEST_DATA "/vectors/decide.json", std::ios::binary);
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    return boost::json::parse(text).at("cases").at(1);
  }();
  return one;
}

void decode_event(benchmark::State& state) {
  auto const& event = vector().at("given").at("event");
  for (auto _ : state) {
    auto const made = decode<webhook::Event>(event);
    benchmark::DoNotOptimize(made);
  }
}
BENCHMARK(decode_event)->Name("decode/event");

void decode_snapshot_text(benchmark::State& state) {
  auto const text = to_json(vector().at("given").at("snapshot"));
  std::vector<unsigned char> arena(16'384);
  for (auto _ : state) {
    boost::json::monotonic_resource memory(arena.data(), arena.size());
    boost::system::error_code error;
    auto const value = boost::json::parse(text, error, &memory);
    auto const made = decode<engine::Snapshot>(value);
    benchmark::DoNotOptimize(made);
  }
}
BENCHMARK(decode_snapshot_text)->Name("decode/snapshot_from_text");

void encode_effects(benchmark::State& state) {
  auto const effects = decode<engine::Effects>(vector().at("expect"));
  if (!effects) std::abort();
  std::string text;
  for (auto _ : state) {
    text.clear();
    append(text, *effects);
    benchmark::DoNotOptimize(text);
  }
  state.counters["bytes"] = static_cast<double>(text.size());
}
BENCHMARK(encode_effects)->Name("encode/effects_of_an_answer");

}  // namespace
}  // namespace waypost::wire
