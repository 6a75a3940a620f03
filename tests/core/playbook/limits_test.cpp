// The limits of A.7, and texts made to hurt.

#include <ctime>
#include <string>
#include <vector>

#include "waypost/playbook/explain.h"

#include "made.h"
#include "random_rules.h"

namespace waypost::playbook {
namespace {

std::string rule_json(std::size_t number, std::string const& kind, std::string const& triggers) {
  return R"({"id":")" + std::to_string(number) + R"(","kind":")" + kind + R"(","triggers":)" +
         triggers + R"(,"set":{"tags_add":["x"]}})";
}

std::string json_text(std::string const& text) {
  return "\"" + text + "\"";
}

// Of this process's own work: others may be busy beside it.
double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

TEST(Limits, HundredThousandRulesWorkAndTheNextIsLeftOut) {
  std::string rules = "[";
  for (std::size_t i = 0; i < kRulesMax; ++i)
    rules += rule_json(i, "contains_word", json_text("w" + std::to_string(i))) + ",";
  rules += R"({"id":"off","kind":"is","triggers":"x","enabled":false},)";
  rules += rule_json(kRulesMax, "is", json_text("late")) + "," +
           rule_json(kRulesMax + 1, "is", json_text("later")) + "]";
  Made made = make(rules);
  EXPECT_EQ(made.playbook->rule_count(), kRulesMax);
  ASSERT_EQ(made.diagnostics.size(), 1U);
  EXPECT_EQ(made.diagnostics[0].code, Code::E_TOO_MANY);
  EXPECT_EQ(made.diagnostics[0].rule, "100000");
  EXPECT_EQ(made.diagnostics[0].where, "/rules/100001");
  EXPECT_EQ(made.answer("say w99999 please"), "99999");
  EXPECT_EQ(made.answer("say w5 or w4 please"), "4");
  EXPECT_EQ(made.answer("late"), "");
  EXPECT_EQ(made.all(Query{"w1 w100 w1000 w10000 w2", std::nullopt, {}}),
            (std::vector<std::string>{"1", "2", "100", "1000", "10000"}));
}

TEST(Limits, AMillionTriggersWorkAndTheNextIsLeftOut) {
  std::string rules = "[";
  std::size_t number = 0;
  for (std::size_t rule = 0; rule < 1'000; ++rule) {
    std::string triggers = "[";
    for (std::size_t i = 0; i < 1'000; ++i)
      triggers += (i == 0 ? "\"" : ",\"") + std::to_string(number++) + "\"";
    rules += rule_json(rule, "is", triggers + "]") + ",";
  }
  rules += rule_json(1'000, "is", R"(["more"])") + "," + rule_json(1'001, "is", R"(["yet more"])") +
           R"(,{"id":"rest","kind":"fallback","set":{"tags_add":["x"]}}])";
  Made made = make(rules);
  ASSERT_EQ(made.diagnostics.size(), 1U);
  EXPECT_EQ(made.diagnostics[0].code, Code::E_TOO_MANY);
  EXPECT_EQ(made.diagnostics[0].rule, "1000");
  EXPECT_EQ(made.playbook->rule_count(), 1'001U);
  EXPECT_EQ(made.answer("999999"), "999");
  EXPECT_EQ(made.answer("more"), "rest") << "rules that need no triggers still work";
}

TEST(Limits, SixteenMebibytesOfSource) {
  std::string const filler(10'000, ' ');
  std::string source = R"({"waypost":1,"rules":[)";
  std::size_t number = 0;
  while (source.size() < kSourceBytesMax + 50'000) {
    source +=
        (number == 0 ? "" : ",") + rule_json(number, "is", json_text("t" + std::to_string(number)));
    source += filler;
    ++number;
  }
  source += R"(], "opt_out": {"words": ["raus"]}})";
  Made made = make_from(source);
  ASSERT_EQ(made.diagnostics.size(), 1U);
  EXPECT_EQ(made.diagnostics[0].code, Code::E_TOO_MANY);
  std::size_t const kept = made.playbook->rule_count();
  EXPECT_LT(kept, number);
  EXPECT_EQ(made.diagnostics[0].rule, std::to_string(kept));
  EXPECT_EQ(made.answer("t" + std::to_string(kept - 1)), std::to_string(kept - 1));
  EXPECT_EQ(made.answer("t" + std::to_string(kept)), "");
  EXPECT_EQ(Candidates(*made.playbook, Query{"raus", std::nullopt, {}}, made.scratch).opt_word(),
            OptWord::opt_out)
      << "what stands behind the rules counts";
}

TEST(Limits, ATriggerMayHave512CodePoints) {
  std::string longest;
  for (int i = 0; i < 512; ++i) longest += "\U00020000";
  Made made = make("[" + rule_json(1, "contains", json_text(longest)) + "," +
                   rule_json(2, "contains", json_text(longest + "a")) + "]");
  EXPECT_EQ(made.with(Code::E_TRIGGER_TOO_LONG).size(), 1U);
  EXPECT_EQ(made.answer("x" + longest + "y"), "1");
  EXPECT_EQ(made.answer("x" + longest.substr(4) + "y"), "");
}

// 64 KiB of anything, under every kind of rule at once.
TEST(Hostile, TextsAreMatchedInNoTime) {
  std::string rules = "[";
  std::size_t number = 0;
  for (char const* const kind :
       {"is", "starts_with", "ends_with", "contains", "contains_word", "fuzzy"}) {
    for (char const* const fold : {"loose", "strict"}) {
      for (std::string const& trigger :
           {std::string("a"), std::string(400, 'a') + "b", std::string("a b a b"),
            std::string("\u0301e"), std::string("hello world"), std::string(200, '!') + "x",
            std::string("\uFDFA x")}) {
        rules += R"({"id":")" + std::to_string(number++) + R"(","kind":")" + kind +
                 R"(","fold":")" + fold + R"(","triggers":[")" + trigger + R"("],"priority":5},)";
      }
    }
  }
  for (char const* const pattern :
       {"(a+)+$", "([a-z]+)*\\\\d", "(.*)(.*)(.*)x", "a.{20}b", "(x+x+)+y", "\\\\bhello\\\\b"}) {
    rules += R"({"id":")" + std::to_string(number++) + R"(","kind":"regex","triggers":")" +
             pattern + R"(","priority":4},)";
  }
  rules +=
      R"({"id":"k","kind":"keywords","all":["a","b"],"none":["c"]},{"id":"last","kind":"fallback"}])";
  Made made = make(rules);
  std::vector<std::string> texts;
  std::string const parts[] = {
      "a",      "a ",        "ab ",        "!",  "\uFDFA", "\u0301\u0323",       "x",
      "\xFF",   "e\u0301",   "\U0001F1E9", "'a", ".1",     std::string("\0", 1), "\u200D",
      "\uAC00", "helo wrld "};
  for (std::string const& part : parts) {
    std::string text;
    while (text.size() < 70'000) text += part;
    texts.push_back(text);
  }
  for (std::string const& text : texts) {
    double const begin = cpu_seconds();
    Query const query{text, std::nullopt, {}};
    EXPECT_FALSE(made.all(query).empty());
    static_cast<void>(explain(*made.playbook, query, made.scratch));
    EXPECT_LT(cpu_seconds() - begin, 20.0)
        << "linear, even in a debug build with sanitizers: " << text.substr(0, 8);
  }
}

// What matches everywhere for everybody must not be walked once per place.
TEST(Hostile, ManyRulesOfOneTriggerAreTakenOnce) {
  std::string rules = "[";
  std::size_t number = 0;
  for (char const* const kind : {"contains", "contains_word", "starts_with", "fuzzy", "is"}) {
    for (int i = 0; i < 4'000; ++i)
      rules += (number == 0 ? "" : ",") + rule_json(number, kind, "[\"aaaa\"]"), ++number;
  }
  Made made = make(rules + "]");
  std::string text;
  while (text.size() < 65'000) text += "aaaa ";
  double const begin = cpu_seconds();
  EXPECT_EQ(made.all(Query{text, std::nullopt, {}}).size(), 16'000U);
  EXPECT_LT(cpu_seconds() - begin, 10.0);
}

TEST(Hostile, RegexProgramsComeAndGo) {
  std::string rules = "[";
  for (int i = 0; i < 600; ++i)
    rules += (i == 0 ? "" : ",") + rule_json(static_cast<std::size_t>(i), "regex",
                                             R"(["[a-f]*)" + std::to_string(i) + R"([x-z]"])");
  Made made = make(rules + "]");
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 600; i += 7) {
      std::string const number = std::to_string(i);
      std::string const answer = made.answer("abc" + number + "y");
      EXPECT_EQ(answer, made.answer("F" + number + "Z"));
      EXPECT_EQ(number.substr(number.size() - answer.size()), answer) << "the first that ends it";
    }
    EXPECT_EQ(made.answer("abc599y"), "9") << "9 is a part of 599, and comes first";
  }
}

TEST(Scratch, ServesManyPlaybooksAndTexts) {
  Made one = make(R"([{"id": "a", "kind": "contains", "triggers": "x"}])");
  Made two = make(
      R"([{"id": "b", "kind": "keywords", "any": ["x", "y"]}, {"id": "c", "kind": "fuzzy", "triggers": "hello"}])");
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(
        one.playbook->rule(*match(*one.playbook, Query{"x", std::nullopt, {}}, one.scratch)).id(),
        "a");
    EXPECT_EQ(
        two.playbook->rule(*match(*two.playbook, Query{"y", std::nullopt, {}}, one.scratch)).id(),
        "b");
    EXPECT_EQ(
        two.playbook->rule(*match(*two.playbook, Query{"helo", std::nullopt, {}}, one.scratch))
            .id(),
        "c");
    EXPECT_FALSE(match(*one.playbook, Query{"y", std::nullopt, {}}, one.scratch));
  }
}

}  // namespace
}  // namespace waypost::playbook
