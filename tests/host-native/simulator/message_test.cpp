// Every type of message, as Meta's own documentation spells it, is taken and lands in the ledger.
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "support.h"

namespace waypost::simulator::testing {
namespace {

struct Example {
  char const* name;
  char const* body;
};

void PrintTo(Example const& example, std::ostream* out) {
  *out << example.name;
}

#define TO R"({"messaging_product":"whatsapp","to":"+15550100001",)"

Example const kExamples[] = {
    {"text", R"({"messaging_product":"whatsapp","recipient_type":"individual",
      "to":"+15550100001","type":"text","text":{"body":"Hello","preview_url":false},
      "context":{"message_id":"wamid.EXAMPLE"},"biz_opaque_callback_data":"job:42"})"},
    {"text_with_preview",
     TO R"("type":"text","text":{"preview_url":true,"body":"See https://shop.example/"}})"},
    {"text_without_type", TO R"("text":{"body":"Hello"}})"},
    {"image_by_id", TO R"("type":"image","image":{"id":"500000000000001","caption":"Blue one"}})"},
    {"document_by_link", TO R"("type":"document","document":{"link":"https://shop.example/i.pdf",
      "filename":"invoice.pdf","caption":"Invoice"}})"},
    {"voice", TO R"("type":"audio","audio":{"id":"500000000000002","voice":true}})"},
    {"video", TO R"("type":"video","video":{"link":"https://shop.example/v.mp4","caption":"v"}})"},
    {"sticker", TO R"("type":"sticker","sticker":{"link":"https://shop.example/s.webp"}})"},
    {"location", TO R"("type":"location","location":{"latitude":"37.44","longitude":"-122.16",
      "name":"Shop","address":"1 Main St"}})"},
    {"location_in_numbers",
     TO R"("type":"location","location":{"latitude":37.44,"longitude":-122}})"},
    {"contacts", TO R"("type":"contacts","contacts":[
      {"name":{"formatted_name":"Pat Doe","first_name":"Pat","last_name":"Doe"},
       "phones":[{"phone":"+15550100077","type":"CELL","wa_id":"15550100077"}],
       "emails":[{"email":"pat@example.com","type":"WORK"}],
       "org":{"company":"Example"},"birthday":"1990-01-31",
       "addresses":[{"street":"1 Main St","city":"Town","state":"CA","zip":"94000",
         "country":"United States","country_code":"US","type":"HOME"}],
       "urls":[{"url":"https://example.com","type":"WORK"}]}]})"},
    {"reaction", TO R"("type":"reaction","reaction":{"message_id":"wamid.EXAMPLE","emoji":"👍"}})"},
    {"reaction_removed",
     TO R"("type":"reaction","reaction":{"message_id":"wamid.EXAMPLE","emoji":""}})"},
    {"pin", R"({"messaging_product":"whatsapp","recipient_type":"group","to":"GROUP1","type":"pin",
      "pin":{"type":"pin","message_id":"wamid.EXAMPLE","expiration_days":7}})"},
    {"group_text", R"({"messaging_product":"whatsapp","recipient_type":"group","to":"GROUP1",
      "type":"text","text":{"body":"Hello all"}})"},
    {"reply_buttons", TO R"("type":"interactive","interactive":{"type":"button",
      "header":{"type":"text","text":"Order 17"},
      "body":{"text":"Confirm?"},"footer":{"text":"Example Shop"},
      "action":{"buttons":[{"type":"reply","reply":{"id":"yes","title":"Yes"}},
        {"type":"reply","reply":{"id":"no","title":"No"}}]}}})"},
    {"reply_buttons_under_an_image", TO R"("type":"interactive","interactive":{"type":"button",
      "header":{"type":"image","image":{"link":"https://shop.example/1.png"}},
      "body":{"text":"Confirm?"},
      "action":{"buttons":[{"type":"reply","reply":{"id":"yes","title":"Yes"}}]}}})"},
    {"list", TO R"("type":"interactive","interactive":{"type":"list","body":{"text":"Choose"},
      "action":{"button":"Menu","sections":[{"title":"Main","rows":[
        {"id":"a","title":"Alpha","description":"First"},{"id":"b","title":"Beta"}]}]}}})"},
    {"cta_url", TO R"("type":"interactive","interactive":{"type":"cta_url","body":{"text":"Dates"},
      "action":{"name":"cta_url","parameters":{"display_text":"Open",
        "url":"https://shop.example/d"}}}})"},
    {"flow", TO R"("type":"interactive","interactive":{"type":"flow","body":{"text":"Book"},
      "action":{"name":"flow","parameters":{"flow_message_version":"3","flow_token":"t-1",
        "flow_id":"110000000000001","flow_cta":"Book","mode":"published","flow_action":"navigate",
        "flow_action_payload":{"screen":"START","data":{"k":"v"}}}}}})"},
    {"product", TO R"("type":"interactive","interactive":{"type":"product","body":{"text":"Look"},
      "action":{"catalog_id":"130000000000001","product_retailer_id":"sku-1"}}})"},
    {"product_list", TO R"("type":"interactive","interactive":{"type":"product_list",
      "header":{"type":"text","text":"Ours"},"body":{"text":"Look"},
      "action":{"catalog_id":"130000000000001","sections":[{"title":"A","product_items":[
        {"product_retailer_id":"sku-1"},{"product_retailer_id":"sku-2"}]}]}}})"},
    {"catalog_message",
     TO R"("type":"interactive","interactive":{"type":"catalog_message","body":{"text":"All"},
      "action":{"name":"catalog_message",
        "parameters":{"thumbnail_product_retailer_id":"sku-1"}}}})"},
    {"carousel",
     TO R"("type":"interactive","interactive":{"type":"carousel","body":{"text":"Offers"},
      "action":{"cards":[
       {"card_index":0,"type":"cta_url",
        "header":{"type":"image","image":{"link":"https://shop.example/1.png"}},
        "body":{"text":"Deal 1"},"action":{"name":"cta_url",
          "parameters":{"display_text":"Shop","url":"https://shop.example/1"}}},
       {"card_index":1,"type":"cta_url",
        "header":{"type":"image","image":{"link":"https://shop.example/2.png"}},
        "body":{"text":"Deal 2"},"action":{"name":"cta_url",
          "parameters":{"display_text":"Shop","url":"https://shop.example/2"}}}]}}})"},
    {"carousel_of_products",
     TO R"("type":"interactive","interactive":{"type":"carousel","body":{"text":"Offers"},
      "action":{"cards":[
       {"card_index":0,"type":"product",
        "action":{"product_retailer_id":"sku-1","catalog_id":"130000000000001"}},
       {"card_index":1,"type":"product",
        "action":{"product_retailer_id":"sku-2","catalog_id":"130000000000001"}}]}}})"},
    {"location_request",
     TO R"("type":"interactive","interactive":{"type":"location_request_message",
      "body":{"text":"Where are you?"},"action":{"name":"send_location"}}})"},
    {"call_permission_request",
     TO R"("type":"interactive","interactive":{"type":"call_permission_request",
      "body":{"text":"May we call?"},"action":{"name":"call_permission_request"}}})"},
    {"contact_info_from_a_user_id",
     R"({"messaging_product":"whatsapp","recipient":"US.10000000000000000001",
      "type":"interactive","interactive":{"type":"request_contact_info",
      "body":{"text":"Your number?"},"action":{"name":"request_contact_info"}}})"},
    {"address", TO R"("type":"interactive","interactive":{"type":"address_message",
      "body":{"text":"Address?"},"action":{"name":"address_message","parameters":{"country":"IN",
        "values":{"name":"Pat","phone_number":"+15550100077","in_pin_code":"400063",
          "city":"Mumbai"},
        "saved_addresses":[{"id":"a1","value":{"name":"Pat","city":"Mumbai"}}],
        "validation_errors":{"in_pin_code":"Not found"}}}}})"},
};

class EveryExample : public ::testing::TestWithParam<Example> {};

TEST_P(EveryExample, is_accepted_and_told) {
  auto options = quick_options();
  options.unknown_ids = UnknownIds::accepted;  // the examples name messages of nowhere
  Desk desk(options);
  desk.simulator.put_media(kNumber, "image/jpeg", "picture", "500000000000001");
  desk.simulator.put_media(kNumber, "audio/ogg; codecs=opus", "voice", "500000000000002");

  auto const answer = desk.graph->send(GetParam().body);
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.json.at("messaging_product"), "whatsapp");
  EXPECT_EQ(answer.wamid().substr(0, 6), "wamid.");

  auto const ledger = desk.simulator.ledger().accepted();
  ASSERT_EQ(ledger.size(), 1U);
  EXPECT_EQ(ledger[0].wamid, answer.wamid());
  EXPECT_EQ(ledger[0].body, GetParam().body);
  ASSERT_TRUE(desk.simulator.wait_until_quiet(std::chrono::seconds{5}));
  EXPECT_EQ(desk.callback.statuses_of(answer.wamid()).front(), "sent");
}

INSTANTIATE_TEST_SUITE_P(Cloud, EveryExample, ::testing::ValuesIn(kExamples), [](auto const& one) {
  return std::string(one.param.name);
});

TEST(Message, echoes_the_destination_as_written_and_as_meta_knows_it) {
  Desk desk;
  auto const answer = desk.graph->send_text("+1 (555) 010-0001", "Hello");
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.json.at("contacts").at(0).at("input"), "+1 (555) 010-0001");
  EXPECT_EQ(answer.json.at("contacts").at(0).at("wa_id"), "15550100001");
  EXPECT_FALSE(answer.json.at("contacts").at(0).as_object().contains("user_id"));
}

TEST(Message, prepends_the_country_of_the_business_to_a_national_number) {
  auto options = quick_options();
  options.numbers[0].country_code = "91";
  Desk desk(options);
  auto const answer = desk.graph->send_text("(631) 555-1234", "Hello");
  EXPECT_EQ(answer.json.at("contacts").at(0).at("wa_id"), "916315551234");
}

TEST(Message, reaches_a_person_under_another_form_of_the_number) {
  auto options = quick_options();
  Customer ana;
  ana.wa_id = "551187654321";
  ana.other_forms = {"5511987654321"};
  options.customers = {ana};
  Desk desk(options);
  auto const answer = desk.graph->send_text("+5511987654321", "Oi");
  EXPECT_EQ(answer.json.at("contacts").at(0).at("wa_id"), "551187654321");
}

TEST(Message, to_a_user_id_answers_with_the_user_id) {
  auto options = quick_options();
  Customer ben;
  ben.user_id = "US.13491208655302741918";
  ben.username = "ben";
  options.customers = {ben};
  Desk desk(options);
  auto const answer = desk.graph->send(R"({"messaging_product":"whatsapp",
    "recipient":"US.13491208655302741918","type":"text","text":{"body":"Hi"}})");
  ASSERT_EQ(answer.status, 200) << answer.text;
  auto const& contact = answer.json.at("contacts").at(0).as_object();
  EXPECT_EQ(contact.at("user_id"), "US.13491208655302741918");
  EXPECT_FALSE(contact.contains("wa_id"));
  ASSERT_TRUE(desk.simulator.wait_until_quiet(std::chrono::seconds{5}));
  auto const status = desk.callback.all("statuses").at(0);
  EXPECT_EQ(status.at("recipient_user_id"), "US.13491208655302741918");
  EXPECT_FALSE(status.contains("recipient_id"));
}

TEST(Message, to_both_goes_to_the_phone) {
  Desk desk;
  auto const answer = desk.graph->send(R"({"messaging_product":"whatsapp","to":"+15550100009",
    "recipient":"US.1349","type":"text","text":{"body":"Hi"}})");
  EXPECT_EQ(answer.json.at("contacts").at(0).at("wa_id"), "15550100009");
}

TEST(Read, marks_an_incoming_message_and_shows_typing) {
  Desk desk;
  auto const wamid = desk.simulator.receive_from_customer(text_message("15550100001", "Hi"));
  auto const body = R"({"messaging_product":"whatsapp","status":"read","message_id":")" + wamid +
                    R"(","typing_indicator":{"type":"text"}})";
  auto const answer = desk.graph->send(body);
  EXPECT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.json.at("success"), true);
  auto const reads = desk.simulator.ledger().reads();
  ASSERT_EQ(reads.size(), 1U);
  EXPECT_EQ(reads[0].message_id, wamid);
  EXPECT_EQ(reads[0].typing, ReadCall::Typing::yes);
  EXPECT_TRUE(desk.simulator.ledger().accepted().empty());
}

TEST(Read, refuses_an_unknown_message_and_our_own) {
  Desk desk;
  auto const read = [&](std::string const& wamid) {
    return desk.graph
        ->send(R"({"messaging_product":"whatsapp","status":"read","message_id":")" + wamid +
               R"("})")
        .code();
  };
  EXPECT_EQ(read("wamid.NOBODY"), 131009);
  EXPECT_EQ(read(desk.graph->send_text("15550100001", "Hello").wamid()), 131009);
}

TEST(Message, refers_to_messages_of_the_last_thirty_days) {
  auto options = quick_options();
  options.clock_speed = 0;
  Desk desk(options);
  auto const theirs = desk.simulator.receive_from_customer(text_message("15550100001", "Hi"));
  auto const react = [&] {
    return desk.graph
        ->send(message("reaction", R"({"message_id":")" + theirs + R"(","emoji":"x"})"))
        .code();
  };
  desk.simulator.set_now(desk.simulator.now() + std::chrono::hours{24 * 30});
  EXPECT_EQ(react(), 0);
  desk.simulator.set_now(desk.simulator.now() + std::chrono::seconds{1});
  EXPECT_EQ(react(), 131009);
}

TEST(Message, ids_differ_between_runs_without_a_seed_and_agree_with_one) {
  auto const first_id = [](std::optional<std::uint64_t> seed) {
    auto options = quick_options();
    options.seed = seed;
    Desk desk(options);
    return desk.graph->send_text("15550100001", "Hello").wamid();
  };
  EXPECT_EQ(first_id(7), first_id(7));
  EXPECT_NE(first_id(7), first_id(8));
  EXPECT_NE(first_id(std::nullopt), first_id(std::nullopt));
}

}  // namespace
}  // namespace waypost::simulator::testing
