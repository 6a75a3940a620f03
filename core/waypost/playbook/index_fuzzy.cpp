#include <algorithm>
#include <map>
#include <tuple>

#include "waypost/playbook/fuzzy.h"
#include "waypost/playbook/index.h"

namespace waypost::playbook {
namespace {

using unicode::Fold;
using Word = std::u32string;

// Every word of every trigger, and how many triggers have it.
class Words {
 public:
  explicit Words(Parts& parts) : parts_(parts) {}

  std::uint32_t put(Points word, int allowance) {
    Entry& entry = known_[Word(word.begin(), word.end())];
    if (entry.count++ == 0) {
      entry.first = static_cast<std::uint32_t>(parts_.points.size());
      parts_.points.insert(parts_.points.end(), word.begin(), word.end());
    }
    parts_.fuzzy_words.push_back({entry.first, static_cast<std::uint16_t>(word.size()),
                                  static_cast<std::uint16_t>(allowance)});
    return static_cast<std::uint32_t>(parts_.fuzzy_words.size() - 1);
  }

  [[nodiscard]] Points points(blob::FuzzyWordRecord const& word) const {
    return Points(parts_.points).subspan(word.first, word.size);
  }

  [[nodiscard]] std::uint32_t count(blob::FuzzyWordRecord const& word) const {
    Points const code = points(word);
    return known_.find(Word(code.begin(), code.end()))->second.count;
  }

 private:
  struct Entry {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  Parts& parts_;
  std::map<Word, Entry> known_;
};

// Triggers by the word they are looked up by, in the order of blob::FuzzyAnchorRecord.
using AnchorKey = std::tuple<Fold, char32_t, std::size_t, Word, int>;
struct AnchorLists {
  std::uint32_t word = 0;
  std::vector<std::uint32_t> single;
  std::vector<std::uint32_t> several;
};
using Anchors = std::map<AnchorKey, AnchorLists>;

// The word that the fewest triggers have, of those the longest: it calls the trigger least.
std::uint16_t anchor_of(blob::FuzzyTriggerRecord const& trigger,
                        Parts const& parts,
                        Words const& words) {
  std::uint16_t best = 0;
  auto const rank = [&](std::uint16_t i) {
    blob::FuzzyWordRecord const& word = parts.fuzzy_words[trigger.first + i];
    return std::tuple(words.count(word), -static_cast<int>(word.size));
  };
  for (std::uint16_t i = 1; i < trigger.count; ++i) {
    if (rank(i) < rank(best)) best = i;
  }
  return best;
}

void put_triggers(Draft const& draft, Parts& parts, Words& words, std::vector<Fold>& folds) {
  FuzzyText text;
  for (RuleIndex rule = 0; rule < draft.rules.size(); ++rule) {
    RuleDraft const& made = draft.rules[rule];
    if (made.source.kind != Kind::fuzzy) continue;
    for (blob::TextRef const ref : draft.texts(made.first, made.triggers)) {
      text.assign(draft.text(ref));
      blob::FuzzyTriggerRecord trigger{rule, static_cast<std::uint32_t>(parts.fuzzy_words.size()),
                                       static_cast<std::uint16_t>(text.size()), 0};
      for (std::size_t i = 0; i < text.size(); ++i) {
        words.put(text[i], allowance_of(text[i], made.source.max_edits));
      }
      parts.fuzzy_triggers.push_back(trigger);
      folds.push_back(made.source.fold);
    }
  }
}

void put_anchors(Anchors const& anchors, Words const& words, Parts& parts) {
  for (auto const& [key, lists] : anchors) {
    Points const points = words.points(parts.fuzzy_words[lists.word]);
    blob::FuzzyAnchorRecord record;
    record.signature = signature_of(points);
    record.word = lists.word;
    record.lead = points[0];
    record.size = static_cast<std::uint16_t>(points.size());
    record.allowance = static_cast<std::uint8_t>(std::get<int>(key));
    record.fold = static_cast<std::uint8_t>(std::get<Fold>(key));
    record.first = parts.put_list(lists.single).first;
    record.single = static_cast<std::uint32_t>(lists.single.size());
    record.several = parts.put_list(lists.several).count;
    parts.fuzzy_anchors.push_back(record);
  }
}

// The hash table for edits that touch the first code point: at most half full.
void put_tails(Parts& parts) {
  std::vector<std::uint32_t> tails;
  for (std::uint32_t i = 0; i < parts.fuzzy_anchors.size(); ++i) {
    if (parts.fuzzy_anchors[i].allowance == kEditsMax) tails.push_back(i);
  }
  if (tails.empty()) return;
  std::size_t size = 8;
  while (size < 2 * tails.size()) size *= 2;
  parts.fuzzy_tails.assign(size, 0);
  for (std::uint32_t const anchor : tails) {
    blob::FuzzyWordRecord const& word = parts.fuzzy_words[parts.fuzzy_anchors[anchor].word];
    Points const tail = Points(parts.points).subspan(word.first, word.size).subspan(1);
    std::size_t slot = tail_hash(0, tail) & (size - 1);
    while (parts.fuzzy_tails[slot] != 0) slot = (slot + 1) & (size - 1);
    parts.fuzzy_tails[slot] = anchor + 1;
  }
}

}  // namespace

void index_fuzzy(Draft const& draft, Parts& parts) {
  Words words(parts);
  std::vector<Fold> folds;
  put_triggers(draft, parts, words, folds);
  Anchors anchors;
  for (std::uint32_t i = 0; i < parts.fuzzy_triggers.size(); ++i) {
    blob::FuzzyTriggerRecord& trigger = parts.fuzzy_triggers[i];
    trigger.anchor = anchor_of(trigger, parts, words);
    std::uint32_t const at = trigger.first + trigger.anchor;
    blob::FuzzyWordRecord const& word = parts.fuzzy_words[at];
    Points const points = words.points(word);
    Word const code(points.begin(), points.end());
    AnchorLists& lists = anchors[{folds[i], code[0], code.size(), code, word.allowance}];
    lists.word = at;
    (trigger.count == 1 ? lists.single : lists.several).push_back(i);
  }
  put_anchors(anchors, words, parts);
  put_tails(parts);
}

}  // namespace waypost::playbook
