// The webhook sender: customers' messages, other fields, batches, retries, faults on the way.
#include <atomic>
#include <set>

#include <gtest/gtest.h>

#include "support.h"

namespace waypost::simulator::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Inbound, looks_like_meta_s_own) {
  auto options = quick_options();
  Customer ana;
  ana.wa_id = "15550100001";
  ana.user_id = "US.10000000000000000001";
  ana.username = "ana.f";
  options.customers = {ana};
  Desk desk(options);
  auto hello = text_message("15550100001", "Hello");
  hello.id = "wamid.ONE";
  hello.timestamp = Instant{seconds{1'767'225'600}};
  EXPECT_EQ(desk.simulator.receive_from_customer(hello), "wamid.ONE");
  ASSERT_TRUE(desk.callback.wait_for(1));
  EXPECT_EQ(parse(desk.callback.received().at(0).body), parse(R"({
    "object":"whatsapp_business_account","entry":[{"id":"900000000000001","changes":[{
      "value":{"messaging_product":"whatsapp",
        "metadata":{"display_phone_number":"15550100100","phone_number_id":"800000000000001"},
        "contacts":[{"profile":{"name":"Ana Ferris","username":"ana.f"},"wa_id":"15550100001",
          "user_id":"US.10000000000000000001"}],
        "messages":[{"from":"15550100001","from_user_id":"US.10000000000000000001",
          "id":"wamid.ONE","timestamp":"1767225600","type":"text","text":{"body":"Hello"}}]},
      "field":"messages"}]}]})"));
}

TEST(Inbound, carries_every_type_and_further_members) {
  Desk desk;
  for (auto const& [type, content] :
       {std::pair{"image", R"({"id":"1","mime_type":"image/jpeg","sha256":"x"})"},
        std::pair{"button", R"({"payload":"p","text":"Yes"})"},
        std::pair{"interactive",
                  R"({"type":"button_reply","button_reply":{"id":"yes","title":"Yes"}})"},
        std::pair{"contacts", R"([{"name":{"formatted_name":"x"}}])"}}) {
    CustomerMessage one;
    one.type = type;
    one.content = parse(content);
    one.extra = parse(R"({"context":{"from":"15550100100","id":"wamid.OURS"}})").as_object();
    desk.simulator.receive_from_customer(one);
  }
  CustomerMessage bare;
  bare.type = "request_welcome";
  desk.simulator.receive_from_customer(bare);
  ASSERT_TRUE(desk.callback.wait_for(5));
  std::set<std::string> types;
  for (auto const& one : desk.callback.all("messages")) {
    auto const type = std::string(one.at("type").as_string());
    types.insert(type);
    EXPECT_EQ(one.contains(type), type != "request_welcome");
    EXPECT_EQ(one.contains("context"), type != "request_welcome");
  }
  EXPECT_EQ(types.size(), 5U);
}

TEST(Webhook, sends_any_field_and_any_bytes) {
  Desk desk;
  desk.simulator.send_change(kAccount, "account_review_update",
                             parse(R"({"decision":"APPROVED"})"));
  desk.simulator.send_bytes(kApp, "not json at all");
  ASSERT_TRUE(desk.callback.wait_for(2));
  std::set<std::string> bodies;
  for (auto const& post : desk.callback.received()) bodies.insert(post.body);
  EXPECT_TRUE(bodies.contains("not json at all"));
  bodies.erase("not json at all");
  auto const body = parse(*bodies.begin());
  EXPECT_EQ(body.at("entry").at(0).at("changes").at(0).at("field"), "account_review_update");
  EXPECT_TRUE(body.at("entry").at(0).at("time").is_int64());
}

TEST(Webhook, goes_to_the_app_of_the_number) {
  Callback other;
  auto options = quick_options();
  App app;
  app.app_id = "100000000000002";
  app.app_secret = "another-secret";
  app.callback_url = other.url();
  options.apps.push_back(app);
  Number number;
  number.phone_number_id = "800000000000002";
  number.waba_id = "900000000000002";
  number.app_id = app.app_id;
  options.numbers.push_back(number);
  Desk desk(options);
  desk.simulator.receive_from_customer(text_message("15550100001", "Hi", "800000000000002"));
  ASSERT_TRUE(other.wait_for(1));
  EXPECT_TRUE(desk.callback.received().empty());
  EXPECT_THROW(desk.simulator.receive_from_customer(text_message("1", "Hi", "404")),
               std::invalid_argument);
}

TEST(Webhook, is_offered_until_it_is_answered_200) {
  auto options = quick_options();
  options.retries.first = milliseconds{5};
  options.retries.factor = 2;
  // 201 and 204 are not good enough.
  constexpr std::array kAnswers{500, 503, 201, 204, 403};
  Desk desk(options, [&](std::size_t ordinal, Received const&) {
    return ordinal <= kAnswers.size() ? kAnswers[ordinal - 1] : 200;
  });
  desk.simulator.receive_from_customer(text_message("15550100001", "Hi"));
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{10}));
  auto const posts = desk.simulator.ledger().posts();
  ASSERT_EQ(posts.size(), 6U);
  for (std::size_t index = 0; index < posts.size(); ++index) {
    EXPECT_EQ(posts[index].delivery, posts[0].delivery);
    EXPECT_EQ(posts[index].attempt, static_cast<int>(index) + 1);
    EXPECT_EQ(posts[index].http_status, index < 5 ? kAnswers[index] : 200);
    EXPECT_EQ(posts[index].body, posts[0].body);
    if (index < 2) continue;
    // Each wait is twice the one before; half of that leaves room for a slow machine.
    EXPECT_GE(posts[index].at - posts[index - 1].at, milliseconds{5} * (1 << (index - 1)));
  }
  EXPECT_EQ(desk.simulator.ledger().acknowledged().size(), 1U);
}

TEST(Webhook, is_given_up_after_seven_days_which_pass_in_less_than_seconds) {
  Desk desk(quick_options(), [](std::size_t, Received const&) { return 500; });
  desk.simulator.receive_from_customer(text_message("15550100001", "Hi"));
  ASSERT_TRUE(desk.callback.wait_for(1));
  auto const start = std::chrono::steady_clock::now();
  desk.simulator.advance(hours{24 * 8});
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds{5});
  auto const posts = desk.simulator.ledger().posts();
  // 1, 2, 4 ... 2048 s, then every hour: decreasing frequency for a week.
  EXPECT_GT(posts.size(), 150U);
  EXPECT_LT(posts.size(), 200U);
  EXPECT_EQ(posts.back().gave_up, WebhookPost::GaveUp::yes);
  EXPECT_LE(posts.back().at - posts.front().at, hours{24 * 7});
  EXPECT_GT(posts.back().at - posts.front().at, hours{24 * 7 - 2});
  EXPECT_EQ(desk.simulator.ledger().summary().deliveries_given_up, 1U);
  EXPECT_TRUE(desk.simulator.wait_until_quiet(milliseconds{100}));
}

TEST(Webhook, is_offered_again_when_nobody_listens) {
  Callback late;
  auto options = quick_options();
  options.retries.first = milliseconds{20};
  options.apps[0].callback_url = "http://127.0.0.1:1/webhook";
  Simulator simulator(options);
  simulator.start();
  simulator.receive_from_customer(text_message("15550100001", "Hi"));
  ASSERT_TRUE(simulator.ledger().wait([](Summary const& counts) { return counts.posts >= 2; },
                                      seconds{10}));
  EXPECT_EQ(simulator.ledger().posts().at(0).http_status, 0);
  simulator.set_callback(kApp, late.url());
  EXPECT_TRUE(late.wait_for(1));
}

TEST(Batch, puts_a_thousand_updates_into_one_post) {
  Desk desk;
  std::vector<CustomerMessage> messages;
  for (auto index = 0; index < 2500; ++index) {
    messages.push_back(text_message(std::to_string(15'550'300'000 + index % 7), "Hi"));
  }
  auto const ids = desk.simulator.receive_from_customers(messages);
  ASSERT_TRUE(desk.callback.wait_for(3));
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{10}));
  std::vector<std::size_t> sizes;
  for (auto const& post : desk.simulator.ledger().posts()) sizes.push_back(post.items.size());
  std::sort(sizes.begin(), sizes.end());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{500, 1000, 1000}));
  std::set<std::string> arrived;
  for (auto const& one : desk.callback.all("messages")) {
    arrived.insert(std::string(one.at("id").as_string()));
  }
  EXPECT_EQ(arrived, std::set<std::string>(ids.begin(), ids.end()));
  EXPECT_EQ(desk.callback.all("contacts").size(), 21U);  // each person once in each value
}

TEST(Batch, stays_under_three_megabytes) {
  Desk desk;
  std::vector<CustomerMessage> messages;
  for (auto index = 0; index < 1000; ++index) {
    messages.push_back(text_message("15550100001", std::string(4096, 'x')));
  }
  desk.simulator.receive_from_customers(messages);
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{10}));
  EXPECT_EQ(desk.callback.all("messages").size(), 1000U);
  EXPECT_GE(desk.callback.received().size(), 2U);
  for (auto const& post : desk.callback.received()) EXPECT_LE(post.body.size(), 3U << 20U);
}

TEST(Batch, lets_updates_wait_for_company) {
  auto options = quick_options();
  options.batching.max_updates = 50;
  options.batching.linger = milliseconds{30};
  Number other;
  other.phone_number_id = "800000000000002";
  other.waba_id = "900000000000002";
  options.numbers.push_back(other);
  Desk desk(options);
  for (auto index = 0; index < 20; ++index) {
    desk.simulator.receive_from_customer(
        text_message("15550100001", "Hi", index % 2 == 0 ? "" : "800000000000002"));
  }
  desk.graph->send_text("15550100001", "Hello");
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{10}));
  EXPECT_LT(desk.callback.received().size(), 10U);
  auto const first = parse(desk.callback.received().at(0).body);
  EXPECT_EQ(first.at("entry").as_array().size(), 2U);
  EXPECT_EQ(desk.callback.all("messages").size(), 20U);
  EXPECT_EQ(desk.callback.all("statuses").size(), 3U);
}

TEST(Subscription, is_verified_as_meta_does) {
  Desk desk;
  EXPECT_TRUE(desk.simulator.subscribe(kApp));
  App app;
  app.callback_url = desk.callback.url();
  app.verify_token = "wrong";
  desk.simulator.put_app(app);
  EXPECT_FALSE(desk.simulator.subscribe(kApp));
  EXPECT_FALSE(desk.simulator.subscribe("404"));
}

TEST(PostFault, duplicates_the_same_bytes) {
  Desk desk;
  Fault fault;
  fault.kind = FaultKind::post_duplicate;
  fault.count = 1;
  desk.simulator.set_faults({fault});
  desk.simulator.receive_from_customer(text_message("15550100001", "Hi"));
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
  auto const posts = desk.callback.received();
  ASSERT_EQ(posts.size(), 2U);
  EXPECT_EQ(posts[0].body, posts[1].body);
  EXPECT_EQ(desk.simulator.ledger().acknowledged().size(), 1U);
  EXPECT_EQ(desk.simulator.faults().at(0).count, 0);
}

TEST(PostFault, lets_the_next_pass) {
  Desk desk;
  Fault fault;
  fault.kind = FaultKind::post_reorder;
  fault.count = 1;
  fault.delay = seconds{60};
  desk.simulator.set_faults({fault});
  auto const first = desk.simulator.receive_from_customer(text_message("15550100001", "1"));
  auto const second = desk.simulator.receive_from_customer(text_message("15550100001", "2"));
  ASSERT_TRUE(desk.callback.wait_for(2));
  auto const messages = desk.callback.all("messages");
  EXPECT_EQ(plain(messages.at(0).at("id")), second);
  EXPECT_EQ(plain(messages.at(1).at("id")), first);
}

TEST(PostFault, that_reorders_gives_up_waiting_when_nothing_comes) {
  Desk desk;
  Fault fault;
  fault.kind = FaultKind::post_reorder;
  fault.delay = milliseconds{20};
  desk.simulator.set_faults({fault});
  desk.simulator.receive_from_customer(text_message("15550100001", "1"));
  EXPECT_TRUE(desk.callback.wait_for(1));
}

TEST(PostFault, delays_and_drops) {
  auto options = quick_options();
  options.clock_speed = 0;
  Desk desk(options);
  Fault delay;
  delay.kind = FaultKind::post_delay;
  delay.delay = hours{3};
  delay.to = "15550100001";
  Fault drop;
  drop.kind = FaultKind::post_drop;
  drop.to = "15550100002";
  desk.simulator.set_faults({delay, drop});
  desk.simulator.receive_from_customer(text_message("15550100001", "late"));
  desk.simulator.receive_from_customer(text_message("15550100002", "never"));
  desk.simulator.receive_from_customer(text_message("15550100003", "now"));
  ASSERT_TRUE(desk.callback.wait_for(1));
  EXPECT_EQ(desk.callback.all("messages").at(0).at("from"), "15550100003");
  desk.simulator.advance(hours{2});
  EXPECT_EQ(desk.callback.received().size(), 1U);
  desk.simulator.advance(hours{2});
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
  EXPECT_EQ(desk.callback.received().size(), 2U);
  EXPECT_EQ(desk.callback.all("messages").at(1).at("from"), "15550100001");
}

}  // namespace
}  // namespace waypost::simulator::testing
