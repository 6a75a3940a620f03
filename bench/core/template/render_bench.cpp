// What an answer's text costs: parsing its holes and filling them.

#include <cstdlib>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "waypost/template/render.h"
#include "waypost/template/template.h"
#include "waypost/template/vars.h"

#include "allocations.h"

namespace waypost::templating {
namespace {

constexpr std::string_view kPlain = "Your order is on its way. Write menu to see more.";
constexpr std::string_view kGreeting =
    "Hello {{first_name|default:\"there\"}}, welcome to {{shop}}. Write menu to see more.";
constexpr std::string_view kTen =
    "{{first_name}} {{last_name|upper}}, order {{order.number}} of "
    "{{order.lines.0.name|capitalize}}"
    " ({{order.lines.0.count}} x {{order.lines.0.price}}) leaves {{shop}} for {{address.city}},"
    " {{address.street|truncate:20}}; questions: {{phone|digits}}.";

/// Layers as the engine hands them over: a playbook's variables, a contact's fields.
struct Layers {
  boost::json::value shop = boost::json::parse(R"({"shop":"Lale","phone":"+1 (555) 010-0100"})");
  boost::json::value contact =
      boost::json::parse(R"({"first_name":"Ana","last_name":"Ferris","address":{"city":"Lisbon",)"
                         R"("street":"Rua das Flores 123, second floor"},"order":{"number":4711,)"
                         R"("lines":[{"name":"tea","count":2,"price":3.5}]}})");
  [[nodiscard]] Vars vars() const { return {contact.get_object(), shop.get_object()}; }
};

void render_parsed(benchmark::State& state, std::string_view source) {
  Layers const layers;
  auto const made = parse(source);
  if (!made) std::abort();
  RenderScratch scratch;
  std::string text;
  if (append_rendered(text, *made, layers.vars(), {}, scratch)) std::abort();
  std::size_t const size = text.size();
  auto const before = bench::allocated();
  for (auto _ : state) {
    text.clear();
    auto const refused = append_rendered(text, *made, layers.vars(), {}, scratch);
    benchmark::DoNotOptimize(refused);
    benchmark::DoNotOptimize(text.data());
  }
  bench::note_allocations(state, before);
  state.SetLabel(std::to_string(size) + " B");
}
BENCHMARK_CAPTURE(render_parsed, plain, kPlain)->Name("render/plain");
BENCHMARK_CAPTURE(render_parsed, greeting, kGreeting)->Name("render/two_holes");
BENCHMARK_CAPTURE(render_parsed, ten, kTen)->Name("render/ten_holes");

// As an answer is made: parsed anew each time, because loading a parsed form would cost more.
void render_source(benchmark::State& state, std::string_view source) {
  Layers const layers;
  if (!render(source, layers.vars())) std::abort();
  auto const before = bench::allocated();
  for (auto _ : state) {
    auto const text = render(source, layers.vars());
    benchmark::DoNotOptimize(text);
  }
  bench::note_allocations(state, before);
}
BENCHMARK_CAPTURE(render_source, plain, kPlain)->Name("parse_and_render/plain");
BENCHMARK_CAPTURE(render_source, greeting, kGreeting)->Name("parse_and_render/two_holes");
BENCHMARK_CAPTURE(render_source, ten, kTen)->Name("parse_and_render/ten_holes");

void parse_source(benchmark::State& state, std::string_view source) {
  auto const before = bench::allocated();
  for (auto _ : state) {
    auto const made = parse(source);
    benchmark::DoNotOptimize(made);
  }
  bench::note_allocations(state, before);
}
BENCHMARK_CAPTURE(parse_source, greeting, kGreeting)->Name("parse/two_holes");
BENCHMARK_CAPTURE(parse_source, ten, kTen)->Name("parse/ten_holes");

}  // namespace
}  // namespace waypost::templating
