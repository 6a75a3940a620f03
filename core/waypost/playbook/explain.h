#pragma once
// The walk of one message through a playbook, as data: what was read, what matched and where.
// Guards, the winner and the effects are added by who decides (semantics E.1, end).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/playbook/match.h"
#include "waypost/playbook/open.h"

namespace waypost::playbook {

/// Which text a piece of evidence lies in.
enum class Reading : std::uint8_t { loose, strict, regex, payload, none };

/// What of a rule matched: bytes [begin, end) of the text named by `in`.
struct Evidence {
  std::string trigger;  ///< folded trigger, pattern, payload, or keyword
  Reading in = Reading::none;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(Evidence const&, Evidence const&) = default;
};

/// A rule that matches, in answering order. The first that no guard passes over answers; all
/// others lose to it by stage, priority or place.
struct Matched {
  RuleIndex index = 0;
  std::string rule;
  Kind kind{};
  std::int64_t priority = 0;
  std::uint32_t place = 0;
  /// The first trigger that matches, at its first place; for `keywords` each word that was
  /// found; empty for welcome and fallback.
  std::vector<Evidence> evidence;
  friend bool operator==(Matched const&, Matched const&) = default;
};

/// The matching half of an explanation.
struct Explanation {
  std::optional<std::string> loose;   ///< the text under the loose fold
  std::optional<std::string> strict;  ///< the same under the strict one
  std::optional<std::string> regex;   ///< what regex rules search
  std::vector<std::string> words;     ///< words of `loose`, at most 1,000
  OptWord opt_word = OptWord::none;
  std::vector<Matched> matched;
};

/// At most this many rules are listed; a playbook of a hundred thousand may match in all.
inline constexpr std::size_t kExplainedMax = 1'000;

/// Explains what `query` meets. Slower than matching (it finds every rule and where).
[[nodiscard]] Explanation explain(Playbook const& playbook,
                                  Query const& query,
                                  MatchScratch& scratch);

/// The words of the wire: "contains_word", "loose", ...
[[nodiscard]] std::string_view word(Kind kind) noexcept;
[[nodiscard]] std::string_view word(Reading reading) noexcept;

}  // namespace waypost::playbook
