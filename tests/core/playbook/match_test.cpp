// The matcher against a naive one, on random rules and texts.

#include <iostream>
#include <string>
#include <vector>

#include "made.h"
#include "random_rules.h"

namespace waypost::playbook {
namespace {

std::string message_of(Chance& chance,
                       Alphabet const& alphabet,
                       std::vector<naive::Rule> const& rules) {
  std::string text = text_of(chance, alphabet, 12);
  for (std::size_t i = chance.upto(4); i > 0 && !rules.empty(); --i) {
    naive::Rule const& rule = chance.of(rules);
    auto const& source = !rule.triggers.empty() ? rule.triggers
                         : !rule.all.empty()    ? rule.all
                                                : rule.any;
    if (source.empty()) continue;
    if (chance.one_in(2)) text += ' ';
    text += chance.of(source);
    if (chance.one_in(2)) text += chance.of(alphabet);
  }
  if (chance.one_in(4) && !text.empty()) text.erase(chance.upto(text.size()), 1);
  return text;
}

// What both say, with all that is needed to see why they differ.
void expect_equal(Made& made,
                  std::vector<naive::Rule> const& rules,
                  Query const& query,
                  std::uint64_t seed) {
  std::vector<std::string> const wanted = naive::all(rules, query);
  std::vector<std::string> const found = made.all(query);
  std::string const answer = made.answer(query);
  ASSERT_EQ(found, wanted) << "WAYPOST_SEED=" << seed << "\nrules: " << json_of(rules)
                           << "\ntext: " << testing::PrintToString(query.text)
                           << "\npayload: " << testing::PrintToString(query.payload);
  ASSERT_EQ(answer, wanted.empty() ? "" : wanted.front()) << "WAYPOST_SEED=" << seed;
}

TEST(Match, EqualsTheNaiveMatcher) {
  std::uint64_t const seed = seed_for(*this);
  Chance chance(seed);
  for (int round = 0; round < 1500; ++round) {
    Alphabet const& alphabet = chance.of(alphabets());
    std::vector<naive::Rule> rules;
    for (std::size_t i = chance.upto(25); i > 0; --i) rules.push_back(rule_of(chance, alphabet, i));
    drop_useless(rules);
    Made made = make(json_of(rules));
    for (int i = 0; i < 12; ++i) {
      std::string const text = message_of(chance, alphabet, rules);
      std::string const payload = message_of(chance, alphabet, rules);
      Query query;
      if (!chance.one_in(10)) query.text = text;
      if (chance.one_in(3)) query.payload = payload;
      if (chance.one_in(4)) query.first = FirstContact::yes;
      expect_equal(made, rules, query, seed);
      if (HasFatalFailure()) return;
    }
  }
}

// Many rules over two letters: patterns overlap, repeat and share their beginnings.
TEST(Match, EqualsTheNaiveMatcherWhereEverythingOverlaps) {
  std::uint64_t const seed = seed_for(*this);
  Chance chance(seed);
  Alphabet const letters = {"a", "b", "ab", " "};
  for (int round = 0; round < 60; ++round) {
    std::vector<naive::Rule> rules;
    for (std::size_t i = 300; i > 0; --i) rules.push_back(rule_of(chance, letters, i));
    drop_useless(rules);
    Made made = make(json_of(rules));
    for (int i = 0; i < 8; ++i) {
      std::string const text = text_of(chance, letters, 60);
      expect_equal(made, rules, Query{text, std::nullopt, {}}, seed);
      if (HasFatalFailure()) return;
    }
  }
}

std::string pattern_of(Chance& chance) {
  static std::vector<std::string> const parts = {
      "a",      "b",        "c",         "A",      "k",       "\u212A",      "s",        "\u017F",
      "\u00E9", "e\u0301",  "\u03C3",    "\u03C2", ".",       "\\d",         "\\w",      "\\s",
      "\\W",    "[ab]",     "[^a]",      "[a-c]",  "[]a]",    "[[:alpha:]]", "[\\d-]",   "[-a]",
      "(a|b)",  "(?:ab|c)", "(?P<n>ab)", "(",      ")",       "|",           "*",        "+",
      "?",      "??",       "+?",        "*?",     "{2}",     "{0,2}",       "{1,}",     "{0}",
      "{2,3}",  "{",        "}",         "{,2}",   "(?i)",    "(?-i)",       "(?s:.)",   "(?i:K)",
      "^",      "$",        "\\b",       "\\B",    "\\A",     "\\z",         "\\Qa*\\E", "\\Qab\\E",
      "\\Q\\E", "\\Q",      "\\E",       "\\x61",  "\\x{e9}", "\\101",       "\\pL",     "\\p{Lu}",
      "\\PL",   "\\p{^Lu}", "\\.",       "\\*",    "\\n",     "\\C",         " ",        "1",
      "-",      "]",        "abc",       "ab"};
  std::string pattern;
  for (std::size_t i = 1 + chance.upto(7); i > 0; --i) pattern += chance.of(parts);
  return pattern;
}

// Patterns are only searched where one of their literals stands: those must be right.
TEST(Match, SearchesEveryRegexThatCouldMatch) {
  std::uint64_t const seed = seed_for(*this);
  Chance chance(seed);
  Alphabet const letters = {"a",      "b",      "c",      "A",      "B",      "k",      "K",
                            "\u212A", "s",      "S",      "\u017F", "\u00E9", "\u00C9", "e\u0301",
                            "\u03A3", "\u03C3", "\u03C2", "1",      "\u0661", "*",      " ",
                            "-",      "]",      "{",      "."};
  std::size_t usable = 0;
  for (int round = 0; round < 600; ++round) {
    std::vector<naive::Rule> rules;
    for (std::size_t i = 10; i > 0; --i) {
      naive::Rule rule;
      rule.id = "r" + std::to_string(i);
      rule.kind = "regex";
      rule.case_sensitive = chance.one_in(2);
      rule.triggers = {pattern_of(chance)};
      rules.push_back(rule);
    }
    Made made = make(json_of(rules));
    usable += made.playbook->rule_count();
    for (int i = 0; i < 12; ++i) {
      std::string const text = text_of(chance, letters, 10);
      expect_equal(made, rules, Query{text, std::nullopt, {}}, seed);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GT(usable, 1000U) << "most random patterns should be patterns";
}

}  // namespace
}  // namespace waypost::playbook
