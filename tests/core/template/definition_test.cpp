// What a template asks of a send, and what Meta would refuse in it.
#include "waypost/template/definition.h"

#include <iterator>
#include <random>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "waypost/template/components.h"
#include "waypost/template/preview.h"

namespace waypost::templating {
namespace {

namespace json = boost::json;

std::string needs(std::string_view definition) {
  auto const parsed = json::parse(definition);
  std::string text;
  for (auto const& need : needs_of(*parsed.if_array())) {
    if (!text.empty()) text += ' ';
    text += need.where + "=" + std::string(word_of(need.kind)) + (need.is_required ? "" : "?");
  }
  return text;
}

std::string issues(std::string_view definition) {
  auto const parsed = json::parse(definition);
  std::string text;
  for (auto const& issue : check_definition(*parsed.if_array())) {
    EXPECT_FALSE(issue.detail.empty());
    text += (text.empty() ? "" : " ") + issue.code + "@" + issue.where;
  }
  return text;
}

TEST(Needs, AreWhatComponentsLooksAt) {
  EXPECT_EQ(needs("[]"), "");
  EXPECT_EQ(needs(
                R"([{"type":"BODY","text":"{{2}} {{1}}"},{"type":"HEADER","format":"TEXT",
                    "text":"{{1}}"}])"),
            "/header/1=text /body/1=text /body/2=text");
  EXPECT_EQ(needs(R"([{"type":"header","format":"image"},{"type":"BODY","text":"{{b}} {{a/}}"}])"),
            "/header_media=image");  // a text that does not parse needs nothing here
  EXPECT_EQ(needs(R"([{"type":"BUTTONS","buttons":[{"type":"URL","url":"https://x.io"},
                      {"type":"URL","url":"https://x.io/{{1}}"},{"type":"QUICK_REPLY"},
                      {"type":"COPY_CODE"},{"type":"OTP"},{"type":"FLOW"},{"type":"CATALOG"},
                      {"type":"MPM"},{"type":"VOICE_CALL"},{"type":"PHONE_NUMBER"},
                    {"type":"SPM"}]}])"),
            "/buttons/1=url /buttons/2=payload? /buttons/3=code /buttons/4=code /buttons/5=token? "
            "/buttons/6=thumbnail? /buttons/7=sections /buttons/8=call?");
  EXPECT_EQ(needs(R"([{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"has_expiration":true}},
                      {"type":"CAROUSEL","cards":[{"components":[{"type":"HEADER","format":"VIDEO"},
                        {"type":"BODY","text":"{{name}}"}]},{"components":[
                        {"type":"BUTTONS","buttons":[{"type":"URL",
                    "url":"https://x.io/{{1}}"}]}]}]}])"),
            "/limited_time_offer/expiration_time_ms=expires /cards/0/header_media=video "
            "/cards/0/body/name=text /cards/1/buttons/0=url");
}

TEST(Needs, MissingOnesAreWhatComponentsRefuses) {
  for (std::string_view const definition :
       {R"([{"type":"BODY","text":"{{1}}"}])",
        R"([{"type":"HEADER","format":"TEXT","text":"{{1}}"}])",
        R"([{"type":"HEADER","format":"DOCUMENT"}])", R"([{"type":"HEADER","format":"LOCATION"}])",
        R"([{"type":"HEADER","format":"PRODUCT"}])",
        R"([{"type":"BUTTONS","buttons":[{"type":"URL","url":"https://x.io/{{1}}"}]}])",
        R"([{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY"}]}])",
        R"([{"type":"BUTTONS","buttons":[{"type":"COPY_CODE"}]}])",
        R"([{"type":"BUTTONS","buttons":[{"type":"OTP"}]}])",
        R"([{"type":"BUTTONS","buttons":[{"type":"FLOW"}]}])",
        R"([{"type":"BUTTONS","buttons":[{"type":"CATALOG"}]}])",
        R"([{"type":"BUTTONS","buttons":[{"type":"MPM"}]}])",
        R"([{"type":"BUTTONS","buttons":[{"type":"VOICE_CALL"}]}])",
        R"([{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"has_expiration":true}}])",
        R"([{"type":"CAROUSEL","cards":[{"components":[{"type":"HEADER","format":"IMAGE"}]}]}])"}) {
    auto const parsed = json::parse(definition);
    auto const wanted = needs_of(*parsed.if_array());
    ASSERT_EQ(wanted.size(), 1U) << definition;
    auto const made = components(*parsed.if_array(), {}, Vars());
    EXPECT_EQ(!made, wanted[0].is_required) << definition;
    EXPECT_TRUE(made || made.error().code == TemplateErrc::binding) << definition;
  }
}

constexpr std::string_view kGood = R"([
  {"type":"HEADER","format":"TEXT","text":"Order {{1}} left","example":{"header_text":["17"]}},
  {"type":"BODY","text":"Hi {{1}}, order {{2}} is on its way.","example":{"body_text":[["Ana",
              "17"]]}},
  {"type":"FOOTER","text":"Example Shop"},
  {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Thanks"},{"type":"QUICK_REPLY",
              "text":"Stop"},
    {"type":"URL","text":"Track","url":"https://shop.example/{{1}}",
                "example":["https://shop.example/17"]},
    {"type":"PHONE_NUMBER","text":"Call","phone_number":"+15550100100"}]}])";

TEST(CheckDefinition, AcceptsMetasExamples) {
  EXPECT_EQ(issues(kGood), "");
  EXPECT_EQ(issues(R"([{"type":"BODY","text":"Hi {{first_name}}, order {{order_number}} left.",
              "example":{"body_text_named_params":[{"param_name":"first_name","example":"Ana"},
              {"param_name":"order_number","example":"17"}]}}])"),
            "");
  EXPECT_EQ(issues(R"([{"type":"BODY","add_security_recommendation":true},
              {"type":"FOOTER","code_expiration_minutes":10},
              {"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE"}]}])"),
            "");
}

TEST(CheckDefinition, NamesWhatMetaRefuses) {
  EXPECT_EQ(issues("[]"), "E_EMPTY@");
  EXPECT_EQ(issues(R"([{"type":"BODY","text":"{{1}} and {{name}}"}])"),
            "E_MIXED@/0/text W_EDGE@/0/text E_EXAMPLE@/0");
  EXPECT_EQ(issues(
                R"([{"type":"BODY","text":"x"},{"type":"HEADER","text":"*Hi*"},{"type":"FOOTER",
                    "text":"a {{1}} b"}])"),
            "E_MARKUP@/1/text E_COUNT@/2/text");
  EXPECT_EQ(issues(
                R"([{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY",
                    "text":"a"},
              {"type":"URL","text":"b","url":"https://x.io/{{1}}/x"},{"type":"QUICK_REPLY",
                    "text":""}]}])"),
            "E_ORDER@/1/buttons E_ORDER@/1/buttons/1 E_EXAMPLE@/1/buttons/1 E_EMPTY@/1/buttons/2");
  EXPECT_EQ(issues(R"([{"type":"BODY","text":"x"},{"type":"BUTTONS","buttons":[
              {"type":"PHONE_NUMBER","text":"a","phone_number":"+1"},{"type":"PHONE_NUMBER",
                    "text":"b","phone_number":"+2"}]}])"),
            "E_COUNT@/1/buttons");
  EXPECT_EQ(issues(R"([{"type":"BODY","text":"x"},{"type":"CAROUSEL","cards":[{"components":[
              {"type":"HEADER","format":"IMAGE"}]},{"components":[{"type":"HEADER",
                    "format":"VIDEO"}]}]}])"),
            "E_ORDER@/1/cards/1");
}

TEST(CheckDefinition, KnowsEveryLimit) {
  struct Part {
    std::string before;
    std::string after;
    std::size_t limit;
  };
  std::string const body = R"([{"type":"BODY","text":"x"},)";
  for (
      auto const& part : std::initializer_list<Part>{
          {R"([{"type":"BODY","text":")", R"("}])", 1024},
          {body + R"({"type":"HEADER","format":"TEXT","text":")", R"("}])", 60},
          {body + R"({"type":"FOOTER","text":")", R"("}])", 60},
          {body + R"({"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":")", R"("}]}])", 25},
          {body + R"({"type":"BUTTONS","buttons":[{"type":"URL","text":"a","url":")", R"("}]}])",
           2000},
          {body +
               R"({"type":"BUTTONS","buttons":[{"type":"PHONE_NUMBER","text":"a","phone_number":")",
           R"("}]}])", 20},
          {body + R"({"type":"BUTTONS","buttons":[{"type":"COPY_CODE","example":")", R"("}]}])",
           20},
          {body + R"({"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":")", R"("}}])", 16},
          {R"([{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"x"}},{"type":"BODY",
                    "text":")",
           R"("}])", 600},
          {body + R"({"type":"CAROUSEL","cards":[{"components":[{"type":"BODY","text":")",
           R"("}]},{"components":[{"type":"BODY","text":"x"}]}]}])", 160}}) {
    EXPECT_EQ(issues(part.before + std::string(part.limit, 'x') + part.after), "") << part.before;
    auto const over = json::parse(part.before + std::string(part.limit + 1, 'x') + part.after);
    auto const found = check_definition(*over.if_array());
    ASSERT_EQ(found.size(), 1U) << part.before;
    EXPECT_EQ(found[0].code, "E_TOO_LONG");
    EXPECT_EQ(found[0].limit, part.limit);
  }
}

TEST(CheckDefinition, KnowsTemplateNames) {
  EXPECT_TRUE(is_template_name("order_update_2"));
  EXPECT_TRUE(is_template_name(std::string(512, 'a')));
  for (std::string const& name : {std::string(), std::string("Order"), std::string("a-b"),
                                  std::string("\xC3\xA9"), std::string(513, 'a')})
    EXPECT_FALSE(is_template_name(name)) << name;
}

/// Definitions and bindings of plausible words in implausible places.
json::value random_value(std::mt19937_64& random, int depth) {
  static constexpr std::string_view kWords[] = {"HEADER",
                                                "BODY",
                                                "FOOTER",
                                                "BUTTONS",
                                                "CAROUSEL",
                                                "LIMITED_TIME_OFFER",
                                                "TEXT",
                                                "IMAGE",
                                                "DOCUMENT",
                                                "LOCATION",
                                                "PRODUCT",
                                                "URL",
                                                "QUICK_REPLY",
                                                "COPY_CODE",
                                                "OTP",
                                                "FLOW",
                                                "CATALOG",
                                                "MPM",
                                                "VOICE_CALL",
                                                "PHONE_NUMBER",
                                                "Hi {{1}} you",
                                                "{{name}}",
                                                "https://x.io/{{1}}",
                                                "{{x",
                                                "12",
                                                " ",
                                                "{{v}}"};
  static constexpr std::string_view kKeys[] = {"type",
                                               "text",
                                               "format",
                                               "buttons",
                                               "cards",
                                               "components",
                                               "url",
                                               "limited_time_offer",
                                               "has_expiration",
                                               "expiration_time_ms",
                                               "header",
                                               "body",
                                               "header_media",
                                               "link",
                                               "id",
                                               "filename",
                                               "latitude",
                                               "longitude",
                                               "product_retailer_id",
                                               "catalog_id",
                                               "0",
                                               "1",
                                               "name",
                                               "ttl_minutes",
                                               "payload",
                                               "example",
                                               "body_text",
                                               "header_text"};
  auto const kind = random() % (depth > 0 ? 12U : 5U);
  if (kind == 0) return random() % 2 == 0;
  if (kind == 1) return static_cast<std::int64_t>(random() % 50'000);
  if (kind == 2) return nullptr;
  if (kind < 5) return json::value(kWords[random() % std::size(kWords)]);
  if (kind < 8) {
    json::array array;
    for (auto left = random() % 4; left > 0; --left)
      array.push_back(random_value(random, depth - 1));
    return array;
  }
  json::object object;
  for (auto left = random() % 7; left > 0; --left)
    object[kKeys[random() % std::size(kKeys)]] = random_value(random, depth - 1);
  object["type"] = kWords[random() % 20];
  return object;
}

TEST(Definition, EveryDoorIsTotal) {
  std::uint64_t const seed = 4711;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  json::object const vars{{"v", "x"}};
  std::size_t made_count = 0;
  for (int i = 0; i < 20'000; ++i) {
    json::array definition;
    for (auto left = 1 + random() % 4; left > 0; --left)
      definition.push_back(random_value(random, 5));
    auto const given = random_value(random, 5);
    json::object const bindings = given.is_object() ? *given.if_object() : json::object{};
    (void)check_definition(definition);
    (void)needs_of(definition);
    auto const certain = check_components(definition, bindings);
    auto const made = components(definition, bindings, vars);
    if (!made) continue;
    ++made_count;
    EXPECT_TRUE(certain.empty()) << json::serialize(definition) << json::serialize(bindings);
    boost::system::error_code error;
    auto const sent = json::parse(*made, error);
    ASSERT_FALSE(error) << *made;
    json::object const body{{"type", "template"},
                            {"template", json::object{{"name", "t"}, {"components", sent}}}};
    auto const drawn = json::parse(preview(body, &definition), error);
    ASSERT_FALSE(error);
    ASSERT_TRUE(drawn.is_object());
  }
  EXPECT_GT(made_count, 2'000U);
}

}  // namespace
}  // namespace waypost::templating
