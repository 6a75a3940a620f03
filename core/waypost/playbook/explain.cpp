#include "waypost/playbook/explain.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "waypost/playbook/automaton.h"
#include "waypost/playbook/regex.h"
#include "waypost/playbook/state.h"
#include "waypost/unicode/utf8.h"

namespace waypost::playbook {
namespace {

using blob::kNone;
using blob::Mode;
using unicode::Fold;

constexpr std::size_t kWordsMax = 1'000;

Reading reading_of(Fold fold) noexcept {
  return fold == Fold::loose ? Reading::loose : Reading::strict;
}

Evidence evidence_of(std::string_view trigger, Reading in, std::size_t begin, std::size_t end) {
  return {std::string(trigger), in, static_cast<std::uint32_t>(begin),
          static_cast<std::uint32_t>(end)};
}

// Finds for each rule that matched what of it did.
class Witness {
 public:
  Witness(Playbook const& playbook, MatchState& state, std::vector<Matched>& matched)
      : playbook_(playbook), view_(playbook.view()), state_(state) {
    for (Matched& rule : matched) wanted_.emplace(rule.index, &rule);
  }

  void collect() {
    if (state_.query.text) {
      scan_fold(Fold::loose);
      scan_fold(Fold::strict);
    }
    for (auto& [index, rule] : wanted_) {
      switch (rule->kind) {
        case Kind::keywords: explain_keywords(*rule); break;
        case Kind::fuzzy: explain_fuzzy(*rule); break;
        case Kind::regex: explain_regex(*rule); break;
        case Kind::payload: explain_payload(*rule); break;
        default: break;
      }
    }
  }

 private:
  void scan_fold(Fold fold) {
    blob::Automaton const& automaton = fold == Fold::loose ? view_.loose : view_.strict;
    FoldedText& text = folded(state_, fold);
    state_.groups.reset(automaton.groups.size());
    auto const starts = [](std::size_t) { return kAnywhere | kAtWord | kAtTextStart; };
    scan(automaton, text.text(), starts,
         [&](std::uint32_t pattern, std::size_t begin, std::size_t end) {
           for_uses(view_, automaton, pattern,
                    [&](Mode mode, std::uint32_t head, std::span<std::uint32_t const> targets,
                        std::uint32_t group) {
                      if (group != kNone && state_.groups.has(group)) return;
                      if (!is_fit(mode, text, begin, end)) return;
                      if (group != kNone) state_.groups.add(group);
                      Evidence const evidence = evidence_of(text.text().substr(begin, end - begin),
                                                            reading_of(fold), begin, end);
                      if (mode == Mode::keyword) {
                        keywords_.emplace(head, evidence);
                      } else if (group == kNone) {
                        note(head, evidence);
                      } else {
                        for (RuleIndex const rule : targets) note(rule, evidence);
                      }
                    });
         });
  }

  void note(RuleIndex rule, Evidence const& evidence) {
    auto const at = wanted_.find(rule);
    if (at == wanted_.end()) return;
    // Of several places, the one that comes first in the text.
    std::vector<Evidence>& known = at->second->evidence;
    if (known.empty()) {
      known.push_back(evidence);
    } else if (evidence.begin < known.front().begin) {
      known.front() = evidence;
    }
  }

  // The records of one rule among records that are sorted by rule.
  template <class Record>
  static std::span<Record const> of_rule(std::span<Record const> records, RuleIndex rule) {
    auto const first = std::partition_point(records.begin(), records.end(),
                                            [rule](Record const& r) { return r.rule < rule; });
    auto const last = std::partition_point(first, records.end(),
                                           [rule](Record const& r) { return r.rule == rule; });
    return records.subspan(static_cast<std::size_t>(first - records.begin()),
                           static_cast<std::size_t>(last - first));
  }

  void explain_keywords(Matched& rule) {
    for (blob::KeywordRuleRecord const& record : of_rule(view_.keyword_rules, rule.index)) {
      for (std::uint32_t const word :
           view_.lists.subspan(record.first, std::size_t{record.all} + record.any)) {
        auto const at = keywords_.find(word);
        if (at != keywords_.end()) rule.evidence.push_back(at->second);
      }
    }
  }

  void explain_fuzzy(Matched& rule) {
    auto const fold = static_cast<Fold>(view_.rules[rule.index].fold);
    state_.fuzzy_text.assign(folded(state_, fold).text());
    for (blob::FuzzyTriggerRecord const& trigger : of_rule(view_.fuzzy_triggers, rule.index)) {
      for (std::size_t at = 0; at < state_.fuzzy_text.size(); ++at) {
        if (!stands_at(view_, trigger, state_.fuzzy_text, at)) continue;
        rule.evidence.push_back(evidence_of(text_of(trigger), reading_of(fold),
                                            state_.fuzzy_text.place(at).begin,
                                            state_.fuzzy_text.place(at + trigger.count - 1).end));
        return;
      }
    }
  }

  std::string text_of(blob::FuzzyTriggerRecord const& trigger) const {
    std::string text;
    for (std::size_t i = 0; i < trigger.count; ++i) {
      blob::FuzzyWordRecord const& word = view_.fuzzy_words[trigger.first + i];
      if (i != 0) text += ' ';
      for (std::uint32_t const code : view_.points.subspan(word.first, word.size)) {
        unicode::append(text, char32_t{code});
      }
    }
    return text;
  }

  void explain_regex(Matched& rule) {
    for (blob::RegexRecord const& regex : of_rule(view_.regexes, rule.index)) {
      auto const index = static_cast<std::uint32_t>(&regex - view_.regexes.data());
      Case const letters = regex.case_sensitive != 0 ? Case::kept : Case::ignored;
      std::string_view const pattern = view_.text(regex.pattern);
      auto const found = playbook_.regexes().find(index, pattern, letters, regex_text(state_));
      if (!found) continue;
      rule.evidence.push_back(evidence_of(pattern, Reading::regex, found->begin, found->end));
      return;
    }
  }

  void explain_payload(Matched& rule) {
    std::string_view const payload = *state_.query.payload;
    auto const has = [&](blob::ListRef list) {
      auto const rules = view_.list(list);
      return std::binary_search(rules.begin(), rules.end(), rule.index);
    };
    for (std::uint32_t at = payload_prefix(view_, payload); at != kNone;
         at = view_.payloads[at].parent) {
      blob::PayloadRecord const& record = view_.payloads[at];
      bool const is_whole = record.text.size == payload.size();
      if (!has(record.prefix) && !(is_whole && has(record.exact))) continue;
      rule.evidence.push_back(
          evidence_of(view_.text(record.text), Reading::payload, 0, record.text.size));
      return;
    }
  }

  Playbook const& playbook_;
  blob::View const& view_;
  MatchState& state_;
  std::unordered_map<RuleIndex, Matched*> wanted_;
  std::unordered_map<std::uint32_t, Evidence> keywords_;
};

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
  Witness(playbook, state, explanation.matched).collect();
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
