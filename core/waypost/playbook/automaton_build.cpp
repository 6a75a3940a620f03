#include "waypost/playbook/automaton_build.h"

#include <array>
#include <bit>
#include <cstddef>

#include "waypost/playbook/automaton.h"

namespace waypost::playbook {
namespace {

using Bits = std::array<std::uint64_t, 4>;  // a set of the 256 places of a block

constexpr std::size_t kBlock = 256;
constexpr std::size_t kOpenBlocksMax = 8;  // blocks still searched for free places
constexpr int kBlockFull = 4;              // free places at which a block is given up

// The set {x ^ c : x in bits}.
Bits moved(Bits const& bits, unsigned c) noexcept {
  constexpr std::array<std::uint64_t, 6> kLow = {0x5555555555555555U, 0x3333333333333333U,
                                                 0x0F0F0F0F0F0F0F0FU, 0x00FF00FF00FF00FFU,
                                                 0x0000FFFF0000FFFFU, 0x00000000FFFFFFFFU};
  Bits out{};
  for (std::size_t w = 0; w < 4; ++w) {
    std::uint64_t word = bits[w ^ (c >> 6)];
    for (unsigned k = 0; k < 6; ++k) {
      if ((c >> k & 1U) == 0) continue;
      unsigned const shift = 1U << k;
      word = (word & kLow[k]) << shift | (word >> shift & kLow[k]);
    }
    out[w] = word;
  }
  return out;
}

int count(Bits const& bits) noexcept {
  int sum = 0;
  for (std::uint64_t const word : bits) sum += std::popcount(word);
  return sum;
}

// Finds places for the children of a state: one base per state, children at base ^ byte.
class Places {
 public:
  explicit Places(std::vector<blob::StateRecord>& states) : states_(states) {
    add_block();
    take(0, 0);
    // Base 0 is every leaf's: no state is a child of it. The root's label is 1, so 1 is none's.
    blocks_[0].bases[0] &= ~std::uint64_t{3};
    states_[0].bits = 1;
  }

  // A base under which all of `labels` are free, now taken.
  std::uint32_t place(std::vector<unsigned char> const& labels) {
    for (std::size_t i = 0; i < open_.size(); ++i) {
      std::size_t const block = open_[i];
      Bits fit = blocks_[block].bases;
      for (unsigned char const c : labels) {
        Bits const free = moved(blocks_[block].free, c);
        for (std::size_t w = 0; w < 4; ++w) fit[w] &= free[w];
      }
      for (std::size_t w = 0; w < 4; ++w) {
        if (fit[w] != 0) {
          return claim(
              i, static_cast<unsigned>(64 * w) + static_cast<unsigned>(std::countr_zero(fit[w])),
              labels);
        }
      }
    }
    add_block();
    return claim(open_.size() - 1, 0, labels);
  }

  // Gives every place that is still free a label under which no state looks for it.
  void seal() {
    for (std::size_t block = 0; block < blocks_.size(); ++block) {
      Bits spare = blocks_[block].bases;
      if (block == 0) spare[0] &= ~std::uint64_t{3};
      for (std::size_t low = 0; low < kBlock; ++low) {
        if ((blocks_[block].free[low / 64] >> (low % 64) & 1U) == 0) continue;
        for (std::size_t w = 0; w < 4; ++w) {
          if (spare[w] == 0) continue;
          auto const base = 64 * w + static_cast<std::size_t>(std::countr_zero(spare[w]));
          states_[block * kBlock + low].bits = static_cast<std::uint32_t>(base ^ low);
          break;
        }
      }
    }
  }

 private:
  struct Block {
    Bits free = {~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}};
    Bits bases = {~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}};
  };

  void add_block() {
    if (open_.size() == kOpenBlocksMax) open_.erase(open_.begin());
    open_.push_back(blocks_.size());
    blocks_.emplace_back();
    states_.resize(blocks_.size() * kBlock);
  }

  void take(std::size_t block, std::size_t low) noexcept {
    blocks_[block].free[low / 64] &= ~(std::uint64_t{1} << (low % 64));
  }

  std::uint32_t claim(std::size_t opened, unsigned low, std::vector<unsigned char> const& labels) {
    std::size_t const block = open_[opened];
    blocks_[block].bases[low / 64] &= ~(std::uint64_t{1} << (low % 64));
    for (unsigned char const c : labels) {
      take(block, low ^ c);
      states_[block * kBlock + (low ^ c)].bits = c;
    }
    if (count(blocks_[block].free) <= kBlockFull) {
      open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(opened));
    }
    return static_cast<std::uint32_t>(block * kBlock + low);
  }

  std::vector<blob::StateRecord>& states_;
  std::vector<Block> blocks_;
  std::vector<std::size_t> open_;
};

// A state whose children are still to be placed: the patterns that begin with its text.
struct Pending {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  // behind
  std::uint32_t state = 0;
};

class Builder {
 public:
  explicit Builder(std::span<Pattern const> patterns) : patterns_(patterns) {}

  AutomatonDraft build() {
    draft_.next.resize(patterns_.size());
    Places places(draft_.states);
    std::vector<Pending> level = {{0, static_cast<std::uint32_t>(patterns_.size()), 0}};
    std::vector<Pending> below;
    // Level by level, so that a state's failure target has its children already.
    for (depth_ = 0; !level.empty(); ++depth_) {
      below.clear();
      for (Pending const& pending : level) grow(places, pending, below);
      level.swap(below);
    }
    places.seal();
    return std::move(draft_);
  }

 private:
  void grow(Places& places, Pending pending, std::vector<Pending>& below) {
    if (patterns_[pending.first].text.size() == depth_) ++pending.first;  // it ends here
    if (pending.first == pending.last) return;
    labels_.clear();
    std::size_t const added = below.size();
    for (std::uint32_t i = pending.first; i < pending.last;) {
      auto const label = static_cast<unsigned char>(patterns_[i].text[depth_]);
      std::uint32_t const end = end_of(i, pending.last, label);
      labels_.push_back(label);
      below.push_back({i, end, 0});
      i = end;
    }
    std::uint32_t const base = places.place(labels_);
    draft_.states[pending.state].base = base;
    for (std::size_t k = 0; k < labels_.size(); ++k) {
      Pending& child = below[added + k];
      child.state = base ^ labels_[k];
      link(pending.state, child, labels_[k]);
    }
  }

  // The first pattern from `i` on whose byte at this depth is not `label`.
  std::uint32_t end_of(std::uint32_t i, std::uint32_t last, unsigned char label) const noexcept {
    std::uint32_t step = 1;
    std::uint32_t low = i;
    auto const same = [&](std::uint32_t at) {
      return static_cast<unsigned char>(patterns_[at].text[depth_]) == label;
    };
    while (low + step < last && same(low + step)) {
      low += step;
      step *= 2;
    }
    std::uint32_t high = low + step < last ? low + step : last;
    while (low + 1 < high) {
      std::uint32_t const middle = low + (high - low) / 2;
      (same(middle) ? low : high) = middle;
    }
    return high;
  }

  // Sets the failure target and the output of a child.
  void link(std::uint32_t parent, Pending const& child, unsigned char label) noexcept {
    std::vector<blob::StateRecord>& states = draft_.states;
    std::uint32_t fail = 0;
    for (std::uint32_t at = parent; at != 0;) {
      at = states[at].fail;
      std::uint32_t const to = states[at].base ^ label;
      if ((states[to].bits & 0xFFU) == label && states[at].base != 0) {
        fail = to;
        break;
      }
    }
    std::uint32_t out = states[fail].bits >> blob::kOutShift;
    std::uint32_t bits = 0;
    if (patterns_[child.first].text.size() == depth_ + 1) {
      draft_.next[child.first] = out;
      out = child.first + 1;
      bits = blob::kEndsHere;
    }
    for (std::uint32_t i = child.first; i < child.last; ++i) {
      bits |= patterns_[i].starts << blob::kStartsShift;
    }
    states[child.state].fail = fail;
    states[child.state].bits |= out << blob::kOutShift | bits;
  }

  std::span<Pattern const> patterns_;
  AutomatonDraft draft_;
  std::vector<unsigned char> labels_;
  std::size_t depth_ = 0;
};

// Marks what `pattern` begins with. A single byte may be followed by any.
void mark(std::vector<std::uint8_t>& filter, Pattern const& pattern) noexcept {
  int const shift = filter_shift(filter.size());
  std::uint32_t const bytes = ahead(pattern.text, 0);
  auto const near = static_cast<std::uint8_t>(pattern.starts << kNearShift);
  if (pattern.text.size() >= 4) {
    bool const is_long = pattern.text.size() >= 8;
    filter[filter_far(bytes, shift)] |=
        static_cast<std::uint8_t>(pattern.starts | (is_long ? 0 : kShort));
    if (is_long) filter[filter_long(unicode::eight_at(pattern.text, 0), shift)] |= kLong;
  } else if (pattern.text.size() >= 2) {
    filter[filter_near(bytes, shift)] |= near;
  } else {
    for (std::uint32_t next = 0; next < 256; ++next) {
      filter[filter_near(bytes | next << 8, shift)] |= near;
    }
  }
}

std::vector<std::uint8_t> build_filter(std::span<Pattern const> patterns) {
  constexpr std::size_t kSizeMin = 1024;
  constexpr std::size_t kSizeMax = std::size_t{1} << 20;
  std::size_t size = kSizeMin;
  while (size < kSizeMax && size < patterns.size() * 8) size *= 2;
  std::vector<std::uint8_t> filter(size);
  for (Pattern const& pattern : patterns) mark(filter, pattern);
  return filter;
}

}  // namespace

AutomatonDraft build_automaton(std::span<Pattern const> patterns) {
  if (patterns.empty()) return {};
  AutomatonDraft draft = Builder(patterns).build();
  draft.filter = build_filter(patterns);
  return draft;
}

}  // namespace waypost::playbook
