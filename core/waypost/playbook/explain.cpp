#include "waypost/playbook/explain.h"

#include <array>

#include "waypost/playbook/evidence.h"
#include "waypost/playbook/state.h"

namespace waypost::playbook {
namespace {

using unicode::Fold;

constexpr std::size_t kWordsMax = 1'000;

std::vector<std::string> words_in(std::string_view folded) {
  std::vector<unicode::Word> places;
  unicode::words_of(folded, kWordsMax, places);
  std::vector<std::string> words;
  for (unicode::Word const place : places) {
    words.emplace_back(folded.substr(place.begin, place.end - place.begin));
  }
  return words;
}

}  // namespace

Explanation explain(Playbook const& playbook, Query const& query, MatchScratch& scratch) {
  Explanation explanation;
  Candidates candidates(playbook, query, scratch);
  MatchState& state = scratch.state();
  if (query.text) {
    explanation.loose = std::string(folded(state, Fold::loose).text());
    explanation.strict = std::string(folded(state, Fold::strict).text());
    explanation.regex = std::string(regex_text(state));
    explanation.words = words_in(*explanation.loose);
  }
  explanation.opt_word = candidates.opt_word();
  while (explanation.matched.size() < kExplainedMax) {
    std::optional<RuleIndex> const index = candidates.next();
    if (!index) break;
    Rule const rule = playbook.rule(*index);
    explanation.matched.push_back(
        {*index, std::string(rule.id()), rule.kind(), rule.priority(), rule.place(), {}});
  }
  add_evidence(playbook, state, explanation.matched);
  return explanation;
}

std::string_view word(Kind kind) noexcept {
  constexpr std::array<std::string_view, 11> kWords = {
      "is",    "starts_with", "ends_with", "contains", "contains_word", "keywords",
      "fuzzy", "regex",       "payload",   "welcome",  "fallback"};
  auto const index = static_cast<std::size_t>(kind);
  return index < kWords.size() ? kWords[index] : std::string_view();
}

std::string_view word(Reading reading) noexcept {
  constexpr std::array<std::string_view, 5> kWords = {"loose", "strict", "regex", "payload",
                                                      "none"};
  auto const index = static_cast<std::size_t>(reading);
  return index < kWords.size() ? kWords[index] : std::string_view();
}

}  // namespace waypost::playbook
