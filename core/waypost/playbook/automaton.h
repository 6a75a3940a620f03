#pragma once
// One pass over a text finds every pattern in it, whatever their number.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "waypost/playbook/blob.h"

namespace waypost::playbook {

/// Where in a text a pattern may begin: a set of bits. A place of a text has the bits of all
/// patterns that may begin there.
inline constexpr std::uint32_t kAnywhere = 1;     ///< contains, ends_with, keys
inline constexpr std::uint32_t kAtWord = 2;       ///< contains_word, keywords
inline constexpr std::uint32_t kAtTextStart = 4;  ///< is, starts_with

/// Places in an automaton's filter for what a text goes on with: by its first four bytes, or by
/// its first two (patterns of one to three bytes). An entry has the `starts` of the patterns that
/// begin so: those of the former in its low three bits, those of the latter in the next three.
[[nodiscard]] inline std::size_t filter_far(std::uint32_t bytes, std::size_t mask) noexcept {
  return bytes * 0x9E37'79B1U >> 12 & mask;
}
[[nodiscard]] inline std::size_t filter_near(std::uint32_t bytes, std::size_t mask) noexcept {
  return (bytes & 0xFFFFU) * 0x85EB'CA6BU >> 12 & mask;
}
inline constexpr int kNearShift = 3;

/// The next four bytes of a text, the first lowest; zeros behind its end.
[[nodiscard]] inline std::uint32_t ahead(std::string_view text, std::size_t at) noexcept {
  std::uint32_t bytes = 0;
  std::size_t const left = text.size() - at;
  std::memcpy(&bytes, text.data() + at, left < 4 ? left : 4);
  return bytes;
}

namespace detail {

/// A place of the text from which the trie is walked, all such places in step.
struct Walker {
  std::uint32_t base;
  std::uint32_t tag;  // begin << 3 | starts
};
inline constexpr std::size_t kWalkers = 256;
inline constexpr std::size_t kSteps = 16;  // a byte, before Aho-Corasick takes over
using Walkers = std::array<Walker, kWalkers>;

/// What can begin at a place and what cannot.
class Filter {
 public:
  explicit Filter(blob::Automaton const& automaton) noexcept
      : entries_(automaton.filter.data()), mask_(automaton.filter.size() - 1) {}

  /// 1 if a pattern may begin at a place that goes on with `bytes`, else 0. Continuation bytes
  /// begin nothing.
  [[nodiscard]] std::size_t passes(std::uint32_t bytes, std::uint32_t starts) const noexcept {
    std::uint32_t const far = entries_[filter_far(bytes, mask_)];
    std::uint32_t const near = entries_[filter_near(bytes, mask_)];
    std::uint32_t const fits = (far | near >> kNearShift) & starts;
    return ((bytes & 0xC0U) != 0x80U ? 1U : 0U) & (fits != 0 ? 1U : 0U);
  }

 private:
  std::uint8_t const* entries_;
  std::size_t mask_;
};

/// Aho-Corasick: a byte is never read twice. A failure step costs a credit that a byte gave, so
/// even a forged blob cannot make it more than linear.
template <class Hit>
void scan_linear(blob::Automaton const& automaton, std::string_view text, Hit& hit) {
  blob::StateRecord const* const states = automaton.states.data();
  std::uint32_t const root_base = states[0].base;
  blob::StateRecord state = states[0];
  std::size_t credit = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const byte = static_cast<unsigned char>(text[i]);
    for (;;) {
      blob::StateRecord const next = states[state.base ^ byte];
      if ((next.bits & blob::kLabelMask) == byte) {
        state = next;
        ++credit;
        break;
      }
      if (state.base == root_base) break;
      state = credit == 0 ? states[0] : states[state.fail];
      if (credit == 0) break;
      --credit;
    }
    for (std::uint32_t out = state.bits >> blob::kOutShift; out != 0;) {
      blob::PatternRecord const& pattern = automaton.patterns[out - 1];
      if (pattern.size <= i + 1) hit(out - 1, i + 1 - pattern.size, i + 1);
      out = pattern.next;
    }
  }
}

/// Walks the trie from `count` places at once, a byte each per round, so that their cache
/// misses overlap. Returns the steps made.
template <class Hit>
std::size_t walk(blob::Automaton const& automaton,
                 std::string_view text,
                 Walkers& walkers,
                 std::size_t count,
                 Hit& hit) {
  blob::StateRecord const* const states = automaton.states.data();
  std::size_t steps = 0;
  for (std::size_t depth = 0; count != 0; ++depth) {
    steps += count;
    std::size_t alive = 0;
    for (std::size_t k = 0; k < count; ++k) {
      Walker const walker = walkers[k];
      std::size_t const at = (walker.tag >> 3) + depth;
      if (at == text.size()) continue;
      auto const byte = static_cast<unsigned char>(text[at]);
      blob::StateRecord const& next = states[walker.base ^ byte];
      // Arithmetic instead of branches: whether a walk goes on is a coin's toss.
      std::uint32_t const fits = next.bits >> blob::kStartsShift & walker.tag & 7U;
      std::uint32_t const goes_on = ((next.bits ^ byte) & blob::kLabelMask) == 0 && fits != 0;
      walkers[alive] = {next.base, walker.tag};
      alive += goes_on;
      if ((next.bits & (blob::kEndsHere * goes_on)) != 0) {
        hit((next.bits >> blob::kOutShift) - 1, std::size_t{walker.tag >> 3}, at + 1);
      }
    }
    count = alive;
  }
  return steps;
}

}  // namespace detail

/// Calls `hit(pattern, begin, end)` for each place [begin, end) of `text` where a pattern of
/// `automaton` occurs and may begin; a pattern may also be reported where it may not begin, and
/// twice for one place. `starts_at(i)` gives the bits of place i, a code point's first byte.
///
/// Two ways lead through the same states. Texts of people are walked from each place that the
/// filter lets pass, all places in step: three times as fast as Aho-Corasick, whose every step
/// waits for the last. What repeats itself would make that quadratic; after kSteps steps a byte
/// Aho-Corasick does it all, in linear time. Allocates nothing.
template <class StartsAt, class Hit>
void scan(blob::Automaton const& automaton,
          std::string_view text,
          StartsAt const& starts_at,
          Hit&& hit) {
  if (automaton.patterns.empty()) return;
  detail::Walkers walkers;
  detail::Filter const filter(automaton);
  std::uint32_t const root = automaton.states[0].base;
  std::size_t budget = detail::kSteps * text.size() + 1024;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t const end = std::min(text.size(), begin + detail::kWalkers);
    std::size_t const inner =
        std::max(begin, std::min(end, text.size() - std::min<std::size_t>(text.size(), 3)));
    std::size_t count = 0;
    auto const consider = [&](std::size_t at, std::uint32_t bytes) {
      std::uint32_t const starts = starts_at(at);
      walkers[count] = {root, static_cast<std::uint32_t>(at << 3) | starts};
      count += filter.passes(bytes, starts);
    };
    for (std::size_t at = begin; at < inner; ++at) {
      std::uint32_t bytes = 0;
      std::memcpy(&bytes, text.data() + at, 4);
      consider(at, bytes);
    }
    for (std::size_t at = inner; at < end; ++at) consider(at, ahead(text, at));
    std::size_t const steps = detail::walk(automaton, text, walkers, count, hit);
    if (steps > budget) return detail::scan_linear(automaton, text, hit);
    budget -= steps;
    begin = end;
  }
}

}  // namespace waypost::playbook
