// Budgets that several messages share: the tenant's day and the portfolio's tier, kept in the
// database and asked at every send.

#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "world.h"

namespace waypost::test {
namespace {

constexpr char const* kAnyText =
    R"({"waypost":1,"rules":[{"id":"any","kind":"regex","triggers":".",)"
    R"("reply":{"type":"text","body":"ok"}}]})";

TEST(TenantDay, HoldsWhatIsAboveItAndSurvivesARestart) {
  World world(kAnyText);
  ASSERT_TRUE(world.service->admin().limit_tenant("lale", {2}));
  for (int i = 0; i < 3; ++i) world.say("1555010000" + std::to_string(i), "hello");
  ASSERT_TRUE(world.wait_for_sends(2));
  ASSERT_TRUE(world.wait_for_messages(3));
  world.restart();
  world.say("15550100009", "hello");
  ASSERT_TRUE(world.wait_for_messages(4));
  ASSERT_TRUE(
      eventually([&] { return world.query("SELECT COUNT(*) FROM outbox WHERE state = 0") == 2; }));
  EXPECT_EQ(world.sends().size(), 2U);
  ASSERT_TRUE(world.service->admin().limit_tenant("lale", {3}));
  ASSERT_TRUE(world.wait_for_sends(3)) << "a higher cap lets one more go, at once";
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM outbox WHERE state = 0"), 1);
}

TEST(Number, SendsAtOnceWhenItIsEnabledAgain) {
  World world(kAnyText);
  ASSERT_TRUE(world.service->admin().enable_number(kNumber, app::Admin::Enabled::no));
  world.say("15550100000", "hello");
  ASSERT_TRUE(world.wait_for_messages(1));
  EXPECT_FALSE(eventually([&] { return !world.sends().empty(); }, std::chrono::milliseconds{300}));
  ASSERT_TRUE(world.service->admin().enable_number(kNumber, app::Admin::Enabled::yes));
  EXPECT_TRUE(world.wait_for_sends(1));
}

TEST(TenantDay, RefusesWhatIsNoLimit) {
  World world(kAnyText);
  EXPECT_EQ(world.service->admin().limit_tenant("lale", {0}).error().code, "bad_limit");
  EXPECT_EQ(world.service->admin().limit_tenant("lale", {1'000'001}).error().code, "bad_limit");
  EXPECT_EQ(world.service->admin().limit_tenant("none", {1}).error().code, "unknown_tenant");
}

// Turns every stored reply into a ready template for a person whose window has closed.
void make_campaign(std::string const& path) {
  SQLite::Database db(path, SQLite::OPEN_READWRITE, 2'000);
  db.exec("UPDATE conversation SET last_inbound_at = last_inbound_at - 172800000000");
  db.exec("CREATE TEMP TABLE item AS SELECT * FROM outbox");
  db.exec(
      "UPDATE item SET id = id + 100, lane = 1, form = 1, type = 'template', state = 0,"
      " attempt = 0, dispatched_at = NULL, sent_at = NULL, ended_at = NULL, wamid = '',"
      " item_key = item_key || ':campaign',"
      " expires_at = expires_at + 172800000000,"
      " body = json_set(json_remove(body, '$.text'), '$.type', 'template', '$.template',"
      "   json('{\"name\":\"hello_world\",\"language\":{\"code\":\"en_US\"}}'))");
  db.exec("INSERT INTO outbox SELECT * FROM item");
}

TEST(PortfolioTier, CountsPeopleThatTheBusinessBeginsWith) {
  simulator::Options options = test_simulator();
  options.unknown_ids = simulator::UnknownIds::accepted;
  World world(kAnyText, options);
  ASSERT_TRUE(world.service->admin().limit_number(kNumber, {}, app::NewLimit{2}));
  for (int i = 0; i < 4; ++i) world.say("1555010000" + std::to_string(i), "hello");
  ASSERT_TRUE(world.wait_for_sends(4)) << "answers are not counted";
  ASSERT_TRUE(
      eventually([&] { return world.query("SELECT COUNT(*) FROM outbox WHERE state < 3") == 0; }));
  world.restart([&] { make_campaign(world.folder.file("waypost.db")); });
  ASSERT_TRUE(world.wait_for_sends(6))
      << world.query_text("SELECT group_concat(reason) FROM outbox");
  ASSERT_TRUE(
      eventually([&] { return world.query("SELECT COUNT(*) FROM outbox WHERE state < 3") == 2; }));
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM conversation WHERE initiated_at IS NOT NULL"), 2);
  ASSERT_TRUE(world.service->admin().limit_number(kNumber, {}, app::NewLimit{}));
  EXPECT_TRUE(world.wait_for_sends(8)) << "unlimited lets the others go, at once";
}

}  // namespace
}  // namespace waypost::test
