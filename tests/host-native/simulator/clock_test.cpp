// Time: fast, still, moved, stepped.
#include "simulator/clock.h"

#include <thread>

#include <gtest/gtest.h>

#include "simulator/timeline.h"
#include "support.h"

namespace waypost::simulator::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant kStart{seconds{1'767'225'600}};

TEST(Clock, runs_seven_days_in_a_second) {
  Clock const clock(kStart, 604'800);
  std::this_thread::sleep_for(milliseconds{100});
  auto const passed = clock.now() - kStart;
  EXPECT_GT(passed, hours{16});
  EXPECT_LT(passed, hours{24 * 7});
}

TEST(Clock, stands_still_and_can_be_put_anywhere) {
  Clock clock(kStart, 0);
  EXPECT_EQ(clock.now(), kStart);
  EXPECT_FALSE(clock.real_time_until(kStart + seconds{1}).has_value());
  clock.set_now(kStart - hours{24});
  EXPECT_EQ(clock.now(), kStart - hours{24});
  EXPECT_EQ(clock.real_time_until(kStart - hours{25}), std::chrono::nanoseconds{0});
}

TEST(Clock, keeps_its_place_when_its_speed_changes) {
  Clock clock(kStart, 1'000'000);
  std::this_thread::sleep_for(milliseconds{5});
  clock.set_speed(0);
  auto const stopped = clock.now();
  EXPECT_GT(stopped, kStart + seconds{4000});
  EXPECT_EQ(clock.now(), stopped);
}

TEST(Timeline, steps_through_what_is_due_each_at_its_instant) {
  Clock clock(kStart, 0);
  Timeline timeline(clock);
  timeline.start();
  std::vector<std::pair<int, Duration>> seen;
  auto const note = [&](int which) { seen.emplace_back(which, clock.now() - kStart); };
  timeline.at(kStart + hours{2}, [&] { note(2); });
  timeline.at(kStart + hours{1}, [&] {
    note(1);
    timeline.at(clock.now() + hours{2}, [&] { note(3); });
    timeline.at(clock.now() + hours{5}, [&] { note(6); });
  });
  timeline.at(kStart + hours{2}, [&] { note(22); });
  timeline.advance(kStart + hours{4}, [] {});
  EXPECT_EQ(seen, (std::vector<std::pair<int, Duration>>{
                      {1, hours{1}}, {2, hours{2}}, {22, hours{2}}, {3, hours{3}}}));
  EXPECT_EQ(clock.now(), kStart + hours{4});
  EXPECT_EQ(timeline.pending(), 1U);
}

TEST(Timeline, hears_of_a_moved_clock) {
  Clock clock(kStart, 0);
  Timeline timeline(clock);
  timeline.start();
  std::atomic<bool> ran{false};
  timeline.at(kStart + hours{1}, [&] { ran = true; });
  std::this_thread::sleep_for(milliseconds{20});
  EXPECT_FALSE(ran);
  clock.set_now(kStart + hours{1});
  timeline.clock_moved();
  for (auto tries = 0; tries < 1000 && !ran; ++tries) {
    std::this_thread::sleep_for(milliseconds{1});
  }
  EXPECT_TRUE(ran);
}

TEST(Desk, lets_statuses_come_a_week_late_in_a_second) {
  auto options = quick_options();
  options.statuses.sent = hours{24};
  options.statuses.delivered = hours{24 * 3};
  options.statuses.read = hours{24 * 6};
  options.clock_speed = 604'800;
  Desk desk(options);
  auto const wamid = desk.graph->send_text("15550100001", "x").wamid();
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{10}));
  EXPECT_EQ(desk.callback.statuses_of(wamid),
            (std::vector<std::string>{"sent", "delivered", "read"}));
  auto const records = desk.simulator.ledger().statuses();
  EXPECT_GE(records.at(2).at - records.at(0).at, hours{24 * 5 - 1});
}

TEST(Desk, stamps_statuses_with_its_own_time) {
  auto options = quick_options();
  options.clock_speed = 0;
  options.clock_start = kStart;
  options.statuses.sent = seconds{10};
  Desk desk(options);
  desk.graph->send_text("15550100001", "x");
  desk.simulator.advance(seconds{60});
  auto const statuses = desk.callback.all("statuses");
  ASSERT_EQ(statuses.size(), 3U);
  EXPECT_EQ(statuses.at(2).at("status"), "sent");
  EXPECT_EQ(statuses.at(2).at("timestamp"), "1767225610");
}

TEST(Desk, stops_while_calls_are_under_way) {
  auto options = quick_options();
  options.clock_speed = 0;
  auto desk = std::make_unique<Desk>(options);
  Fault fault;
  fault.kind = FaultKind::slow;
  fault.delay = hours{1};
  desk->simulator.set_faults({fault});
  Answer answer;
  std::thread caller([&] { answer = desk->graph->send_text("15550100001", "x"); });
  while (desk->simulator.ledger().summary().accepted == 0) std::this_thread::yield();
  auto const start = std::chrono::steady_clock::now();
  desk->simulator.stop();
  caller.join();
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds{3});
}

}  // namespace
}  // namespace waypost::simulator::testing
