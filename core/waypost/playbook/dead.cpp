#include "waypost/playbook/dead.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <utility>

#include "waypost/playbook/automaton.h"
#include "waypost/playbook/edges.h"
#include "waypost/playbook/evidence.h"
#include "waypost/playbook/match.h"
#include "waypost/playbook/regex_keys.h"
#include "waypost/playbook/state.h"
#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"
#include "waypost/wire/json.h"

namespace waypost::playbook {
namespace {

using blob::kNone;
using blob::Mode;
using unicode::Fold;

// Guarded rules that proofs may step over before no more are tried: a second or so.
constexpr std::size_t kStepsMax = 10'000'000;

bool is_literal(Kind kind) noexcept {
  return kind <= Kind::contains_word;
}

// A folded trigger as a text.
class Trigger {
 public:
  Trigger(std::string_view text, Fold fold) : text_(text), fold_(fold) {}
  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  [[nodiscard]] bool is_boundary(std::size_t at) {
    Edge const edge = glance(text_, at);
    if (edge != Edge::unknown) return edge == Edge::yes;
    if (!boundaries_) boundaries_.emplace().assign(text_);
    return boundaries_->at(at);
  }
  [[nodiscard]] bool ends_in_apostrophe() const noexcept {
    constexpr std::string_view kRight = "\xE2\x80\x99";
    return text_.back() == '\'' ||
           (text_.size() >= kRight.size() && text_.substr(text_.size() - kRight.size()) == kRight);
  }
  // Whether a word ends here in every text that is this trigger but for edge punctuation: none
  // does between a Hebrew letter and an apostrophe. Under `strict` nothing may stand behind it.
  [[nodiscard]] bool ends_word_anywhere() const {
    if (fold_ == Fold::strict) return true;
    std::string const quoted = std::string(text_) + '\'';
    unicode::WordBoundaries boundaries;
    boundaries.assign(quoted);
    return boundaries.at(text_.size());
  }

 private:
  std::string_view text_;
  Fold fold_;
  std::optional<unicode::WordBoundaries> boundaries_;
};

// Whether a text that a rule of `kind` matches by trigger `t` is surely matched in `mode` by
// what stands at [begin, end) of `t` (the list of A.7).
bool covers(Mode mode, Kind kind, Trigger& t, std::size_t begin, std::size_t end) {
  switch (mode) {
    case Mode::contains: return is_literal(kind);
    case Mode::starts_with: return begin == 0 && (kind == Kind::is || kind == Kind::starts_with);
    case Mode::ends_with:
      return end == t.text().size() && (kind == Kind::is || kind == Kind::ends_with);
    case Mode::is: return begin == 0 && end == t.text().size() && kind == Kind::is;
    case Mode::contains_word:
      return (kind == Kind::is || kind == Kind::contains_word) && !t.ends_in_apostrophe() &&
             t.is_boundary(begin) && t.is_boundary(end) &&
             (kind != Kind::is || end != t.text().size() || t.ends_word_anywhere());
    case Mode::keyword:
    case Mode::key: break;
  }
  return false;
}

// Whether the loose fold of every text with strict trigger `t` in it has the loose fold of `t`
// in it: no mark may reach over its ends or lose its base.
bool is_closed(std::string_view t) noexcept {
  bool mark_allowed = false;  // not at the start, not after a space
  bool is_mark = false;
  while (!t.empty()) {
    unicode::Decoded const point = unicode::decode(t);
    t.remove_prefix(point.bytes);
    std::string alone;
    unicode::append(alone, point.code);
    is_mark = unicode::combining_class(point.code) != 0 ||
              (point.code != U' ' && unicode::fold(alone, Fold::loose).empty());
    if (is_mark && !mark_allowed) return false;
    mark_allowed = point.code != U' ';
  }
  return !is_mark;
}

class Finder {
 public:
  Finder(Draft const& draft, Playbook const& playbook)
      : draft_(draft), playbook_(playbook), view_(playbook.view()) {
    for (Fold const fold : {Fold::loose, Fold::strict}) {
      auto& firsts = firsts_[static_cast<std::size_t>(fold)];
      for (blob::GroupRecord const& group : automaton(fold).groups) {
        firsts.push_back(first_unguarded(group));
      }
    }
  }

  std::vector<Diagnostic> find() {
    std::vector<Diagnostic> found;
    for (RuleIndex rule = 0; rule < draft_.rules.size() && steps_ < kStepsMax; ++rule) {
      if (auto shadows = shadows_of(rule)) found.push_back(report(rule, std::move(*shadows)));
      if (!draft_.rules[rule].is_guarded()) remember(rule);
    }
    return found;
  }

 private:
  [[nodiscard]] blob::Automaton const& automaton(Fold fold) const noexcept {
    return fold == Fold::loose ? view_.loose : view_.strict;
  }

  [[nodiscard]] std::uint32_t first_unguarded(blob::GroupRecord const& group) const noexcept {
    if (static_cast<Mode>(group.head & blob::kModeMask) == Mode::keyword) return kNone;
    for (RuleIndex const rule : view_.list(group.targets)) {
      if (!draft_.rules[rule].is_guarded()) return rule;
    }
    return kNone;
  }

  // One shadow for each trigger, or nothing if one of them may answer.
  std::optional<std::vector<Shadow>> shadows_of(RuleIndex rule) {
    RuleDraft const& made = draft_.rules[rule];
    std::vector<Shadow> shadows;
    if (made.source.kind == Kind::keywords) {
      if (!is_covered(rule, keyword_key(made))) return std::nullopt;
      return prove(rule, keyword_text(made), shadows) ? std::optional(shadows) : std::nullopt;
    }
    for (blob::TextRef const ref : draft_.texts(made.first, made.triggers)) {
      std::string_view const text = draft_.text(ref);
      if (!is_trigger_covered(rule, text)) return std::nullopt;
      if (!prove(rule, text, shadows)) return std::nullopt;
    }
    return shadows.empty() ? std::nullopt : std::optional(shadows);
  }

  bool is_trigger_covered(RuleIndex rule, std::string_view text) {
    RuleSource const& source = draft_.rules[rule].source;
    if (!is_literal(source.kind)) return is_covered(rule, key_of(source, text));
    if (catch_all_ != kNone) return true;
    if (is_found(rule, source.kind, source.fold, text)) return true;
    if (source.fold != Fold::strict || !is_closed(text)) return false;
    return is_found(rule, Kind::contains, Fold::loose, unicode::fold(text, Fold::loose));
  }

  bool is_covered(RuleIndex rule, std::string const& key) const {
    bool const needs_text = draft_.rules[rule].source.kind != Kind::payload;
    return (needs_text && catch_all_ != kNone) || known_.count(key) != 0;
  }

  // Whether an earlier rule covers trigger `text`. Under another fold than the rule's own, only
  // `contains` does.
  bool is_found(RuleIndex rule, Kind kind, Fold fold, std::string_view text) {
    bool const own = draft_.rules[rule].source.fold == fold;
    if (text.empty()) return false;
    Trigger trigger(text, fold);
    bool found = false;
    auto const& firsts = firsts_[static_cast<std::size_t>(fold)];
    scan(automaton(fold), text, AllPlaces(),
         [&](std::uint32_t pattern, std::size_t begin, std::size_t end) {
           for_uses(view_, automaton(fold), pattern,
                    [&](Mode mode, std::uint32_t head, std::span<std::uint32_t const>,
                        std::uint32_t group) {
                      if (found || mode == Mode::keyword || (!own && mode != Mode::contains))
                        return;
                      RuleIndex const first = group != kNone ? firsts[group] : head;
                      if (first >= rule || draft_.rules[first].is_guarded()) return;
                      found = covers(mode, kind, trigger, begin, end);
                    });
         });
    return found;
  }

  // Tries a text that the rule matches by itself: does an earlier one answer it?
  bool prove(RuleIndex rule, std::string_view trigger, std::vector<Shadow>& shadows) {
    RuleSource const& source = draft_.rules[rule].source;
    std::string witness(trigger);
    if (source.kind == Kind::regex) witness = regex_example(trigger);
    Query query;
    (source.kind == Kind::payload ? query.payload : query.text) = witness;
    RuleIndex const answering = answering_rule(query);
    if (answering >= rule) return false;
    std::vector<Matched> alone(1);
    alone[0].index = rule;
    alone[0].kind = source.kind;
    add_evidence(playbook_, scratch_.state(), alone);
    if (alone[0].evidence.empty()) return false;
    shadows.push_back({std::string(trigger), draft_.rules[answering].source.id, witness});
    return true;
  }

  // The first rule that matches and that no guard may pass over.
  RuleIndex answering_rule(Query const& query) {
    Candidates candidates(playbook_, query, scratch_);
    while (auto const candidate = candidates.next()) {
      if (!draft_.rules[*candidate].is_guarded()) return *candidate;
      ++steps_;
    }
    return kNone;
  }

  Diagnostic report(RuleIndex rule, std::vector<Shadow> shadows) const {
    RuleSource const& source = draft_.rules[rule].source;
    Diagnostic dead;
    dead.code = Code::W_DEAD;
    dead.rule = source.id;
    dead.where = "/rules";
    wire::append_pointer(dead.where, source.place);
    dead.text =
        "Move this rule up or remove it: every text it matches is answered by an earlier "
        "one, for instance by `" +
        shadows.front().rule + "`.";
    dead.shadows = std::move(shadows);
    return dead;
  }

  // What this rule covers whatever the text of a later one.
  void remember(RuleIndex rule) {
    RuleDraft const& made = draft_.rules[rule];
    if (made.catches_all && catch_all_ == kNone) catch_all_ = rule;
    if (made.source.kind == Kind::keywords) known_.emplace(keyword_key(made), rule);
    if (is_literal(made.source.kind)) return;
    for (blob::TextRef const ref : draft_.texts(made.first, made.triggers)) {
      known_.emplace(key_of(made.source, draft_.text(ref)), rule);
    }
  }

  // The same for equal triggers of one kind.
  static std::string key_of(RuleSource const& source, std::string_view text) {
    std::string key;
    key += static_cast<char>('0' + static_cast<int>(source.kind));
    key += static_cast<char>('0' + static_cast<int>(source.fold));
    if (source.kind == Kind::fuzzy) key += static_cast<char>('0' + source.max_edits);
    if (source.kind == Kind::regex)
      key += static_cast<char>('0' + static_cast<int>(source.letters));
    if (source.kind == Kind::payload)
      key += static_cast<char>('0' + static_cast<int>(source.match));
    key += text;
    return key;
  }

  std::string keyword_key(RuleDraft const& made) const {
    std::string key = key_of(made.source, {});
    std::uint32_t first = made.first;
    for (std::uint32_t const count : {made.all, made.any, made.none}) {
      std::vector<std::string_view> words;
      for (blob::TextRef const ref : draft_.texts(first, count)) words.push_back(draft_.text(ref));
      std::sort(words.begin(), words.end());
      for (std::string_view const word : words) {
        key += '\0';
        key += word;
      }
      key += '\1';
      first += count;
    }
    return key;
  }

  // All of a rule's words, and one of those of which it needs one.
  std::string keyword_text(RuleDraft const& made) const {
    std::string text;
    for (blob::TextRef const ref : draft_.texts(made.first, made.all + std::min(made.any, 1U))) {
      if (!text.empty()) text += ' ';
      text += draft_.text(ref);
    }
    return text;
  }

  Draft const& draft_;
  Playbook const& playbook_;
  blob::View const& view_;
  MatchScratch scratch_;
  std::array<std::vector<RuleIndex>, 2> firsts_;  // of each group, its first unguarded rule
  std::unordered_map<std::string, RuleIndex> known_;
  RuleIndex catch_all_ = kNone;
  std::size_t steps_ = 0;  // over guarded rules, while proving
};

}  // namespace

std::vector<Diagnostic> find_dead(Draft const& draft, Playbook const& playbook) {
  return Finder(draft, playbook).find();
}

}  // namespace waypost::playbook
