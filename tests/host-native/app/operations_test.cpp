// What machines ask of a running service, and what the door refuses.

#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <httplib.h>

#include "app/control.h"
#include "world.h"

namespace waypost::test {
namespace {

constexpr char const* kPlaybook = R"({"waypost":1,"rules":[]})";

httplib::Client client_of(World& world) {
  return httplib::Client("127.0.0.1", world.service->port());
}

TEST(Operations, HealthVersionAndMetricsAnswer) {
  World world(kPlaybook);
  httplib::Client client = client_of(world);
  for (char const* path : {"/livez", "/readyz", "/healthz", "/version", "/health", "/metrics"}) {
    auto const answer = client.Get(path);
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->status, 200) << path;
  }
  EXPECT_NE(client.Get("/health")->body.find(R"("services":{"database":"up","redis":"up"})"),
            std::string::npos);
  world.say("15550120000", "hello");
  ASSERT_TRUE(world.wait_for_messages(1));
  EXPECT_TRUE(eventually([&] {
    return client.Get("/metrics")
               ->body.find(R"(waypost_webhook_requests_total{result="stored"} 1)") !=
           std::string::npos;
  }));
}

TEST(Operations, TheHandshakeEchoesOnlyForTheRightToken) {
  World world(kPlaybook);
  httplib::Client client = client_of(world);
  std::string const good =
      std::string{"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="} + kVerifyToken;
  for (char const* path : {"/webhooks/meta/shop", "/webhooks/meta", "/webhook/lale",
                           "/webhooks/whatsapp", "/whatsapp/webhook"}) {
    auto const answer = client.Get(std::string{path} + "?" + good);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200) << path;
    EXPECT_EQ(answer->body, "1158201444") << path;
    EXPECT_EQ(answer->get_header_value("Content-Type").substr(0, 10), "text/plain") << path;
    auto const refused = client.Get(std::string{path} +
                                    "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong");
    EXPECT_EQ(refused->status, 403) << path;
  }
  EXPECT_EQ(client.Get("/webhooks/meta/nobody?" + good)->status, 404);
  EXPECT_EQ(client.Get("/webhook/nobody?" + good)->status, 404);
}

TEST(Operations, NothingUnsignedIsLetIn) {
  World world(kPlaybook);
  httplib::Client client = client_of(world);
  std::string const body = R"({"object":"whatsapp_business_account","entry":[]})";
  EXPECT_EQ(client.Post("/webhooks/meta/shop", body, "application/json")->status, 401);
  httplib::Headers const wrong = {{"X-Hub-Signature-256", "sha256=" + std::string(64, '0')}};
  EXPECT_EQ(client.Post("/webhooks/meta/shop", wrong, body, "application/json")->status, 401);
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM journal"), 0);
}

TEST(Operations, WhatIsSignedAndMakesNoSenseIsKeptAndAnswered) {
  World world(kPlaybook);
  for (char const* body : {"", "null", "[]", "{}", "{\"object\":", "\xEF\xBB\xBF{}", "\xFF\xFE"}) {
    world.meta.send_bytes("100000000000001", body);
  }
  ASSERT_TRUE(world.meta.wait_until_quiet(std::chrono::seconds{10}));
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM journal"), 7);
  EXPECT_GE(world.query("SELECT COUNT(*) FROM quarantine"), 6);
  EXPECT_EQ(world.meta.ledger().summary().posts_acknowledged, 7U);
}

TEST(Operations, ASecondProcessIsRefusedAndAsksTheFirst) {
  World world(kPlaybook);
  std::string const db = world.folder.file("waypost.db");
  EXPECT_THROW(app::Service(test_config(db, world.meta.url()), {}), app::DatabaseLocked);
  auto const answer = app::ask_control(db + "-control", {{"verb", "tenants.list"}});
  ASSERT_TRUE(answer.contains("ok"));
  auto const added = app::ask_control(db + "-control", {{"verb", "tenants.add"}, {"slug", "rose"}});
  EXPECT_TRUE(added.contains("ok"));
  EXPECT_NE(world.service->admin().directory()->tenant(std::string_view{"rose"}), nullptr);
}

TEST(Operations, AnotherMasterKeyIsRefusedWithItsReason) {
  Folder folder;
  app::Config config = test_config(folder.file("waypost.db"), "http://127.0.0.1:9");
  { app::Service first(test_config(folder.file("waypost.db"), "http://127.0.0.1:9"), {}); }
  config.master_key = crypto::Secret{std::string_view{"0123456789abcdefghijklmnopqrstuv"}};
  try {
    app::Service second(std::move(config), {});
    FAIL() << "another key opened the database";
  } catch (std::runtime_error const& error) {
    EXPECT_NE(std::string{error.what()}.find("master key"), std::string::npos) << error.what();
  }
}

TEST(Operations, APoisonMessageIsQuarantinedAfterThreeDeaths) {
  // Death is simulated where it strikes: the attempt log says what was in hand. Three lives note
  // the body and its second item and end without putting them down.
  Folder folder;
  std::string const path = folder.file("attempts");
  Digest const body = sha256("body");
  Digest const item = sha256("item");
  for (int life = 0; life < 3; ++life) {
    store::AttemptLog log(path);
    Digest const keys[] = {body, item};
    if (life == 0) {
      log.take({keys, 1});
    } else {
      log.take(keys);
    }
  }
  store::AttemptLog log(path);
  EXPECT_EQ(log.deaths(body), 3U);
  EXPECT_EQ(log.deaths(item), 2U);
  log.forget(item);
  EXPECT_EQ(log.deaths(item), 0U);
  log.put_down();
  EXPECT_EQ(store::AttemptLog(path).deaths(body), 3U);
}

}  // namespace
}  // namespace waypost::test
