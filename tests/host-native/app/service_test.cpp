// End to end through real sockets: a signed webhook in, a rule matched, the reply out.

#include <atomic>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "waypost/outbox/states.h"

#include "simulator/fault.h"
#include "world.h"

namespace waypost::test {
namespace {

namespace json = boost::json;

constexpr char const* kAnyText =
    R"({"waypost":1,"rules":[{"id":"any","kind":"regex","triggers":".","reply":{"type":"text","body":"ok"}}]})";

std::string read_file(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string playbook_with_reply(std::string const& reply) {
  return R"({"waypost":1,"rules":[{"id":"r","kind":"is","triggers":"go","reply":)" + reply + "}]}";
}

// ---- trigger kinds ---------------------------------------------------------------------------

constexpr char const* kEveryKind = R"({"waypost":1,"rules":[
  {"id":"payload","kind":"payload","triggers":["buy:1"],"reply":{"type":"text","body":"payload"}},
  {"id":"is","kind":"is","triggers":"exact words","reply":{"type":"text","body":"is"}},
  {"id":"starts","kind":"starts_with","triggers":"begin","reply":{"type":"text","body":"starts"}},
  {"id":"ends","kind":"ends_with","triggers":"finish","reply":{"type":"text","body":"ends"}},
  {"id":"word","kind":"contains_word","triggers":"men\u00fc","reply":{"type":"text","body":"word"}},
  {"id":"contains","kind":"contains","triggers":"needle","reply":{"type":"text","body":"contains"}},
  {"id":"keywords","kind":"keywords","all":["red"],"any":["rose","tulip"],"none":["no"],"reply":{"type":"text","body":"keywords"}},
  {"id":"fuzzy","kind":"fuzzy","triggers":["delivery"],"reply":{"type":"text","body":"fuzzy"}},
  {"id":"regex","kind":"regex","triggers":"order #?\\d{4}","reply":{"type":"text","body":"regex"}},
  {"id":"welcome","kind":"welcome","priority":90,"reply":{"type":"text","body":"welcome"}},
  {"id":"fallback","kind":"fallback","reply":{"type":"text","body":"fallback"}}]})";

TEST(Service, EveryTriggerKindAnswers) {
  World world(kEveryKind);
  struct Case {
    char const* text;
    char const* rule;
  };
  std::vector<Case> const cases = {
      {"Exact  WORDS!", "is"},        {"begin here", "starts"},       {"the finish", "ends"},
      {"MEN\xC3\x9C please", "word"}, {"hayneedlestack", "contains"}, {"a red tulip", "keywords"},
      {"my delvery", "fuzzy"},        {"order #4711", "regex"},       {"nothing of it", "welcome"}};
  std::vector<std::string> wamids;
  int person = 0;
  for (Case const& one : cases)
    wamids.push_back(world.say("1555010" + std::to_string(1000 + person++), one.text));
  ASSERT_TRUE(world.wait_for_messages(static_cast<std::int64_t>(cases.size())));
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(world.outcome_of(wamids[i]), std::string{"answered("} + cases[i].rule + ")")
        << cases[i].text;
  }
  // The same person again, so that it is no welcome any more; then a pressed button.
  std::string const again = world.say("15550101008", "nothing of it");
  simulator::CustomerMessage press;
  press.from = "15550101008";
  press.type = "interactive";
  press.content = json::object{{"type", "button_reply"},
                               {"button_reply", json::object{{"id", "buy:1"}, {"title", "Buy"}}}};
  std::string const pressed = world.meta.receive_from_customer(press);
  ASSERT_TRUE(world.wait_for_messages(static_cast<std::int64_t>(cases.size()) + 2));
  EXPECT_EQ(world.outcome_of(again), "answered(fallback)");
  EXPECT_EQ(world.outcome_of(pressed), "answered(payload)");
  EXPECT_TRUE(world.wait_for_sends(cases.size() + 2));
}

// ---- message types in ------------------------------------------------------------------------

TEST(Service, EveryMessageTypeInGetsOneOutcome) {
  World world(kAnyText);
  json::object const media{
      {"id", "500000000000001"}, {"mime_type", "image/jpeg"}, {"sha256", "x"}, {"caption", "see"}};
  json::object const plain{{"id", "500000000000001"}, {"mime_type", "audio/ogg"}, {"sha256", "x"}};
  struct Case {
    char const* type;
    json::value content;
    char const* outcome;
  };
  std::vector<Case> const cases = {
      {"text", json::object{{"body", "hello"}}, "answered(any)"},
      {"image", media, "answered(any)"},
      {"video", media, "answered(any)"},
      {"document", media, "answered(any)"},
      {"audio", plain, "silent(no_rule)"},
      {"sticker", plain, "silent(no_rule)"},
      {"location", json::object{{"latitude", 41}, {"longitude", 28.9}}, "silent(no_rule)"},
      {"contacts", json::array{json::object{{"name", json::object{{"formatted_name", "Pat"}}}}},
       "silent(no_rule)"},
      {"button", json::object{{"payload", "p"}, {"text", "Yes"}}, "answered(any)"},
      {"interactive",
       json::object{{"type", "list_reply"},
                    {"list_reply", json::object{{"id", "a"}, {"title", "Alpha"}}}},
       "answered(any)"},
      {"order",
       json::object{{"catalog_id", "1"}, {"text", "two"}, {"product_items", json::array{}}},
       "answered(any)"},
      {"reaction", json::object{{"message_id", "wamid.X"}, {"emoji", "x"}}, "silent(reaction)"},
      {"system",
       json::object{{"type", "user_changed_number"}, {"body", "b"}, {"wa_id", "15550107777"}},
       "silent(system)"},
      {"edit", json::object{{"original_message_id", "wamid.X"}}, "silent(edit)"},
      {"revoke", json::object{{"original_message_id", "wamid.X"}}, "silent(revoke)"},
      {"unsupported", json::object{{"type", "poll"}}, "silent(unsupported)"},
      {"request_welcome", nullptr, "silent(no_rule)"},
      {"hologram", json::object{{"depth", 3}}, "silent(no_rule)"},
  };
  std::vector<std::string> wamids;
  int person = 0;
  for (Case const& one : cases) {
    simulator::CustomerMessage message;
    message.from = "1555010" + std::to_string(2000 + person++);
    message.type = one.type;
    message.content = one.content;
    wamids.push_back(world.meta.receive_from_customer(message));
  }
  ASSERT_TRUE(world.wait_for_messages(static_cast<std::int64_t>(cases.size())));
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(world.outcome_of(wamids[i]), cases[i].outcome) << cases[i].type;
  }
}

// ---- reply types out -------------------------------------------------------------------------

class EveryReply : public testing::TestWithParam<std::pair<char const*, char const*>> {};

TEST_P(EveryReply, IsTakenByMeta) {
  auto const [type, reply] = GetParam();
  simulator::Options options = test_simulator();
  options.unknown_ids = simulator::UnknownIds::accepted;
  World world(playbook_with_reply(reply), options);
  std::string const wamid = world.say("15550103000", "go");
  ASSERT_TRUE(world.wait_for_sends(1))
      << world.outcome_of(wamid) << " refused: "
      << (world.meta.ledger().refused().empty() ? ""
                                                : world.meta.ledger().refused().front().details);
  EXPECT_EQ(world.sends().front().type, type);
  EXPECT_EQ(world.meta.ledger().refused().size(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Types,
    EveryReply,
    testing::Values(
        std::pair{"text", R"({"type":"text","body":"hi {{first_name}}"})"},
        std::pair{"interactive",
                  R"({"type":"buttons","body":"b","buttons":[{"id":"y","title":"Yes"}]})"},
        std::pair{
            "interactive",
            R"({"type":"list","body":"b","button":"Menu","sections":[{"title":"s","rows":[{"id":"a","title":"A"}]}]})"},
        std::pair{
            "interactive",
            R"({"type":"cta_url","body":"b","display_text":"Open","url":"https://shop.example/x"})"},
        std::pair{"image", R"({"type":"image","link":"https://shop.example/1.png","caption":"c"})"},
        std::pair{"video", R"({"type":"video","link":"https://shop.example/1.mp4"})"},
        std::pair{"audio", R"({"type":"audio","link":"https://shop.example/1.ogg"})"},
        std::pair{"document",
                  R"({"type":"document","link":"https://shop.example/1.pdf","filename":"i.pdf"})"},
        std::pair{"sticker", R"({"type":"sticker","link":"https://shop.example/1.webp"})"},
        std::pair{
            "location",
            R"({"type":"location","latitude":"41.0","longitude":"28.9","name":"Shop","address":"1 Main St"})"},
        std::pair{
            "contacts",
            R"({"type":"contacts","contacts":[{"name":{"formatted_name":"Pat Doe","first_name":"Pat"},"phones":[{"phone":"+15550100077","type":"CELL"}]}]})"},
        std::pair{"reaction", R"({"type":"reaction","emoji":"x"})"},
        std::pair{"interactive", R"({"type":"location_request","body":"Where are you?"})"}),
    [](auto const& one) { return "n" + std::to_string(one.index); });

// ---- statuses --------------------------------------------------------------------------------

TEST(Service, StatusesInAnyOrderEndAtTheHighestRank) {
  simulator::Options options = test_simulator();
  options.statuses.mode = simulator::StatusTiming::Mode::off;
  World world(kAnyText, options);
  world.say("15550104000", "hello");
  ASSERT_TRUE(world.wait_for_sends(1));
  auto const send = world.sends().front();
  auto const status = [&](char const* word) {
    world.meta.send_change(
        kWaba, "messages",
        json::object{{"messaging_product", "whatsapp"},
                     {"metadata", json::object{{"display_phone_number", "15550100100"},
                                               {"phone_number_id", kNumber}}},
                     {"statuses", json::array{json::object{{"id", send.wamid},
                                                           {"status", word},
                                                           {"timestamp", "1767225603"},
                                                           {"recipient_id", "15550104000"},
                                                           {"biz_opaque_callback_data",
                                                            send.biz_opaque_callback_data}}}}});
    ASSERT_TRUE(world.meta.wait_until_quiet(std::chrono::seconds{10}));
  };
  for (char const* word : {"read", "sent", "delivered"}) status(word);
  EXPECT_TRUE(eventually([&] {
    return world.query("SELECT state FROM outbox") == static_cast<int>(outbox::State::read);
  }));
}

TEST(Service, AStatusBeforeTheReplyIsEvidenceEnough) {
  simulator::Options options = test_simulator();
  World world(kAnyText, options);
  simulator::Fault lost;
  lost.kind = simulator::FaultKind::close;
  lost.accept = simulator::Fault::Accept::yes;
  world.meta.set_faults({lost});
  world.say("15550104001", "hello");
  ASSERT_TRUE(world.wait_for_sends(1));
  // No answer ever came; the statuses carry the token back and the row ends as read.
  EXPECT_TRUE(eventually([&] {
    return world.query("SELECT state FROM outbox") == static_cast<int>(outbox::State::read);
  }));
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM outbox WHERE wamid = '" +
                        world.sends().front().wamid + "'"),
            1);
  EXPECT_EQ(world.sends().size(), 1U);
}

TEST(Service, WithoutEvidenceAnItemInDoubtIsNotSentAgain) {
  simulator::Options options = test_simulator();
  options.statuses.mode = simulator::StatusTiming::Mode::off;
  World world(kAnyText, options);
  simulator::Fault lost;
  lost.kind = simulator::FaultKind::close;
  lost.accept = simulator::Fault::Accept::yes;
  world.meta.set_faults({lost});
  world.say("15550104002", "hello");
  ASSERT_TRUE(world.wait_for_sends(1));
  EXPECT_TRUE(eventually([&] {
    return world.query("SELECT state FROM outbox") == static_cast<int>(outbox::State::unknown);
  }));
  world.meta.set_faults({});
  world.restart();
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  EXPECT_EQ(world.query("SELECT state FROM outbox"), static_cast<int>(outbox::State::unknown));
  EXPECT_EQ(world.sends().size(), 1U);
}

/// Wall time that a test can move.
class MovedClock final : public app::Clock {
 public:
  [[nodiscard]] Instant now() const override { return app::SystemClock{}.now() + ahead_.load(); }
  void move(Span by) { ahead_ = ahead_.load() + by; }

 private:
  std::atomic<Span> ahead_{Span{}};
};

TEST(Service, EvidenceLetsTheNextMessageGoOnceAndForAll) {
  simulator::Options options = test_simulator();
  for (auto* delay : {&options.statuses.sent, &options.statuses.delivered, &options.statuses.read})
    *delay = std::chrono::milliseconds{1'500};
  MovedClock clock;
  app::ServiceHooks hooks;
  hooks.clock = &clock;
  World world(kAnyText, options, hooks);
  simulator::Fault lost;
  lost.kind = simulator::FaultKind::close;
  lost.accept = simulator::Fault::Accept::yes;
  world.meta.set_faults({lost});
  world.say("15550104003", "hello");
  ASSERT_TRUE(eventually([&] {
    return world.query("SELECT state FROM outbox") == static_cast<int>(outbox::State::unknown);
  }));
  world.meta.set_faults({});
  world.say("15550104003", "are you there?");
  ASSERT_TRUE(world.wait_for_messages(2));
  EXPECT_EQ(world.sends().size(), 1U) << "it waits behind the one in doubt";
  ASSERT_TRUE(world.wait_for_sends(2)) << "the statuses of the first free the second";
  // When the wait for evidence would have ended, nothing is left of it.
  clock.move(std::chrono::minutes{2});
  world.say("15550104004", "hello");
  ASSERT_TRUE(world.wait_for_sends(3));
  world.say("15550104003", "thanks");
  EXPECT_TRUE(world.wait_for_sends(4));
  EXPECT_EQ(world.sends().size(), 4U);
}

// ---- batches, duplicates ---------------------------------------------------------------------

TEST(Service, ABatchOfAThousandIsAThousandOutcomes) {
  World world(kAnyText);
  std::vector<simulator::CustomerMessage> batch;
  for (int i = 0; i < 1'000; ++i)
    batch.push_back(simulator::text_message(std::to_string(15'550'300'000 + i), "hello"));
  world.meta.receive_from_customers(std::move(batch));
  ASSERT_TRUE(eventually(
      [&] { return world.query("SELECT COUNT(*) FROM message WHERE outcome = 0") == 1'000; },
      std::chrono::seconds{30}));
  EXPECT_TRUE(
      world.meta.ledger().wait([](simulator::Summary const& now) { return now.accepted >= 1'000; },
                               std::chrono::seconds{30}));
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM journal WHERE id = 1"), 1);
}

TEST(Service, ADuplicateChangesNothing) {
  simulator::Options options = test_simulator();
  World world(kAnyText, options);
  simulator::CustomerMessage message = simulator::text_message("15550105000", "hello");
  message.id = "wamid.ONCE";
  for (int i = 0; i < 5; ++i) world.meta.receive_from_customer(message);
  ASSERT_TRUE(world.meta.wait_until_quiet(std::chrono::seconds{10}));
  ASSERT_TRUE(world.wait_for_sends(1));
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM message"), 1);
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM outbox"), 1);
  EXPECT_EQ(world.sends().size(), 1U);
}

// ---- whose is it -----------------------------------------------------------------------------

TEST(Service, AnAppCannotNameANumberOfAnother) {
  World world(kAnyText);
  app::Admin& admin = world.service->admin();
  ASSERT_TRUE(admin.add_app(
      {"other", crypto::Secret{std::string_view{"other-app-secret-0123"}}, {}, false}));
  ASSERT_TRUE(admin.add_tenant({"rose", "UTC", {}}));
  ASSERT_TRUE(admin.add_number({"rose", "other", "800000000000002", "900000000000002", "", "",
                                crypto::Secret{std::string_view{"t"}}, 80}));
  simulator::App other;
  other.app_id = "100000000000002";
  other.app_secret = "other-app-secret-0123";
  other.callback_url = world.url("/webhooks/meta/other");
  world.meta.put_app(other);
  // The other app signs, well, a message for lale's number.
  json::object const body{
      {"object", "whatsapp_business_account"},
      {"entry",
       json::array{json::object{
           {"id", kWaba},
           {"changes",
            json::array{json::object{
                {"field", "messages"},
                {"value", json::object{{"messaging_product", "whatsapp"},
                                       {"metadata", json::object{{"phone_number_id", kNumber}}},
                                       {"messages",
                                        json::array{json::object{
                                            {"from", "15550106000"},
                                            {"id", "wamid.FOREIGN"},
                                            {"timestamp", "1767225603"},
                                            {"type", "text"},
                                            {"text", json::object{{"body", "hello"}}}}}}}}}}}}}}};
  world.meta.send_bytes(other.app_id, json::serialize(body));
  ASSERT_TRUE(eventually([&] { return world.query("SELECT COUNT(*) FROM quarantine") == 1; }));
  EXPECT_EQ(world.query_text("SELECT reason FROM quarantine"), "foreign_number");
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM message"), 0);
  EXPECT_EQ(world.query("SELECT COUNT(*) FROM contact"), 0);
}

TEST(Service, TwoTenantsBehindOneCallbackDoNotSeeEachOther) {
  World world(kAnyText);
  app::Admin& admin = world.service->admin();
  ASSERT_TRUE(admin.add_tenant({"rose", "UTC", {}}));
  ASSERT_TRUE(admin.add_number({"rose", "shop", "800000000000002", kWaba, "", "15550100200",
                                crypto::Secret{std::string_view{"rose-token-0123456789"}}, 1'000}));
  ASSERT_TRUE(admin.load_playbook(
      "rose",
      R"({"waypost":1,"rules":[{"id":"rose","kind":"contains","triggers":"hello","reply":{"type":"text","body":"rose here"}}]})"));
  simulator::Number second;
  second.phone_number_id = "800000000000002";
  second.display_phone_number = "15550100200";
  second.access_token = "rose-token-0123456789";
  second.messages_per_second = 0;
  world.meta.put_number(second);
  std::string const to_lale = world.say("15550107000", "hello");
  std::string const to_rose = world.meta.receive_from_customer(
      simulator::text_message("15550107000", "hello", "800000000000002"));
  ASSERT_TRUE(world.wait_for_sends(2));
  EXPECT_EQ(world.outcome_of(to_lale), "answered(any)");
  EXPECT_EQ(world.outcome_of(to_rose), "answered(rose)");
  EXPECT_EQ(world.query("SELECT COUNT(DISTINCT tenant) FROM contact"), 2)
      << "one person, two tenants, two contacts";
}

TEST(Service, ATenantsOldPathTriesTheSecretsOfItsApps) {
  World world(kAnyText);
  simulator::App const app;
  world.meta.set_callback(app.app_id, world.url("/webhook/lale"));
  EXPECT_TRUE(world.meta.subscribe(app.app_id));
  std::string const wamid = world.say("15550107100", "hello");
  ASSERT_TRUE(world.wait_for_messages(1));
  EXPECT_EQ(world.outcome_of(wamid), "answered(any)");
}

TEST(Service, ARotatedSecretIsValidBesideTheOldOne) {
  World world(kAnyText);
  ASSERT_TRUE(world.service->admin().rotate_app_secret(
      "shop", crypto::Secret{std::string_view{"the-next-secret-0123456789"}},
      std::chrono::hours{1}));
  world.say("15550107200", "old secret");
  ASSERT_TRUE(world.wait_for_messages(1));
  simulator::App next;
  next.app_secret = "the-next-secret-0123456789";
  next.callback_url = world.url("/webhooks/meta/shop");
  next.verify_token = kVerifyToken;
  world.meta.put_app(next);
  world.say("15550107201", "new secret");
  ASSERT_TRUE(world.wait_for_messages(2));
}

// ---- playbooks, restarts, refusals -----------------------------------------------------------

TEST(Service, ANewPlaybookAnswersTheNextMessage) {
  World world(kAnyText);
  std::string const before = world.say("15550108000", "hello");
  ASSERT_TRUE(world.wait_for_messages(1));
  ASSERT_TRUE(world.service->admin().load_playbook(
      "lale",
      R"({"waypost":1,"rules":[{"id":"new","kind":"contains","triggers":"hello","reply":{"type":"text","body":"new"}}]})"));
  std::string const after = world.say("15550108001", "hello");
  ASSERT_TRUE(world.wait_for_messages(2));
  EXPECT_EQ(world.outcome_of(before), "answered(any)");
  EXPECT_EQ(world.outcome_of(after), "answered(new)");
}

TEST(Service, APlaybookWithMistakesIsRefusedAndTheOldOneStays) {
  World world(kAnyText);
  auto const refused = world.service->admin().load_playbook(
      "lale", R"({"waypost":1,"rules":[{"id":"x","kind":"sparkles"}]})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "playbook_errors");
  EXPECT_NE(refused.error().text.find("E_KIND"), std::string::npos);
  std::string const wamid = world.say("15550108100", "hello");
  ASSERT_TRUE(world.wait_for_messages(1));
  EXPECT_EQ(world.outcome_of(wamid), "answered(any)");
}

TEST(Service, EverythingSurvivesARestart) {
  World world(kAnyText);
  world.say("15550109000", "hello");
  ASSERT_TRUE(world.wait_for_sends(1));
  world.restart();
  std::string const wamid = world.say("15550109001", "hello again");
  ASSERT_TRUE(world.wait_for_sends(2));
  EXPECT_EQ(world.outcome_of(wamid), "answered(any)");
}

TEST(Service, APlaybookOfAnotherVersionIsCompiledAgain) {
  World world(kAnyText);
  world.restart([&] {
    SQLite::Database db(world.folder.file("waypost.db"), SQLite::OPEN_READWRITE, 2'000);
    db.exec("UPDATE playbook SET compiled = x'0102030405060708'");
  });
  std::string const wamid = world.say("15550109100", "hello");
  ASSERT_TRUE(world.wait_for_messages(1));
  EXPECT_EQ(world.outcome_of(wamid), "answered(any)");
}

TEST(Service, ThrottledSendsAreTriedAgainAndOnlyOnceTaken) {
  World world(kAnyText);
  simulator::Fault throttle;
  throttle.kind = simulator::FaultKind::error;
  throttle.code = 131000;
  throttle.count = 2;
  world.meta.set_faults({throttle});
  world.say("15550109100", "hello");
  ASSERT_TRUE(world.wait_for_sends(1));
  EXPECT_EQ(world.meta.ledger().refused().size(), 2U);
  EXPECT_EQ(world.sends().size(), 1U);
}

TEST(Service, APermanentErrorEndsTheItemWithItsCode) {
  World world(kAnyText);
  simulator::Fault refuse;
  refuse.kind = simulator::FaultKind::error;
  refuse.code = 131026;
  world.meta.set_faults({refuse});
  world.say("15550109200", "hello");
  EXPECT_TRUE(eventually([&] {
    return world.query("SELECT state FROM outbox") == static_cast<int>(outbox::State::failed);
  }));
  EXPECT_NE(world.query_text("SELECT reason FROM outbox").find("131026"), std::string::npos);
}

TEST(Service, RepliesOfOneConversationGoInTheOrderTheyWereDecided) {
  World world(R"({"waypost":1,"rules":[{"id":"three","kind":"contains","triggers":"go","reply":[
    {"type":"text","body":"one"},{"type":"text","body":"two"},{"type":"text","body":"three"}]}]})");
  world.say("15550109300", "go");
  ASSERT_TRUE(world.wait_for_sends(3));
  std::vector<std::string> bodies;
  for (auto const& send : world.sends()) {
    bodies.emplace_back(json::parse(send.body).at("text").at("body").as_string());
  }
  EXPECT_EQ(bodies, (std::vector<std::string>{"one", "two", "three"}));
}

// ---- nothing personal in the logs ------------------------------------------------------------

TEST(Service, NothingPersonalInLogs) {
  std::string log;
  std::vector<std::string> wamids;
  {
    World world(kEveryKind);
    wamids.push_back(world.say("15550109400", "order #4711 CANARYTEXT"));
    wamids.push_back(world.say("15550109401", "my delvery CANARYTEXT"));
    simulator::Fault refuse;
    refuse.kind = simulator::FaultKind::error;
    refuse.code = 100;
    refuse.count = 1;
    world.meta.set_faults({refuse});
    wamids.push_back(world.say("15550109402", "needle CANARYTEXT"));
    world.meta.send_bytes("100000000000001", "{\"broken\": CANARYTEXT");
    ASSERT_TRUE(world.wait_for_messages(3));
    ASSERT_TRUE(world.meta.wait_until_quiet(std::chrono::seconds{10}));
    world.service->stop();
    log = read_file(world.log_file);
  }
  ASSERT_NE(log.find("\"decided\""), std::string::npos) << "no log, no proof";
  ASSERT_NE(log.find("\"sent\""), std::string::npos);
  for (std::string const& secret :
       {std::string{"CANARYTEXT"}, std::string{"1555010940"}, std::string{kAppSecret},
        std::string{kVerifyToken}, std::string{kAccessToken}, std::string{"Ana Ferris"}}) {
    EXPECT_EQ(log.find(secret), std::string::npos) << secret;
  }
  for (std::string const& wamid : wamids) {
    EXPECT_EQ(log.find(wamid), std::string::npos)
        << "a wamid spells the customer's number in base64";
    EXPECT_NE(log.find(app::trace_of(wamid)), std::string::npos)
        << "one id from the message to its statuses";
  }
}

}  // namespace
}  // namespace waypost::test
