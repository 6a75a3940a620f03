// What comes back for an accepted message.
#include <gtest/gtest.h>

#include "support.h"

namespace waypost::simulator::testing {
namespace {

using std::chrono::seconds;
using Words = std::vector<std::string>;

void put_template(Desk& desk, std::string const& name, std::string const& category) {
  desk.simulator.put_template(
      kAccount, parse(R"({"name":")" + name + R"(","language":"en","category":")" + category +
                      R"(","components":[{"type":"BODY","text":"Hi"}]})")
                    .as_object());
}

std::string send_template(Desk& desk, std::string const& name) {
  return desk.graph
      ->send(message("template", R"({"name":")" + name + R"(","language":{"code":"en"}})"))
      .wamid();
}

Words words_of(Desk& desk, std::string const& wamid) {
  EXPECT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
  return desk.callback.statuses_of(wamid);
}

TEST(Status, goes_from_sent_to_read_with_the_opaque_data_and_the_price) {
  Desk desk;
  auto const wamid = desk.graph
                         ->send(R"({"messaging_product":"whatsapp","to":"15550100001",
                           "type":"text","text":{"body":"x"},"biz_opaque_callback_data":"job:42"})")
                         .wamid();
  EXPECT_EQ(words_of(desk, wamid), (Words{"sent", "delivered", "read"}));
  for (auto const& status : desk.callback.all("statuses")) {
    EXPECT_EQ(status.at("biz_opaque_callback_data"), "job:42");
    EXPECT_EQ(status.at("recipient_id"), "15550100001");
    EXPECT_TRUE(status.contains("recipient_user_id"));
    EXPECT_TRUE(status.at("timestamp").is_string());
    EXPECT_FALSE(status.contains("conversation"));
    auto const priced = status.at("status") != "read";
    ASSERT_EQ(status.contains("pricing"), priced) << status.at("status");
    if (!priced) continue;
    EXPECT_EQ(status.at("pricing").at("category"), "service");
    EXPECT_EQ(status.at("pricing").at("type"), "free_customer_service");
    EXPECT_EQ(status.at("pricing").at("billable"), false);
    EXPECT_EQ(status.at("pricing").at("pricing_model"), "PMP");
  }
  auto const records = desk.simulator.ledger().statuses();
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[2].wamid, wamid);
  EXPECT_EQ(records[2].status, "read");
}

TEST(Status, names_the_person_beside_it_unless_it_failed) {
  Desk desk;
  Customer gone;
  gone.wa_id = "15550100002";
  gone.undeliverable_code = 131026;
  desk.simulator.put_customer(gone);
  desk.graph->send_text("15550100001", "x");
  desk.graph->send_text("15550100002", "x");
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
  auto failed = 0;
  for (auto const& post : desk.callback.received()) {
    auto const value = parse(post.body).at("entry").at(0).at("changes").at(0).at("value");
    auto const& status = value.at("statuses").at(0);
    if (status.at("status") == "failed") ++failed;
    EXPECT_EQ(value.as_object().contains("contacts"), status.at("status") != "failed");
  }
  EXPECT_EQ(failed, 1);
}

TEST(Status, of_a_reaction_is_sent_and_nothing_else) {
  Desk desk;
  auto const theirs = desk.simulator.receive_from_customer(text_message("15550100001", "Hi"));
  auto const wamid =
      desk.graph->send(message("reaction", R"({"message_id":")" + theirs + R"(","emoji":"x"})"))
          .wamid();
  EXPECT_EQ(words_of(desk, wamid), (Words{"sent"}));
}

TEST(Status, of_a_voice_message_ends_with_played) {
  Desk desk;
  desk.simulator.put_media(kNumber, "audio/ogg", "voice", "5");
  auto const wamid = desk.graph->send(message("audio", R"({"id":"5","voice":true})")).wamid();
  EXPECT_EQ(words_of(desk, wamid), (Words{"sent", "delivered", "read", "played"}));
}

TEST(Status, never_says_read_of_a_person_without_receipts) {
  Desk desk;
  Customer shy;
  shy.wa_id = "15550100001";
  shy.read_receipts = Customer::ReadReceipts::off;
  desk.simulator.put_customer(shy);
  EXPECT_EQ(words_of(desk, desk.graph->send_text("15550100001", "x").wamid()),
            (Words{"sent", "delivered"}));
}

TEST(Status, fails_for_who_is_not_on_whatsapp) {
  Desk desk;
  Customer gone;
  gone.wa_id = "15550100001";
  gone.undeliverable_code = 131026;
  desk.simulator.put_customer(gone);
  EXPECT_EQ(words_of(desk, desk.graph->send_text("15550100001", "x").wamid()), (Words{"failed"}));
  auto const error = desk.callback.all("statuses").at(0).at("errors").at(0);
  EXPECT_EQ(error.at("code"), 131026);
  EXPECT_EQ(error.at("title"), "Message undeliverable");
}

TEST(Status, fails_marketing_for_who_stopped_it) {
  Desk desk;
  put_template(desk, "sale", "MARKETING");
  put_template(desk, "order", "UTILITY");
  desk.simulator.set_marketing(kNumber, "15550100001", Customer::Marketing::stopped);
  EXPECT_EQ(words_of(desk, send_template(desk, "sale")), (Words{"failed"}));
  EXPECT_EQ(words_of(desk, send_template(desk, "order")).front(), "sent");
  desk.simulator.set_marketing(kNumber, "15550100001", Customer::Marketing::wanted);
  EXPECT_EQ(words_of(desk, send_template(desk, "sale")).front(), "sent");
  EXPECT_EQ(desk.callback.all("user_preferences").at(0).at("value"), "stop");
  EXPECT_TRUE(desk.callback.all("user_preferences").at(0).at("timestamp").is_int64());
}

TEST(Status, prices_templates_by_category_and_window) {
  Desk desk;
  put_template(desk, "sale", "MARKETING");
  put_template(desk, "order", "UTILITY");
  auto const price = [&](std::string const& name) {
    auto const wamid = send_template(desk, name);
    EXPECT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
    for (auto const& status : desk.callback.all("statuses")) {
      if (plain(status.at("id")) == wamid && status.at("status") == "sent") {
        return std::string(status.at("pricing").at("category").as_string()) + " " +
               std::string(status.at("pricing").at("type").as_string());
      }
    }
    return std::string("none");
  };
  EXPECT_EQ(price("sale"), "marketing regular");
  EXPECT_EQ(price("order"), "utility regular");
  desk.simulator.receive_from_customer(text_message("15550100001", "Hi"));
  EXPECT_EQ(price("sale"), "marketing regular");
  EXPECT_EQ(price("order"), "utility free_customer_service");
  auto ad = text_message("15550100001", "Hi");
  ad.extra["referral"] = parse(R"({"source_type":"ad","source_id":"1"})");
  desk.simulator.receive_from_customer(ad);
  EXPECT_EQ(price("sale"), "marketing free_entry_point");
}

TEST(Status, of_a_group_names_the_group) {
  Desk desk;
  auto const wamid = desk.graph
                         ->send(R"({"messaging_product":"whatsapp","recipient_type":"group",
                           "to":"GROUP1","type":"text","text":{"body":"x"}})")
                         .wamid();
  ASSERT_FALSE(words_of(desk, wamid).empty());
  auto const status = desk.callback.all("statuses").at(0);
  EXPECT_EQ(status.at("recipient_type"), "group");
  EXPECT_EQ(status.at("recipient_id"), "GROUP1");
}

TEST(Status, hides_the_phone_of_a_person_who_hides_it) {
  Desk desk;
  Customer private_person;
  private_person.wa_id = "15550100001";
  private_person.user_id = "US.77";
  private_person.phone = Customer::Phone::hidden;
  desk.simulator.put_customer(private_person);
  desk.simulator.receive_from_customer(text_message("US.77", "Hi"));
  desk.graph->send(R"({"messaging_product":"whatsapp","recipient":"US.77","text":{"body":"x"}})");
  ASSERT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
  for (auto const& post : desk.callback.received()) {
    EXPECT_EQ(post.body.find("15550100001"), std::string::npos) << post.body;
  }
}

}  // namespace
}  // namespace waypost::simulator::testing
