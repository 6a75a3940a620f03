// The listener's parts that know no socket.

#include <chrono>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "http/address.h"
#include "http/chain.h"
#include "http/encode.h"
#include "http/message.h"
#include "http/quota.h"
#include "http/router.h"
#include "http/screen.h"

namespace waypost::http {
namespace {

using namespace std::chrono_literals;

Address address(std::string_view text) {
  auto const parsed = parse_address(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Address{});
}

// Addresses.

TEST(Address, ReadsAndWritesBothKinds) {
  for (auto const* text : {"127.0.0.1", "203.0.113.9", "::1", "2001:db8::1", "::"})
    EXPECT_EQ(address(text).text(), text);
  EXPECT_EQ(address("::ffff:10.0.0.1"), address("10.0.0.1"));
  for (auto const* text : {"", "1", "127.1", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4:80",
                           "[::1]", "fe80::1%eth0", " 1.2.3.4", "localhost", "::1::"})
    EXPECT_FALSE(parse_address(text)) << text;
  EXPECT_FALSE(parse_address(std::string(100, '1')));
}

TEST(Address, KnowsLoopback) {
  EXPECT_TRUE(address("127.0.0.1").is_loopback());
  EXPECT_TRUE(address("127.255.0.1").is_loopback());
  EXPECT_TRUE(address("::1").is_loopback());
  EXPECT_FALSE(address("128.0.0.1").is_loopback());
  EXPECT_FALSE(address("::2").is_loopback());
}

TEST(Network, ContainsItsAddresses) {
  auto const inside = [](char const* network, char const* who) {
    return parse_network(network)->contains(address(who));
  };
  EXPECT_TRUE(inside("10.0.0.0/8", "10.255.1.2"));
  EXPECT_FALSE(inside("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(inside("192.168.4.0/22", "192.168.7.255"));
  EXPECT_FALSE(inside("192.168.4.0/22", "192.168.8.0"));
  EXPECT_TRUE(inside("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(inside("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(inside("10.0.0.1", "10.0.0.1"));
  EXPECT_TRUE(inside("0.0.0.0/0", "1.2.3.4"));
  EXPECT_FALSE(inside("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(inside("::/0", "1.2.3.4"));
  for (auto const* text : {"10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x",
                           "::/129", "/8", "2001:db8::1/32", "10.0.0.0/ 8"})
    EXPECT_FALSE(parse_network(text)) << text;
}

TEST(CallerBehind, BelievesTrustedProxiesOnly) {  // B-HTTP-21
  std::vector<Network> const trusted{*parse_network("10.0.0.0/8"), *parse_network("::1")};
  auto const caller = [&](char const* peer, std::string_view header) {
    return caller_behind(address(peer), header, trusted).text();
  };
  EXPECT_EQ(caller("203.0.113.9", "127.0.0.1"), "203.0.113.9");
  EXPECT_EQ(caller("10.0.0.1", "198.51.100.7"), "198.51.100.7");
  EXPECT_EQ(caller("10.0.0.1", "1.1.1.1, 198.51.100.7"), "198.51.100.7") << "the left is a claim";
  EXPECT_EQ(caller("10.0.0.1", "198.51.100.7,\t10.0.0.2 , 10.0.0.3"), "198.51.100.7");
  EXPECT_EQ(caller("::1", "2001:db8::5"), "2001:db8::5");
  EXPECT_EQ(caller("10.0.0.1", ""), "10.0.0.1");
  EXPECT_EQ(caller("10.0.0.1", "unknown"), "10.0.0.1");
  EXPECT_EQ(caller("10.0.0.1", "198.51.100.7, fe80::1%eth0"), "10.0.0.1");
  EXPECT_EQ(caller("10.0.0.1", "10.0.0.2"), "10.0.0.2");
  std::string many;
  for (int i = 0; i < 500; ++i) many += "10.0.0.2,";
  EXPECT_EQ(caller("10.0.0.1", "198.51.100.7," + many + "10.0.0.3"), "198.51.100.7");
}

// Messages.

TEST(PercentDecode, TakesOnlyWhatIsText) {
  EXPECT_EQ(percent_decode("a%20b%C3%A9+", Plus::literal), "a b\xc3\xa9+");
  EXPECT_EQ(percent_decode("a+b", Plus::space), "a b");
  EXPECT_EQ(percent_decode("%41", Plus::literal), "A");
  for (auto const* text : {"%", "%4", "%4g", "%g4", "a%", "%00", "%c0%ae", "%ed%a0%80", "%ff"})
    EXPECT_FALSE(percent_decode(text, Plus::literal)) << text;
}

TEST(ParseQuery, KeepsOrderAndRepeats) {
  auto const query = parse_query("hub.mode=subscribe&hub.challenge=1%262&&x&y=&x=a%3Db");
  ASSERT_TRUE(query);
  Query const expected{
      {"hub.mode", "subscribe"}, {"hub.challenge", "1&2"}, {"x", ""}, {"y", ""}, {"x", "a=b"}};
  EXPECT_EQ(*query, expected);
  EXPECT_TRUE(parse_query("")->empty());
  EXPECT_FALSE(parse_query("a=%zz"));
  std::string many;
  for (int i = 0; i < 65; ++i) many += "a=1&";
  EXPECT_FALSE(parse_query(many));
}

TEST(Problem, IsJsonWithACode) {
  auto const response =
      problem({.status = 422, .code = "bad_shape", .detail = "Not \"that\".", .pointer = "/to"});
  EXPECT_EQ(response.content_type, "application/problem+json; charset=utf-8");
  EXPECT_EQ(response.body,
            "{\"type\":\"about:blank\",\"title\":\"Unprocessable Content\",\"status\":422,"
            "\"code\":\"bad_shape\",\"detail\":\"Not \\\"that\\\".\",\"pointer\":\"/to\"}");
}

// Encoding.

TEST(Encode, LeavesOutWhatWouldSplitAResponse) {
  Response response{.status = 200, .content_type = kTextType, .body = "ok"};
  response.headers = {{"X-Good", "v"},
                      {"X-Bad", "a\r\nSet-Cookie: x"},
                      {"X-Nul", {"a\0", 2}},
                      {"X Space", "v"},
                      {"", "v"},
                      {"Content-Length", "9"},
                      {"transfer-encoding", "x"},
                      {"Connection", "upgrade"},
                      {"Date", "x"}};
  std::string out;
  append_head(out, response, {.date = "D"});
  EXPECT_EQ(out,
            "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 2\r\nX-Good: v\r\nX-Content-Type-Options: nosniff\r\n\r\n");
}

TEST(Encode, SaysWhatFollows) {
  auto const head = [](int status, Framing framing) {
    std::string out;
    append_head(out, {.status = status}, framing);
    return out;
  };
  EXPECT_NE(head(200, {.version = 10}).find("Connection: keep-alive\r\n"), std::string::npos);
  EXPECT_NE(head(200, {.next = Framing::Next::close}).find("Connection: close\r\n"),
            std::string::npos);
  EXPECT_EQ(head(204, {}).find("Content-Length"), std::string::npos);
  EXPECT_NE(head(200, {.body = Framing::Body::chunks}).find("Transfer-Encoding: chunked\r\n"),
            std::string::npos);
  EXPECT_EQ(head(200, {.body = Framing::Body::until_close}).find("Content-Length"),
            std::string::npos);
}

TEST(Encode, WritesDatesAsHttpDoes) {
  EXPECT_EQ(http_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(Encode, WritesChunks) {
  std::string out;
  append_chunk(out, "");
  append_chunk(out, std::string(26, 'x'));
  EXPECT_EQ(out, "1a\r\n" + std::string(26, 'x') + "\r\n");
}

// The screen.

constexpr ScreenLimits kLimits{
    .request_line_bytes = 100, .header_line_bytes = 60, .headers_bytes = 200, .headers_count = 8};

TEST(Screen, SaysTheSameWhateverThePieces) {
  std::uint32_t const seed = 99;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 dice{seed};
  std::string const letters = "aG: \r\n\t\x01x";
  int complete = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t k = dice() % 40; k > 0; --k) head += letters[dice() % letters.size()];
    if (dice() % 3 != 0) head += "\r\n\r\n";
    Screen whole;
    auto const at_once = whole.look(head, kLimits);
    Screen pieces;
    auto in_pieces = Screened::incomplete;
    for (std::size_t to = 1; to <= head.size() && in_pieces == Screened::incomplete; ++to)
      in_pieces = pieces.look(std::string_view{head}.substr(0, to), kLimits);
    ASSERT_EQ(at_once, in_pieces) << head;
    if (at_once != Screened::complete) continue;
    ++complete;
    ASSERT_EQ(whole.size(), pieces.size());
    ASSERT_TRUE(std::string_view{head}.substr(0, whole.size()).ends_with("\r\n\r\n"));
  }
  EXPECT_GT(complete, 500);
}

TEST(Screen, LimitsAreExact) {
  auto const look = [](std::string const& head) {
    Screen screen;
    return screen.look(head, kLimits);
  };
  EXPECT_EQ(look(std::string(100, 'x') + "\r\n\r\n"), Screened::complete);
  EXPECT_EQ(look(std::string(101, 'x') + "\r\n\r\n"), Screened::line_too_long);
  EXPECT_EQ(look(std::string(101, 'x')), Screened::line_too_long);
  std::string const line(60, 'h');
  EXPECT_EQ(look("x\r\n" + line + "\r\n\r\n"), Screened::complete);
  EXPECT_EQ(look("x\r\nh" + line + "\r\n\r\n"), Screened::header_too_long);
  EXPECT_EQ(look("x\r\nh" + line), Screened::header_too_long);
  std::string eight;
  for (int i = 0; i < 8; ++i) eight += "h: v\r\n";
  EXPECT_EQ(look("x\r\n" + eight + "\r\n"), Screened::complete);
  EXPECT_EQ(look("x\r\n" + eight + "h: v\r\n\r\n"), Screened::header_too_long);
  std::string const wide = std::string(58, 'w') + "\r\n";
  EXPECT_EQ(look("x\r\n" + wide + wide + wide + "\r\n"), Screened::complete);
  EXPECT_EQ(look("x\r\n" + wide + wide + wide + wide + "\r\n"), Screened::header_too_long);
}

// Deadlines.

struct Owner {
  int id = 0;
  Wheel<Owner>::Deadline deadline{this};
};

TEST(Wheel, FiresEachOnceNeverEarlyAndHardlyLate) {
  std::uint32_t const seed = 5;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 dice{seed};
  using Clock = Wheel<Owner>::Clock;
  Clock::time_point const start{1'000'000s};
  Wheel<Owner> wheel{start};
  std::vector<std::unique_ptr<Owner>> owners;
  std::vector<Clock::time_point> due;
  for (int i = 0; i < 2'000; ++i) {
    owners.push_back(std::make_unique<Owner>());
    owners.back()->id = i;
    // Up to four rounds of the wheel; some are armed twice, the later word counts.
    due.push_back(start + std::chrono::milliseconds{dice() % 400'000});
    if (i % 5 == 0) wheel.arm(owners.back()->deadline, start + 1s);
    wheel.arm(owners.back()->deadline, due.back());
  }
  std::set<int> dropped;
  for (int i = 0; i < 2'000; i += 7) {
    owners[static_cast<std::size_t>(i)]->deadline.disarm();
    dropped.insert(i);
  }
  std::set<int> fired;
  for (auto now = start; now < start + 401s; now += std::chrono::milliseconds{dice() % 300})
    wheel.advance(now, [&](Owner& owner) {
      auto const late = now - due[static_cast<std::size_t>(owner.id)];
      EXPECT_GE(late, 0ms);
      EXPECT_LE(late, 500ms);
      EXPECT_TRUE(fired.insert(owner.id).second);
    });
  EXPECT_EQ(fired.size() + dropped.size(), 2'000U);
  for (int const id : dropped) EXPECT_EQ(fired.count(id), 0U);
}

TEST(Wheel, LetsACallbackArmAndDestroyOthers) {
  Wheel<Owner>::Clock::time_point const start{1'000s};
  Wheel<Owner> wheel{start};
  std::vector<std::unique_ptr<Owner>> owners;
  for (int i = 0; i < 3; ++i) {
    owners.push_back(std::make_unique<Owner>());
    wheel.arm(owners.back()->deadline, start + 1s);
  }
  int calls = 0;
  wheel.advance(start + 2s, [&](Owner& owner) {
    ++calls;
    wheel.arm(owner.deadline, start + 10s);
    for (auto& other : owners)
      if (other.get() != &owner) other.reset();
  });
  EXPECT_EQ(calls, 1);
  wheel.advance(start + 11s, [&](Owner&) { ++calls; });
  EXPECT_EQ(calls, 2);
}

// Quotas.

TEST(Quota, GivesBackEverything) {
  Quota quota{{.connections = 3,
               .connections_per_address = 2,
               .buffered_bytes = 100,
               .buffered_bytes_per_address = 60},
              {*parse_network("10.0.0.0/8")}};
  auto const a = address("203.0.113.1");
  auto const b = address("203.0.113.2");
  EXPECT_EQ(quota.enter(a), Quota::Entry::let_in);
  EXPECT_EQ(quota.enter(a), Quota::Entry::let_in);
  EXPECT_EQ(quota.enter(a), Quota::Entry::address);
  EXPECT_EQ(quota.enter(b), Quota::Entry::let_in);
  EXPECT_EQ(quota.enter(b), Quota::Entry::total);
  EXPECT_EQ(quota.take(a, 60), Quota::Memory::granted);
  EXPECT_EQ(quota.take(a, 1), Quota::Memory::refused);
  EXPECT_EQ(quota.take(b, 41), Quota::Memory::refused);
  EXPECT_EQ(quota.take(b, 40), Quota::Memory::granted);
  quota.release(a, 60);
  quota.release(b, 40);
  quota.leave(a);
  quota.leave(a);
  quota.leave(b);
  EXPECT_EQ(quota.connections(), 0U);
  EXPECT_EQ(quota.buffered(), 0U);
  auto const proxy = address("10.1.2.3");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(quota.enter(proxy), Quota::Entry::let_in);
  EXPECT_EQ(quota.take(proxy, 100), Quota::Memory::granted);
}

// Routes.

class Sink final : public ReplySink {
 public:
  void complete(std::uint64_t, Response response) override { last = std::move(response); }
  std::shared_ptr<StreamSink> open_stream(std::uint64_t, Response) override { return nullptr; }
  Response last;
};

TEST(Router, RefusesRoutesThatAreWrong) {
  Router router;
  auto const nothing = [](Request, PathParams, Reply) {};
  auto const add = [&](Method method, char const* pattern) {
    router.add({.method = method, .pattern = pattern, .handle = nothing});
  };
  add(Method::get, "/a");
  add(Method::post, "/a");
  add(Method::get, "/a/{id}");
  for (auto const* pattern : {"/a", "a", "", "/{", "/{}", "/x{id}", "/a/{id}"})
    EXPECT_THROW(add(Method::get, pattern), std::invalid_argument) << pattern;
  EXPECT_THROW(router.add({.pattern = "/no-handler"}), std::invalid_argument);
  std::vector<std::string> const expected{"GET /a", "GET /a/{id}", "POST /a"};
  EXPECT_EQ(router.list(), expected);
}

TEST(Reply, AnswersFiveHundredWhenItDies) {
  auto const sink = std::make_shared<Sink>();
  { Reply const reply{sink, 1}; }
  EXPECT_EQ(sink->last.status, 500);
  sink->last = {};
  {
    Reply reply{sink, 1};
    Reply moved{std::move(reply)};
    std::move(moved).send(text(201, ""));
  }
  EXPECT_EQ(sink->last.status, 201);
  sink->last = {};
  {
    Reply first{sink, 1};
    first = Reply{};
    EXPECT_EQ(sink->last.status, 500);
  }
}

}  // namespace
}  // namespace waypost::http
