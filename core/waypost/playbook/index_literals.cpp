#include <algorithm>
#include <unordered_map>

#include "waypost/playbook/automaton.h"
#include "waypost/playbook/index.h"

namespace waypost::playbook {
namespace {

using blob::Mode;
using unicode::Fold;

std::uint32_t starts_of(Mode mode) noexcept {
  switch (mode) {
    case Mode::is:
    case Mode::starts_with: return kAtTextStart;
    case Mode::contains_word:
    case Mode::keyword: return kAtWord;
    case Mode::ends_with:
    case Mode::contains:
    case Mode::key: break;
  }
  return kAnywhere;
}

// The first eight bytes as a number that sorts like them: most comparisons end with it.
std::uint64_t head_of(std::string_view text) noexcept {
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    head = head << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return head;
}

struct Keyed {
  std::uint64_t head = 0;
  Use use;
};

bool is_before(Keyed const& a, Keyed const& b) noexcept {
  if (a.head != b.head) return a.head < b.head;
  int const order = a.use.text.compare(b.use.text);
  if (order != 0) return order < 0;
  if (a.use.mode != b.use.mode) return a.use.mode < b.use.mode;
  return a.use.target < b.use.target;
}

bool is_same(Keyed const& a, Keyed const& b) noexcept {
  return !is_before(a, b) && !is_before(b, a);
}

std::uint32_t head(Use const& use) noexcept {
  return use.target << blob::kModeBits | static_cast<std::uint32_t>(use.mode);
}

// One record for the uses [first, last) of one text, sorted by mode and target.
blob::PatternRecord record_of(std::vector<Keyed> const& uses,
                              std::size_t first,
                              std::size_t last,
                              AutomatonParts& automaton,
                              Parts& parts) {
  blob::PatternRecord record;
  record.size = static_cast<std::uint16_t>(uses[first].use.text.size());
  if (last - first == 1) {
    record.use = head(uses[first].use);
    return record;
  }
  record.use = static_cast<std::uint32_t>(automaton.groups.size());
  for (std::size_t i = first; i < last;) {
    blob::GroupRecord group{head(uses[i].use), {static_cast<std::uint32_t>(parts.lists.size()), 0}};
    Mode const mode = uses[i].use.mode;
    for (; i < last && uses[i].use.mode == mode; ++i) {
      parts.lists.push_back(uses[i].use.target);
      ++group.targets.count;
    }
    automaton.groups.push_back(group);
    ++record.groups;
  }
  return record;
}

Mode mode_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::is: return Mode::is;
    case Kind::starts_with: return Mode::starts_with;
    case Kind::ends_with: return Mode::ends_with;
    case Kind::contains: return Mode::contains;
    default: return Mode::contains_word;
  }
}

// Numbers the distinct keywords of both folds, and counts the rules that ask for each.
class Keywords {
 public:
  std::uint32_t number(std::string_view text, Fold fold, std::vector<Use>& uses) {
    auto& known = numbers_[static_cast<std::size_t>(fold)];
    auto const [at, added] = known.try_emplace(text, static_cast<std::uint32_t>(counts_.size()));
    if (added) {
      counts_.push_back(0);
      sizes_.push_back(text.size());
      uses.push_back({text, Mode::keyword, at->second});
    }
    ++counts_[at->second];
    return at->second;
  }

  // The keyword by which a rule that needs `all` is called: one that few rules have.
  [[nodiscard]] std::uint32_t rarest(std::span<std::uint32_t const> all) const {
    return *std::min_element(all.begin(), all.end(), [this](std::uint32_t a, std::uint32_t b) {
      if (counts_[a] != counts_[b]) return counts_[a] < counts_[b];
      return sizes_[a] > sizes_[b];
    });
  }

  [[nodiscard]] std::size_t size() const noexcept { return counts_.size(); }

 private:
  std::array<std::unordered_map<std::string_view, std::uint32_t>, 2> numbers_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::size_t> sizes_;
};

void index_keywords(Draft const& draft, Parts& parts, std::array<std::vector<Use>, 2>& uses) {
  Keywords keywords;
  for (RuleIndex rule = 0; rule < draft.rules.size(); ++rule) {
    RuleDraft const& made = draft.rules[rule];
    if (made.source.kind != Kind::keywords) continue;
    std::uint32_t const count = made.all + made.any + made.none;
    parts.keyword_rules.push_back(
        {rule, static_cast<std::uint32_t>(parts.lists.size()), static_cast<std::uint16_t>(made.all),
         static_cast<std::uint16_t>(made.any), static_cast<std::uint16_t>(made.none), 0});
    for (blob::TextRef const ref : draft.texts(made.first, count)) {
      parts.lists.push_back(keywords.number(draft.text(ref), made.source.fold,
                                            uses[static_cast<std::size_t>(made.source.fold)]));
    }
  }
  // Which rules a keyword calls: those that need it, by the rarest of what they need.
  std::vector<std::vector<std::uint32_t>> called(keywords.size());
  for (std::uint32_t i = 0; i < parts.keyword_rules.size(); ++i) {
    blob::KeywordRuleRecord const& record = parts.keyword_rules[i];
    auto const numbers = std::span<std::uint32_t const>(parts.lists).subspan(record.first);
    if (record.all != 0) {
      called[keywords.rarest(numbers.first(record.all))].push_back(i);
    } else {
      for (std::uint32_t const number : numbers.first(record.any)) called[number].push_back(i);
    }
  }
  for (std::vector<std::uint32_t> const& rules : called) {
    parts.keyword_words.push_back(parts.put_list(rules));
  }
}

}  // namespace

AutomatonParts build_uses(std::vector<Use> uses, Parts& parts) {
  std::vector<Keyed> sorted;
  sorted.reserve(uses.size());
  for (Use const& use : uses) sorted.push_back({head_of(use.text), use});
  std::sort(sorted.begin(), sorted.end(), is_before);
  sorted.erase(std::unique(sorted.begin(), sorted.end(), is_same), sorted.end());
  AutomatonParts automaton;
  std::vector<Pattern> patterns;
  for (std::size_t first = 0; first < sorted.size();) {
    Pattern pattern{sorted[first].use.text, 0};
    std::size_t last = first;
    for (; last < sorted.size() && sorted[last].use.text == pattern.text; ++last) {
      pattern.starts |= starts_of(sorted[last].use.mode);
    }
    patterns.push_back(pattern);
    automaton.patterns.push_back(record_of(sorted, first, last, automaton, parts));
    first = last;
  }
  AutomatonDraft draft = build_automaton(patterns);
  automaton.states = std::move(draft.states);
  automaton.filter = std::move(draft.filter);
  for (std::size_t i = 0; i < draft.next.size(); ++i) automaton.patterns[i].next = draft.next[i];
  return automaton;
}

void index_literals(Draft const& draft, Parts& parts) {
  std::array<std::vector<Use>, 2> uses;
  for (RuleIndex rule = 0; rule < draft.rules.size(); ++rule) {
    RuleDraft const& made = draft.rules[rule];
    if (made.source.kind > Kind::contains_word) continue;
    for (blob::TextRef const ref : draft.texts(made.first, made.triggers)) {
      uses[static_cast<std::size_t>(made.source.fold)].push_back(
          {draft.text(ref), mode_of(made.source.kind), rule});
    }
  }
  index_keywords(draft, parts, uses);
  parts.loose = build_uses(std::move(uses[static_cast<std::size_t>(Fold::loose)]), parts);
  parts.strict = build_uses(std::move(uses[static_cast<std::size_t>(Fold::strict)]), parts);
}

}  // namespace waypost::playbook
