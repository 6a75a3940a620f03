// What folding a message costs before any rule sees it, by script and length.

#include <cstdlib>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include "waypost/base/limits.h"
#include "waypost/unicode/fold.h"

#include "allocations.h"

namespace waypost::unicode {
namespace {

constexpr std::string_view kAscii =
    "Hello, could you tell me whether my ORDER has left already? I have been waiting since Monday.";

// Dotted and dotless i, in both cases, and letters whose marks the loose fold takes away.
constexpr std::string_view kTurkish =
    "\u0130stanbul'a sipari\u015f verdim, ISPARTA'ya g\u00f6nderilecekti. "
    "Kargom h\u00e2l\u00e2 \u00e7\u0131kmad\u0131 m\u0131? Te\u015fekk\u00fcrler!";

// With harakat, a tatweel and Arabic-Indic digits.
constexpr std::string_view kArabic =
    "\u0645\u064e\u0631\u0652\u062d\u064e\u0628\u064b\u0627\u060c "
    "\u0623\u064e\u064a\u0652\u0646\u064e "
    "\u0637\u0644\u0628\u0640\u0640\u064a \u0631\u0642\u0645 \u0664\u0667\u0661\u0661\u061f "
    "\u0648\u064e\u0635\u064e\u0644\u064e \u0625\u0650\u0644\u0649 "
    "\u0627\u0644\u0645\u064e\u062f\u0650\u064a\u0646\u064e\u0629\u0650";

constexpr std::string_view kHindi =
    "\u0928\u092e\u0938\u094d\u0924\u0947, \u092e\u0947\u0930\u093e \u0911\u0930\u094d\u0921\u0930 "
    "\u0915\u0939\u093e\u0901 \u0939\u0948? \u0915\u0943\u092a\u092f\u093e "
    "\u092c\u0924\u093e\u0907\u090f\u0964 "
    "\u0967\u0968\u0969";

std::string repeated(std::string_view text, std::size_t bytes) {
  std::string all;
  while (all.size() + text.size() < bytes) all.append(text).append(" ");
  return all;
}

void run(benchmark::State& state, std::string const& text, Fold kind) {
  FoldScratch scratch;
  std::string_view folded = fold(text, kind, scratch);
  if (folded.empty() || fold(std::string{folded}, kind) != folded) std::abort();
  auto const before = bench::allocated();
  for (auto _ : state) {
    folded = fold(text, kind, scratch);
    benchmark::DoNotOptimize(folded);
  }
  bench::note_allocations(state, before);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.SetLabel(std::to_string(text.size()) + " B");
}

void loose(benchmark::State& state, std::string_view text) {
  run(state, std::string{text}, Fold::loose);
}
void strict(benchmark::State& state, std::string_view text) {
  run(state, std::string{text}, Fold::strict);
}
void longest(benchmark::State& state, std::string_view text, std::size_t bytes) {
  run(state, repeated(text, bytes), Fold::loose);
}

// What a message may be (4,096 characters), and the most that is matched at all.
constexpr std::size_t kMessageBytes = 4'096;

BENCHMARK_CAPTURE(loose, ascii, kAscii)->Name("fold/ascii");
BENCHMARK_CAPTURE(loose, turkish, kTurkish)->Name("fold/turkish");
BENCHMARK_CAPTURE(loose, arabic, kArabic)->Name("fold/arabic");
BENCHMARK_CAPTURE(loose, hindi, kHindi)->Name("fold/hindi");
BENCHMARK_CAPTURE(strict, ascii, kAscii)->Name("fold/strict_ascii");
BENCHMARK_CAPTURE(strict, turkish, kTurkish)->Name("fold/strict_turkish");
BENCHMARK_CAPTURE(longest, ascii, kAscii, kMessageBytes)->Name("fold/long_ascii");
BENCHMARK_CAPTURE(longest, turkish, kTurkish, kMessageBytes)->Name("fold/long_turkish");
BENCHMARK_CAPTURE(longest, arabic, kArabic, kMatchTextBytesMax)->Name("fold/longest_arabic");

}  // namespace
}  // namespace waypost::unicode
