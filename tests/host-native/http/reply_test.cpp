// Answers that come late, from other threads, as streams, or not at all; and going down.

#include <atomic>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "certificates.h"
#include "raw_client.h"
#include "test_service.h"

namespace waypost::http::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

std::string get(std::string_view path, std::string_view headers = "") {
  return "GET " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n" + std::string{headers} + "\r\n";
}

std::string late(std::string_view body) {
  return "POST /late HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string{body};
}

template <class Condition>
bool eventually(Condition condition, Millis within = 3s) {
  auto const until = Clock::now() + within;
  while (!condition()) {
    if (Clock::now() > until) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

class LateReplies : public ::testing::TestWithParam<unsigned> {};

TEST_P(LateReplies, ReachTheirOwnRequestUnderLoad) {
  ServerOptions options;
  options.io_threads = GetParam();
  TestServer server{options};
  std::atomic<int> wrong{0};
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      std::vector<std::unique_ptr<RawClient>> connections;
      for (int c = 0; c < 8; ++c) connections.push_back(std::make_unique<RawClient>(server.port()));
      for (int round = 0; round < 60; ++round) {
        auto const name = [&](std::size_t c) {
          return std::to_string(t) + '/' + std::to_string(c) + '/' + std::to_string(round) +
                 std::string(c * 700, '.');
        };
        for (std::size_t c = 0; c < connections.size(); ++c) connections[c]->send(late(name(c)));
        for (std::size_t c = 0; c < connections.size(); ++c) {
          auto const answer = connections[c]->read(10s);
          if (!answer || answer->body != name(c)) ++wrong;
          ++answered;
        }
        // Some leave before their answer; it must reach nobody else.
        if (round % 7 == 0) {
          auto& leaving = connections[static_cast<std::size_t>(round) % connections.size()];
          leaving->send(late("for nobody"));
          leaving->reset();
          leaving = std::make_unique<RawClient>(server.port());
        }
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(answered, 4 * 8 * 60);
  EXPECT_TRUE(eventually([&] { return server.server().stats().in_flight == 0; }));
}

INSTANTIATE_TEST_SUITE_P(IoThreads, LateReplies, ::testing::Values(1U, 2U));

TEST(Replies, AreReplacedBy503WhenTheyDoNotCome) {
  TestServer server{quick_options()};
  RawClient client{server.port()};
  client.send(get("/never"));
  auto const answer = client.read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->header("Retry-After"), "1");
  server.drop_kept();  // the late 500 goes nowhere
  EXPECT_TRUE(client.closes_within(3s));
  EXPECT_TRUE(client.read_all(0ms).empty());
  EXPECT_EQ(server.server().stats().timed_out_reply, 1U);
}

TEST(Replies, MayOutliveTheServer) {
  class Keep final : public Service {
   public:
    Admission admit(Head const&, Address const&) override { return Admit{}; }
    void handle(Request, Reply reply) override {
      if (kept.empty()) {
        kept.push_back(std::move(reply));
      } else {
        streams.push_back(std::move(reply).stream({.status = 200}));
      }
      ++seen;
    }
    std::vector<Reply> kept;
    std::vector<Stream> streams;
    std::atomic<int> seen{0};
  };
  Keep service;
  {
    Server server{{.port = 0}, service};
    server.start();
    RawClient one{server.port()};
    one.send(get("/"));
    ASSERT_TRUE(eventually([&] { return service.seen == 1; }));
    RawClient two{server.port()};
    two.send(get("/"));
    ASSERT_TRUE(eventually([&] { return service.seen == 2; }));
    server.stop();
  }
  std::move(service.kept[0]).send(text(200, "too late"));
  EXPECT_FALSE(service.streams[0].push("too late"));
}

TEST(Replies, CountAsOneEvenWhenTheHandlerThrowsAfterAnswering) {
  class Both final : public Service {
   public:
    Admission admit(Head const&, Address const&) override { return Admit{}; }
    void handle(Request, Reply reply) override {
      std::move(reply).send(text(200, "once"));
      throw std::runtime_error{"afterwards"};
    }
  };
  Both service;
  Server server{{.port = 0}, service};
  server.start();
  RawClient client{server.port()};
  client.send(get("/") + get("/", "Connection: close\r\n"));
  EXPECT_EQ(client.read()->body, "once");
  EXPECT_EQ(client.read()->body, "once");
  EXPECT_TRUE(client.read_all().empty());
  EXPECT_EQ(server.stats().faults, 2U);
}

TEST(Streams, CarryEventsInOrder) {
  TestServer server;
  RawClient client{server.port()};
  client.send(get("/events"));
  auto const head = client.read();
  ASSERT_TRUE(head);
  EXPECT_EQ(head->header("Content-Type"), "text/event-stream; charset=utf-8");
  EXPECT_EQ(head->header("Transfer-Encoding"), "chunked");
  auto streams = server.take_streams();
  ASSERT_EQ(streams.size(), 1U);
  std::string expected = ": hello\n\n";
  for (int i = 0; i < 1'000; ++i) {
    auto const event = "data: " + std::to_string(i) + "\n\n";
    ASSERT_TRUE(streams[0].push(event));
    expected += event;
  }
  streams[0].close();
  EXPECT_FALSE(streams[0].push("more"));
  std::string const raw = client.read_some(std::size_t{1} << 30, 3s);
  std::string plain;
  for (std::size_t at = 0; at < raw.size();) {
    auto const end = raw.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    auto const size = std::stoul(raw.substr(at, end - at), nullptr, 16);
    plain += raw.substr(end + 2, size);
    at = end + 2 + size + 2;
  }
  EXPECT_EQ(plain, expected);
  EXPECT_TRUE(raw.ends_with("0\r\n\r\n"));
  EXPECT_TRUE(client.closes_within(1s));
}

TEST(Streams, EndWithTheConnectionForHttp10) {
  TestServer server;
  RawClient client{server.port()};
  client.send("GET /events HTTP/1.0\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(client.read());
  auto streams = server.take_streams();
  streams[0].push("data: 1\n\n");
  streams[0].close();
  EXPECT_EQ(client.read_some(std::size_t{1} << 30, 3s), ": hello\n\ndata: 1\n\n");
}

TEST(Streams, NoticeThatTheClientLeft) {
  TestServer server;
  auto client = std::make_unique<RawClient>(server.port());
  client->send(get("/events"));
  ASSERT_TRUE(client->read());
  auto streams = server.take_streams();
  EXPECT_TRUE(streams[0].is_open());
  client.reset();
  EXPECT_TRUE(eventually([&] { return !streams[0].is_open(); }));
  EXPECT_TRUE(eventually([&] { return server.server().stats().streams == 0; }));
}

TEST(Streams, DropAReaderThatDoesNotRead) {  // B-API-18
  auto options = quick_options();
  TestServer server{options};
  RawClient client{server.port()};
  client.small_receive_buffer();
  client.send(get("/events"));
  ASSERT_TRUE(client.read());
  auto streams = server.take_streams();
  std::string const event = "data: " + std::string(10'000, 'e') + "\n\n";
  int pushed = 0;
  while (pushed < 5'000 && streams[0].push(event)) {
    ++pushed;
    std::this_thread::sleep_for(100us);
  }
  EXPECT_LT(pushed, 5'000);
  EXPECT_TRUE(eventually([&] { return server.server().stats().dropped_streams == 1; }));
  EXPECT_TRUE(eventually([&] { return server.server().stats().open == 0; }));
}

TEST(Streams, HaveALimit) {
  ServerOptions options;
  options.limits.streams = 3;
  TestServer server{options};
  std::vector<std::unique_ptr<RawClient>> all;
  for (int i = 0; i < 4; ++i) {
    all.push_back(std::make_unique<RawClient>(server.port()));
    all.back()->send(get("/events"));
    auto const answer = all.back()->read();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, i < 3 ? 200 : 503);
  }
  all.front()->reset();
  EXPECT_TRUE(eventually([&] { return server.server().stats().streams == 2; }));
  RawClient again{server.port()};
  again.send(get("/events"));
  EXPECT_EQ(again.read()->status, 200);
}

TEST(Streams, SurviveManyWritersAndLeavers) {
  ServerOptions options;
  options.io_threads = 2;
  TestServer server{options};
  std::atomic<bool> over{false};
  std::vector<std::thread> writers;
  std::mutex guard;
  std::vector<Stream> streams;
  for (int t = 0; t < 2; ++t)
    writers.emplace_back([&] {
      while (!over) {
        {
          std::lock_guard const lock{guard};
          for (auto& stream : server.take_streams()) streams.push_back(std::move(stream));
          for (auto& stream : streams) stream.push("data: x\n\n");
          std::erase_if(streams, [](Stream const& stream) { return !stream.is_open(); });
        }
        std::this_thread::sleep_for(200us);
      }
    });
  for (int i = 0; i < 200; ++i) {
    RawClient client{server.port()};
    client.send(get("/events"));
    EXPECT_TRUE(client.read());
    (void)client.read_some(50, 20ms);
    if (i % 2 == 0) client.reset();
  }
  over = true;
  for (auto& writer : writers) writer.join();
  streams.clear();
  EXPECT_TRUE(eventually([&] { return server.server().stats().streams == 0; }));
}

TEST(Drain, AnswersWhatIsInFlightAndClosesTheRest) {  // G12
  TestServer server{quick_options()};
  RawClient idle{server.port()};
  idle.send(get("/livez"));
  ASSERT_TRUE(idle.read());
  RawClient waiting{server.port()};
  waiting.send(get("/never"));
  RawClient streaming{server.port()};
  streaming.send(get("/events"));
  ASSERT_TRUE(streaming.read());
  auto streams = server.take_streams();
  ASSERT_TRUE(eventually([&] { return server.server().stats().in_flight == 1; }));
  std::thread answering{[&] {
    std::this_thread::sleep_for(100ms);
    server.drop_kept();
  }};
  EXPECT_EQ(server.server().drain(2s), 0U);
  answering.join();
  EXPECT_TRUE(idle.closes_within(100ms));
  auto const answer = waiting.read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(streaming.read_some(1 << 20, 1s).ends_with("0\r\n\r\n"));
  EXPECT_FALSE(streams[0].is_open());
  RawClient refused{server.port()};
  EXPECT_FALSE(refused.connected());
}

TEST(Drain, SaysHowManyAreLeft) {
  TestServer server;
  RawClient waiting{server.port()};
  waiting.send(get("/never"));
  ASSERT_TRUE(eventually([&] { return server.server().stats().in_flight == 1; }));
  auto const began = Clock::now();
  EXPECT_EQ(server.server().drain(200ms), 1U);
  EXPECT_LT(Clock::now() - began, 1s);
  server.server().stop();
  EXPECT_TRUE(waiting.closes_within(1s));
}

TEST(Start, SaysWhyItCannotListen) {
  class Nothing final : public Service {
   public:
    Admission admit(Head const&, Address const&) override { return Admit{}; }
    void handle(Request, Reply) override {}
  };
  Nothing service;
  Server first{{.port = 0}, service};
  EXPECT_THROW((Server{{.port = first.port()}, service}), std::system_error);
  EXPECT_THROW((Server{{.address = "not an address", .port = 0}, service}), std::system_error);
  EXPECT_THROW((Server{{.port = 0, .tls = TlsFiles{"/missing", "/missing"}}, service}),
               std::system_error);
  Certificates const certificates;
  EXPECT_THROW((Server{{.port = 0, .tls = TlsFiles{certificates.authority, certificates.good.key}},
                       service}),
               std::system_error);
}

/// A TLS client that only says what it must.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, int version_max = 0)
      : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free), raw_(port) {
    if (version_max != 0) {
      SSL_CTX_set_security_level(context_.get(), 0);
      SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
      SSL_CTX_set_max_proto_version(context_.get(), version_max);
    }
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), raw_.fd());
    connected_ = SSL_connect(tls_.get()) == 1;
  }
  [[nodiscard]] bool connected() const noexcept { return connected_; }
  std::string ask(std::string_view request, std::size_t bytes) {
    SSL_write(tls_.get(), request.data(), static_cast<int>(request.size()));
    std::string answer;
    std::vector<char> buffer(65536);
    while (answer.size() < bytes) {
      int const got = SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (got <= 0) break;
      answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return answer;
  }

 private:
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  RawClient raw_;
  std::unique_ptr<SSL, void (*)(SSL*)> tls_{nullptr, SSL_free};
  bool connected_ = false;
};

TEST(Tls, ServesAndSaysSo) {
  Certificates const certificates;
  auto options = quick_options();
  options.tls = TlsFiles{certificates.good.certificate, certificates.good.key};
  TestServer server{options};
  TlsClient client{server.port()};
  ASSERT_TRUE(client.connected());
  for (int i = 0; i < 3; ++i) {
    auto const answer = client.ask(get("/livez"), 100);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_NE(answer.find("Strict-Transport-Security"), std::string::npos);
  }
  EXPECT_GT(client.ask(get("/big"), 2U << 20).size(), (2U << 20) - 1);
  EXPECT_TRUE(TlsClient(server.port(), TLS1_2_VERSION).connected());
  EXPECT_FALSE(TlsClient(server.port(), TLS1_1_VERSION).connected());
}

TEST(Tls, PlainBytesAndSilenceEndInTheHandshake) {
  Certificates const certificates;
  auto options = quick_options();
  options.tls = TlsFiles{certificates.good.certificate, certificates.good.key};
  TestServer server{options};
  RawClient plain{server.port()};
  plain.send(get("/livez"));
  EXPECT_TRUE(plain.closes_within(2s));
  RawClient silent{server.port()};
  EXPECT_TRUE(silent.closes_within(2s));
  EXPECT_EQ(server.handled(), 0U);
}

}  // namespace
}  // namespace waypost::http::testing
