#pragma once
// Matching as semantics A.3 to A.6 say it, rule by rule and letter by letter: slow, and right
// by inspection. What the matcher is compared with.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "waypost/playbook/match.h"
#include "waypost/unicode/fold.h"
#include "waypost/unicode/normalize.h"
#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"
#include "waypost/unicode/words.h"

namespace waypost::playbook::naive {

using unicode::Fold;
using Points = std::u32string;

struct Rule {
  std::string id;
  std::string kind;
  std::vector<std::string> triggers;
  std::vector<std::string> all;
  std::vector<std::string> any;
  std::vector<std::string> none;
  std::int64_t priority = 0;
  Fold fold = Fold::loose;
  bool case_sensitive = false;
  bool prefix = false;
  int max_edits = 2;
};

inline Points points_of(std::string_view text) {
  Points points;
  while (!text.empty()) {
    unicode::Decoded const point = unicode::decode(text);
    points += point.code;
    text.remove_prefix(point.bytes);
  }
  return points;
}

inline bool is_edge(char32_t code) {
  return code == U' ' || unicode::is_edge_punctuation(code);
}

/// The distance of A.5, the whole table.
inline int distance(Points const& trigger, Points const& word) {
  std::size_t const rows = trigger.size() + 1;
  std::size_t const columns = word.size() + 1;
  std::vector<std::vector<int>> d(rows, std::vector<int>(columns, 0));
  auto const touch = [](std::size_t i) { return i == 1 ? 2 : 1; };
  for (std::size_t i = 1; i < rows; ++i) d[i][0] = d[i - 1][0] + touch(i);
  for (std::size_t j = 1; j < columns; ++j) d[0][j] = d[0][j - 1] + 2;
  for (std::size_t i = 1; i < rows; ++i) {
    for (std::size_t j = 1; j < columns; ++j) {
      int const same = trigger[i - 1] == word[j - 1] ? 0 : touch(i);
      d[i][j] = std::min({d[i - 1][j] + touch(i), d[i][j - 1] + 1, d[i - 1][j - 1] + same});
      if (i > 1 && j > 1 && trigger[i - 1] == word[j - 2] && trigger[i - 2] == word[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + (i == 2 ? 2 : 1));
      }
    }
  }
  return d[rows - 1][columns - 1];
}

inline int allowance(Points const& word, int max_edits) {
  for (char32_t const code : word) {
    if (unicode::digit_value(code) >= 0) return 0;
  }
  int const by_size = word.size() <= 3 ? 0 : word.size() <= 7 ? 1 : 2;
  return std::min(by_size, max_edits);
}

inline std::vector<Points> words_of(std::string_view folded, std::size_t max) {
  std::vector<unicode::Word> places;
  unicode::words_of(folded, max, places);
  std::vector<Points> words;
  for (unicode::Word const place : places) {
    words.push_back(points_of(folded.substr(place.begin, place.end - place.begin)));
  }
  return words;
}

inline bool fuzzy(std::string_view trigger, std::string_view s, int max_edits) {
  std::vector<Points> const wanted = words_of(trigger, 1'000'000);
  std::vector<Points> const words = words_of(s, 1'000);
  if (wanted.empty()) return false;
  for (std::size_t at = 0; at + wanted.size() <= words.size(); ++at) {
    bool fits = true;
    for (std::size_t i = 0; i < wanted.size() && fits; ++i) {
      int const allowed = allowance(wanted[i], max_edits);
      fits =
          allowed == 0 ? wanted[i] == words[at + i] : distance(wanted[i], words[at + i]) <= allowed;
    }
    if (fits) return true;
  }
  return false;
}

inline bool occurs_as_word(std::string_view trigger, std::string_view s) {
  unicode::WordBoundaries boundaries;
  boundaries.assign(s);
  for (std::size_t at = s.find(trigger); at != std::string_view::npos;
       at = s.find(trigger, at + 1)) {
    if (boundaries.at(at) && boundaries.at(at + trigger.size())) return true;
  }
  return false;
}

/// Whether a folded trigger matches a folded text that is not empty.
inline bool literal(std::string const& kind,
                    std::string_view trigger,
                    std::string_view s,
                    Fold fold) {
  std::size_t a = 0;
  std::size_t b = s.size();
  if (fold == Fold::loose) {
    // Code point by code point from both ends.
    std::vector<std::size_t> starts;
    std::vector<bool> edges;
    for (std::size_t at = 0; at < s.size();) {
      unicode::Decoded const point = unicode::decode(s.substr(at));
      starts.push_back(at);
      edges.push_back(is_edge(point.code));
      at += point.bytes;
    }
    starts.push_back(s.size());
    auto const first = std::find(edges.begin(), edges.end(), false);
    if (first != edges.end()) {
      auto const last = std::find(edges.rbegin(), edges.rend(), false);
      a = starts[static_cast<std::size_t>(first - edges.begin())];
      b = starts[static_cast<std::size_t>(last.base() - edges.begin())];
    }
  }
  auto const begins = [&](std::string_view part) {
    return part.substr(0, trigger.size()) == trigger;
  };
  auto const ends = [&](std::string_view part) {
    return part.size() >= trigger.size() && part.substr(part.size() - trigger.size()) == trigger;
  };
  if (kind == "is") {
    for (std::size_t const x : {std::size_t{0}, a}) {
      for (std::size_t const y : {s.size(), b}) {
        if (s.substr(x, y - x) == trigger) return true;
      }
    }
    return false;
  }
  if (kind == "starts_with") return begins(s) || begins(s.substr(a));
  if (kind == "ends_with") return ends(s) || ends(s.substr(0, b));
  if (kind == "contains") return s.find(trigger) != std::string_view::npos;
  return occurs_as_word(trigger, s);
}

inline bool regex(Rule const& rule, std::string const& pattern, std::string_view text) {
  unicode::FoldScratch scratch;
  std::string const searched(unicode::regex_text(text, scratch));
  if (searched.empty() || unicode::regex_text(pattern, scratch).empty()) return false;
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(rule.case_sensitive);
  options.set_max_mem(1 << 20);
  RE2 const program(unicode::nfc(pattern), options);
  return program.ok() && RE2::PartialMatch(searched, program);
}

inline bool matches(Rule const& rule, Query const& query) {
  if (rule.kind == "payload") {
    if (!query.payload) return false;
    return std::any_of(rule.triggers.begin(), rule.triggers.end(), [&](std::string const& t) {
      if (t.empty()) return false;
      return rule.prefix ? query.payload->substr(0, t.size()) == t : *query.payload == t;
    });
  }
  if (rule.kind == "welcome") return query.first == FirstContact::yes;
  if (rule.kind == "fallback") return true;
  if (!query.text) return false;
  std::string const s = unicode::fold(*query.text, rule.fold);
  if (rule.kind == "regex") {
    return std::any_of(rule.triggers.begin(), rule.triggers.end(),
                       [&](std::string const& t) { return regex(rule, t, *query.text); });
  }
  if (s.empty()) return false;
  auto const folded = [&](std::string const& t) { return unicode::fold(t, rule.fold); };
  auto const is_word = [&](std::string const& t) { return occurs_as_word(folded(t), s); };
  if (rule.kind == "keywords") {
    return std::all_of(rule.all.begin(), rule.all.end(), is_word) &&
           (rule.any.empty() || std::any_of(rule.any.begin(), rule.any.end(), is_word)) &&
           std::none_of(rule.none.begin(), rule.none.end(), is_word);
  }
  return std::any_of(rule.triggers.begin(), rule.triggers.end(), [&](std::string const& t) {
    std::string const trigger = folded(t);
    if (trigger.empty()) return false;
    return rule.kind == "fuzzy" ? fuzzy(trigger, s, rule.max_edits)
                                : literal(rule.kind, trigger, s, rule.fold);
  });
}

/// Ids of all rules that match, stage by stage, by priority, then place.
inline std::vector<std::string> all(std::vector<Rule> const& rules, Query const& query) {
  auto const stage_of = [](Rule const& rule) {
    return rule.kind == "payload" ? 0 : rule.kind == "fallback" ? 2 : 1;
  };
  std::vector<Rule const*> found;
  for (Rule const& rule : rules) {
    if (matches(rule, query)) found.push_back(&rule);
  }
  std::stable_sort(found.begin(), found.end(), [&](Rule const* a, Rule const* b) {
    if (stage_of(*a) != stage_of(*b)) return stage_of(*a) < stage_of(*b);
    return a->priority < b->priority;
  });
  std::vector<std::string> ids;
  for (Rule const* const rule : found) ids.push_back(rule->id);
  return ids;
}

}  // namespace waypost::playbook::naive
