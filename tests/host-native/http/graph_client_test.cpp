// What the Graph client says of a call, against servers that answer properly and servers that do
// not. The question behind each case: may the item be sent again?

#include "http/graph_client.h"

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "bad_server.h"
#include "certificates.h"

namespace waypost::http::testing {
namespace {

using namespace std::chrono_literals;
using outbox::HttpReply;
using outbox::NetworkFault;
using outbox::NoReply;
using outbox::SendOutcome;
using Clock = std::chrono::steady_clock;

constexpr char const* kAccepted = R"({"messages":[{"id":"wamid.1"}]})";

std::shared_ptr<crypto::Secret const> token() {
  return std::make_shared<crypto::Secret const>("EAAG-canary");
}

Certificates const& certificates() {
  static Certificates const all;
  return all;
}

GraphClientOptions plain(std::uint16_t port) {
  GraphClientOptions options;
  options.origin = {.scheme = Origin::Scheme::http, .host = "127.0.0.1", .port = port};
  options.connections = 8;
  return options;
}

GraphClientOptions secure(std::uint16_t port, std::string host = "localhost") {
  auto options = plain(port);
  options.origin.scheme = Origin::Scheme::https;
  options.origin.host = std::move(host);
  options.ca_file = certificates().authority;
  return options;
}

SendOutcome post(GraphClient& client, std::chrono::milliseconds deadline = 3s) {
  std::promise<SendOutcome> promise;
  client.call({.path = "/v23.0/1/messages", .token = token(), .body = "{}", .deadline = deadline},
              [&](SendOutcome outcome) { promise.set_value(std::move(outcome)); });
  return promise.get_future().get();
}

SendOutcome post_once(GraphClientOptions options, std::chrono::milliseconds deadline = 3s) {
  auto const client = make_graph_client(std::move(options));
  return post(*client, deadline);
}

std::string say(SendOutcome const& outcome) {
  if (auto const* const reply = std::get_if<HttpReply>(&outcome))
    return "reply " + std::to_string(reply->status);
  constexpr char const* kFaults[] = {"dns", "connect", "tls", "timeout", "reset"};
  if (auto const* const none = std::get_if<NoReply>(&outcome))
    return kFaults[static_cast<std::size_t>(none->why)];
  return "other";
}

BadServer::Script answering(int status, std::string body, std::string headers = "") {
  return [=](Peer& peer) {
    while (peer.read_request())
      if (!peer.answer(status, body, headers)) return;
  };
}

TEST(GraphClient, BringsTheAnswer) {
  std::string seen;
  BadServer server{[&](Peer& peer) {
    seen = peer.read_request().value_or("");
    peer.answer(200, kAccepted);
  }};
  auto const outcome = post_once(plain(server.port()));
  ASSERT_EQ(say(outcome), "reply 200");
  EXPECT_EQ(std::get<HttpReply>(outcome).body, kAccepted);
  EXPECT_EQ(seen.substr(0, seen.find("\r\n")), "POST /v23.0/1/messages HTTP/1.1");
  EXPECT_NE(seen.find("\r\nAuthorization: Bearer EAAG-canary\r\n"), std::string::npos);
  EXPECT_NE(seen.find("\r\nContent-Type: application/json\r\n"), std::string::npos);
  EXPECT_NE(seen.find("\r\nContent-Length: 2\r\n"), std::string::npos);
  EXPECT_EQ(seen.find("Accept-Encoding"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\n{}"));
}

TEST(GraphClient, KeepsItsConnection) {
  BadServer server{answering(200, kAccepted)};
  auto const client = make_graph_client(plain(server.port()));
  for (int i = 0; i < 50; ++i) ASSERT_EQ(say(post(*client)), "reply 200");
  EXPECT_EQ(server.connections(), 1);
}

TEST(GraphClient, DropsAConnectionThatWasIdle) {
  BadServer server{answering(200, kAccepted)};
  auto options = plain(server.port());
  options.idle = 50ms;
  auto const client = make_graph_client(options);
  EXPECT_EQ(say(post(*client)), "reply 200");
  std::this_thread::sleep_for(120ms);
  EXPECT_EQ(say(post(*client)), "reply 200");
  EXPECT_EQ(server.connections(), 2);
}

TEST(GraphClient, OutlivesAConnectionThatTheServerClosed) {  // B-GR-17, the harmless half
  BadServer server{[](Peer& peer) {
    if (peer.read_request()) peer.answer(200, kAccepted);
  }};
  auto const client = make_graph_client(plain(server.port()));
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(say(post(*client)), "reply 200") << i;
    std::this_thread::sleep_for(20ms);
  }
}

TEST(GraphClient, SaysUnknownWhenTheServerClosesAfterTheRequest) {
  BadServer silent{[](Peer& peer) { (void)peer.read_request(); }};
  EXPECT_EQ(say(post_once(plain(silent.port()))), "reset");
  BadServer torn{[](Peer& peer) {
    (void)peer.read_request();
    peer.reset();
  }};
  EXPECT_EQ(say(post_once(plain(torn.port()))), "reset");
}

TEST(GraphClient, SaysUnknownWhenTheAnswerIsCutShort) {  // B-GR-02
  BadServer server{[](Peer& peer) {
    (void)peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string{kAccepted});
  }};
  EXPECT_EQ(say(post_once(plain(server.port()))), "reset");
}

TEST(GraphClient, SaysNotSentWhenNobodyListens) {
  std::uint16_t port = 0;
  {
    port = BadServer{[](Peer&) {}}.port();
  }
  EXPECT_EQ(say(post_once(plain(port))), "connect");
}

TEST(GraphClient, SaysNotSentWhenTheNameDoesNotExist) {
  auto options = plain(80);
  options.origin.host = "graph.invalid";
  auto const said = say(post_once(options, 10s));
  EXPECT_TRUE(said == "dns" || said == "connect") << said;
}

TEST(GraphClient, EndsAtTheDeadlineWhenNothingComes) {  // B-GR-03
  BadServer server{[](Peer& peer) {
    (void)peer.read_request();
    (void)peer.read_request();
  }};
  auto const began = Clock::now();
  EXPECT_EQ(say(post_once(plain(server.port()), 300ms)), "timeout");
  EXPECT_LT(Clock::now() - began, 900ms);
}

TEST(GraphClient, EndsAtTheDeadlineWhenTheAnswerDrips) {  // B-GR-10
  for (std::string const begin :
       {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    BadServer server{[&](Peer& peer) {
      (void)peer.read_request();
      peer.write(begin);
      peer.drip(std::string(100'000, begin.empty() ? 'H' : 'X'), 20ms);
    }};
    auto const began = Clock::now();
    auto const said = say(post_once(plain(server.port()), 400ms));
    EXPECT_TRUE(said == "timeout" || said == "reset") << said << " after " << begin;
    EXPECT_LT(Clock::now() - began, 1'200ms);
  }
}

TEST(GraphClient, CutsALongAnswer) {  // B-GR-10: 200 MB
  BadServer server{[](Peer& peer) {
    (void)peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n");
    std::string const block(1 << 20, 'x');
    for (int i = 0; i < 200 && peer.write(block); ++i) {
    }
  }};
  auto const outcome = post_once(plain(server.port()), 10s);
  ASSERT_EQ(say(outcome), "reply 200");
  EXPECT_EQ(std::get<HttpReply>(outcome).body.size(), 1024U * 1024U);
}

TEST(GraphClient, KeepsErrorsOfAnyKindAsTheyCame) {
  std::pair<int, char const*> const answers[] = {{400, R"({"error":{"code":131047}})"},
                                                 {401, R"({"error":{"code":190}})"},
                                                 {429, "slow down"},
                                                 {500, "<html>oops</html>"},
                                                 {503, ""},
                                                 {200, "<html>not json</html>"},
                                                 {200, ""}};
  for (auto const& [status, body] : answers) {
    BadServer server{answering(status, body)};
    auto const outcome = post_once(plain(server.port()));
    ASSERT_EQ(say(outcome), "reply " + std::to_string(status));
    EXPECT_EQ(std::get<HttpReply>(outcome).body, body);
  }
}

TEST(GraphClient, DoesNotFollowRedirects) {  // B-GR-09
  BadServer elsewhere{answering(200, kAccepted)};
  BadServer server{answering(
      302, "", "Location: http://127.0.0.1:" + std::to_string(elsewhere.port()) + "/\r\n")};
  EXPECT_EQ(say(post_once(plain(server.port()))), "reply 302");
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST(GraphClient, DoesNotInflate) {
  BadServer server{answering(200, "\x1f\x8b not gzip", "Content-Encoding: gzip\r\n")};
  auto const outcome = post_once(plain(server.port()));
  ASSERT_EQ(say(outcome), "reply 200");
  EXPECT_EQ(std::get<HttpReply>(outcome).body, "\x1f\x8b not gzip");
}

TEST(GraphClient, IgnoresProxiesOfTheEnvironment) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("https_proxy", "http://127.0.0.1:1", 1);
  BadServer server{answering(200, kAccepted)};
  EXPECT_EQ(say(post_once(plain(server.port()))), "reply 200");
  ::unsetenv("http_proxy");
  ::unsetenv("https_proxy");
}

TEST(GraphClient, ReadsRetryAfter) {
  BadServer server{answering(429, "", "Retry-After: 1000000000\r\n")};
  auto const outcome = post_once(plain(server.port()));
  ASSERT_EQ(say(outcome), "reply 429");
  EXPECT_EQ(std::get<HttpReply>(outcome).retry_after_s, 900);
}

TEST(GraphClient, SurvivesAnswersThatAreNotHttp) {  // B-GR-10
  std::string const nul{"\0", 1};
  for (std::string const& bytes :
       {std::string{"garbage\r\n\r\n"}, std::string{"HTTP/1.1 abc\r\n\r\n"},
        std::string{"SSH-2.0-OpenSSH\r\n"}, std::string(1 << 20, 'a'),
        "HTTP/1.1 200 " + std::string(400'000, 'r') + "\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a" + nul + "b\r\nContent-Length: -1\r\n\r\n"}) {
    BadServer server{[&](Peer& peer) {
      (void)peer.read_request();
      peer.write(bytes);
    }};
    auto const outcome = post_once(plain(server.port()));
    EXPECT_FALSE(std::holds_alternative<HttpReply>(outcome) &&
                 std::get<HttpReply>(outcome).status == 0)
        << bytes.substr(0, 40);
  }
}

TEST(GraphClient, SurvivesTenThousandHeaders) {
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "X-" + std::to_string(i) + ": v\r\n";
  BadServer server{answering(200, kAccepted, many)};
  EXPECT_EQ(say(post_once(plain(server.port()))), "reset");
}

TEST(GraphClient, RefusesToWriteALineBreak) {
  BadServer server{answering(200, kAccepted)};
  auto const client = make_graph_client(plain(server.port()));
  auto const outcome_of = [&](GraphCall call) {
    std::promise<SendOutcome> promise;
    client->call(std::move(call), [&](SendOutcome outcome) { promise.set_value(outcome); });
    return say(promise.get_future().get());
  };
  EXPECT_EQ(outcome_of({.path = "/a\r\nX: y", .token = token()}), "connect");
  EXPECT_EQ(outcome_of({.path = "a", .token = token()}), "connect");
  EXPECT_EQ(outcome_of({.path = "/a b", .token = token()}), "connect");
  EXPECT_EQ(
      outcome_of({.path = "/a", .token = std::make_shared<crypto::Secret const>("t\r\nX: y")}),
      "connect");
  EXPECT_EQ(server.connections(), 0);
}

TEST(GraphClient, SpeaksTls) {
  BadServer server{answering(200, kAccepted), TlsSetup{certificates().good, 0}};
  auto const client = make_graph_client(secure(server.port()));
  for (int i = 0; i < 5; ++i) ASSERT_EQ(say(post(*client)), "reply 200");
  EXPECT_EQ(server.connections(), 1);
}

TEST(GraphClient, TrustsOnlyWhatItShould) {  // B-GR-13
  auto const& all = certificates();
  int requests = 0;
  auto const count = [&](Peer& peer) {
    if (peer.read_request()) ++requests;
  };
  for (auto const& pair : {all.other_name, all.expired, all.self_signed}) {
    BadServer server{count, TlsSetup{pair, 0}};
    EXPECT_EQ(say(post_once(secure(server.port()))), "tls") << pair.certificate;
  }
  {
    BadServer server{count, TlsSetup{all.good, 0}};
    auto options = secure(server.port());
    options.ca_file.clear();
    EXPECT_EQ(say(post_once(options)), "tls") << "not of the system's authorities";
  }
  {
    BadServer server{count, TlsSetup{all.good, TLS1_VERSION}};
    EXPECT_EQ(say(post_once(secure(server.port()))), "tls") << "TLS 1.0";
  }
  {
    BadServer server{count, TlsSetup{all.good, TLS1_1_VERSION}};
    EXPECT_EQ(say(post_once(secure(server.port()))), "tls") << "TLS 1.1";
  }
  {
    BadServer server{answering(200, kAccepted), TlsSetup{all.good, TLS1_2_VERSION}};
    EXPECT_EQ(say(post_once(secure(server.port()))), "reply 200") << "TLS 1.2";
  }
  EXPECT_EQ(requests, 0);
}

TEST(GraphClient, EndsAtTheDeadlineInTheMiddleOfAHandshake) {
  BadServer server{[](Peer& peer) {  // a plain server that never says hello
    while (peer.read_request()) {
    }
  }};
  auto const began = Clock::now();
  EXPECT_EQ(say(post_once(secure(server.port()), 300ms)), "tls");
  EXPECT_LT(Clock::now() - began, 1'000ms);
}

TEST(GraphClient, OneHangingCallDelaysNoOther) {
  std::atomic<int> calls{0};
  BadServer server{[&](Peer& peer) {
    while (peer.read_request()) {
      if (calls++ == 0) {
        while (peer.wanted()) std::this_thread::sleep_for(5ms);
        return;
      }
      peer.answer(200, kAccepted);
    }
  }};
  auto const client = make_graph_client(plain(server.port()));
  std::promise<SendOutcome> hanging;
  client->call({.path = "/hang", .deadline = 600ms},
               [&](SendOutcome outcome) { hanging.set_value(outcome); });
  while (calls == 0) std::this_thread::sleep_for(1ms);
  auto const began = Clock::now();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(say(post(*client)), "reply 200");
  EXPECT_LT(Clock::now() - began, 400ms);
  EXPECT_EQ(say(hanging.get_future().get()), "timeout");
}

TEST(GraphClient, RunsManyCallsAtOnceAndCountsThem) {
  BadServer server{[](Peer& peer) {
    while (peer.read_request()) {
      std::this_thread::sleep_for(50ms);
      if (!peer.answer(200, kAccepted)) return;
    }
  }};
  auto options = plain(server.port());
  options.connections = 32;
  auto const client = make_graph_client(options);
  std::atomic<int> good{0};
  auto const began = Clock::now();
  for (int i = 0; i < 64; ++i)
    client->call({.path = "/x", .body = "{}"},
                 [&](SendOutcome outcome) { good += say(outcome) == "reply 200" ? 1 : 0; });
  EXPECT_EQ(client->in_flight(), 64U);
  while (client->in_flight() > 0) std::this_thread::sleep_for(1ms);
  EXPECT_LT(Clock::now() - began, 2s) << "64 calls of 50 ms over 32 connections";
  EXPECT_EQ(good, 64);
}

TEST(GraphClient, ACallThatNeverGotAConnectionWasNotSent) {
  BadServer server{[](Peer& peer) {
    (void)peer.read_request();
    while (peer.wanted()) std::this_thread::sleep_for(5ms);
  }};
  auto options = plain(server.port());
  options.connections = 1;
  auto const client = make_graph_client(options);
  std::promise<SendOutcome> first;
  client->call({.path = "/x", .deadline = 500ms},
               [&](SendOutcome outcome) { first.set_value(outcome); });
  EXPECT_EQ(say(post(*client, 100ms)), "connect");
  EXPECT_EQ(say(first.get_future().get()), "timeout");
}

TEST(GraphClient, StopsInTimeAndAnswersEveryone) {
  BadServer server{[](Peer& peer) {
    (void)peer.read_request();
    while (peer.wanted()) std::this_thread::sleep_for(5ms);
  }};
  auto options = plain(server.port());
  options.connections = 4;
  auto const client = make_graph_client(options);
  std::atomic<int> timeouts{0};
  std::atomic<int> not_sent{0};
  for (int i = 0; i < 10; ++i)
    client->call({.path = "/x", .deadline = 30s}, [&](SendOutcome outcome) {
      if (say(outcome) == "timeout") ++timeouts;
      if (say(outcome) == "connect") ++not_sent;
    });
  while (server.connections() < 4) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(50ms);
  auto const began = Clock::now();
  client->stop(200ms);
  EXPECT_LT(Clock::now() - began, 1s);
  EXPECT_EQ(timeouts, 4);
  EXPECT_EQ(not_sent, 6);
  EXPECT_EQ(say(post(*client)), "connect");
}

TEST(ParseOrigin, ReadsSchemeHostAndPort) {
  auto const meta = parse_origin("https://graph.facebook.com");
  ASSERT_TRUE(meta);
  EXPECT_EQ(meta->host, "graph.facebook.com");
  EXPECT_EQ(meta->port, 443);
  EXPECT_EQ(parse_origin("http://127.0.0.1:4010")->port, 4010);
  EXPECT_EQ(parse_origin("http://localhost/")->port, 80);
  EXPECT_EQ(parse_origin("http://[::1]:81")->host, "::1");
  EXPECT_EQ(parse_origin("http://[::1]:81")->port, 81);
}

TEST(ParseOrigin, RefusesEverythingElse) {
  for (auto const* url : {"",
                          "graph.facebook.com",
                          "ftp://a",
                          "http://graph.facebook.com",
                          "http://10.0.0.1",
                          "https://u@a",
                          "https://a/v23.0",
                          "https://a?x",
                          "https://a#x",
                          "https://a:0",
                          "https://a:65536",
                          "https://a:x",
                          "https://a:",
                          "https://",
                          "https://A",
                          "https://a b",
                          "https://[::1",
                          "https://[a]",
                          "https://a\\b",
                          "HTTPS://a"})
    EXPECT_FALSE(parse_origin(url)) << url;
}

TEST(ParseRetryAfter, ClampsAndIgnoresGarbage) {  // B-GR-15
  EXPECT_EQ(parse_retry_after("7"), 7);
  EXPECT_EQ(parse_retry_after(" 7 "), 7);
  EXPECT_EQ(parse_retry_after("0"), 1);
  EXPECT_EQ(parse_retry_after("-5"), 1);
  EXPECT_EQ(parse_retry_after("901"), 900);
  EXPECT_EQ(parse_retry_after("1000000000"), 900);
  EXPECT_EQ(parse_retry_after("99999999999999999999"), 900);
  for (auto const* text : {"", "x", "1.5", "7s", "Fri, 31 Dec 1999 23:59:59 GMT", "-", "+7"})
    EXPECT_EQ(parse_retry_after(text), std::nullopt) << text;
}

}  // namespace
}  // namespace waypost::http::testing
