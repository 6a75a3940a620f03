// What an explanation says of a message.

#include "waypost/playbook/explain.h"

#include <string>
#include <vector>

#include "made.h"
#include "random_rules.h"

namespace waypost::playbook {
namespace {

Evidence evidence(std::string trigger, Reading in, std::uint32_t begin, std::uint32_t end) {
  return {std::move(trigger), in, begin, end};
}

TEST(Explain, NamesWhatWasReadAndWhatMatchedWhere) {
  Made made = make(R"([
    {"id": "pay", "kind": "payload", "triggers": ["BU"], "match": "prefix"},
    {"id": "word", "kind": "contains_word", "triggers": "x, price"},
    {"id": "is", "kind": "is", "triggers": "where is the price of my order", "priority": 3},
    {"id": "keys", "kind": "keywords", "all": ["order"], "any": ["where", "status", "price"], "none": ["cancel"]},
    {"id": "near", "kind": "fuzzy", "triggers": "hello, prise of", "fold": "strict"},
    {"id": "re", "kind": "regex", "triggers": ["z+", "pr.ce"]},
    {"id": "no", "kind": "contains", "triggers": "nothing"},
    {"id": "hi", "kind": "welcome", "priority": -1},
    {"id": "rest", "kind": "fallback"}])");
  Query const query{"Where is the Pr\u00ADice of my ORDER?!", "BUY", FirstContact::yes};
  Explanation const explained = explain(*made.playbook, query, made.scratch);
  EXPECT_EQ(explained.loose, "where is the price of my order?!");
  EXPECT_EQ(explained.strict, "where is the price of my order?!");
  EXPECT_EQ(explained.regex, "Where is the Price of my ORDER?!");
  EXPECT_EQ(explained.words,
            (std::vector<std::string>{"where", "is", "the", "price", "of", "my", "order"}));
  EXPECT_EQ(explained.opt_word, OptWord::none);
  std::vector<std::pair<std::string, std::vector<Evidence>>> matched;
  for (Matched const& rule : explained.matched) matched.emplace_back(rule.rule, rule.evidence);
  std::vector<std::pair<std::string, std::vector<Evidence>>> const wanted = {
      {"pay", {evidence("BU", Reading::payload, 0, 2)}},
      {"hi", {}},
      {"word", {evidence("price", Reading::loose, 13, 18)}},
      {"keys",
       {evidence("order", Reading::loose, 25, 30), evidence("where", Reading::loose, 0, 5),
        evidence("price", Reading::loose, 13, 18)}},
      {"near", {evidence("prise of", Reading::strict, 13, 21)}},
      {"re", {evidence("pr.ce", Reading::regex, 13, 18)}},
      {"is", {evidence("where is the price of my order", Reading::loose, 0, 30)}},
      {"rest", {}}};
  EXPECT_EQ(matched, wanted);
  EXPECT_EQ(explained.matched[2].kind, Kind::contains_word);
  EXPECT_EQ(explained.matched[6].priority, 3);
  EXPECT_EQ(explained.matched[6].place, 2U);
  EXPECT_EQ(word(explained.matched[2].kind), "contains_word");
  EXPECT_EQ(word(Reading::strict), "strict");
}

TEST(Explain, SaysWhenThereIsNoText) {
  Made made = make(R"([{"id": "rest", "kind": "fallback"}])");
  Explanation const explained = explain(*made.playbook, Query{}, made.scratch);
  EXPECT_FALSE(explained.loose);
  EXPECT_FALSE(explained.regex);
  ASSERT_EQ(explained.matched.size(), 1U);
  EXPECT_EQ(explain(*made.playbook, Query{"STOP!", std::nullopt, {}}, made.scratch).opt_word,
            OptWord::opt_out);
}

TEST(Explain, ListsSoManyRulesAndNoMore) {
  std::string rules = "[";
  for (int i = 0; i < 1'500; ++i)
    rules += (i == 0 ? "" : ",") + std::string(R"({"id": ")") + std::to_string(i) +
             R"(", "kind": "contains", "triggers": "a"})";
  Made made = make(rules + "]");
  EXPECT_EQ(explain(*made.playbook, Query{"a", std::nullopt, {}}, made.scratch).matched.size(),
            kExplainedMax);
}

// The matched rules are those of the walk, and each has something to show for it.
TEST(Explain, AgreesWithMatching) {
  std::uint64_t const seed = seed_for(*this);
  Chance chance(seed);
  for (int round = 0; round < 200; ++round) {
    Alphabet const& alphabet = chance.of(alphabets());
    std::vector<naive::Rule> rules;
    for (std::size_t i = 20; i > 0; --i) rules.push_back(rule_of(chance, alphabet, i));
    Made made = make(json_of(rules));
    std::string const text = text_of(chance, alphabet, 12);
    std::string const payload = text_of(chance, alphabet, 4);
    Query const query{text, payload, FirstContact::yes};
    std::vector<std::string> const ids = made.all(query);
    Explanation const explained = explain(*made.playbook, query, made.scratch);
    ASSERT_EQ(explained.matched.size(), ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      Matched const& rule = explained.matched[i];
      EXPECT_EQ(rule.rule, ids[i]);
      bool const needs_none = rule.kind == Kind::welcome || rule.kind == Kind::fallback;
      EXPECT_EQ(rule.evidence.empty(), needs_none) << word(rule.kind) << " WAYPOST_SEED=" << seed;
      for (Evidence const& found : rule.evidence) {
        if (found.in != Reading::loose && found.in != Reading::strict) continue;
        std::string const& in = found.in == Reading::loose ? *explained.loose : *explained.strict;
        ASSERT_LE(found.end, in.size());
        if (rule.kind == Kind::fuzzy) continue;
        EXPECT_EQ(in.substr(found.begin, found.end - found.begin), found.trigger);
      }
    }
  }
}

}  // namespace
}  // namespace waypost::playbook
