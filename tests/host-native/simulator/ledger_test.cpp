// The ledger is the oracle: it must be right under many hands and survive in its file.
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "support.h"

namespace waypost::simulator::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Ledger, agrees_with_sixteen_clients_about_every_send) {
  auto options = quick_options();
  options.numbers[0].messages_per_second = 0;
  options.limits.pair_refill = Duration{0};
  options.webhook_connections = 16;
  options.statuses.sent = options.statuses.delivered = options.statuses.read = Duration{0};
  Desk desk(options);
  Fault lost;
  lost.kind = FaultKind::close;
  lost.accept = Fault::Accept::yes;
  lost.share = 0.05;
  Fault refused;
  refused.kind = FaultKind::error;
  refused.share = 0.1;
  desk.simulator.set_faults({lost, refused});

  constexpr auto kThreads = 16;
  constexpr auto kSends = 100;
  std::array<std::map<std::string, Answer>, kThreads> answers;
  std::vector<std::thread> threads;
  for (auto thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      Graph graph(desk.simulator.url());
      for (auto index = 0; index < kSends; ++index) {
        auto const opaque = std::to_string(thread) + "." + std::to_string(index);
        auto body = message("text", R"({"body":"x"})");
        body.insert(body.size() - 1, R"(,"biz_opaque_callback_data":")" + opaque + "\"");
        answers[static_cast<std::size_t>(thread)][opaque] = graph.send(body);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{30}));

  std::map<std::string, AcceptedSend> accepted;
  std::set<std::string> wamids;
  std::set<std::uint64_t> requests;
  std::uint64_t ordinal = 0;
  for (auto const& one : desk.simulator.ledger().accepted()) {
    EXPECT_EQ(one.ordinal, ++ordinal);
    EXPECT_TRUE(accepted.emplace(one.biz_opaque_callback_data, one).second);
    EXPECT_TRUE(wamids.insert(one.wamid).second);
    EXPECT_TRUE(requests.insert(one.request).second);
  }
  std::set<std::string> turned_down;
  for (auto const& one : desk.simulator.ledger().refused()) {
    EXPECT_TRUE(turned_down.insert(one.biz_opaque_callback_data).second);
    EXPECT_TRUE(requests.insert(one.request).second);
  }
  EXPECT_EQ(requests.size(), std::size_t{kThreads * kSends});
  auto lost_replies = 0;
  for (auto const& of_thread : answers) {
    for (auto const& [opaque, answer] : of_thread) {
      if (answer.status == 200) {
        ASSERT_TRUE(accepted.contains(opaque));
        EXPECT_EQ(accepted.at(opaque).wamid, answer.wamid());
      } else if (answer.status == 0) {
        ++lost_replies;
        ASSERT_TRUE(accepted.contains(opaque));
        EXPECT_EQ(accepted.at(opaque).reply, Reply::lost);
      } else {
        EXPECT_TRUE(turned_down.contains(opaque));
      }
    }
  }
  EXPECT_GT(lost_replies, 20);
  // Every status of every accepted send was told, once.
  std::map<std::string, std::set<std::string>> told;
  for (auto const& item : desk.simulator.ledger().acknowledged()) told[item.id].insert(item.status);
  EXPECT_EQ(told.size(), accepted.size());
  for (auto const& [wamid, words] : told) EXPECT_EQ(words.size(), 3U) << wamid;
  auto const counts = desk.simulator.ledger().summary();
  EXPECT_EQ(counts.requests, std::uint64_t{kThreads * kSends});
  EXPECT_EQ(counts.accepted + counts.refused, counts.requests);
  EXPECT_EQ(counts.statuses, 3 * counts.accepted);
  EXPECT_EQ(counts.posts, counts.statuses);
  EXPECT_EQ(counts.posts_acknowledged, counts.posts);
}

TEST(Ledger, pages_and_waits) {
  Desk desk;
  for (auto index = 0; index < 5; ++index) desk.graph->send_text("15550100001", "x");
  auto const& ledger = desk.simulator.ledger();
  EXPECT_EQ(ledger.accepted(0, 2).size(), 2U);
  EXPECT_EQ(ledger.accepted(2, 2).at(0).ordinal, 3U);
  EXPECT_EQ(ledger.accepted(4).size(), 1U);
  EXPECT_TRUE(ledger.accepted(9).empty());
  EXPECT_FALSE(
      ledger.wait([](Summary const& counts) { return counts.accepted > 5; }, milliseconds{20}));
  std::thread later([&] { Graph(desk.simulator.url()).send_text("15550100001", "x"); });
  EXPECT_TRUE(ledger.wait([](Summary const& counts) { return counts.accepted > 5; }, seconds{10}));
  later.join();
}

TEST(Ledger, is_appended_to_its_file) {
  auto const path = ::testing::TempDir() + "simulator-ledger-" + std::to_string(::getpid());
  std::remove(path.c_str());
  for (auto run = 1; run <= 2; ++run) {
    auto options = quick_options();
    options.ledger_file = path;
    {
      Desk desk(options);
      desk.simulator.receive_from_customer(text_message("15550100001", "Hi"));
      desk.graph->send_text("15550100001", "Hello");
      desk.graph->send_text("", "Hello");
      ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
    }
    std::map<std::string, int> kinds;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      ++kinds[std::string(parse(line).at("kind").as_string())];
    }
    EXPECT_EQ(kinds, (std::map<std::string, int>{{"accepted", run},
                                                 {"inbound", run},
                                                 {"post", 4 * run},
                                                 {"refused", run},
                                                 {"status", 3 * run}}));
  }
  std::remove(path.c_str());
  auto options = quick_options();
  options.ledger_file = "/nowhere/at/all";
  EXPECT_THROW(Simulator{options}, std::runtime_error);
}

TEST(Ledger, is_emptied_by_reset_with_limits_and_windows) {
  auto options = quick_options();
  options.clock_speed = 0;
  options.numbers[0].messages_per_second = 1;
  Desk desk(options);
  EXPECT_EQ(desk.graph->send_text("15550100001", "x").status, 200);
  EXPECT_EQ(desk.graph->send_text("15550100001", "x").code(), 130429);
  desk.simulator.reset();
  EXPECT_EQ(desk.simulator.ledger().summary(), Summary{});
  EXPECT_TRUE(desk.simulator.wait_until_quiet(seconds{1}));
  EXPECT_EQ(desk.graph->send_text("15550100001", "x").status, 200);
  EXPECT_EQ(desk.simulator.ledger().accepted().at(0).ordinal, 1U);
}

TEST(Observer, sees_the_life_of_a_message) {
  Desk desk;
  std::mutex mutex;
  std::vector<Event> events;
  desk.simulator.on_event([&](Event const& event) {
    std::lock_guard const lock(mutex);
    events.push_back(event);
  });
  auto const theirs = desk.simulator.receive_from_customer(text_message("15550100001", "Hi"));
  auto const ours = desk.graph->send_text("15550100001", "Hello").wamid();
  desk.graph->send_text("15550100001", "");
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
  desk.simulator.on_event({});
  std::map<Event::Kind, int> kinds;
  for (auto const& event : events) {
    ++kinds[event.kind];
    if (event.kind == Event::Kind::inbound) {
      EXPECT_EQ(event.wamid, theirs);
      EXPECT_EQ(event.customer, "15550100001");
      EXPECT_EQ(parse(event.body).at("text").at("body"), "Hi");
    }
    if (event.kind == Event::Kind::accepted) {
      EXPECT_EQ(event.wamid, ours);
      EXPECT_EQ(parse(event.body).at("text").at("body"), "Hello");
    }
    if (event.kind == Event::Kind::refused) {
      EXPECT_EQ(event.code, 131008);
    }
  }
  EXPECT_EQ(kinds[Event::Kind::inbound], 1);
  EXPECT_EQ(kinds[Event::Kind::accepted], 1);
  EXPECT_EQ(kinds[Event::Kind::refused], 1);
  EXPECT_EQ(kinds[Event::Kind::status], 3);
  EXPECT_EQ(kinds[Event::Kind::acknowledged], 4);
}

}  // namespace
}  // namespace waypost::simulator::testing
