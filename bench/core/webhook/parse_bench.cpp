// What a webhook costs before anything is decided: handshake, verify, scan, parse.

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "waypost/webhook/handshake.h"
#include "waypost/webhook/parse.h"
#include "waypost/webhook/verify.h"
#include "waypost/wire/read.h"

#include "allocations.h"

namespace waypost {
namespace {

using namespace std::string_view_literals;

std::string fixture(std::string_view name) {
  std::string const path =
      std::string(WAYPOST_TEST_DATA) + "/fixtures/webhooks/" + std::string(name) + ".json";
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (text.empty()) {
    std::fprintf(stderr, "no fixture %s\n", path.c_str());
    std::exit(1);
  }
  return text;
}

// A fixture without the white space that Meta does not send.
std::string compact(std::string_view name) {
  return boost::json::serialize(boost::json::parse(fixture(name)));
}

// So many statuses as Meta sends them since July 2025, 315 bytes each.
std::string statuses(std::size_t count) {
  auto document = boost::json::parse(fixture("statuses/sent-pmp-v23"));
  auto& list = document.at("entry").at(0).at("changes").at(0).at("value").at("statuses").as_array();
  boost::json::value const one = list.at(0);
  list.clear();
  for (std::size_t i = 0; i < count; ++i) {
    list.push_back(one);
    list.back().at("id") = std::string(one.at("id").as_string()) + std::to_string(i);
    list.back().at("recipient_id") = "1555010" + std::to_string(1000 + i);
  }
  return boost::json::serialize(document);
}

std::vector<unsigned char>& arena() {
  static std::vector<unsigned char> memory(std::size_t{16} << 20U);
  return memory;
}

void note(benchmark::State& state, std::string const& body, bench::Allocated const& before) {
  bench::note_allocations(state, before);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
  state.SetLabel(std::to_string(body.size()) + " B");
}

void parse(benchmark::State& state, std::string const& body) {
  auto const before = bench::allocated();
  for (auto _ : state) {
    boost::json::monotonic_resource scratch(arena().data(), arena().size());
    auto const parsed = webhook::parse(body, &scratch);
    if (!parsed || parsed->events.empty()) state.SkipWithError("refused");
    benchmark::DoNotOptimize(parsed->events.data());
  }
  note(state, body, before);
}

// The rival in the same run: Boost.JSON's DOM alone.
void dom(benchmark::State& state, std::string const& body) {
  auto const before = bench::allocated();
  for (auto _ : state) {
    boost::json::monotonic_resource scratch(arena().data(), arena().size());
    boost::system::error_code failed;
    auto const document = boost::json::parse(body, failed, &scratch);
    benchmark::DoNotOptimize(document);
  }
  note(state, body, before);
}

void scan(benchmark::State& state, std::string const& body) {
  auto const before = bench::allocated();
  for (auto _ : state) {
    benchmark::DoNotOptimize(wire::exceeds_values(body, kJsonValuesMax));
    benchmark::DoNotOptimize(wire::mend_surrogates(body, {}));
  }
  note(state, body, before);
}

void verify(benchmark::State& state) {
  std::array<Digest, 2> digests{sha256("old"), sha256("new")};
  auto const header = "sha256=" + hex(digests[1]);
  auto const before = bench::allocated();
  for (auto _ : state) {
    auto const result = webhook::verify(header, digests);
    benchmark::DoNotOptimize(result);
  }
  note(state, header, before);
}

void handshake(benchmark::State& state) {
  std::string const query =
      "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=0123456789abcdef0123456789";
  constexpr std::array tokens{"another token"sv, "0123456789abcdef0123456789"sv};
  auto const before = bench::allocated();
  for (auto _ : state) {
    auto const result = webhook::handshake(query, tokens);
    benchmark::DoNotOptimize(result);
  }
  note(state, query, before);
}

void add(std::string const& name, std::string const& body) {
  auto const shared = std::make_shared<std::string const>(body);
  for (auto const& kind :
       {std::pair("parse/", &parse), std::pair("dom/", &dom), std::pair("scan/", &scan)}) {
    benchmark::RegisterBenchmark(
        (kind.first + name).c_str(),
        [shared, function = kind.second](auto& state) { function(state, *shared); });
  }
}

}  // namespace
}  // namespace waypost

int main(int argc, char** argv) {
  using namespace waypost;
  benchmark::Initialize(&argc, argv);
  add("text", compact("messages/text/plain"));
  add("text_escaped", fixture("messages/unicode/wire-ascii-escaped"));
  add("text_of_4096", compact("messages/text/long-4096"));
  add("image", compact("messages/media/image-caption"));
  add("status", compact("statuses/sent-v24-no-conversation"));
  add("status_priced", compact("statuses/sent-pmp-v23"));
  add("statuses_50", statuses(50));
  add("statuses_1000", statuses(1000));
  add("thousand_updates", fixture("batches/thousand-updates"));
  add("hundred_messages", compact("batches/hundred-messages"));
  benchmark::RegisterBenchmark("verify", verify);
  benchmark::RegisterBenchmark("handshake", handshake);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
