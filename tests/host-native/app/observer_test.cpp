// An observer of decisions tells of what is committed, and of nothing else.

#include <atomic>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "world.h"

namespace waypost::test {
namespace {

constexpr char const* kPlaybook = R"({"waypost":1,"rules":[]})";

/// How many messages another connection sees at the moment an observer sees one, and tells of it.
struct Seen {
  std::atomic<std::int64_t> at_decision{-1};
  std::atomic<std::int64_t> at_telling{-1};
  std::atomic<int> tellings{0};
};

app::ServiceHooks watched(World*& world, Seen& seen) {
  app::ServiceHooks hooks;
  hooks.observer = [&](playbook::Playbook const&, engine::Snapshot const&, webhook::Event const&,
                       Instant, engine::Effects const&) -> app::Telling {
    seen.at_decision = world->query("SELECT COUNT(*) FROM message");
    return [&] {
      seen.at_telling = world->query("SELECT COUNT(*) FROM message");
      ++seen.tellings;
    };
  };
  return hooks;
}

TEST(Observer, TellsWhenOthersSeeTheDecisionInTheDatabase) {
  Seen seen;
  World* here = nullptr;
  World world(kPlaybook, test_simulator(), watched(here, seen));
  here = &world;
  world.say("15550100000", "hello");
  ASSERT_TRUE(eventually([&] { return seen.tellings == 1; }));
  EXPECT_EQ(seen.at_decision, 0) << "the decision itself is made before the commit";
  EXPECT_EQ(seen.at_telling, 1);
}

TEST(Observer, ThisTestWouldNoticeATellingBeforeTheCommit) {
  Seen seen;
  World* here = nullptr;
  app::ServiceHooks hooks = watched(here, seen);
  hooks.answer = store::WriterOptions::Answer::before_commit;
  World world(kPlaybook, test_simulator(), std::move(hooks));
  here = &world;
  world.say("15550100000", "hello");
  ASSERT_TRUE(eventually([&] { return seen.tellings == 1; }));
  EXPECT_EQ(seen.at_telling, 0);
}

TEST(Observer, DoesNotTellOfADecisionThatWasUndone) {
  Seen seen;
  World* here = nullptr;
  app::ServiceHooks hooks = watched(here, seen);
  auto const fails = [](webhook::Event const& event) {
    auto const* message = std::get_if<webhook::MessageReceived>(&event);
    if (message != nullptr && message->text == "fail") throw std::runtime_error("planted");
  };
  hooks.observer = [fails, inner = hooks.observer](
                       playbook::Playbook const& playbook, engine::Snapshot const& snapshot,
                       webhook::Event const& event, Instant now, engine::Effects const& effects) {
    app::Telling telling = inner(playbook, snapshot, event, now, effects);
    fails(event);
    return telling;
  };
  World world(kPlaybook, test_simulator(), std::move(hooks));
  here = &world;
  world.say("15550100000", "fail");
  ASSERT_TRUE(eventually([&] { return world.query("SELECT COUNT(*) FROM quarantine") == 1; }));
  world.say("15550100000", "hello");
  ASSERT_TRUE(eventually([&] { return seen.at_telling == 1; }));
  EXPECT_EQ(seen.tellings, 1);
}

}  // namespace
}  // namespace waypost::test
