// The whole service behind its own TLS, and with clients that are slow on purpose.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <httplib.h>

#include "certificates.h"
#include "crypto/encoding.h"
#include "crypto/hmac.h"
#include "raw_client.h"
#include "world.h"

namespace waypost::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using http::testing::RawClient;

constexpr char const* kPlaybook =
    R"({"waypost":1,"rules":[{"id":"any","kind":"regex","triggers":".",)"
    R"("reply":{"type":"text","body":"ok"}}]})";

// ---- TLS -------------------------------------------------------------------------------------

TEST(ServiceTls, WebhooksComeInEncryptedAndPlainOnesDoNot) {
  http::testing::Certificates const certificates;
  Folder folder;
  simulator::Options options = test_simulator();
  options.webhook_ca_file = certificates.authority;
  simulator::Simulator meta(options);
  meta.start();
  app::Config config = test_config(folder.file("waypost.db"), meta.url());
  config.log_level = app::LogLevel::error;
  config.tls_cert = certificates.good.certificate;
  config.tls_key = certificates.good.key;
  app::Service service(std::move(config), {});
  service.start();
  fill(service.admin(), kPlaybook);
  std::string const address = "127.0.0.1:" + std::to_string(service.port());
  simulator::App const app;
  meta.set_callback(app.app_id, "https://" + address + "/webhooks/meta/shop");
  EXPECT_TRUE(meta.subscribe(app.app_id));
  for (int i = 0; i < 5; ++i) {
    meta.receive_from_customer(simulator::text_message("1555014000" + std::to_string(i), "hello"));
  }
  EXPECT_TRUE(
      meta.ledger().wait([](simulator::Summary const& now) { return now.accepted >= 5; }, 10s));
  EXPECT_TRUE(meta.wait_until_quiet(10s));

  httplib::SSLClient strict("127.0.0.1", service.port());
  strict.set_ca_cert_path(certificates.authority.c_str());
  strict.enable_server_certificate_verification(true);
  auto const live = strict.Get("/livez");
  ASSERT_TRUE(live) << to_string(live.error());
  EXPECT_EQ(live->status, 200);

  RawClient plain{service.port()};
  plain.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
  for (auto const& answer : plain.read_all(5s)) EXPECT_NE(answer.status, 200);

  meta.stop();
  service.stop();
}

// ---- slow clients ----------------------------------------------------------------------------

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define WAYPOST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define WAYPOST_SANITIZED 1
#endif
#endif
#ifdef WAYPOST_SANITIZED
constexpr auto kHonestWait = 5'000ms;
#else
constexpr auto kHonestWait = 500ms;
#endif

/// The one answer every honest webhook gets, and how long each waited.
struct Honest {
  int sent = 0;
  int answered = 0;
  std::chrono::milliseconds longest{0};
};

std::string webhook_of(int n) {
  std::string const from = std::to_string(15'550'150'000 + n);
  return R"({"object":"whatsapp_business_account","entry":[{"id":")" + std::string{kWaba} +
         R"(","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",)"
         R"("metadata":{"display_phone_number":"15550100100","phone_number_id":")" +
         kNumber + R"("},"contacts":[{"profile":{"name":"Ana"},"wa_id":")" + from +
         R"("}],"messages":[{"from":")" + from + R"(","id":"wamid.HONEST)" + std::to_string(n) +
         R"(","timestamp":")" + std::to_string(std::time(nullptr)) +
         R"(","type":"text","text":{"body":"hello"}}]}}]}]})";
}

/// Signs and posts until `over`, at least `least` times.
Honest write_honestly(std::uint16_t port, std::atomic<bool> const& over, int least) {
  crypto::Hmac const key{crypto::Secret{std::string_view{kAppSecret}}};
  Honest honest;
  while (!over || honest.sent < least) {
    std::string const body = webhook_of(honest.sent++);
    httplib::Headers const headers = {
        {"X-Hub-Signature-256", "sha256=" + crypto::hex(key.sign(std::string_view{body}))}};
    auto const began = Clock::now();
    httplib::Client client("127.0.0.1", port);
    auto const answer = client.Post("/webhooks/meta/shop", headers, body, "application/json");
    honest.longest =
        std::max(honest.longest,
                 std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began));
    if (answer && answer->status == 200) ++honest.answered;
    std::this_thread::sleep_for(20ms);
  }
  return honest;
}

using Clients = std::vector<std::unique_ptr<RawClient>>;

/// A byte to each in turn for `length`.
void drip(Clients& slow, Clock::duration length) {
  auto const until = Clock::now() + length;
  while (Clock::now() < until) {
    for (auto& client : slow) {
      if (!client->closes_within(0ms)) client->send("x");
    }
    std::this_thread::sleep_for(50ms);
  }
}

/// How forty clients misbehave; each first says this, then drips.
struct Kind {
  char const* name;
  std::string begin;
  bool reads = true;  ///< false: asks much and reads nothing
};

std::vector<Kind> kinds() {
  std::string ask = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
  std::string much;
  for (int i = 0; i < 200; ++i) much += ask;
  return {
      {"SlowHeaders", "POST /webhooks/meta/shop HTTP/1.1\r\nHost: a\r\nX-Slow: "},
      {"SlowBodies",
       "POST /webhooks/meta/shop HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: sha256=" +
           std::string(64, '0') +
           "\r\nContent-Type: application/json\r\n"
           "Content-Length: 3000000\r\n\r\n{"},
      {"UnreadAnswers", much, false},
  };
}

class ServiceSlowClients : public testing::TestWithParam<std::size_t> {};

TEST_P(ServiceSlowClients, CostHonestWebhooksNothing) {
  Kind const kind = kinds()[GetParam()];
  World world(kPlaybook);
  std::uint16_t const port = world.service->port();
  Clients slow;
  for (int i = 0; i < 40; ++i) {
    slow.push_back(std::make_unique<RawClient>(port, "127.0.2." + std::to_string(1 + i)));
    ASSERT_TRUE(slow.back()->connected());
    if (!kind.reads) slow.back()->small_receive_buffer();
    slow.back()->send(kind.begin);
  }
  std::atomic<bool> over{false};
  Honest honest;
  std::thread writer([&] { honest = write_honestly(port, over, 30); });
  if (kind.reads) {
    drip(slow, 3s);
  } else {
    std::this_thread::sleep_for(3s);
  }
  over = true;
  writer.join();
  EXPECT_GE(honest.sent, 30);
  EXPECT_EQ(honest.answered, honest.sent);
  EXPECT_LT(honest.longest, kHonestWait);
  EXPECT_TRUE(world.wait_for_messages(honest.sent));
  EXPECT_TRUE(world.wait_for_sends(static_cast<std::size_t>(honest.sent)));
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM message"), honest.sent);
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM quarantine"), 0)
      << "something of the slow ones was stored";
}

INSTANTIATE_TEST_SUITE_P(Kinds,
                         ServiceSlowClients,
                         testing::Values(0U, 1U, 2U),
                         [](auto const& one) { return std::string{kinds()[one.param].name}; });

}  // namespace
}  // namespace waypost::test
