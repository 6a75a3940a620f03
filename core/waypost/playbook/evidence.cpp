#include "waypost/playbook/evidence.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "waypost/playbook/automaton.h"
#include "waypost/playbook/regex.h"
#include "waypost/unicode/utf8.h"

namespace waypost::playbook {
namespace {

using blob::kNone;
using blob::Mode;
using unicode::Fold;

Reading reading_of(Fold fold) noexcept {
  return fold == Fold::loose ? Reading::loose : Reading::strict;
}

Evidence evidence_of(std::string_view trigger, Reading in, std::size_t begin, std::size_t end) {
  return {std::string(trigger), in, static_cast<std::uint32_t>(begin),
          static_cast<std::uint32_t>(end)};
}

struct Place {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Evidence evidence_of(std::string_view folded_text, Fold fold, Place place) {
  return evidence_of(folded_text.substr(place.begin, place.end - place.begin), reading_of(fold),
                     place.begin, place.end);
}

// Finds for each rule that matched what of it did.
class Witness {
 public:
  Witness(Playbook const& playbook, MatchState& state, std::vector<Matched>& matched)
      : playbook_(playbook), view_(playbook.view()), state_(state) {
    for (Matched& rule : matched) wanted_.emplace(rule.index, &rule);
  }

  void collect() {
    state_.keywords.reset(view_.keyword_words.size());
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
  // Hits come in no order, and a group may have very many rules: each group's first place in
  // the text is kept, and its rules are looked at once.
  void scan_fold(Fold fold) {
    blob::Automaton const& automaton = fold == Fold::loose ? view_.loose : view_.strict;
    FoldedText& text = folded(state_, fold);
    std::unordered_map<std::uint32_t, Place> groups;
    scan(automaton, text.text(), AllPlaces(),
         [&](std::uint32_t pattern, std::size_t begin, std::size_t end) {
           for_uses(view_, automaton, pattern,
                    [&](Mode mode, std::uint32_t head, std::span<std::uint32_t const>,
                        std::uint32_t group) {
                      auto const known = groups.find(group);
                      if (known != groups.end() && known->second.begin <= begin) return;
                      if (!is_fit(mode, text, begin, end)) return;
                      if (group != kNone) {
                        groups[group] = {begin, end};
                      } else {
                        note(mode, head, evidence_of(text.text(), fold, {begin, end}));
                      }
                    });
         });
    for (auto const& [number, place] : groups) {
      blob::GroupRecord const& group = automaton.groups[number];
      auto const mode = static_cast<Mode>(group.head & blob::kModeMask);
      note_all(mode, view_.list(group.targets), evidence_of(text.text(), fold, place));
    }
  }

  // Notes it for the targets of a list that are wanted; either may be long.
  void note_all(Mode mode, std::span<std::uint32_t const> targets, Evidence const& evidence) {
    if (mode == Mode::keyword || targets.size() <= wanted_.size()) {
      for (std::uint32_t const target : targets) note(mode, target, evidence);
      return;
    }
    for (auto const& [rule, matched] : wanted_) {
      if (std::binary_search(targets.begin(), targets.end(), rule)) note(mode, rule, evidence);
    }
  }

  void note(Mode mode, std::uint32_t target, Evidence const& evidence) {
    if (mode == Mode::keyword) {
      state_.keywords.add(target);
      return note_first(keywords_[target], evidence);
    }
    auto const at = wanted_.find(target);
    if (at != wanted_.end()) note_first(at->second->evidence, evidence);
  }

  // Of several places, the one that comes first in the text; of those, the shortest.
  static void note_first(std::vector<Evidence>& known, Evidence const& evidence) {
    if (known.empty()) {
      known.push_back(evidence);
    } else if (std::pair(evidence.begin, evidence.end) <
               std::pair(known.front().begin, known.front().end)) {
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
      if (!is_met(view_, record, state_.keywords)) continue;
      for (std::uint32_t const word :
           view_.lists.subspan(record.first, std::size_t{record.all} + record.any)) {
        auto const at = keywords_.find(word);
        if (at != keywords_.end()) rule.evidence.push_back(at->second.front());
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
      if (regex_text(state_).empty()) return;
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
  std::unordered_map<std::uint32_t, std::vector<Evidence>> keywords_;
};

}  // namespace

void add_evidence(Playbook const& playbook, MatchState& state, std::vector<Matched>& matched) {
  Witness(playbook, state, matched).collect();
}

}  // namespace waypost::playbook
