#include "waypost/playbook/match.h"

#include <algorithm>
#include <span>

#include "waypost/playbook/automaton.h"
#include "waypost/playbook/blob.h"
#include "waypost/playbook/regex.h"
#include "waypost/playbook/state.h"

namespace waypost::playbook {

using blob::kNone;
using unicode::Fold;

namespace {

// Where patterns may begin in a folded text.
class TextPlaces {
 public:
  explicit TextPlaces(FoldedText const& text) noexcept : text_(text.text()), first_(text.first()) {}

  std::uint32_t starts(std::size_t at) const noexcept {
    return kAnywhere | (may_begin_word(text_, at) ? kAtWord : 0) |
           (at == 0 || at == first_ ? kAtTextStart : 0);
  }
  std::uint64_t words(std::size_t at) const noexcept { return word_starts(text_, at); }

 private:
  std::string_view text_;
  std::size_t first_;
};

// Walks the stages of one message.
class Walker {
 public:
  Walker(Playbook const& playbook, MatchState& state) noexcept
      : playbook_(playbook), view_(playbook.view()), state_(state) {}

  std::optional<RuleIndex> next() {
    while (state_.stage != Stage::done) {
      RuleIndex const rule = next_in_stage();
      if (rule != kNone) {
        state_.from = rule + 1;
        return rule;
      }
      leave_stage();
    }
    return std::nullopt;
  }

 private:
  RuleIndex next_in_stage() {
    switch (state_.stage) {
      case Stage::payload: return state_.query.payload ? walk_payloads() : kNone;
      case Stage::text: return walk_texts();
      case Stage::fallback: return state_.from < view_.rules.size() ? state_.from : kNone;
      case Stage::done: break;
    }
    return kNone;
  }

  void leave_stage() noexcept {
    bool const was_payload = state_.stage == Stage::payload;
    state_.stage = was_payload                   ? Stage::text
                   : state_.stage == Stage::text ? Stage::fallback
                                                 : Stage::done;
    state_.walk = Walk::best;
    state_.from = was_payload ? view_.settings->text_begin : view_.settings->fallback_begin;
  }

  // The best rule, or later ones out of those collected.
  RuleIndex walk_payloads() {
    RuleIndex best = kNone;
    if (state_.walk == Walk::collected) return state_.found.next(state_.from);
    bool const all = state_.walk == Walk::collect;
    if (all) state_.found.reset(view_.settings->text_begin);
    auto const take = [&](blob::ListRef list) {
      auto const rules = view_.list(list);
      if (!rules.empty()) best = std::min(best, rules[0]);
      if (!all) return;
      for (RuleIndex const rule : rules) state_.found.add(rule);
    };
    std::string_view const payload = *state_.query.payload;
    for (std::uint32_t at = payload_prefix(view_, payload); at != kNone;
         at = view_.payloads[at].parent) {
      blob::PayloadRecord const& record = view_.payloads[at];
      take(record.prefix);
      if (record.text.size == payload.size()) take(record.exact);
    }
    state_.walk = all ? Walk::collected : Walk::collect;
    return all ? state_.found.next(state_.from) : best;
  }

  RuleIndex walk_texts() {
    if (state_.walk == Walk::best) {
      state_.walk = Walk::collect;
      return best_text_rule();
    }
    if (state_.walk == Walk::collect) {
      state_.walk = Walk::collected;
      collect_text_rules();
    }
    return next_collected();
  }

  // Everything is measured against the best rule found so far, cheapest kinds first.
  RuleIndex best_text_rule() {
    best_ = first_welcome();
    if (state_.query.text) {
      scan_literals([this](auto&&... use) { take_best(use...); });
      try_keywords();
      try_fuzzy();
      try_regexes();
    }
    return best_;
  }

  RuleIndex first_welcome() const noexcept {
    auto const rules = view_.list(view_.settings->welcome);
    return state_.query.first == FirstContact::yes && !rules.empty() ? rules[0] : kNone;
  }

  template <class Take>
  void scan_literals(Take const& take) {
    state_.keywords.reset(view_.keyword_words.size());
    scan_fold(view_.loose, Fold::loose, take);
    scan_fold(view_.strict, Fold::strict, take);
  }

  template <class Take>
  void scan_fold(blob::Automaton const& automaton, Fold fold, Take const& take) {
    if (automaton.patterns.empty()) return;
    FoldedText& text = folded(state_, fold);
    scan(automaton, text.text(), TextPlaces(text),
         [&](std::uint32_t pattern, std::size_t begin, std::size_t end) {
           for_uses(
               view_, automaton, pattern,
               [&](blob::Mode mode, std::uint32_t head, std::span<std::uint32_t const> targets,
                   std::uint32_t group) { take(mode, head, targets, group, text, begin, end); });
         });
  }

  void take_best(blob::Mode mode,
                 std::uint32_t head,
                 std::span<std::uint32_t const>,
                 std::uint32_t,
                 FoldedText& text,
                 std::size_t begin,
                 std::size_t end) {
    if (mode == blob::Mode::keyword) {
      if (!state_.keywords.has(head) && is_fit(mode, text, begin, end)) state_.keywords.add(head);
    } else if (head < best_ && is_fit(mode, text, begin, end)) {
      best_ = head;
    }
  }

  void try_keywords() {
    for_called_rules([this](RuleIndex rule) {
      best_ = std::min(best_, rule);
      return best_;
    });
  }

  // Calls `met(rule)` for each keyword rule that is met and could be below the bound that
  // `met` returned last.
  template <class Met>
  void for_called_rules(Met const& met) {
    RuleIndex bound = best_;
    state_.keyword_rules.reset(view_.keyword_rules.size());
    for (std::uint32_t const word : state_.keywords.members()) {
      for (std::uint32_t const called : view_.list(view_.keyword_words[word])) {
        blob::KeywordRuleRecord const& record = view_.keyword_rules[called];
        if (record.rule >= bound) break;
        if (!state_.keyword_rules.add(called)) continue;
        if (is_met(view_, record, state_.keywords)) bound = met(record.rule);
      }
    }
  }

  void try_fuzzy() {
    for_fuzzy([this](RuleIndex rule) {
      best_ = std::min(best_, rule);
      return best_;
    });
  }

  // The same for fuzzy rules.
  template <class Met>
  void for_fuzzy(Met const& met) {
    if (view_.fuzzy_triggers.empty() || view_.fuzzy_triggers[0].rule >= best_) return;
    RuleIndex bound = best_;
    state_.anchors_tried.reset(view_.fuzzy_anchors.size());
    for (Fold const fold : {Fold::loose, Fold::strict}) {
      if (!has_anchors(fold)) continue;
      state_.fuzzy_text.assign(folded(state_, fold).text());
      for (std::size_t word = 0; word < state_.fuzzy_text.size(); ++word) {
        state_.anchors.clear();
        find_anchors(view_, fold, state_.fuzzy_text[word], state_.anchors);
        for (std::uint32_t const anchor : state_.anchors) {
          bound = try_anchor(anchor, word, bound, met);
        }
      }
    }
  }

  bool has_anchors(Fold fold) const noexcept {
    auto const anchors = view_.fuzzy_anchors;
    if (anchors.empty()) return false;
    return (fold == Fold::loose ? anchors.front() : anchors.back()).fold ==
           static_cast<std::uint8_t>(fold);
  }

  template <class Met>
  RuleIndex try_anchor(std::uint32_t number, std::size_t word, RuleIndex bound, Met const& met) {
    blob::FuzzyAnchorRecord const& anchor = view_.fuzzy_anchors[number];
    auto const triggers = view_.lists.subspan(anchor.first);
    if (state_.anchors_tried.add(number)) {
      for (std::uint32_t const single : triggers.first(anchor.single)) {
        RuleIndex const rule = view_.fuzzy_triggers[single].rule;
        if (rule >= bound) break;
        bound = met(rule);
      }
    }
    for (std::uint32_t const several : triggers.subspan(anchor.single, anchor.several)) {
      blob::FuzzyTriggerRecord const& trigger = view_.fuzzy_triggers[several];
      if (trigger.rule >= bound) break;
      if (word < trigger.anchor) continue;
      if (stands_at(view_, trigger, state_.fuzzy_text, word - trigger.anchor)) {
        bound = met(trigger.rule);
      }
    }
    return bound;
  }

  void try_regexes() {
    if (view_.regexes.empty() || view_.regexes[0].rule >= best_) return;
    find_regexes(view_, state_);
    best_ = std::min(best_, next_regex(best_));
  }

  // The first rule below `bound` with a pattern that matches, from `regex_at` on.
  RuleIndex next_regex(RuleIndex bound) {
    for (; state_.regex_at < state_.regex_order.size(); ++state_.regex_at) {
      std::uint32_t const index = state_.regex_order[state_.regex_at];
      blob::RegexRecord const& regex = view_.regexes[index];
      if (regex.rule >= bound) break;
      if (regex.rule < state_.from) continue;
      Case const letters = regex.case_sensitive != 0 ? Case::kept : Case::ignored;
      if (playbook_.regexes().matches(index, view_.text(regex.pattern), letters,
                                      regex_text(state_))) {
        return regex.rule;
      }
    }
    return kNone;
  }

  void collect_text_rules() {
    best_ = kNone;
    state_.found.reset(view_.rules.size());
    if (first_welcome() != kNone) {
      for (RuleIndex const rule : view_.list(view_.settings->welcome)) state_.found.add(rule);
    }
    state_.regex_order.clear();
    if (!state_.query.text) return;
    auto const add = [this](RuleIndex rule) {
      state_.found.add(rule);
      return kNone;
    };
    // Both automata have groups of their own, so each starts afresh.
    state_.keywords.reset(view_.keyword_words.size());
    auto const take = [this](auto&&... use) { collect(use...); };
    state_.groups.reset(view_.loose.groups.size());
    scan_fold(view_.loose, Fold::loose, take);
    state_.groups.reset(view_.strict.groups.size());
    scan_fold(view_.strict, Fold::strict, take);
    for_called_rules(add);
    for_fuzzy(add);
    find_regexes(view_, state_);
  }

  void collect(blob::Mode mode,
               std::uint32_t head,
               std::span<std::uint32_t const> targets,
               std::uint32_t group,
               FoldedText& text,
               std::size_t begin,
               std::size_t end) {
    if (group != kNone && state_.groups.has(group)) return;
    if (!is_fit(mode, text, begin, end)) return;
    if (group != kNone) state_.groups.add(group);
    if (mode == blob::Mode::keyword) {
      state_.keywords.add(head);
    } else if (group == kNone) {
      state_.found.add(head);
    } else {
      for (RuleIndex const rule : targets) state_.found.add(rule);
    }
  }

  // The smaller of the next rule collected and the next regex rule that matches.
  RuleIndex next_collected() {
    RuleIndex const rule = state_.found.next(state_.from);
    return std::min(rule, next_regex(rule));
  }

  Playbook const& playbook_;
  blob::View const& view_;
  MatchState& state_;
  RuleIndex best_ = kNone;
};

// Whether one of the sorted `words` equals what `is` compares.
bool is_one_of(blob::View const& view, blob::ListRef list, FoldedText const& text) {
  auto const words = view.texts.subspan(list.first, list.count);
  auto const before = [&view](blob::TextRef a, std::string_view b) { return view.text(a) < b; };
  for (std::size_t const begin : {std::size_t{0}, text.first()}) {
    for (std::size_t const end : {text.text().size(), text.last()}) {
      std::string_view const part = text.text().substr(begin, end - begin);
      auto const at = std::lower_bound(words.begin(), words.end(), part, before);
      if (at != words.end() && view.text(*at) == part) return true;
    }
  }
  return false;
}

}  // namespace

MatchScratch::MatchScratch() : state_(std::make_unique<MatchState>()) {}
MatchScratch::MatchScratch(MatchScratch&&) noexcept = default;
MatchScratch& MatchScratch::operator=(MatchScratch&&) noexcept = default;
MatchScratch::~MatchScratch() = default;

Candidates::Candidates(Playbook const& playbook, Query const& query, MatchScratch& scratch)
    : playbook_(&playbook), state_(&scratch.state()) {
  state_->query = query;
  state_->stage = Stage::payload;
  state_->walk = Walk::best;
  state_->from = 0;
  state_->has_loose = false;
  state_->has_strict = false;
  state_->has_regex = false;
}

OptWord Candidates::opt_word() {
  if (!state_->query.text) return OptWord::none;
  FoldedText const& text = folded(*state_, Fold::loose);
  if (text.text().empty()) return OptWord::none;
  blob::View const& view = playbook_->view();
  if (is_one_of(view, view.settings->opt_out.words, text)) return OptWord::opt_out;
  if (is_one_of(view, view.settings->opt_in.words, text)) return OptWord::opt_in;
  return OptWord::none;
}

std::optional<RuleIndex> Candidates::next() {
  return Walker(*playbook_, *state_).next();
}

std::optional<RuleIndex> match(Playbook const& playbook,
                               Query const& query,
                               MatchScratch& scratch) {
  return Candidates(playbook, query, scratch).next();
}

}  // namespace waypost::playbook
