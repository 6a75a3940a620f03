#include "waypost/engine/explain.h"

#include <gtest/gtest.h>

#include "runner.h"

namespace waypost::engine {
namespace {

char const* const kSource = R"({"waypost":1,
  "hours":{"week":{"thu":[["09:00","18:00"]]}},
  "rules":[
    {"id":"day","kind":"contains_word","triggers":"menu","when":"open",
     "reply":{"type":"text","body":"d"}},
    {"id":"vip","kind":"contains_word","triggers":"menu","contact":{"tags_all":["vip"]},
     "reply":{"type":"text","body":"v"}},
    {"id":"menu","kind":"contains","triggers":"men","cooldown_s":60,
     "reply":{"type":"text","body":"m"}},
    {"id":"last","kind":"fallback","reply":{"type":"text","body":"?"}}]})";

webhook::MessageReceived message(std::string text) {
  webhook::MessageReceived made;
  made.place.phone_number_id = PhoneNumberId("800");
  made.id = Wamid("wamid.A");
  made.from.phone = "15550100001";
  made.kind = webhook::MessageKind::text;
  made.text = std::move(text);
  return made;
}

constexpr auto kNow = instant_of_us(1'767'225'600'000'000);  // a Thursday, midnight

TEST(Explain, TellsTheWholeWalk) {
  test::Rules const rules(kSource);
  DecideScratch scratch;
  auto const told = explain(rules.playbook(), {}, message("The MENU!"), kNow, scratch);
  EXPECT_EQ(told.outcome, (Outcome{OutcomeKind::answered, "menu"}));
  EXPECT_EQ(told.winner, "menu");
  EXPECT_EQ(told.asked,
            (std::vector<Asked>{{"day", "hours"}, {"vip", "tags_all"}, {"menu", "passed"}}));
  std::vector<Line> const lines{
      {"duplicate", Applied::no}, {"kind", Applied::no},     {"opt_word", Applied::no},
      {"bot_off", Applied::no},   {"takeover", Applied::no}, {"window", Applied::no},
      {"late", Applied::no},      {"loop", Applied::no},     {"rules", Applied::yes}};
  EXPECT_EQ(told.lines, lines);
  EXPECT_EQ(told.match.loose, "the menu!");
  EXPECT_EQ(told.match.words, (std::vector<std::string>{"the", "menu"}));
  ASSERT_EQ(told.match.matched.size(), 4U);
  EXPECT_EQ(told.match.matched[0].rule, "day");
}

TEST(Explain, StopsAtTheLineThatApplies) {
  test::Rules const rules(kSource);
  DecideScratch scratch;
  Snapshot snapshot;
  snapshot.found.emplace_back().contact.emplace().id = 3;
  snapshot.found[0].contact->bot_off = true;
  auto const told = explain(rules.playbook(), snapshot, message("menu"), kNow, scratch);
  EXPECT_EQ(told.lines.back(), (Line{"bot_off", Applied::yes}));
  EXPECT_TRUE(told.asked.empty());
  EXPECT_TRUE(told.winner.empty());
  EXPECT_EQ(told.match.matched.size(), 4U) << "what would have matched is still told";
}

TEST(Explain, ACooldownHasAWinnerToo) {
  test::Rules const rules(kSource);
  DecideScratch scratch;
  Snapshot snapshot;
  snapshot.found.emplace_back().contact.emplace().id = 3;
  auto& talk = snapshot.found[0].conversation.emplace();
  talk.id = 5;
  talk.answered = {{"menu", kNow}};
  auto const told = explain(rules.playbook(), snapshot, message("menu"), kNow, scratch);
  EXPECT_EQ(told.outcome, (Outcome{OutcomeKind::silent, "cooldown"}));
  EXPECT_EQ(told.winner, "menu");
  EXPECT_EQ(told.asked.back(), (Asked{"menu", "cooldown"}));
}

TEST(Explain, ADuplicateIsAllThereIsToSay) {
  test::Rules const rules(kSource);
  DecideScratch scratch;
  Snapshot snapshot;
  snapshot.seen = true;
  auto const told = explain(rules.playbook(), snapshot, message("menu"), kNow, scratch);
  EXPECT_EQ(told.lines, (std::vector<Line>{{"duplicate", Applied::yes}}));
  EXPECT_EQ(told.outcome.kind, OutcomeKind::duplicate);
}

TEST(Explain, OtherEventsHaveAnOutcomeOnly) {
  test::Rules const rules(kSource);
  DecideScratch scratch;
  auto const told = explain(rules.playbook(), {}, webhook::Tick{"x"}, kNow, scratch);
  EXPECT_TRUE(told.lines.empty());
  EXPECT_EQ(told.outcome, (Outcome{OutcomeKind::recorded, "tick"}));
}

}  // namespace
}  // namespace waypost::engine
