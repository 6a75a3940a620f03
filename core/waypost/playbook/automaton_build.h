#pragma once
// Builds the automaton of a set of texts (see blob.h for its form).

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "waypost/playbook/blob.h"

namespace waypost::playbook {

/// A text to be found, and where it may begin (automaton.h).
struct Pattern {
  std::string_view text;
  std::uint32_t starts = 0;
};

/// States and filter, and for each pattern PatternRecord::next.
struct AutomatonDraft {
  std::vector<blob::StateRecord> states;
  std::vector<std::uint8_t> filter;
  std::vector<std::uint32_t> next;
};

/// `patterns`: sorted by bytes, distinct, none empty or over 65,535 bytes, at most kPatternsMax.
/// Cost: about 150 ns a state; at most as many states as bytes, each 12 bytes.
[[nodiscard]] AutomatonDraft build_automaton(std::span<Pattern const> patterns);

}  // namespace waypost::playbook
