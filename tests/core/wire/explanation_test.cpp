// An explanation goes out with every member, so that no reader need know a default.

#include <string>

#include <gtest/gtest.h>

#include "waypost/wire/encode_explanation.h"

namespace waypost::wire {
namespace {

playbook::Explanation match() {
  playbook::Explanation made;
  made.loose = "the \"menu\"";
  made.words = {"the", "menu"};
  made.opt_word = playbook::OptWord::opt_in;
  made.matched.push_back({.index = 4,
                          .rule = "menu",
                          .kind = playbook::Kind::contains_word,
                          .priority = -7,
                          .place = 3,
                          .evidence = {{"menu", playbook::Reading::loose, 5, 9}}});
  made.matched.push_back({.rule = "last", .kind = playbook::Kind::fallback, .evidence = {}});
  return made;
}

constexpr char const* kMatch =
    R"("loose":"the \"menu\"","strict":null,"regex":null,"words":["the","menu"],)"
    R"("opt_word":"opt_in","matched":[{"rule":"menu","kind":"contains_word","priority":-7,)"
    R"("place":3,"evidence":[{"trigger":"menu","in":"loose","begin":5,"end":9}]},)"
    R"({"rule":"last","kind":"fallback","priority":0,"place":0,"evidence":[]}])";

template <class T>
std::string written(T const& explanation) {
  std::string json = "before ";
  append(json, explanation);
  return json;
}

TEST(Explanation, TheMatchingHalfStandsAlone) {
  EXPECT_EQ(written(match()), std::string("before {") + kMatch + "}");
}

TEST(Explanation, TheDecidingHalfFollowsIt) {
  engine::Explanation made;
  made.match = match();
  made.lines = {{"duplicate", engine::Applied::no}, {"takeover", engine::Applied::yes}};
  made.asked = {{"menu", "cooldown"}};
  made.winner = "menu";
  made.outcome = {engine::OutcomeKind::silent, "takeover"};
  made.effects.emplace_back(engine::MarkSeen{"m:1"});
  EXPECT_EQ(written(made), std::string("before {") + kMatch +
                               R"(,"lines":[{"name":"duplicate","applied":false},)"
                               R"({"name":"takeover","applied":true}],)"
                               R"("asked":[{"rule":"menu","verdict":"cooldown"}],"winner":"menu",)"
                               R"("outcome":{"kind":"silent","detail":"takeover"},)"
                               R"("effects":[{"effect":"mark_seen","key":"m:1"}]})");
}

TEST(Explanation, AnEmptyOneHasEveryMemberToo) {
  EXPECT_EQ(written(engine::Explanation{}),
            R"(before {"loose":null,"strict":null,"regex":null,"words":[],"opt_word":"none",)"
            R"("matched":[],"lines":[],"asked":[],"winner":"",)"
            R"("outcome":{"kind":"recorded","detail":""},"effects":[]})");
}

}  // namespace
}  // namespace waypost::wire
