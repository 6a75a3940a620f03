#pragma once
// What matching remembers while it walks one message, and between messages. Internal to this
// room: match.cpp and explain.cpp.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "waypost/playbook/blob.h"
#include "waypost/playbook/edges.h"
#include "waypost/playbook/fuzzy.h"
#include "waypost/playbook/match.h"

namespace waypost::playbook {

/// A set of small numbers that is emptied at the cost of what it holds.
class NumberSet {
 public:
  /// Empties it and makes room for numbers below `size`.
  void reset(std::size_t size) {
    for (std::uint32_t const number : members_) bits_[number / 64] = 0;
    members_.clear();
    if (bits_.size() * 64 < size) bits_.resize((size + 63) / 64);
  }
  /// Whether it was added just now.
  bool add(std::uint32_t number) {
    std::uint64_t& word = bits_[number / 64];
    std::uint64_t const bit = std::uint64_t{1} << (number % 64);
    if ((word & bit) != 0) return false;
    word |= bit;
    members_.push_back(number);
    return true;
  }
  [[nodiscard]] bool has(std::uint32_t number) const noexcept {
    return (bits_[number / 64] >> (number % 64) & 1U) != 0;
  }
  /// In the order in which they were added.
  [[nodiscard]] std::vector<std::uint32_t> const& members() const noexcept { return members_; }

 private:
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint32_t> members_;
};

/// A set of rules that is walked in order.
class RuleSet {
 public:
  void reset(std::size_t size) { bits_.assign((size + 63) / 64, 0); }
  void add(RuleIndex rule) noexcept { bits_[rule / 64] |= std::uint64_t{1} << (rule % 64); }
  /// The smallest member from `from` on; blob::kNone when there is none.
  [[nodiscard]] RuleIndex next(RuleIndex from) const noexcept;

 private:
  std::vector<std::uint64_t> bits_;
};

enum class Stage : std::uint8_t { payload, text, fallback, done };

/// How far a stage's walk is: its best rule is wanted, the rest is to be collected, or it lies
/// in `found`.
enum class Walk : std::uint8_t { best, collect, collected };

struct MatchState {
  Query query;
  Stage stage = Stage::payload;
  Walk walk = Walk::best;
  RuleIndex from = 0;  ///< the next candidate is this rule or a later one

  bool has_loose = false;
  bool has_strict = false;
  bool has_regex = false;
  FoldedText loose;
  FoldedText strict;
  unicode::FoldScratch regex_scratch;
  std::string_view regex_text;
  std::string key_text;

  NumberSet keywords;       ///< seen in the text
  NumberSet keyword_rules;  ///< tried already
  NumberSet groups;         ///< of the automaton at work, taken already
  NumberSet regexes;        ///< whose keys were seen, or that have none
  FuzzyText fuzzy_text;
  std::vector<std::uint32_t> anchors;  ///< near the word at work
  NumberSet anchors_tried;             ///< their triggers of one word are in already
  RuleSet found;
  std::size_t regex_at = 0;                ///< next of `regex_order`
  std::vector<std::uint32_t> regex_order;  ///< `regexes`, ascending: by rule
};

/// The text of the query under `fold`, folded when first asked for. Empty without a text.
[[nodiscard]] FoldedText& folded(MatchState& state, unicode::Fold fold);

/// The text that regex rules search.
[[nodiscard]] std::string_view regex_text(MatchState& state);

/// Collects in `state.regex_order` the patterns whose keys occur, by rule.
void find_regexes(blob::View const& view, MatchState& state);

/// Whether keyword rule `record` is met by the keywords seen.
[[nodiscard]] bool is_met(blob::View const& view,
                          blob::KeywordRuleRecord const& record,
                          NumberSet const& seen) noexcept;

/// The payload records that are prefixes of `payload`, longest first, are `record`, then
/// view.payloads[record].parent and so on; kNone ends them.
[[nodiscard]] std::uint32_t payload_prefix(blob::View const& view,
                                           std::string_view payload) noexcept;

/// Whether an occurrence [begin, end) is what `mode` asks for.
[[nodiscard]] inline bool is_fit(blob::Mode mode,
                                 FoldedText& text,
                                 std::size_t begin,
                                 std::size_t end) {
  switch (mode) {
    case blob::Mode::is: return text.begins(begin) && text.ends(end);
    case blob::Mode::starts_with: return text.begins(begin);
    case blob::Mode::ends_with: return text.ends(end);
    case blob::Mode::contains: return true;
    case blob::Mode::contains_word:
    case blob::Mode::keyword: return text.is_boundary(begin) && text.is_boundary(end);
    case blob::Mode::key: return true;
  }
  return false;
}

/// Calls `use(mode, head, targets, group)` for each mode that pattern `number` serves. `targets`
/// is empty for a pattern with one use; `head` is then its target, else the smallest one.
/// `group` is the group's number, or kNone.
template <class Use>
void for_uses(blob::View const& view,
              blob::Automaton const& automaton,
              std::uint32_t number,
              Use&& use) {
  blob::PatternRecord const& pattern = automaton.patterns[number];
  auto const mode_of = [](std::uint32_t head) {
    return static_cast<blob::Mode>(head & blob::kModeMask);
  };
  if (pattern.groups == 0) {
    use(mode_of(pattern.use), pattern.use >> blob::kModeBits, std::span<std::uint32_t const>(),
        blob::kNone);
    return;
  }
  for (std::uint32_t group = pattern.use; group < pattern.use + pattern.groups; ++group) {
    blob::GroupRecord const& record = automaton.groups[group];
    use(mode_of(record.head), record.head >> blob::kModeBits, view.list(record.targets), group);
  }
}

}  // namespace waypost::playbook
