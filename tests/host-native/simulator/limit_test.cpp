// Meta's brakes, on a clock that stands still unless it is moved.
#include <gtest/gtest.h>

#include "support.h"

namespace waypost::simulator::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

Options still() {
  auto options = quick_options();
  options.clock_speed = 0;
  options.clock_start = Instant{seconds{1'767'225'600}};
  options.statuses.mode = StatusTiming::Mode::off;
  return options;
}

std::string person(int index) {
  return std::to_string(15'550'300'000 + index);
}

TEST(Throughput, refuses_the_81st_message_of_a_second) {
  Desk desk(still());
  for (auto index = 0; index < 80; ++index) {
    ASSERT_EQ(desk.graph->send_text(person(index), "x").status, 200) << index;
  }
  auto const refused = desk.graph->send_text(person(80), "x");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.code(), 130429);
  // 80 a second come back: 12.5 ms are one.
  desk.simulator.set_now(desk.simulator.now() + milliseconds{13});
  EXPECT_EQ(desk.graph->send_text(person(81), "x").status, 200);
  EXPECT_EQ(desk.graph->send_text(person(82), "x").code(), 130429);
}

TEST(Throughput, is_shared_with_inbound_messages) {
  auto options = still();
  options.numbers[0].messages_per_second = 10;
  Desk desk(options);
  for (auto index = 0; index < 7; ++index) {
    desk.simulator.receive_from_customer(text_message(person(index), "Hi"));
  }
  for (auto index = 0; index < 3; ++index) {
    EXPECT_EQ(desk.graph->send_text(person(index), "x").status, 200);
  }
  EXPECT_EQ(desk.graph->send_text(person(9), "x").code(), 130429);
  // An inbound message is never refused.
  EXPECT_NE(desk.simulator.receive_from_customer(text_message(person(1), "Hi")), "");
}

TEST(Throughput, without_limit_is_without_limit) {
  auto options = still();
  options.numbers[0].messages_per_second = 0;
  Desk desk(options);
  for (auto index = 0; index < 300; ++index) {
    ASSERT_EQ(desk.graph->send_text(person(index), "x").status, 200) << index;
  }
}

TEST(PairRate, lends_45_and_gives_one_back_every_six_seconds) {
  Desk desk(still());
  for (auto index = 0; index < 45; ++index) {
    ASSERT_EQ(desk.graph->send_text(person(1), "x").status, 200) << index;
  }
  EXPECT_EQ(desk.graph->send_text(person(1), "x").code(), 131056);
  EXPECT_EQ(desk.graph->send_text(person(2), "x").status, 200);
  desk.simulator.set_now(desk.simulator.now() + seconds{5});
  EXPECT_EQ(desk.graph->send_text(person(1), "x").code(), 131056);
  desk.simulator.set_now(desk.simulator.now() + seconds{1});
  EXPECT_EQ(desk.graph->send_text(person(1), "x").status, 200);
  EXPECT_EQ(desk.graph->send_text(person(1), "x").code(), 131056);
  // After the loan is paid back, 45 again and not one more.
  desk.simulator.set_now(desk.simulator.now() + hours{1});
  for (auto index = 0; index < 45; ++index) {
    ASSERT_EQ(desk.graph->send_text(person(1), "x").status, 200) << index;
  }
  EXPECT_EQ(desk.graph->send_text(person(1), "x").code(), 131056);
}

TEST(PairRate, counts_a_person_once_whatever_the_spelling) {
  Desk desk(still());
  for (auto index = 0; index < 45; ++index) {
    auto const* form = index % 2 == 0 ? "+1 555 030 0001" : "15550300001";
    ASSERT_EQ(desk.graph->send_text(form, "x").status, 200) << index;
  }
  EXPECT_EQ(desk.graph->send_text("+1-555-030-0001", "x").code(), 131056);
}

TEST(Window, closed_fails_later_with_131047) {
  auto options = quick_options();
  options.window = WindowCheck::failed_status;
  Desk desk(options);
  auto const wamid = desk.graph->send_text("15550100001", "Hello").wamid();
  ASSERT_NE(wamid, "");
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
  auto const status = desk.callback.all("statuses").at(0);
  EXPECT_EQ(plain(status.at("id")), wamid);
  EXPECT_EQ(status.at("status"), "failed");
  EXPECT_EQ(status.at("errors").as_array().at(0).at("code"), 131047);
  EXPECT_FALSE(status.contains("recipient_user_id"));
  EXPECT_EQ(desk.callback.statuses_of(wamid).size(), 1U);
}

TEST(Window, closed_is_refused_at_once_where_told_so) {
  auto options = quick_options();
  options.window = WindowCheck::refused;
  Desk desk(options);
  auto const answer = desk.graph->send_text("15550100001", "Hello");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.code(), 131047);
  EXPECT_TRUE(desk.simulator.ledger().accepted().empty());
}

TEST(Window, is_open_for_24_hours_after_the_customers_message) {
  auto options = still();
  options.window = WindowCheck::refused;
  Desk desk(options);
  auto const code = [&] { return desk.graph->send_text(person(1), "x").code(); };
  EXPECT_EQ(code(), 131047);
  desk.simulator.receive_from_customer(text_message(person(1), "Hi"));
  EXPECT_EQ(code(), 0);
  EXPECT_EQ(desk.graph->send_text(person(2), "x").code(), 131047);
  desk.simulator.set_now(desk.simulator.now() + hours{24} - seconds{1});
  EXPECT_EQ(code(), 0);
  desk.simulator.set_now(desk.simulator.now() + seconds{1});
  EXPECT_EQ(code(), 131047);
}

TEST(Window, is_not_opened_by_reactions_system_messages_or_groups) {
  auto options = still();
  options.window = WindowCheck::refused;
  Desk desk(options);
  CustomerMessage reaction;
  reaction.from = person(1);
  reaction.type = "reaction";
  reaction.content = parse(R"({"message_id":"wamid.X","emoji":"x"})");
  desk.simulator.receive_from_customer(reaction);
  CustomerMessage system;
  system.from = person(1);
  system.type = "system";
  system.content = parse(R"({"body":"changed","type":"user_changed_number"})");
  desk.simulator.receive_from_customer(system);
  auto group = text_message(person(1), "Hi all");
  group.extra["group_id"] = "G1";
  desk.simulator.receive_from_customer(group);
  EXPECT_EQ(desk.graph->send_text(person(1), "x").code(), 131047);
}

TEST(Window, is_opened_by_a_call_of_the_customer) {
  auto options = still();
  options.window = WindowCheck::refused;
  Desk desk(options);
  auto const call = [](int who, std::string const& direction) {
    return parse(R"({"calls":[{"id":"wacid.1","from":")" + person(who) +
                 R"(","event":"connect","direction":")" + direction + R"("}]})");
  };
  desk.simulator.send_change(kAccount, "calls", call(1, "USER_INITIATED"));
  desk.simulator.send_change(kAccount, "calls", call(2, "BUSINESS_INITIATED"));
  EXPECT_EQ(desk.graph->send_text(person(1), "x").status, 200);
  EXPECT_EQ(desk.graph->send_text(person(2), "x").code(), 131047);
}

TEST(Window, does_not_hold_templates_back) {
  auto options = still();
  options.window = WindowCheck::refused;
  Desk desk(options);
  desk.simulator.put_template(
      kAccount, parse(R"({"name":"t","language":"en","components":[{"type":"BODY","text":"Hi"}]})")
                    .as_object());
  EXPECT_EQ(
      desk.graph->send(message("template", R"({"name":"t","language":{"code":"en"}})")).status,
      200);
}

Options tier(std::size_t limit) {
  auto options = still();
  options.statuses.mode = StatusTiming::Mode::on;
  options.clock_speed = 1;
  options.numbers[0].messaging_limit = limit;
  Number second = options.numbers[0];
  second.phone_number_id = "800000000000002";
  second.display_phone_number = "15550100101";
  options.numbers.push_back(second);
  return options;
}

TEST(MessagingLimit, counts_unique_people_of_the_portfolio_outside_windows) {
  Desk desk(tier(3));
  desk.simulator.put_template(
      kAccount, parse(R"({"name":"t","language":"en","components":[{"type":"BODY","text":"Hi"}]})")
                    .as_object());
  auto const send = [&](std::string_view number, int who) {
    auto body = message("template", R"({"name":"t","language":{"code":"en"}})");
    body.replace(body.find("15550100001"), 11, person(who));
    return desk.graph->post("/v25.0/" + std::string(number) + "/messages", body).wamid();
  };
  auto const first_word = [&](std::string const& wamid) {
    EXPECT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
    auto const words = desk.callback.statuses_of(wamid);
    return words.empty() ? std::string("nothing") : words.front();
  };
  EXPECT_EQ(first_word(send(kNumber, 1)), "sent");
  EXPECT_EQ(first_word(send(kNumber, 1)), "sent");
  EXPECT_EQ(first_word(send("800000000000002", 2)), "sent");
  desk.simulator.receive_from_customer(text_message(person(9), "Hi"));
  EXPECT_EQ(first_word(send(kNumber, 9)), "sent");  // inside a window: free
  EXPECT_EQ(first_word(send(kNumber, 3)), "sent");
  EXPECT_EQ(first_word(send(kNumber, 4)), "failed");
  EXPECT_EQ(first_word(send("800000000000002", 5)), "failed");
  EXPECT_EQ(first_word(send(kNumber, 2)), "sent");  // reached before
  desk.simulator.advance(hours{25});
  EXPECT_EQ(first_word(send(kNumber, 4)), "sent");
}

TEST(Management, calls_are_counted_by_the_hour) {
  auto options = still();
  options.limits.management_calls_per_hour = 5;
  Desk desk(options);
  auto const path = "/v25.0/" + std::string(kAccount) + "/message_templates";
  for (auto index = 0; index < 5; ++index) EXPECT_EQ(desk.graph->get(path).status, 200);
  EXPECT_EQ(desk.graph->get(path).code(), 80008);
  EXPECT_EQ(desk.graph->send_text(person(1), "x").status, 200);
  desk.simulator.set_now(desk.simulator.now() + hours{1});
  EXPECT_EQ(desk.graph->get(path).status, 200);
}

}  // namespace
}  // namespace waypost::simulator::testing
