#pragma once
// Why: the walk that decide() takes, as data for the person who wrote the rules.

#include <string>
#include <vector>

#include "waypost/base/instant.h"
#include "waypost/engine/decide.h"
#include "waypost/engine/effect.h"
#include "waypost/engine/guards.h"
#include "waypost/engine/snapshot.h"
#include "waypost/playbook/explain.h"
#include "waypost/playbook/open.h"
#include "waypost/webhook/event.h"

namespace waypost::engine {

/// Whether a line of semantics E.1 named the outcome.
enum class Applied : std::uint8_t { no, yes };

/// One line of the table of semantics E.1: "duplicate", "kind", "opt_word", "bot_off",
/// "takeover", "window", "late", "loop", "rules", "none". They stop at the first that applies.
struct Line {
  std::string name;
  Applied applied = Applied::no;
  friend bool operator==(Line const&, Line const&) = default;
};

/// A rule that matched and was asked, and what its guards said; the last one answered, or was
/// kept from it by its cooldown.
struct Asked {
  std::string rule;
  std::string verdict;  ///< "passed", "cooldown", or the guard: "hours", "tags_all", ...
  friend bool operator==(Asked const&, Asked const&) = default;
};

/// What decide() did, and how it came to it.
struct Explanation {
  playbook::Explanation match;  ///< folded text, words, every rule that matches, in order
  std::vector<Line> lines;
  std::vector<Asked> asked;
  std::string winner;  ///< id of the rule that won, also when its cooldown kept it silent
  Outcome outcome;
  Effects effects;  ///< those of decide(), byte for byte
};

/// Explains a message. For any other event everything but outcome and effects is empty.
/// Slower than deciding: it finds every rule that matches.
[[nodiscard]] Explanation explain(playbook::Playbook const& playbook,
                                  Snapshot const& snapshot,
                                  webhook::Event const& event,
                                  Instant now,
                                  DecideScratch& scratch);

}  // namespace waypost::engine
