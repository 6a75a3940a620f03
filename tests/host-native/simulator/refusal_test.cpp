// A table of bodies that Meta refuses, each with the code it gives.
#include <gtest/gtest.h>

#include "support.h"

namespace waypost::simulator::testing {
namespace {

struct Bad {
  char const* name;
  int code;
  std::string body;
};

void PrintTo(Bad const& bad, std::ostream* out) {
  *out << bad.name;
}

std::string text(std::string const& body) {
  return message("text", R"({"body":")" + body + "\"}");
}

std::string repeat(std::string_view unit, std::size_t count) {
  std::string out;
  for (; count > 0; --count) out += unit;
  return out;
}

std::string interactive(std::string const& content) {
  return message("interactive", content);
}

std::string buttons(std::string const& list) {
  return interactive(R"({"type":"button","body":{"text":"?"},"action":{"buttons":[)" + list +
                     "]}}");
}

std::string button(std::string const& id, std::string const& title) {
  return R"({"type":"reply","reply":{"id":")" + id + R"(","title":")" + title + R"("}})";
}

std::string list(std::string const& sections) {
  return interactive(
      R"({"type":"list","body":{"text":"?"},"action":{"button":"Menu","sections":[)" + sections +
      "]}}");
}

std::string rows(int from, int to) {
  std::string out;
  for (auto row = from; row < to; ++row) {
    if (!out.empty()) out += ',';
    out += R"({"id":")" + std::to_string(row) + R"(","title":"r"})";
  }
  return out;
}

std::string flow(std::string const& parameters) {
  return interactive(R"({"type":"flow","body":{"text":"?"},"action":{"name":"flow","parameters":{)"
                     R"("flow_message_version":"3",)" +
                     parameters + "}}}");
}

std::string card(int index, std::string const& header, std::string const& body = "Deal") {
  return R"({"card_index":)" + std::to_string(index) + R"(,"type":"cta_url","header":{"type":")" +
         header + R"(",")" + header + R"(":{"link":"https://shop.example/1"}},"body":{"text":")" +
         body +
         R"("},"action":{"name":"cta_url","parameters":{"display_text":"Shop",)"
         R"("url":"https://shop.example/1"}}})";
}

std::string carousel(std::string const& cards) {
  return interactive(R"({"type":"carousel","body":{"text":"?"},"action":{"cards":[)" + cards +
                     "]}}");
}

std::string with(std::string const& member) {
  return R"({"messaging_product":"whatsapp","to":"+15550100001","type":"text","text":{"body":"x"},)" +
         member + "}";
}

std::vector<Bad> bad_bodies() {
  auto const two_products = std::string(R"({"product_retailer_id":"a"})");
  return {
      // The body and its common members.
      {"not_json", 100, "{"},
      {"not_an_object", 100, "[]"},
      {"no_product", 100, R"({"to":"+15550100001","type":"text","text":{"body":"x"}})"},
      {"wrong_product", 100, R"({"messaging_product":"sms","to":"1","type":"text"})"},
      {"no_destination", 131008, R"({"messaging_product":"whatsapp","text":{"body":"x"}})"},
      {"empty_destination", 131008,
       R"({"messaging_product":"whatsapp","to":"","text":{"body":"x"}})"},
      {"destination_is_a_number", 100,
       R"({"messaging_product":"whatsapp","to":15550100001,"text":{"body":"x"}})"},
      {"destination_with_letters", 131009,
       R"({"messaging_product":"whatsapp","to":"+1555CALLME","text":{"body":"x"}})"},
      {"destination_too_long", 131009,
       R"({"messaging_product":"whatsapp","to":"+1234567890123456","text":{"body":"x"}})"},
      {"destination_is_the_sender", 131021,
       R"({"messaging_product":"whatsapp","to":"+15550100100","text":{"body":"x"}})"},
      {"recipient_is_no_user_id", 131009,
       R"({"messaging_product":"whatsapp","recipient":"15550100001","text":{"body":"x"}})"},
      {"unknown_recipient_type", 131009, with(R"("recipient_type":"crowd")")},
      {"unknown_member", 100, with(R"("colour":"blue")")},
      {"object_of_another_type", 100, with(R"("image":{"id":"1"})")},
      {"unknown_type", 131051, message("poll", "{}")},
      {"type_is_no_string", 131051,
       R"({"messaging_product":"whatsapp","to":"+15550100001","type":1})"},
      {"no_object_of_the_type", 131008,
       R"({"messaging_product":"whatsapp","to":"+15550100001","type":"text"})"},
      {"object_is_a_string", 100, message("text", R"("hello")")},
      {"opaque_too_long", 100, with(R"("biz_opaque_callback_data":")" + repeat("x", 513) + "\"")},
      {"opaque_is_a_number", 100, with(R"("biz_opaque_callback_data":42)")},
      {"context_without_message", 131008, with(R"("context":{})")},
      {"context_with_more", 100, with(R"("context":{"message_id":"w","from":"1"})")},
      // Text.
      {"text_empty", 131008, text("")},
      {"text_missing", 131008, message("text", "{}")},
      {"text_too_long", 100, text(repeat("x", 4097))},
      {"text_too_long_in_characters", 100, text(repeat("\xC3\xA9", 4097))},
      {"text_preview_is_a_string", 100, message("text", R"({"body":"x","preview_url":"true"})")},
      {"text_unknown_member", 100, message("text", R"({"body":"x","bold":true})")},
      // Media.
      {"media_nothing", 131008, message("image", "{}")},
      {"media_both", 131009, message("image", R"({"id":"1","link":"https://a.example/1"})")},
      {"media_unknown_id", 131053, message("image", R"({"id":"404"})")},
      {"media_wrong_kind", 131053, message("video", R"({"id":"500000000000001"})")},
      {"media_of_another_number", 131053, message("image", R"({"id":"500000000000009"})")},
      {"media_link_no_url", 131009, message("image", R"({"link":"shop.example/1.png"})")},
      {"media_caption_too_long", 100,
       message("image",
               R"({"link":"https://a.example/1","caption":")" + repeat("x", 1025) + "\"}")},
      {"audio_caption", 100, message("audio", R"({"link":"https://a.example/1","caption":"x"})")},
      {"sticker_caption", 100,
       message("sticker", R"({"link":"https://a.example/1","caption":"x"})")},
      {"image_filename", 100, message("image", R"({"link":"https://a.example/1","filename":"x"})")},
      // Location, contacts, reaction, pin.
      {"location_without_longitude", 131008, message("location", R"({"latitude":1})")},
      {"location_beyond_the_pole", 131009,
       message("location", R"({"latitude":90.1,"longitude":0})")},
      {"location_in_words", 131009, message("location", R"({"latitude":"north","longitude":"1"})")},
      {"contacts_none", 131009, message("contacts", "[]")},
      {"contacts_too_many", 131009,
       message("contacts", "[" + repeat(R"({"name":{"formatted_name":"x"}},)", 257) +
                               R"({"name":{"formatted_name":"x"}}])")},
      {"contacts_an_object", 100, message("contacts", "{}")},
      {"contact_without_name", 131008, message("contacts", "[{}]")},
      {"contact_without_formatted_name", 131008,
       message("contacts", R"([{"name":{"first_name":"x"}}])")},
      {"contact_birthday", 131009,
       message("contacts", R"([{"name":{"formatted_name":"x"},"birthday":"31.1.1990"}])")},
      {"contact_phone_member", 100,
       message("contacts", R"([{"name":{"formatted_name":"x"},"phones":[{"number":"1"}]}])")},
      {"reaction_to_the_unknown", 131009,
       message("reaction", R"({"message_id":"wamid.X","emoji":"x"})")},
      {"reaction_without_emoji", 131008, message("reaction", R"({"message_id":"wamid.X"})")},
      {"pin_for_a_person", 131009,
       message("pin", R"({"type":"pin","message_id":"wamid.X","expiration_days":1})")},
      {"group_location", 131051,
       R"({"messaging_product":"whatsapp","recipient_type":"group","to":"G","type":"location","location":{"latitude":1,"longitude":1}})"},
      // Reply buttons.
      {"interactive_unknown", 131009,
       interactive(R"({"type":"contact_request","body":{"text":"x"},"action":{}})")},
      {"interactive_without_action", 131008,
       interactive(R"({"type":"button","body":{"text":"x"}})")},
      {"buttons_none", 131009, buttons("")},
      {"buttons_four", 131009,
       buttons(button("1", "a") + "," + button("2", "b") + "," + button("3", "c") + "," +
               button("4", "d"))},
      {"button_title_too_long", 100, buttons(button("1", repeat("x", 21)))},
      {"button_id_too_long", 100, buttons(button(repeat("x", 257), "a"))},
      {"button_id_with_a_space", 131009, buttons(button(" 1", "a"))},
      {"button_ids_alike", 131009, buttons(button("1", "a") + "," + button("1", "b"))},
      {"button_titles_alike", 131009, buttons(button("1", "a") + "," + button("2", "a"))},
      {"button_title_empty", 131008, buttons(button("1", ""))},
      {"button_body_missing", 131008,
       interactive(R"({"type":"button","action":{"buttons":[)" + button("1", "a") + "]}}")},
      {"button_body_too_long", 100,
       interactive(R"({"type":"button","body":{"text":")" + repeat("x", 1025) +
                   R"("},"action":{"buttons":[)" + button("1", "a") + "]}}")},
      {"header_too_long", 100,
       interactive(R"({"type":"button","header":{"type":"text","text":")" + repeat("x", 61) +
                   R"("},"body":{"text":"x"},"action":{"buttons":[)" + button("1", "a") + "]}}")},
      {"footer_too_long", 100,
       interactive(R"({"type":"button","footer":{"text":")" + repeat("x", 61) +
                   R"("},"body":{"text":"x"},"action":{"buttons":[)" + button("1", "a") + "]}}")},
      {"header_of_two_kinds", 131009,
       interactive(
           R"({"type":"button","header":{"type":"text","text":"x","image":{"id":"1"}},"body":{"text":"x"},"action":{"buttons":[)" +
           button("1", "a") + "]}}")},
      // Lists.
      {"list_header_image", 131009,
       interactive(
           R"({"type":"list","header":{"type":"image","image":{"link":"https://a.example/1"}},"body":{"text":"x"},"action":{"button":"m","sections":[{"rows":[)" +
           rows(0, 1) + "]}]}}")},
      {"list_no_sections", 131009, list("")},
      {"list_eleven_rows", 131009, list(R"({"rows":[)" + rows(0, 11) + "]}")},
      {"list_eleven_rows_in_two_sections", 131009,
       list(R"({"title":"a","rows":[)" + rows(0, 6) + R"(]},{"title":"b","rows":[)" + rows(6, 11) +
            "]}")},
      {"list_untitled_sections", 131008,
       list(R"({"rows":[)" + rows(0, 1) + R"(]},{"title":"b","rows":[)" + rows(1, 2) + "]}")},
      {"list_rows_alike", 131009, list(R"({"rows":[)" + rows(0, 1) + "," + rows(0, 1) + "]}")},
      {"list_row_title_too_long", 100,
       list(R"({"rows":[{"id":"1","title":")" + repeat("x", 25) + R"("}]})")},
      {"list_row_description_too_long", 100,
       list(R"({"rows":[{"id":"1","title":"x","description":")" + repeat("x", 73) + R"("}]})")},
      {"list_row_id_too_long", 100,
       list(R"({"rows":[{"id":")" + repeat("x", 201) + R"(","title":"x"}]})")},
      {"list_section_empty", 131008, list(R"({"rows":[]})")},
      {"list_button_too_long", 100,
       interactive(R"({"type":"list","body":{"text":"?"},"action":{"button":")" + repeat("x", 21) +
                   R"(","sections":[{"rows":[)" + rows(0, 1) + "]}]}}")},
      // Links, Flows, products, carousels, requests.
      {"cta_text_too_long", 100,
       interactive(
           R"({"type":"cta_url","body":{"text":"x"},"action":{"name":"cta_url","parameters":{"display_text":")" +
           repeat("x", 21) + R"(","url":"https://a.example"}}})")},
      {"cta_url_no_url", 131009,
       interactive(
           R"({"type":"cta_url","body":{"text":"x"},"action":{"name":"cta_url","parameters":{"display_text":"x","url":"ftp://a.example"}}})")},
      {"cta_wrong_name", 131009,
       interactive(
           R"({"type":"cta_url","body":{"text":"x"},"action":{"name":"open","parameters":{"display_text":"x","url":"https://a.example"}}})")},
      {"flow_without_id", 131008, flow(R"("flow_cta":"x")")},
      {"flow_with_id_and_name", 131009, flow(R"("flow_cta":"x","flow_id":"1","flow_name":"n")")},
      {"flow_cta_emoji", 131009, flow("\"flow_cta\":\"Go \xF0\x9F\x98\x80\",\"flow_id\":\"1\"")},
      {"flow_cta_too_long", 100, flow(R"("flow_id":"1","flow_cta":")" + repeat("x", 31) + "\"")},
      {"flow_mode", 131009, flow(R"("flow_cta":"x","flow_id":"1","mode":"test")")},
      {"flow_data_empty", 131009,
       flow(R"("flow_cta":"x","flow_id":"1","flow_action_payload":{"screen":"S","data":{}})")},
      {"flow_exchange_with_payload", 131009,
       flow(
           R"("flow_cta":"x","flow_id":"1","flow_action":"data_exchange","flow_action_payload":{"screen":"S"})")},
      {"product_header", 131009,
       interactive(
           R"({"type":"product","header":{"type":"text","text":"x"},"action":{"catalog_id":"1","product_retailer_id":"s"}})")},
      {"product_list_without_header", 131008,
       interactive(
           R"({"type":"product_list","body":{"text":"x"},"action":{"catalog_id":"1","sections":[{"product_items":[{"product_retailer_id":"s"}]}]}})")},
      {"product_list_of_31", 131009,
       interactive(
           R"({"type":"product_list","header":{"type":"text","text":"x"},"body":{"text":"x"},"action":{"catalog_id":"1","sections":[{"product_items":[)" +
           repeat(two_products + ",", 30) + two_products + "]}]}}")},
      {"carousel_one_card", 131009, carousel(card(0, "image"))},
      {"carousel_mixed", 131009, carousel(card(0, "image") + "," + card(1, "video"))},
      {"carousel_index", 131009, carousel(card(0, "image") + "," + card(2, "image"))},
      {"carousel_card_body_too_long", 100,
       carousel(card(0, "image") + "," + card(1, "image", repeat("x", 161)))},
      {"carousel_three_line_breaks", 131009,
       carousel(card(0, "image") + "," + card(1, "image", R"(a\nb\nc\nd)"))},
      {"carousel_footer", 131009,
       interactive(
           R"({"type":"carousel","body":{"text":"x"},"footer":{"text":"x"},"action":{"cards":[)" +
           card(0, "image") + "," + card(1, "image") + "]}}")},
      {"location_request_name", 131009,
       interactive(
           R"({"type":"location_request_message","body":{"text":"x"},"action":{"name":"location"}})")},
  };
}

class EveryBadBody : public ::testing::TestWithParam<Bad> {
 protected:
  static void SetUpTestSuite() {
    desk_ = std::make_unique<Desk>();
    desk_->simulator.put_media(kNumber, "image/jpeg", "picture", "500000000000001");
    desk_->simulator.put_media("800000000000002", "image/jpeg", "picture", "500000000000009");
  }
  static void TearDownTestSuite() { desk_.reset(); }

  static std::unique_ptr<Desk> desk_;
};

std::unique_ptr<Desk> EveryBadBody::desk_;

TEST_P(EveryBadBody, is_refused_with_its_code) {
  auto const before = desk_->simulator.ledger().summary();
  auto const answer = desk_->graph->send(GetParam().body);
  EXPECT_EQ(answer.code(), GetParam().code) << answer.text;
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.json.at("error").at("type"), "OAuthException");
  EXPECT_FALSE(answer.json.at("error").at("fbtrace_id").as_string().empty());
  auto const after = desk_->simulator.ledger().summary();
  EXPECT_EQ(after.accepted, before.accepted);
  ASSERT_EQ(after.refused, before.refused + 1);
  auto const record = desk_->simulator.ledger().refused(before.refused).at(0);
  EXPECT_EQ(record.code, GetParam().code);
  EXPECT_EQ(record.details, answer.details());
}

INSTANTIATE_TEST_SUITE_P(Table,
                         EveryBadBody,
                         ::testing::ValuesIn(bad_bodies()),
                         [](auto const& one) { return std::string(one.param.name); });

TEST(Refusal, limits_count_characters_and_allow_the_last_one) {
  Desk desk;
  EXPECT_EQ(desk.graph->send(text(repeat("\xF0\x9F\x98\x80", 4096))).status, 200);
  EXPECT_EQ(desk.graph->send(buttons(button(repeat("x", 256), repeat("\xC3\xA9", 20)))).status,
            200);
  EXPECT_EQ(desk.graph->send(list(R"({"rows":[)" + rows(0, 10) + "]}")).status, 200);
  EXPECT_EQ(
      desk.graph->send(with(R"("biz_opaque_callback_data":")" + repeat("x", 512) + "\"")).status,
      200);
}

TEST(Refusal, needs_json_by_its_content_type) {
  Desk desk;
  auto const path = "/v25.0/" + std::string(kNumber) + "/messages";
  EXPECT_EQ(desk.graph->post(path, text("x"), "text/plain").code(), 100);
}

TEST(Refusal, asks_for_the_token_first) {
  Desk desk;
  Graph nobody(desk.simulator.url(), "");
  auto const none = nobody.send(text("x"));
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(none.code(), 190);
  Graph stranger(desk.simulator.url(), "another-token");
  EXPECT_EQ(stranger.send(text("x")).code(), 190);
}

TEST(Refusal, keeps_the_numbers_of_two_accounts_apart) {
  auto options = quick_options();
  Number other;
  other.phone_number_id = "800000000000002";
  other.waba_id = "900000000000002";
  other.access_token = "other-token";
  options.numbers.push_back(other);
  Desk desk(options);
  auto const answer = desk.graph->post("/v25.0/800000000000002/messages", text("x"));
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.code(), 200);
}

TEST(Refusal, does_not_know_every_id) {
  Desk desk;
  auto const answer = desk.graph->post("/v25.0/800000000000404/messages", text("x"));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.code(), 100);
  EXPECT_EQ(answer.json.at("error").at("error_subcode"), 33);
}

TEST(Refusal, reads_the_version_in_the_path) {
  Desk desk;
  auto const send = [&](std::string const& version) {
    return desk.graph->post(version + "/" + std::string(kNumber) + "/messages", text("x"));
  };
  EXPECT_EQ(send("/v17.0").status, 200);
  EXPECT_EQ(send("").status, 200);  // the app's default version
  EXPECT_EQ(send("/v25").code(), 2500);
  EXPECT_EQ(send("/version").code(), 2500);
  EXPECT_EQ(desk.graph->post("/v25.0/" + std::string(kNumber) + "/messages/x", text("x")).code(),
            2500);
  EXPECT_EQ(desk.graph->post("/v25.0/" + std::string(kNumber) + "/message", text("x")).code(), 100);
}

}  // namespace
}  // namespace waypost::simulator::testing
