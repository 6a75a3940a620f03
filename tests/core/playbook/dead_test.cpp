// Rules that can never answer: found when that is certain, and never otherwise.

#include <map>
#include <string>
#include <vector>

#include "made.h"
#include "random_rules.h"

namespace waypost::playbook {
namespace {

// Ids of the rules reported as dead.
std::vector<std::string> dead(std::string const& rules) {
  std::vector<std::string> ids;
  for (Diagnostic const& diagnostic : make(rules).with(Code::W_DEAD))
    ids.push_back(*diagnostic.rule);
  return ids;
}

std::string two(std::string const& first, std::string const& second) {
  return R"([{"id": "s", )" + first + R"(}, {"id": "r", )" + second + "}]";
}

using Ids = std::vector<std::string>;

std::string of(std::string const& kind, std::string const& trigger, std::string const& more = "") {
  return R"("kind": ")" + kind + R"(", "triggers": [")" + trigger + "\"]" + more;
}

TEST(Dead, IsWhatContainsCovers) {
  for (char const* const kind : {"is", "starts_with", "ends_with", "contains", "contains_word"}) {
    EXPECT_EQ(dead(two(of("contains", "price"), of(kind, "the price list"))), Ids{"r"}) << kind;
    EXPECT_EQ(dead(two(of("contains", "prices"), of(kind, "the price list"))), Ids{}) << kind;
    EXPECT_EQ(dead(two(of("contains", "price"), of(kind, "PRICE", R"(, "fold": "strict")"))),
              Ids{"r"})
        << kind;
    EXPECT_EQ(dead(two(of("contains", "price", R"(, "fold": "strict")"), of(kind, "price"))), Ids{})
        << kind;
  }
  EXPECT_EQ(dead(two(of("contains", "pri"), of("fuzzy", "price"))), Ids{}) << "a slip may hide it";
  EXPECT_EQ(dead(two(of("contains", "pri"), of("regex", "price"))), Ids{});
  EXPECT_EQ(dead(two(of("contains", "e"), of("contains", "\\u0301e", R"(, "fold": "strict")"))),
            Ids{})
      << "a mark at an end";
}

TEST(Dead, IsWhatTheBeginningOrTheEndCovers) {
  EXPECT_EQ(dead(two(of("starts_with", "the"), of("starts_with", "the price"))), Ids{"r"});
  EXPECT_EQ(dead(two(of("starts_with", "the"), of("is", "the price"))), Ids{"r"});
  EXPECT_EQ(dead(two(of("starts_with", "the"), of("contains", "the price"))), Ids{});
  EXPECT_EQ(dead(two(of("starts_with", "price"), of("is", "the price"))), Ids{});
  EXPECT_EQ(dead(two(of("ends_with", "price"), of("is", "the price"))), Ids{"r"});
  EXPECT_EQ(dead(two(of("ends_with", "price"), of("ends_with", "the price"))), Ids{"r"});
  EXPECT_EQ(dead(two(of("ends_with", "the"), of("is", "the price"))), Ids{});
}

TEST(Dead, IsWhatAWordCovers) {
  EXPECT_EQ(dead(two(of("contains_word", "price"), of("contains_word", "the price list"))),
            Ids{"r"});
  EXPECT_EQ(dead(two(of("contains_word", "price"), of("is", "the price"))), Ids{"r"});
  EXPECT_EQ(dead(two(of("contains_word", "pri"), of("contains_word", "the price"))), Ids{});
  EXPECT_EQ(dead(two(of("contains_word", "price"), of("contains", "the price"))), Ids{});
  EXPECT_EQ(dead(two(of("contains_word", "l"), of("contains_word", "l'"))), Ids{});
  // An apostrophe belongs to the Hebrew letter before it, and `is` looks past it.
  std::string const word = of("contains_word", "\u05E6");
  EXPECT_EQ(dead(two(word, of("is", "\u05E6"))), Ids{});
  EXPECT_EQ(dead(two(word, of("is", "\u05E6 a"))), Ids{"r"});
  EXPECT_EQ(dead(two(word, of("contains_word", "\u05E6"))), Ids{"r"});
  std::string const strict = R"(, "fold": "strict")";
  EXPECT_EQ(dead(two(of("contains_word", "\u05E6", strict), of("is", "\u05E6", strict))), Ids{"r"});
}

TEST(Dead, IsWhatIsTheSame) {
  for (char const* const kind : {"is", "starts_with", "ends_with", "contains", "contains_word",
                                 "fuzzy", "regex", "payload"}) {
    EXPECT_EQ(dead(two(of(kind, "hello"), of(kind, "hello"))), Ids{"r"}) << kind;
    EXPECT_EQ(dead(two(of(kind, "hello"), of(kind, "goodbye"))), Ids{}) << kind;
  }
  std::string const all = R"("kind": "keywords", "all": ["a", "b"], "none": ["c"])";
  EXPECT_EQ(dead(two(all, R"("kind": "keywords", "all": ["b", "a"], "none": ["c"])")), Ids{"r"});
  EXPECT_EQ(dead(two(all, R"("kind": "keywords", "all": ["b", "a"])")), Ids{});
  EXPECT_EQ(dead(two(of("fuzzy", "hello", R"(, "max_edits": 0)"), of("fuzzy", "hello"))), Ids{});
  EXPECT_EQ(dead(two(of("regex", "hello", R"(, "case_sensitive": true)"), of("regex", "hello"))),
            Ids{});
  EXPECT_EQ(dead(two(of("payload", "A", R"(, "match": "prefix")"), of("payload", "A"))), Ids{})
      << "certain are the listed ones only";
}

TEST(Dead, IsWhatACatchAllCovers) {
  for (char const* const all : {".*", "x*", "(a|)"}) {
    for (char const* const kind : {"is", "contains_word", "fuzzy", "regex"}) {
      EXPECT_EQ(dead(two(of("regex", all), of(kind, "hello"))), Ids{"r"}) << all << " " << kind;
    }
    EXPECT_EQ(dead(two(of("regex", all), R"("kind": "keywords", "any": ["a"])")), Ids{"r"});
    EXPECT_EQ(dead(two(of("regex", all), R"("kind": "welcome")")), Ids{}) << "it may have no text";
    EXPECT_EQ(dead(two(of("regex", all), of("payload", "x"))), Ids{});
    EXPECT_EQ(dead(two(of("regex", all), R"("kind": "fallback")")), Ids{});
  }
  EXPECT_EQ(dead(two(of("regex", "^x*"), of("is", "hello"))), Ids{}) << "an assertion";
  EXPECT_EQ(dead(two(of("regex", "x+"), of("is", "hello"))), Ids{});
}

TEST(Dead, IsNothingThatAGuardMayPassOver) {
  for (char const* const guard :
       {R"(, "when": "open")", R"(, "when": "closed")", R"(, "contact": {"tags_all": ["x"]})",
        R"(, "contact": {"fields": {"x": null}})"}) {
    EXPECT_EQ(dead(two(of("contains", "a", guard), of("contains", "a"))), Ids{}) << guard;
    EXPECT_EQ(dead(two(of("contains", "a"), of("contains", "a", guard))), Ids{"r"})
        << "its own guard does not help it";
  }
  EXPECT_EQ(dead(two(of("contains", "a", R"(, "enabled": false)"), of("contains", "a"))), Ids{});
  EXPECT_EQ(dead(two(of("contains", "a", R"(, "priority": 1)"), of("contains", "a"))), Ids{"s"})
      << "the order counts, not the place";
  EXPECT_EQ(dead(two(of("contains", "a", R"(, "cooldown_s": 60)"), of("contains", "a"))), Ids{"r"})
      << "a cooldown silences, it passes nothing over";
}

TEST(Dead, NamesAShadowForEachTrigger) {
  Made const made = make(
      R"([{"id": "one", "kind": "contains", "triggers": "price"}, {"id": "two", "kind": "contains", "triggers": "menu"},
    {"id": "half", "kind": "is", "triggers": "menu, hours"}, {"id": "dead", "kind": "is", "triggers": "The Menu, Price!"}])");
  std::vector<Diagnostic> const found = made.with(Code::W_DEAD);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rule, "dead");
  EXPECT_EQ(found[0].where, "/rules/3");
  EXPECT_EQ(found[0].shadows,
            (std::vector<Shadow>{{"the menu", "two", "the menu"}, {"price!", "one", "price!"}}));
}

// Rules of few letters shadow each other often.
naive::Rule short_rule(Chance& chance, Alphabet const& alphabet, std::size_t number) {
  naive::Rule rule = rule_of(chance, alphabet, number);
  for (auto* const list : {&rule.triggers, &rule.all, &rule.any}) {
    if (list->size() > 1 && chance.one_in(2)) list->resize(1);
  }
  if (chance.one_in(12)) {
    rule.kind = "regex";
    rule.triggers = {chance.one_in(3) ? "x*" : "a+"};
  }
  return rule;
}

TEST(Dead, EveryWitnessHoldsAndNoTextRefutesIt) {
  std::uint64_t const seed = seed_for(*this);
  Chance chance(seed);
  std::size_t reported = 0;
  std::size_t tried = 0;
  for (int round = 0; round < 400; ++round) {
    Alphabet const& alphabet = chance.of(alphabets());
    std::vector<naive::Rule> rules;
    for (std::size_t i = 1 + chance.upto(14); i > 0; --i)
      rules.push_back(short_rule(chance, alphabet, i));
    drop_useless(rules);
    Made const made = make(json_of(rules));
    std::map<std::string, naive::Rule> by_id;
    for (naive::Rule const& rule : rules) by_id[rule.id] = rule;
    for (Diagnostic const& diagnostic : made.with(Code::W_DEAD)) {
      ++reported;
      naive::Rule const& rule = by_id.at(*diagnostic.rule);
      for (Shadow const& shadow : diagnostic.shadows) {
        Query query;
        (rule.kind == "payload" ? query.payload : query.text) = shadow.witness;
        EXPECT_TRUE(naive::matches(rule, query)) << json_of(rules) << shadow.witness;
        EXPECT_EQ(naive::all(rules, query).front(), shadow.rule)
            << json_of(rules) << shadow.witness;
      }
      for (int i = 0; i < 120; ++i) {
        auto const& source =
            rule.kind == "keywords" ? rule.all.empty() ? rule.any : rule.all : rule.triggers;
        std::string text = text_of(chance, alphabet, 3);
        for (std::string const& part : source) {
          if (chance.one_in(2) || &part == &source.back())
            text += part + text_of(chance, alphabet, 3);
        }
        Query query;
        (rule.kind == "payload" ? query.payload : query.text) = text;
        if (!naive::matches(rule, query)) continue;
        ++tried;
        ASSERT_NE(naive::all(rules, query).front(), rule.id)
            << "dead, it was said, but it answers: " << testing::PrintToString(text) << "\n"
            << json_of(rules) << "\nWAYPOST_SEED=" << seed;
      }
    }
  }
  EXPECT_GT(reported, 100U);
  EXPECT_GT(tried, 1'000U);
}

}  // namespace
}  // namespace waypost::playbook
