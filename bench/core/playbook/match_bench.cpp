// What matching costs, from ten rules to a hundred thousand, beside a loop over all of them.
//
// The corpus: rules of all literal kinds and keywords with 2.5 triggers each, out of made-up words
// of twelve languages; messages of about 110 bytes, 28 in 100 of which a rule answers. Times are a
// message, folding included; "fold" is folding alone. What is not optimised is not measured, so
// without NDEBUG the two largest playbooks are left out.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "waypost/playbook/compile.h"
#include "waypost/playbook/match.h"
#include "waypost/playbook/open.h"
#include "waypost/unicode/fold.h"
#include "waypost/unicode/words.h"
#include "waypost/wire/json.h"

#include "allocations.h"

namespace waypost::playbook {
namespace {

using Syllables = std::vector<std::string_view>;

// Syllables that words of a language are made of; the first languages are written more.
std::array<Syllables, 12> const& languages() {
  static std::array<Syllables, 12> const lists = {{
      {"pro", "con", "ma",  "ing",   "ter", "der", "re",  "or", "ship", "pay", "de", "liv",
       "ca",  "ta",  "log", "price", "st",  "ock", "men", "u",  "help", "me",  "in", "fo"},
      {"ci", "on", "pe", "di",  "do",  "pre", "cio", "can", "ce", "lar", "en",
       "vi", "ho", "ra", "rio", "com", "pra", "ga",  "mar", "ti", "es",  "ta"},
      {"pre", "\u00e7o", "en", "tre", "ga", "\u00e3o", "in", "for", "ma", "\u00e7\u00e3", "lo",
       "ja", "ho", "je", "can", "ce", "que", "ro", "ver"},
      {"sch", "\u00f6n", "be", "stel", "lung", "gr\u00f6", "\u00dfe", "lie", "fer", "ung", "ver",
       "sand", "ko", "sten", "ich", "m\u00f6ch", "te", "haus"},
      {"li", "vrai", "son", "com", "man", "de", "prix", "ou", "o\u00f9", "est", "\u00e9", "tat",
       "men", "su", "el", "a", "nnu", "ler"},
      {"si", "pa", "ri\u015f", "fi", "yat", "ne", "ka", "dar", "kar", "go", "ip", "tal", "\u0131",
       "l\u0131k", "mi", "ler", "\u00fcr", "\u00fcn"},
      {"\u0437\u0430", "\u043a\u0430\u0437", "\u0446\u0435", "\u043d\u0430", "\u0434\u043e",
       "\u0441\u0442\u0430\u0432", "\u043a\u0430", "\u043f\u0440\u0438", "\u0432\u0435\u0442",
       "\u0433\u0434\u0435", "\u043c\u043e\u0439", "\u0442\u043e", "\u0432\u0430\u0440",
       "\u043e\u0442"},
      {"\u0627\u0644", "\u0633\u0639", "\u0631", "\u0637\u0644", "\u0628", "\u062a\u0648",
       "\u0635\u064a", "\u0644", "\u0645\u0646", "\u062a\u062c", "\u0643\u0645", "\u0647\u0644",
       "\u064a\u0645\u0643", "\u0646\u064a"},
      {"\u0915\u0940", "\u092e\u0924", "\u0911\u0930", "\u094d\u0921\u0930",
       "\u0915\u094d\u092f\u093e", "\u0939\u0948", "\u0926\u093e\u092e", "\u0932\u094b",
       "\u0928\u093e", "\u0930\u093e", "\u092a\u0924\u093e"},
      {"\u05de\u05d7", "\u05d9\u05e8", "\u05d4\u05d6", "\u05de\u05e0", "\u05d4", "\u05e9\u05dc",
       "\u05d5\u05dd", "\u05de\u05e9", "\u05dc\u05d5\u05d7", "\u05db\u05de", "\u05ea\u05d9"},
      {"\u0e23\u0e32", "\u0e04\u0e32", "\u0e2a\u0e48\u0e27\u0e19", "\u0e25\u0e14",
       "\u0e2a\u0e31\u0e48\u0e07", "\u0e0b\u0e37\u0e49\u0e2d", "\u0e02\u0e2d", "\u0e17\u0e35\u0e48",
       "\u0e2d\u0e22\u0e39\u0e48", "\u0e21\u0e35"},
      {"\u4ef7", "\u683c", "\u591a", "\u5c11", "\u94b1", "\u53d1", "\u8d27", "\u8ba2", "\u5355",
       "\u6211", "\u60f3", "\u4e70", "\u8bf7", "\u95ee", "\u9000", "\u6b3e"},
  }};
  return lists;
}

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : engine_(seed) {}

  std::size_t upto(std::size_t below) { return static_cast<std::size_t>(engine_() % below); }
  std::size_t language() { return upto(3) == 0 ? upto(12) : upto(6); }

  // Words of messages have up to three syllables, those of triggers from four on: so that the
  // share of messages that are answered does not grow with the rules.
  std::string word(std::size_t language, std::size_t syllables) {
    Syllables const& list = languages()[language];
    std::string text;
    for (; syllables > 0; --syllables) text += list[upto(list.size())];
    return text;
  }

  std::string trigger() {
    std::size_t const spoken = language();
    std::string text = word(spoken, (spoken < 6 ? 4 : 6) + upto(3));
    if (upto(4) == 0) text += " " + word(spoken, 1 + upto(3));
    return text;
  }

  // About 110 bytes; `inside` somewhere in it.
  std::string message(std::string const& inside) {
    std::size_t const spoken = language();
    std::string text;
    bool placed = inside.empty();
    while (text.size() + (placed ? 0 : inside.size()) < 105) {
      if (!text.empty()) text += ' ';
      bool const here = !placed && upto(4) == 0;
      text += here ? inside : word(spoken, 1 + upto(3));
      placed = placed || here;
    }
    return placed ? text : text + " " + inside;
  }

 private:
  std::mt19937_64 engine_;
};

struct NaiveRule {
  std::string_view kind;
  std::vector<std::string> triggers;
};

// A playbook of `count` rules, opened, with messages for it.
struct Corpus {
  explicit Corpus(std::size_t count) {
    Writer writer(count);
    source = R"({"waypost":1,"rules":[)";
    for (std::size_t i = 0; i < count; ++i) add_rule(writer, i);
    source += "]}";
    auto compiled = compile(source);
    if (!compiled) std::abort();
    blob = std::make_unique<std::string>(std::move(compiled->blob));
    auto opened = open(*blob);
    if (!opened) std::abort();
    playbook = std::make_unique<Playbook>(std::move(*opened));
    for (std::size_t i = 0; i < 1024; ++i) {
      std::string const inside = writer.upto(100) < 28 ? some_trigger(writer) : std::string();
      messages.push_back(writer.message(inside));
      misses.push_back(writer.message({}));
    }
  }

  void add_rule(Writer& writer, std::size_t number) {
    static constexpr std::array<std::string_view, 8> kKinds = {
        "contains_word", "contains_word", "contains_word", "contains", "contains", "is",
        "starts_with",   "ends_with"};
    NaiveRule rule{kKinds[writer.upto(kKinds.size())], {}};
    std::string json;
    for (std::size_t i = 1 + writer.upto(4); i > 0; --i) {
      std::string const trigger = writer.trigger();
      rule.triggers.push_back(unicode::fold(trigger, unicode::Fold::loose));
      if (!json.empty()) json += ',';
      wire::append_string(json, trigger);
    }
    if (number != 0) source += ',';
    source += R"({"id":")" + std::to_string(number) + R"(","kind":")" + std::string(rule.kind) +
              R"(","triggers":[)" + json + R"(],"reply":{"type":"text","body":"Answer )" +
              std::to_string(number) + R"("}})";
    rules.push_back(std::move(rule));
  }

  std::string some_trigger(Writer& writer) const {
    NaiveRule const& rule = rules[writer.upto(rules.size())];
    return rule.triggers[writer.upto(rule.triggers.size())];
  }

  std::string source;
  std::vector<NaiveRule> rules;
  std::unique_ptr<std::string> blob;
  std::unique_ptr<Playbook> playbook;
  std::vector<std::string> messages;
  std::vector<std::string> misses;
};

Corpus& corpus(std::size_t count) {
  static std::map<std::size_t, std::unique_ptr<Corpus>> made;
  auto& known = made[count];
  if (!known) known = std::make_unique<Corpus>(count);
  return *known;
}

// The rule that answers, by a loop over rules and triggers that are folded already.
std::size_t naive_match(std::vector<NaiveRule> const& rules, std::string_view s) {
  unicode::WordBoundaries boundaries;
  bool has_boundaries = false;
  auto const is_word = [&](std::string_view trigger) {
    for (std::size_t at = s.find(trigger); at != std::string_view::npos;
         at = s.find(trigger, at + 1)) {
      if (!has_boundaries) boundaries.assign(s);
      has_boundaries = true;
      if (boundaries.at(at) && boundaries.at(at + trigger.size())) return true;
    }
    return false;
  };
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::string_view const trigger : rules[i].triggers) {
      std::string_view const kind = rules[i].kind;
      bool const met = kind == "contains_word" ? is_word(trigger)
                       : kind == "contains"    ? s.find(trigger) != std::string_view::npos
                       : kind == "is"          ? s == trigger
                       : kind == "starts_with" ? s.substr(0, trigger.size()) == trigger
                                               : s.size() >= trigger.size() &&
                                                     s.substr(s.size() - trigger.size()) == trigger;
      if (met) return i;
    }
  }
  return rules.size();
}

void note(benchmark::State& state, std::size_t answered, std::size_t allocated) {
  auto const messages = static_cast<double>(state.iterations());
  state.counters["answered"] = static_cast<double>(answered) / messages;
  state.counters["allocations"] = static_cast<double>(allocated) / messages;
}

void match_all(benchmark::State& state, Corpus& of, std::vector<std::string> const& messages) {
  MatchScratch scratch;
  for (std::string const& message : messages)
    benchmark::DoNotOptimize(match(*of.playbook, Query{message, std::nullopt, {}}, scratch));
  auto const before = bench::allocated().calls;
  std::size_t answered = 0;
  std::size_t next = 0;
  for (auto _ : state) {
    auto const rule =
        match(*of.playbook, Query{messages[next++ % messages.size()], std::nullopt, {}}, scratch);
    answered += rule.has_value() ? 1U : 0U;
  }
  note(state, answered, bench::allocated().calls - before);
}

void match_mixed(benchmark::State& state) {
  Corpus& of = corpus(static_cast<std::size_t>(state.range(0)));
  match_all(state, of, of.messages);
}

void match_miss(benchmark::State& state) {
  Corpus& of = corpus(static_cast<std::size_t>(state.range(0)));
  match_all(state, of, of.misses);
}

// The second candidate costs a second pass that collects all.
void match_second(benchmark::State& state) {
  Corpus& of = corpus(static_cast<std::size_t>(state.range(0)));
  MatchScratch scratch;
  std::size_t next = 0;
  for (auto _ : state) {
    Candidates candidates(
        *of.playbook, Query{of.messages[next++ % of.messages.size()], std::nullopt, {}}, scratch);
    if (candidates.next()) benchmark::DoNotOptimize(candidates.next());
  }
}

void match_naive(benchmark::State& state) {
  Corpus& of = corpus(static_cast<std::size_t>(state.range(0)));
  std::vector<std::string> folded;
  MatchScratch scratch;
  for (std::string const& message : of.messages) {
    folded.push_back(unicode::fold(message, unicode::Fold::loose));
    if (folded.size() > 64) continue;
    auto const rule = match(*of.playbook, Query{message, std::nullopt, {}}, scratch);
    std::size_t const wanted = naive_match(of.rules, folded.back());
    if (rule.value_or(static_cast<RuleIndex>(of.rules.size())) != wanted) {
      state.SkipWithError("the two matchers disagree");
      return;
    }
  }
  std::size_t next = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(naive_match(of.rules, folded[next++ % folded.size()]));
}

void fold(benchmark::State& state) {
  Corpus& of = corpus(10);
  unicode::FoldScratch scratch;
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        unicode::fold(of.messages[next++ % of.messages.size()], unicode::Fold::loose, scratch));
  }
}

void compile_rules(benchmark::State& state) {
  Corpus& of = corpus(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(compile(of.source));
  std::size_t triggers = 0;
  for (NaiveRule const& rule : of.rules) triggers += rule.triggers.size();
  state.counters["triggers"] = static_cast<double>(triggers);
  state.counters["blob_bytes"] = static_cast<double>(of.blob->size());
}

void open_blob(benchmark::State& state) {
  Corpus& of = corpus(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(open(*of.blob));
}

#ifdef NDEBUG
constexpr std::int64_t kLargest = 100'000;
#else
constexpr std::int64_t kLargest = 1'000;
#endif

void sizes(benchmark::internal::Benchmark* bench) {
  for (std::int64_t rules = 10; rules <= kLargest; rules *= 10) bench->Arg(rules);
}

BENCHMARK(fold)->Name("playbook/fold");
BENCHMARK(match_mixed)->Name("playbook/match")->Apply(sizes);
BENCHMARK(match_miss)->Name("playbook/match_miss")->Apply(sizes);
BENCHMARK(match_second)->Name("playbook/match_second")->Apply(sizes);
BENCHMARK(match_naive)->Name("playbook/match_naive")->Apply(sizes);
BENCHMARK(compile_rules)->Name("playbook/compile")->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK(open_blob)->Name("playbook/open")->Apply(sizes)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace waypost::playbook
