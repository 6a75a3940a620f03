#pragma once
// playbook/match beside its rival: a loop over all rules and triggers.

#include <cstddef>

namespace waypost::bench {

struct MatchingResult {
  double automaton_ns = 0;  ///< a message, folding included
  double folding_ns = 0;    ///< of that: a message folded and nothing else
  double naive_ns = 0;      ///< a message that is lower case already
};

/// Both must choose the same rule for every message, or this throws.
[[nodiscard]] MatchingResult matching(std::size_t rules, double length_s);

}  // namespace waypost::bench
