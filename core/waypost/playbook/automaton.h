#pragma once
// One pass over a text finds every pattern in it, whatever their number.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "waypost/playbook/blob.h"
#include "waypost/unicode/eight.h"

namespace waypost::playbook {

/// Where in a text a pattern may begin: a set of bits. A place of a text has the bits of all
/// patterns that may begin there.
inline constexpr std::uint32_t kAnywhere = 1;     ///< contains, ends_with, keys
inline constexpr std::uint32_t kAtWord = 2;       ///< contains_word, keywords
inline constexpr std::uint32_t kAtTextStart = 4;  ///< is, starts_with

/// Places in an automaton's filter for what a text goes on with: by its first four bytes, or by
/// its first two (patterns of one to three bytes), or by its first eight. An entry has the `starts`
/// of the patterns that begin so: those found by four bytes in its low three bits, those by two in
/// the next three.
/// The highest bits of a product are the place, as they depend on all bytes: `shift` leaves them.
[[nodiscard]] inline std::size_t filter_far(std::uint32_t bytes, int shift) noexcept {
  return bytes * 0x9E37'79B1U >> shift;
}
[[nodiscard]] inline std::size_t filter_near(std::uint32_t bytes, int shift) noexcept {
  return (bytes & 0xFFFFU) * 0x85EB'CA6BU >> shift;
}
[[nodiscard]] inline std::size_t filter_long(std::uint64_t bytes, int shift) noexcept {
  return static_cast<std::size_t>(bytes * 0x9E37'79B9'7F4A'7C15U >> 32 >> shift);
}
/// For a filter of `size` entries: a power of two, at least 2.
[[nodiscard]] inline int filter_shift(std::size_t size) noexcept {
  return std::countl_zero(static_cast<std::uint32_t>(size - 1));
}
inline constexpr std::uint32_t kFar = 7;
inline constexpr int kNearShift = 3;
inline constexpr std::uint32_t kNear = kFar << kNearShift;
inline constexpr std::uint32_t kLong = 0x40;   ///< by eight bytes: a pattern that long begins so
inline constexpr std::uint32_t kShort = 0x80;  ///< by four: a shorter pattern begins so

/// All entries of a filter in one: how its patterns begin.
[[nodiscard]] inline std::uint32_t union_of(std::span<std::uint8_t const> filter) noexcept {
  std::uint32_t all = 0;
  for (std::uint8_t const entry : filter) all |= entry;
  return all;
}

/// The next four bytes of a text, the first lowest; zeros behind its end.
[[nodiscard]] inline std::uint32_t ahead(std::string_view text, std::size_t at) noexcept {
  return static_cast<std::uint32_t>(unicode::eight_at(text, at));
}

namespace detail {

inline constexpr std::size_t kWalkers = 256;
inline constexpr std::size_t kSteps = 16;  // a byte, before Aho-Corasick takes over
inline constexpr int kTagShift = 8;        // leaves 24 bits: a folded text is shorter

/// The places of the text from which the trie is walked, all in step.
struct Walkers {
  std::array<std::uint32_t, kWalkers> bases;  // of the states that were reached
  std::array<std::uint32_t, kWalkers> tags;   // begin << kTagShift | starts
};

/// Which places of the filter are looked at: filter_near() only if there are such patterns.
enum class Reach : std::uint8_t { far, both };

/// Puts the places of [begin, end) that pass the filter into `walkers.tags`, each with its entry,
/// and returns how many. Few instructions and no branch, as it runs for every byte where patterns
/// may begin anywhere, and what passes is a coin's toss.
template <Reach reach, class Places>
std::size_t sift(blob::Automaton const& automaton,
                 std::string_view text,
                 std::size_t begin,
                 std::size_t end,
                 Places const& places,
                 Walkers& walkers) {
  std::uint8_t const* const entries = automaton.filter.data();
  int const shift = filter_shift(automaton.filter.size());
  std::size_t count = 0;
  auto const consider = [&](std::size_t at, std::uint32_t bytes) {
    std::uint32_t entry = entries[filter_far(bytes, shift)] & (kFar | kShort);
    if constexpr (reach == Reach::both) entry |= entries[filter_near(bytes, shift)] & kNear;
    walkers.tags[count] = static_cast<std::uint32_t>(at) << kTagShift | entry;
    count += entry != 0 ? 1U : 0U;
  };
  bool const anywhere = ((automaton.begins | automaton.begins >> kNearShift) & kAnywhere) != 0;
  std::size_t block = begin;
  if (anywhere) {
    std::size_t const whole = std::clamp(text.size(), begin + 3, end + 3) - 3;
    for (; block < whole; ++block) {
      std::uint32_t bytes = 0;
      std::memcpy(&bytes, text.data() + block, sizeof bytes);
      consider(block, bytes);
    }
  }
  for (; block < end; block += 64) {
    std::uint64_t rest = anywhere ? ~std::uint64_t{0} : places.words(block);
    if (end - block < 64) rest &= (std::uint64_t{1} << (end - block)) - 1;
    for (; rest != 0; rest &= rest - 1) {
      std::size_t const at = block + static_cast<std::size_t>(std::countr_zero(rest));
      consider(at, ahead(text, at));
    }
  }
  return count;
}

/// Puts the places of [begin, end) where something may begin into `walkers`; returns how many.
template <class Places>
std::size_t gather(blob::Automaton const& automaton,
                   std::string_view text,
                   std::size_t begin,
                   std::size_t end,
                   Places const& places,
                   Walkers& walkers) {
  std::size_t const count = (automaton.begins & kNear) != 0
                                ? sift<Reach::both>(automaton, text, begin, end, places, walkers)
                                : sift<Reach::far>(automaton, text, begin, end, places, walkers);
  int const shift = filter_shift(automaton.filter.size());
  std::uint32_t const root = automaton.states[0].base;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < count; ++k) {
    std::uint32_t const tag = walkers.tags[k];
    std::size_t const at = tag >> kTagShift;
    // What begins like a long pattern mostly goes on in another way: many share a first syllable.
    std::uint32_t const longer = automaton.filter[filter_long(unicode::eight_at(text, at), shift)];
    if (((tag & (kNear | kShort)) | (longer & kLong)) == 0) continue;
    // Only now: what a text says of a place costs more than the filter.
    std::uint32_t const starts = places.starts(at);
    walkers.bases[kept] = root;
    walkers.tags[kept] = static_cast<std::uint32_t>(at) << kTagShift | starts;
    kept += ((tag | tag >> kNearShift) & starts) != 0 ? 1U : 0U;
  }
  return kept;
}

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
      std::uint32_t const tag = walkers.tags[k];
      std::size_t const at = (tag >> kTagShift) + depth;
      if (at == text.size()) continue;
      auto const byte = static_cast<unsigned char>(text[at]);
      blob::StateRecord const& next = states[walkers.bases[k] ^ byte];
      // Subtractions that borrow instead of comparisons, as those become branches, and whether a
      // walk goes on is a coin's toss.
      std::uint32_t const fits = next.bits >> blob::kStartsShift & tag & 7U;
      std::uint32_t const stops = ((next.bits ^ byte) & blob::kLabelMask) | (fits - 1U) >> 31U;
      std::uint32_t const goes_on = (stops - 1U) >> 31U;
      walkers.bases[alive] = next.base;
      walkers.tags[alive] = tag;
      alive += goes_on;
      if ((next.bits & (blob::kEndsHere * goes_on)) != 0) {
        hit((next.bits >> blob::kOutShift) - 1, std::size_t{tag >> kTagShift}, at + 1);
      }
    }
    count = alive;
  }
  return steps;
}

}  // namespace detail

/// The places of a text where everything may begin everywhere, for scan().
struct AllPlaces {
  static std::uint32_t starts(std::size_t) noexcept { return kAnywhere | kAtWord | kAtTextStart; }
  static std::uint64_t words(std::size_t) noexcept { return ~std::uint64_t{0}; }
};

/// Calls `hit(pattern, begin, end)` for each place [begin, end) of `text` where a pattern of
/// `automaton` occurs and may begin; a pattern may also be reported where it may not begin, and
/// twice for one place. `places.starts(i)` gives the bits of place i, a code point's first byte;
/// `places.words(i)` is a mask of the 64 places from i on, with at least those that have any other
/// bit than kAnywhere.
///
/// Two ways lead through the same states. Texts of people are walked from each place that the
/// filter lets pass, all places in step: several times as fast as Aho-Corasick, whose every step
/// waits for the last. What repeats itself would make that quadratic; after kSteps steps a byte
/// Aho-Corasick does it all, in linear time. Allocates nothing.
template <class Places, class Hit>
void scan(blob::Automaton const& automaton,
          std::string_view text,
          Places const& places,
          Hit&& hit) {
  if (automaton.patterns.empty()) return;
  detail::Walkers walkers;
  std::size_t budget = detail::kSteps * text.size() + 1024;
  for (std::size_t begin = 0; begin < text.size(); begin += detail::kWalkers) {
    std::size_t const end = std::min(text.size(), begin + detail::kWalkers);
    std::size_t const count = detail::gather(automaton, text, begin, end, places, walkers);
    std::size_t const steps = detail::walk(automaton, text, walkers, count, hit);
    if (steps > budget) return detail::scan_linear(automaton, text, hit);
    budget -= steps;
  }
}

}  // namespace waypost::playbook
