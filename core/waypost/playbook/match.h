#pragma once
// Which rules a message meets, in the order in which they would answer (semantics A.3-A.6).
// Guards are not asked here: who decides walks the candidates and takes the first that fits.

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "waypost/playbook/open.h"

namespace waypost::playbook {

/// Whether this is the contact's first inbound message to this number.
enum class FirstContact : std::uint8_t { no, yes };

/// What an event says, for matching. No text and no payload are not the same as empty ones.
/// What the text and the payload of an event are: cloud-api 3.6.
struct Query {
  std::optional<std::string_view> text;     ///< any bytes; the first 65,536 are looked at
  std::optional<std::string_view> payload;  ///< id of the pressed button or row
  FirstContact first = FirstContact::no;
};

/// Whether a whole message is one of the opt-out or opt-in words (semantics E.1, line 3).
enum class OptWord : std::uint8_t { none, opt_out, opt_in };

struct MatchState;

/// Memory that matching reuses between calls: after a few messages it allocates nothing for
/// literal kinds. One per thread, for any number of playbooks, in one call at a time.
class MatchScratch {
 public:
  MatchScratch();
  MatchScratch(MatchScratch&&) noexcept;
  MatchScratch& operator=(MatchScratch&&) noexcept;
  ~MatchScratch();
  /// For the matcher only.
  [[nodiscard]] MatchState& state() noexcept { return *state_; }

 private:
  std::unique_ptr<MatchState> state_;
};

/// The rules that match one message, best first.
///
///   Candidates found(playbook, query, scratch);
///   while (auto const rule = found.next()) {
///     if (guards_fit(playbook.rule(*rule))) return answer(*rule);
///   }
///
/// A stage (payload, text and welcome, fallback) ends the search when one of its rules is
/// taken; a rule that is passed over does not count, so the walk goes on into later stages.
/// Lazy: the first next() costs one pass over the text and finds the best rule only; the
/// second collects the rest in another pass; further ones cost next to nothing.
/// The playbook, the bytes of the query and the scratch must outlive it; a second Candidates
/// on the same scratch ends the first.
class Candidates {
 public:
  Candidates(Playbook const& playbook, Query const& query, MatchScratch& scratch);

  /// Whether the whole message is an opt-out (first) or opt-in word: loose fold, compared as
  /// `is` does. Independent of next().
  [[nodiscard]] OptWord opt_word();

  /// The next rule that matches, in answering order; nothing when there is none left.
  [[nodiscard]] std::optional<RuleIndex> next();

 private:
  Playbook const* playbook_;
  MatchState* state_;
};

/// The rule that answers when no rule has guards: the first candidate.
[[nodiscard]] std::optional<RuleIndex> match(Playbook const& playbook,
                                             Query const& query,
                                             MatchScratch& scratch);

}  // namespace waypost::playbook
