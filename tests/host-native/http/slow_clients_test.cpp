// Clients that are slow on purpose cost themselves their connection and honest ones nothing.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "raw_client.h"
#include "test_service.h"

namespace waypost::http::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr char const* kLive = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";

std::size_t resident_kib() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return static_cast<std::size_t>(std::atoll(line.c_str() + 6));
  return 0;
}

/// Sanitizers slow everything down, and keep memory of their own.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define WAYPOST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define WAYPOST_SANITIZED 1
#endif
#endif
#ifdef WAYPOST_SANITIZED
constexpr auto kHonestWait = 5'000ms;
constexpr bool kMemoryCounts = false;
#else
constexpr auto kHonestWait = 500ms;
constexpr bool kMemoryCounts = true;
#endif

/// Asks again and again while `meanwhile` runs, and is always answered; the 99th percentile of
/// the waits.
template <class Meanwhile>
Millis honest_wait(std::uint16_t port, Meanwhile meanwhile) {
  std::atomic<bool> over{false};
  std::vector<Millis> waits;
  std::thread honest{[&] {
    while (!over || waits.size() < 20) {
      auto const began = Clock::now();
      RawClient client{port};
      client.send(kLive);
      auto const answer = client.read(10s);
      EXPECT_TRUE(answer && answer->status == 200);
      waits.push_back(std::chrono::duration_cast<Millis>(Clock::now() - began));
      std::this_thread::sleep_for(2ms);
    }
  }};
  meanwhile();
  over = true;
  honest.join();
  std::sort(waits.begin(), waits.end());
  return waits[waits.size() * 99 / 100];
}

std::vector<std::unique_ptr<RawClient>> clients(std::uint16_t port, std::size_t count) {
  std::vector<std::unique_ptr<RawClient>> all;
  for (std::size_t i = 0; i < count; ++i) {
    // Many source addresses, so that no per-address limit does the work.
    auto const source = "127.0." + std::to_string(1 + i / 200) + '.' + std::to_string(1 + i % 200);
    all.push_back(std::make_unique<RawClient>(port, source));
  }
  return all;
}

/// Sends `begin`, then a byte of `rest` to each in turn, until none is connected any more.
void drip(std::vector<std::unique_ptr<RawClient>>& slow, std::string_view begin, char byte) {
  for (auto& client : slow) client->send(begin);
  auto const until = Clock::now() + 6s;
  std::string_view const one{&byte, 1};
  std::size_t open = slow.size();
  while (open > 0 && Clock::now() < until) {
    open = 0;
    for (auto& client : slow)
      if (client && !client->closes_within(0ms)) {
        client->send(one);
        ++open;
      }
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(open, 0U) << "slow clients that were never closed";
}

class SlowClients : public ::testing::TestWithParam<std::size_t> {};

TEST_P(SlowClients, DrippingHeads) {  // B-HTTP-17
  auto options = quick_options();
  options.limits.idle = 10s;  // so that it is the head or body that ends each of them
  TestServer server{options};
  auto slow = clients(server.port(), GetParam());
  auto const wait = honest_wait(
      server.port(), [&] { drip(slow, "GET /livez HTTP/1.1\r\nHost: a\r\nX-Slow: ", 'x'); });
  EXPECT_LT(wait, kHonestWait);
  EXPECT_EQ(server.server().stats().timed_out_head, GetParam());
}

TEST_P(SlowClients, DrippingRequestLines) {
  TestServer server{quick_options()};
  auto slow = clients(server.port(), GetParam());
  auto const wait = honest_wait(server.port(), [&] { drip(slow, "GET /", 'x'); });
  EXPECT_LT(wait, kHonestWait);
}

TEST_P(SlowClients, DrippingBodies) {
  auto options = quick_options();
  options.limits.idle = 10s;  // so that it is the head or body that ends each of them
  TestServer server{options};
  auto slow = clients(server.port(), GetParam());
  auto const wait = honest_wait(server.port(), [&] {
    drip(slow,
         "POST /hook HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: s\r\n"
         "Content-Length: 3000000\r\n\r\n",
         'x');
  });
  EXPECT_LT(wait, kHonestWait);
  EXPECT_EQ(server.server().stats().timed_out_body, GetParam());
  EXPECT_EQ(server.server().stats().buffered, 0U);
}

TEST_P(SlowClients, SilentOnes) {
  TestServer server{quick_options()};
  auto slow = clients(server.port(), GetParam());
  auto const wait = honest_wait(server.port(), [&] {
    for (auto& client : slow) EXPECT_TRUE(client->closes_within(4s));
  });
  EXPECT_LT(wait, kHonestWait);
}

TEST_P(SlowClients, ThatDoNotReadTheirAnswer) {  // B-HTTP-18
  TestServer server{quick_options()};
  auto slow = clients(server.port(), std::min<std::size_t>(GetParam(), 40));
  auto const wait = honest_wait(server.port(), [&] {
    for (auto& client : slow) {
      client->small_receive_buffer();
      client->send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    auto const until = Clock::now() + 8s;
    while (server.server().stats().timed_out_write < slow.size() && Clock::now() < until)
      std::this_thread::sleep_for(20ms);
  });
  EXPECT_LT(wait, kHonestWait);
  EXPECT_EQ(server.server().stats().timed_out_write, slow.size());
}

INSTANTIATE_TEST_SUITE_P(Http, SlowClients, ::testing::Values(40, 800));

TEST(ListenerMemory, StaysBoundedWhenManySendLargeBodies) {
  auto options = quick_options();
  options.limits.idle = 60s;
  options.limits.head = 60s;
  options.limits.request = 60s;
  options.limits.buffered_bytes = 16U << 20;
  options.limits.buffered_bytes_per_address = 4U << 20;
  TestServer server{options};
  auto const before = resident_kib();
  auto slow = clients(server.port(), 400);
  std::string const head =
      "POST /hook HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: s\r\nContent-Length: 3000000\r\n\r\n";
  std::string const part(400'000, 'm');
  auto const wait = honest_wait(server.port(), [&] {
    for (auto& client : slow) {
      client->send(head);
      client->send(part);
      EXPECT_LE(server.server().stats().buffered, 16U << 20);
    }
    auto const until = Clock::now() + 10s;
    while (server.server().stats().refused_memory < 300 && Clock::now() < until)
      std::this_thread::sleep_for(5ms);
  });
  EXPECT_LT(wait, kHonestWait);
  EXPECT_GT(server.server().stats().refused_memory, 300U);
  if (kMemoryCounts) {
    EXPECT_LT(resident_kib() - before, 64U * 1024U);
  }
}

TEST(ListenerMemory, OneAddressCannotTakeItAll) {
  auto options = quick_options();
  options.limits.request = 3s;
  options.limits.buffered_bytes = 16U << 20;
  options.limits.buffered_bytes_per_address = 4U << 20;
  TestServer server{options};
  std::vector<std::unique_ptr<RawClient>> greedy;
  for (int i = 0; i < 40; ++i) {
    greedy.push_back(std::make_unique<RawClient>(server.port(), "127.0.0.9"));
    greedy.back()->send(
        "POST /hook HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: s\r\nContent-Length: "
        "1000000\r\n\r\n" +
        std::string(900'000, 'g'));
  }
  EXPECT_LE(server.server().stats().buffered, 4U << 20);
  RawClient honest{server.port(), "127.0.0.10"};
  honest.send(
      "POST /hook HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: s\r\nContent-Length: "
      "3000000\r\n\r\n" +
      std::string(3'000'000, 'h'));
  EXPECT_EQ(honest.read()->status, 200);
}

TEST(ListenerMemory, OfAnIdleConnectionIsSmall) {
  auto options = quick_options();
  options.limits.idle = 20s;
  TestServer server{options};
  auto const before = resident_kib();
  auto idle = clients(server.port(), 2'000);
  for (auto& client : idle) client->send(kLive);
  for (auto& client : idle) ASSERT_TRUE(client->read());
  EXPECT_EQ(server.server().stats().open, 2'000U);
  // The clients' side is in this process too, so this is more than the server's share.
  if (kMemoryCounts) {
    EXPECT_LT((resident_kib() - before) / 2'000, 15U);
  }
}

TEST(ListenerCaps, AnAddressHasAShareOfTheConnections) {
  auto options = quick_options();
  options.limits.connections_per_address = 10;
  options.limits.idle = 10s;
  TestServer server{options};
  std::vector<std::unique_ptr<RawClient>> all;
  for (int i = 0; i < 15; ++i)
    all.push_back(std::make_unique<RawClient>(server.port(), "127.0.0.7"));
  int closed = 0;
  for (auto& client : all) closed += client->closes_within(100ms) ? 1 : 0;
  EXPECT_EQ(closed, 5);
  EXPECT_EQ(server.server().stats().refused_address, 5U);
  RawClient other{server.port(), "127.0.0.8"};
  other.send(kLive);
  EXPECT_EQ(other.read()->status, 200);
}

TEST(ListenerCaps, ATrustedNetworkHasNoShare) {
  auto options = quick_options();
  options.limits.connections_per_address = 10;
  options.unlimited = {*parse_network("127.0.0.0/24")};
  TestServer server{options};
  std::vector<std::unique_ptr<RawClient>> all;
  for (int i = 0; i < 15; ++i) {
    all.push_back(std::make_unique<RawClient>(server.port()));
    all.back()->send(kLive);
    EXPECT_TRUE(all.back()->read());
  }
}

TEST(ListenerCaps, TheLongestIdleConnectionMakesRoom) {
  auto options = quick_options();
  options.limits.connections = 20;
  options.limits.idle = 10s;
  TestServer server{options};
  std::vector<std::unique_ptr<RawClient>> all;
  for (int i = 0; i < 25; ++i) {
    all.push_back(std::make_unique<RawClient>(server.port()));
    all.back()->send(kLive);
    ASSERT_TRUE(all.back()->read()) << i;
  }
  for (std::size_t i = 0; i < 5; ++i) EXPECT_TRUE(all[i]->closes_within(500ms)) << i;
  EXPECT_FALSE(all[5]->closes_within(0ms));
  EXPECT_EQ(server.server().stats().evicted_idle, 5U);
}

TEST(ListenerCaps, TheOldestUnfinishedRequestMakesRoom) {
  auto options = quick_options();
  options.limits.unfinished_requests = 10;
  options.limits.head = 10s;
  TestServer server{options};
  auto slow = clients(server.port(), 30);
  for (auto& client : slow) client->send("GET / HTTP/1.1\r\n");
  auto const until = Clock::now() + 2s;
  while (server.server().stats().evicted_unfinished < 20 && Clock::now() < until)
    std::this_thread::sleep_for(5ms);
  EXPECT_EQ(server.server().stats().unfinished, 10U);
  int closed = 0;
  for (auto& client : slow) closed += client->closes_within(20ms) ? 1 : 0;
  EXPECT_EQ(closed, 20);
  RawClient honest{server.port()};
  honest.send(kLive);
  EXPECT_EQ(honest.read()->status, 200);
}

TEST(ListenerCaps, AFloodOfConnectionsDoesNotStopAccepting) {  // B-HTTP-24
  TestServer server{quick_options()};
  auto const wait = honest_wait(server.port(), [&] {
    for (int i = 0; i < 5'000; ++i)
      RawClient{server.port(), "127.0.3." + std::to_string(i % 200)}.reset();
  });
  EXPECT_LT(wait, kHonestWait * 2);
}

}  // namespace
}  // namespace waypost::http::testing
