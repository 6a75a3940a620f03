// Replies before bulk, each conversation in order, nobody faster than the number may: with rows
// that lie in the outbox when the service starts.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "waypost/outbox/states.h"

#include "world.h"

namespace waypost::test {
namespace {

constexpr char const* kPlaybook =
    R"({"waypost":1,"rules":[{"id":"any","kind":"regex","triggers":".",)"
    R"("reply":{"type":"text","body":"ok"}}]})";
constexpr int kCustomers = 5;
constexpr int kBulkEach = 4;
constexpr int kRepliesEach = 2;
constexpr int kPerSecond = 20;

/// One row as it was sent.
struct Sent {
  std::int64_t id = 0;
  std::int64_t lane = 0;
  std::int64_t conversation = 0;
  std::int64_t at = 0;  ///< microseconds, when `dispatching` was committed
};

class Outbox {
 public:
  explicit Outbox(World const& world)
      : db_(world.folder.file("waypost.db"), SQLite::OPEN_READWRITE, 2'000) {}

  /// Puts `count` rows like the last one of each conversation into a lane, conversations in turn.
  void put(int lane, int count) {
    db_.exec(
        "CREATE TEMP TABLE model AS SELECT * FROM outbox WHERE id IN "
        "(SELECT MAX(id) FROM outbox GROUP BY conversation)");
    for (int i = 0; i < count; ++i) {
      db_.exec("UPDATE model SET lane = " + std::to_string(lane) +
               ", id = id + (SELECT MAX(id) FROM outbox), item_key = 'put:' || " +
               std::to_string(lane) + " || ':' || id || ':' || " + std::to_string(i) +
               ", state = 0, attempt = 0, failures = 0, token_random = 0, dispatched_at = NULL, "
               "sent_at = NULL, delivered_at = NULL, read_at = NULL, ended_at = NULL, "
               "wamid = '', reason = '', due_at = created_at");
      db_.exec("INSERT INTO outbox SELECT * FROM model");
    }
    db_.exec("DROP TABLE model");
  }

  void limit(int messages_per_second) {
    db_.exec("UPDATE number SET mps = " + std::to_string(messages_per_second));
  }

  std::vector<Sent> since(std::int64_t id) {
    std::vector<Sent> all;
    SQLite::Statement rows(db_,
                           "SELECT id, lane, conversation, dispatched_at FROM outbox WHERE id > ?1 "
                           "AND dispatched_at IS NOT NULL ORDER BY dispatched_at, id");
    rows.bind(1, id);
    while (rows.executeStep()) {
      all.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64(),
                     rows.getColumn(2).getInt64(), rows.getColumn(3).getInt64()});
    }
    return all;
  }

 private:
  SQLite::Database db_;
};

TEST(Lanes, BulkGoesAfterRepliesInOrderAndNoFasterThanTheNumberMay) {
  simulator::Options options = test_simulator();
  options.numbers.front().messages_per_second = kPerSecond;
  World world(kPlaybook, options);
  for (int i = 0; i < kCustomers; ++i) {
    world.say("1555016000" + std::to_string(i), "hello");
    ASSERT_TRUE(world.wait_for_sends(static_cast<std::size_t>(i) + 1));
  }
  ASSERT_TRUE(world.meta.wait_until_quiet(std::chrono::seconds{10}));
  std::int64_t const last = world.query("SELECT MAX(id) FROM outbox");
  world.service->stop();
  {
    // The bulk is older: only the lane can put the replies before it.
    Outbox outbox(world);
    outbox.limit(kPerSecond);
    outbox.put(1, kBulkEach);
    outbox.put(0, kRepliesEach);
  }
  world.restart();
  constexpr int kAll = kCustomers * (kBulkEach + kRepliesEach);
  ASSERT_TRUE(world.wait_for_sends(kCustomers + kAll))
      << world.query_text("SELECT group_concat(state || ' ' || reason) FROM outbox");
  EXPECT_EQ(world.meta.ledger().refused().size(), 0U) << "Meta's own limit was met";

  std::vector<Sent> const sent = Outbox(world).since(last);
  ASSERT_EQ(sent.size(), static_cast<std::size_t>(kAll));
  for (std::size_t i = 0; i < sent.size(); ++i) {
    EXPECT_EQ(sent[i].lane, i < kCustomers * kRepliesEach ? 0 : 1) << "place " << i;
  }
  for (std::size_t i = 0; i < sent.size(); ++i) {
    for (std::size_t j = i + 1; j < sent.size(); ++j) {
      if (sent[i].conversation != sent[j].conversation || sent[i].lane != sent[j].lane) continue;
      EXPECT_LT(sent[i].id, sent[j].id) << "a conversation overtook itself";
    }
  }
  for (std::size_t i = 0; i < sent.size(); ++i) {
    auto const in_second = std::count_if(sent.begin(), sent.end(), [&](Sent const& other) {
      return other.at >= sent[i].at && other.at < sent[i].at + 1'000'000;
    });
    EXPECT_LE(in_second, kPerSecond);
  }
}

}  // namespace
}  // namespace waypost::test
