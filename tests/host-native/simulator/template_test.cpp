// Template sends against seeded definitions: each way to be wrong has its code.
#include <gtest/gtest.h>

#include "support.h"

namespace waypost::simulator::testing {
namespace {

constexpr auto kOrderUpdate = R"({"name":"order_update","language":"en_US","components":[
  {"type":"HEADER","format":"IMAGE"},
  {"type":"BODY","text":"Hi {{1}}, your order {{2}} left."},
  {"type":"FOOTER","text":"Example Shop"},
  {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Thanks"},
    {"type":"URL","text":"Track","url":"https://shop.example/t/{{1}}"},
    {"type":"PHONE_NUMBER","text":"Call","phone_number":"+15550100100"},
    {"type":"URL","text":"Shop","url":"https://shop.example/"}]}]})";

constexpr auto kNamed = R"({"name":"named","language":"en_US","parameter_format":"NAMED",
  "category":"MARKETING","components":[
  {"type":"HEADER","format":"TEXT","text":"Order {{order_number}}"},
  {"type":"BODY","text":"Hi {{first_name}}, {{order_number}} and again {{first_name}}."}]})";

constexpr auto kCode = R"({"name":"login_code","language":"en_US","category":"AUTHENTICATION",
  "components":[{"type":"BODY","add_security_recommendation":true},
  {"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE","text":"Copy"}]}]})";

constexpr auto kOffer = R"({"name":"offer","language":"en_US","category":"MARKETING","components":[
  {"type":"BODY","text":"Sale"},
  {"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Soon","has_expiration":true}},
  {"type":"BUTTONS","buttons":[{"type":"COPY_CODE","example":"SAVE20"},
    {"type":"URL","text":"Go","url":"https://shop.example/"}]}]})";

constexpr auto kCarousel = R"({"name":"cards","language":"en_US","category":"MARKETING",
  "components":[{"type":"BODY","text":"Hello {{1}}"},{"type":"CAROUSEL","cards":[
    {"components":[{"type":"HEADER","format":"IMAGE"},{"type":"BODY","text":"{{1}} off"},
      {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Yes"},
        {"type":"URL","text":"Go","url":"https://shop.example/{{1}}"}]}]},
    {"components":[{"type":"HEADER","format":"IMAGE"},{"type":"BODY","text":"{{1}} off"},
      {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Yes"},
        {"type":"URL","text":"Go","url":"https://shop.example/{{1}}"}]}]}]}]})";

constexpr auto kPlain = R"({"name":"plain","language":"en_US","components":[
  {"type":"BODY","text":"Nothing to fill in."}]})";

std::string image() {
  return R"({"type":"header","parameters":[{"type":"image","image":{"link":"https://a.example/1"}}]})";
}

std::string text_parameter(std::string const& text) {
  return R"({"type":"text","text":")" + text + R"("})";
}

std::string body(std::string const& first, std::string const& second) {
  return R"({"type":"body","parameters":[)" + text_parameter(first) + "," + text_parameter(second) +
         "]}";
}

std::string url(std::string const& index, std::string const& suffix) {
  return R"({"type":"button","sub_type":"url","index":)" + index + R"(,"parameters":[)" +
         text_parameter(suffix) + "]}";
}

std::string named(std::string const& name, std::string const& text) {
  return R"({"type":"text","parameter_name":")" + name + R"(","text":")" + text + R"("})";
}

std::string send_of(std::string const& name, std::string const& components) {
  return message("template",
                 R"({"name":")" + name + R"(","language":{"code":"en_US"})" +
                     (components.empty() ? "" : R"(,"components":[)" + components + "]") + "}");
}

std::string card(int index, std::string const& value) {
  return R"({"card_index":)" + std::to_string(index) + R"(,"components":[)" + image() +
         R"(,{"type":"body","parameters":[)" + text_parameter(value) +
         R"(]},{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"c"}]},)" +
         url("\"1\"", "c0") + "]}";
}

std::string hello() {
  return R"({"type":"body","parameters":[)" + text_parameter("Ana") + "]}";
}

class TemplateDesk : public ::testing::Test {
 protected:
  TemplateDesk() {
    for (auto const* definition : {kOrderUpdate, kNamed, kCode, kOffer, kCarousel, kPlain}) {
      desk.simulator.put_template(kAccount, parse(definition).as_object());
    }
  }
  Answer send(std::string const& name, std::string const& components) {
    return desk.graph->send(send_of(name, components));
  }
  int code(std::string const& name, std::string const& components) {
    auto const answer = send(name, components);
    return answer.status == 200 ? 0 : answer.code();
  }

  Desk desk;
};

TEST_F(TemplateDesk, takes_what_the_definition_asks_for) {
  auto const answer = send(
      "order_update",
      image() + "," + body("Ana", "17") +
          R"(,{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"order:17:ok"}]},)" +
          url("\"1\"", "17?src=wa"));
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.json.at("messages").at(0).at("message_status"), "accepted");
  EXPECT_EQ(desk.simulator.ledger().accepted().at(0).template_name, "order_update");
  EXPECT_EQ(code("plain", ""), 0);
}

TEST_F(TemplateDesk, counts_parameters) {
  auto const rest = "," + url("1", "17");
  EXPECT_EQ(code("order_update", image() + rest), 132000);
  EXPECT_EQ(code("order_update", image() + R"(,{"type":"body","parameters":[)" +
                                     text_parameter("Ana") + "]}" + rest),
            132000);
  EXPECT_EQ(code("order_update", image() + "," + body("Ana", "17")), 132000);  // url suffix missing
  EXPECT_EQ(code("plain", hello()), 132000);
  EXPECT_EQ(code("order_update", image() + "," + body("Ana", "17") + rest + "," + url("3", "x")),
            132000);  // a url without variable
}

TEST_F(TemplateDesk, compares_formats) {
  auto const rest = "," + body("Ana", "17") + "," + url("1", "17");
  EXPECT_EQ(code("order_update", rest.substr(1)), 132012);  // the header's image is missing
  EXPECT_EQ(
      code(
          "order_update",
          R"({"type":"header","parameters":[{"type":"video","video":{"link":"https://a.example/1"}}]})" +
              rest),
      132012);
  EXPECT_EQ(code("order_update", image() + rest + "," + url("0", "x")), 132012);
  EXPECT_EQ(code("order_update", image() + rest + "," + url("9", "x")), 132012);
}

TEST_F(TemplateDesk, wants_names_where_the_template_has_names) {
  auto const header = R"({"type":"header","parameters":[)" + named("order_number", "17") + "]},";
  auto const parts = [&](std::string const& parameters) {
    return header + R"({"type":"body","parameters":[)" + parameters + "]}";
  };
  EXPECT_EQ(code("named", parts(named("order_number", "17") + "," + named("first_name", "Ana"))),
            0);
  EXPECT_EQ(code("named", parts(text_parameter("Ana") + "," + text_parameter("17"))), 132012);
  EXPECT_EQ(code("named", parts(named("order_number", "17") + "," + named("order_number", "17"))),
            132012);
  EXPECT_EQ(code("named", parts(named("order_number", "17") + "," + named("name", "Ana"))), 132012);
  EXPECT_EQ(code("order_update", image() + R"(,{"type":"body","parameters":[)" + named("1", "a") +
                                     "," + named("2", "b") + "]}," + url("1", "17")),
            132012);
}

TEST_F(TemplateDesk, looks_at_values) {
  auto const with = [&](std::string const& value) {
    return code("order_update", image() + "," + body("Ana", value) + "," + url("1", "17"));
  };
  EXPECT_EQ(with("a    b"), 0);
  EXPECT_EQ(with("a     b"), 132018);
  EXPECT_EQ(with(R"(a\nb)"), 132018);
  EXPECT_EQ(with(R"(a\tb)"), 132018);
  EXPECT_EQ(with(""), 131008);
  EXPECT_EQ(with(std::string(1100, 'x')), 132005);
  EXPECT_EQ(code("order_update", image() + "," + body("Ana", "17") + "," + url("1", "a b")),
            132018);
}

TEST_F(TemplateDesk, sends_a_code_twice_but_never_to_a_user_id) {
  auto const components = R"({"type":"body","parameters":[)" + text_parameter("123456") + "]}," +
                          url("\"0\"", "123456");
  EXPECT_EQ(code("login_code", components), 0);
  EXPECT_EQ(
      code("login_code", R"({"type":"body","parameters":[)" + text_parameter("123456") + "]}"),
      132000);
  EXPECT_EQ(code("login_code", R"({"type":"body","parameters":[)" + text_parameter("1") + "]}," +
                                   url("0", "1234567890123456")),
            132018);
  auto body = send_of("login_code", components);
  body.replace(body.find(R"("to":"+15550100001")"), 19, R"("recipient":"US.1349")");
  EXPECT_EQ(desk.graph->send(body).code(), 131062);
}

TEST_F(TemplateDesk, needs_the_offers_end_and_the_coupon) {
  auto const coupon =
      R"({"type":"button","sub_type":"copy_code","index":0,"parameters":[{"type":"coupon_code","coupon_code":"SAVE20"}]})";
  auto const offer =
      R"({"type":"limited_time_offer","parameters":[{"type":"limited_time_offer","limited_time_offer":{"expiration_time_ms":1767312000000}}]})";
  EXPECT_EQ(code("offer", std::string(offer) + "," + coupon), 0);
  EXPECT_EQ(code("offer", coupon), 132000);
  EXPECT_EQ(code("offer", offer), 132000);
}

TEST_F(TemplateDesk, needs_every_card) {
  auto const cards = [&](std::string const& list) {
    return hello() + R"(,{"type":"carousel","cards":[)" + list + "]}";
  };
  EXPECT_EQ(code("cards", cards(card(0, "10%") + "," + card(1, "20%"))), 0);
  EXPECT_EQ(code("cards", cards(card(0, "10%"))), 132000);
  EXPECT_EQ(code("cards", hello()), 132000);
  EXPECT_EQ(code("cards", cards(card(0, "10%") + "," + card(0, "20%"))), 131009);
  EXPECT_EQ(code("cards", cards(card(0, "10%") + R"(,{"card_index":1,"components":[]})")), 132012);
}

TEST_F(TemplateDesk, knows_languages_and_states) {
  EXPECT_EQ(code("nobody", ""), 132001);
  EXPECT_EQ(send("nobody", "").status, 404);
  auto const other_language = message("template", R"({"name":"plain","language":{"code":"en"}})");
  EXPECT_EQ(desk.graph->send(other_language).code(), 132001);
  for (auto const& [status, expected] : {std::pair{"PAUSED", 132015}, std::pair{"DISABLED", 132016},
                                         std::pair{"REJECTED", 132001}, std::pair{"APPROVED", 0}}) {
    auto definition = parse(kPlain).as_object();
    definition["status"] = status;
    desk.simulator.put_template(kAccount, definition);
    EXPECT_EQ(code("plain", ""), expected) << status;
  }
  ASSERT_TRUE(desk.simulator.wait_until_quiet(std::chrono::seconds{5}));
  auto told = 0;
  for (auto const& post : desk.callback.received()) {
    auto const body = parse(post.body);
    auto const& change = body.at("entry").at(0).at("changes").at(0);
    if (change.at("field") != "message_template_status_update") continue;
    EXPECT_TRUE(body.at("entry").at(0).at("time").is_int64());
    EXPECT_EQ(change.at("value").at("message_template_name"), "plain");
    EXPECT_TRUE(change.at("value").at("message_template_id").is_int64());
    ++told;
  }
  EXPECT_EQ(told, 4);
}

TEST_F(TemplateDesk, refuses_shapes) {
  EXPECT_EQ(desk.graph->send(message("template", R"({"name":"plain"})")).code(), 131008);
  EXPECT_EQ(desk.graph->send(message("template", R"({"name":"plain","language":"en_US"})")).code(),
            100);
  EXPECT_EQ(code("plain", R"({"type":"body","parameter":[]})"), 100);
  EXPECT_EQ(code("plain", R"({"type":"hat"})"), 131009);
  EXPECT_EQ(code("plain", R"({"type":"body"},{"type":"body"})"), 131009);
  EXPECT_EQ(code("plain", R"({"type":"body","parameters":[{"type":"word","word":"x"}]})"), 131009);
}

TEST_F(TemplateDesk, the_marketing_endpoint_takes_marketing_templates_only) {
  auto const path = "/v25.0/" + std::string(kNumber) + "/marketing_messages";
  EXPECT_EQ(desk.graph->post(path, send_of("plain", "")).code(), 131055);
  EXPECT_EQ(desk.graph->post(path, message("text", R"({"body":"x"})")).code(), 131055);
  auto const named_template =
      send_of("named", R"({"type":"header","parameters":[)" + named("order_number", "17") +
                           R"(]},{"type":"body","parameters":[)" + named("order_number", "17") +
                           "," + named("first_name", "Ana") + "]}");
  auto const strict = named_template.substr(0, named_template.size() - 1) +
                      R"(,"product_policy":"STRICT","message_activity_sharing":true})";
  EXPECT_EQ(desk.graph->post(path, strict).status, 200);
  EXPECT_EQ(desk.graph->send(strict).code(), 100);
}

}  // namespace
}  // namespace waypost::simulator::testing
