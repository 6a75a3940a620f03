// What holds for every reply: bodies within Meta's limits, refusals with a place, totality.
#include "waypost/template/body.h"

#include <random>
#include <set>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "waypost/template/limits.h"
#include "waypost/unicode/utf8.h"
#include "waypost/wire/json.h"

namespace waypost::templating {
namespace {

namespace json = boost::json;

constexpr Address kTo{Address::Kind::phone, "16505551234"};

TemplateResult<Body> made_of(std::string_view reply, BodyOptions const& options = {}) {
  return make_body(json::parse(reply), kTo, Vars(), options);
}

std::string codes_of(std::vector<TemplateError> const& errors) {
  std::string text;
  for (auto const& error : errors)
    text += (text.empty() ? "" : " ") + std::string(word_of(error.code)) + "@" + error.where;
  return text;
}

std::string checked(std::string_view reply) {
  return codes_of(check_reply(json::parse(reply), "/r"));
}

TEST(Body, IsWrittenCompactlyInMetasOrder) {
  BodyOptions options;
  options.reply_to = "wamid.X";
  auto const made = made_of(R"({"body":"Hi","type":"text"})", options);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->json,
            R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"16505551234",)"
            R"("context":{"message_id":"wamid.X"},"type":"text","text":{"preview_url":false,)"
            R"("body":"Hi"}})");
}

TEST(Body, AddressesPhonesUsersAndGroups) {
  auto const reply = json::parse(R"({"type":"text","body":"Hi"})");
  auto const start_of = [&](Address const& to) {
    auto const made = make_body(reply, to, Vars());
    return made ? made->json.substr(0, made->json.find(",\"type\"")) : "refused";
  };
  EXPECT_EQ(start_of({Address::Kind::user, "US.1"}),
            R"({"messaging_product":"whatsapp","recipient_type":"individual","recipient":"US.1")");
  EXPECT_EQ(start_of({Address::Kind::group, "G"}),
            R"({"messaging_product":"whatsapp","recipient_type":"group","to":"G")");
}

TEST(Body, CarriesAnOpaqueToken) {
  auto const made = made_of(R"({"type":"text","body":"}"})");
  ASSERT_TRUE(made);
  auto const body = json::parse(with_opaque(made->json, "1.a\"b"));
  EXPECT_EQ(body.at("biz_opaque_callback_data"), "1.a\"b");
  EXPECT_EQ(body.at("text").at("body"), "}");
  EXPECT_EQ(with_opaque("", "t"), R"(,"biz_opaque_callback_data":"t"})");
}

TEST(Body, MarksAsRead) {
  EXPECT_EQ(read_receipt("wamid.X", Typing::hidden),
            R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.X"})");
  EXPECT_EQ(read_receipt("wamid.X", Typing::shown),
            R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.X",)"
            R"("typing_indicator":{"type":"text"}})");
}

TEST(Body, NamesThePlaceOfATemplatesMistake) {
  auto const made =
      made_of(R"({"type":"buttons","body":"B","buttons":[{"id":"a","title":"x {{y|shout}}"}]})");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, TemplateErrc::filter);
  EXPECT_EQ(made.error().where, "/buttons/0/title");
  EXPECT_EQ(made.error().field, "buttons.0.title");
  EXPECT_EQ(made.error().position, 6U);
  EXPECT_FALSE(made.error().detail.empty());
}

TEST(Body, TakesTheSyncedDefinitionOfATemplate) {
  auto const definition = json::parse(R"([{"type":"BODY","text":"Hi {{1}}."}])");
  BodyOptions options;
  options.definition = definition.if_array();
  auto const made = made_of(
      R"({"type":"template","name":"t","language":"en","bindings":{"body":{"1":"a"}}})", options);
  ASSERT_TRUE(made);
  EXPECT_NE(made->json.find(
                R"("components":[{"type":"body","parameters":[{"type":"text","text":"a"}]}])"),
            std::string::npos);
  auto const refused = made_of(R"({"type":"template","name":"t","language":"en"})", options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "/bindings/body/1");
}

TEST(Body, DoesNotDependOnWhatWasMadeBefore) {
  auto const first = made_of(R"({"type":"text","body":"{{x|default:\"a\"}}"})");
  (void)made_of(R"({"type":"list"})");
  auto const again = made_of(R"({"type":"text","body":"{{x|default:\"a\"}}"})");
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->json, again->json);
}

TEST(CheckReply, FindsEveryCertainMistake) {
  EXPECT_EQ(checked("5"), "E_TYPE@/r/type");
  EXPECT_EQ(checked(R"({"type":"txt"})"), "E_TYPE@/r/type");
  EXPECT_EQ(checked(R"({"type":"text"})"), "E_EMPTY@/r/body");
  EXPECT_EQ(checked(R"({"type":"text","body":5,"preview_url":"yes","bodi":"x"})"),
            "E_FIELD@/r/bodi E_FIELD@/r/preview_url E_FIELD@/r/body E_EMPTY@/r/body");
  EXPECT_EQ(checked(R"({"type":"text","body":"{{a b}}"})"), "E_SYNTAX@/r/body");
  EXPECT_EQ(checked(R"({"type":"buttons","body":"{{x","header":{"type":"gif"},"buttons":[
                        {"id":"a","title":"A","x":1},{"id":"a","title":"A"},5,{"id":"",
                    "title":"B"}]})"),
            "E_TYPE@/r/header/type E_COUNT@/r/buttons E_UNCLOSED@/r/body "
            "E_FIELD@/r/buttons/0/x E_FIELD@/r/buttons/2 E_EMPTY@/r/buttons/2/id "
            "E_EMPTY@/r/buttons/2/title E_EMPTY@/r/buttons/3/id E_DUP@/r/buttons E_DUP@/r/buttons");
  EXPECT_EQ(checked(R"({"type":"list","body":"B","button":"M","sections":[{"rows":[]},{"rows":[
                        {"id":"1","title":"t","descripton":"x"}]}]})"),
            "E_COUNT@/r/sections/0/rows E_EMPTY@/r/sections/0/title E_EMPTY@/r/sections/1/title "
            "E_FIELD@/r/sections/1/rows/0/descripton");
  EXPECT_EQ(checked(R"({"type":"image","id":"1","link":"https://x.io"})"), "E_FIELD@/r/link");
  EXPECT_EQ(checked(R"({"type":"image"})"), "E_EMPTY@/r/link");
  EXPECT_EQ(checked(R"({"type":"flow","body":"B","flow_id":"1","flow_cta":"c","mode":"x"})"),
            "E_FIELD@/r/mode");
  EXPECT_EQ(checked(R"({"type":"template","name":"t","language":"en","definition":[
                        {"type":"BODY","text":"Hi {{1}} and {{2}}."}],
                    "bindings":{"body":{"1":"{{x|shout}}"}}})"),
            "E_FILTER@/r/bindings/body/1 E_BINDING@/r/bindings/body/2");
}

TEST(CheckReply, SaysNothingOfWhatDependsOnVariables) {
  for (std::string_view const reply :
       {R"({"type":"text","body":"{{x}}"})",
        R"({"type":"buttons","body":"{{x}}","buttons":[{"id":"{{a}}","title":"{{t}}"},
                   {"id":"{{b}}","title":"{{u}}"}]})",
        R"({"type":"image","link":"{{x}}"})", R"({"type":"reaction","emoji":"{{x}}"})",
        R"({"type":"template","name":"t","language":"en","bindings":{"body":{"1":"{{x}}"}}})",
        R"({"type":"template","name":"t","language":"en","definition":[{"type":"HEADER",
                   "format":"TEXT","text":"{{1}}"}],
            "bindings":{"header":{"1":
            "{{a_rather_long_name_of_a_variable_that_is_longer_than_sixty_characters}}"}}})"})
    EXPECT_EQ(checked(reply), "") << reply;
  EXPECT_EQ(checked(
                R"({"type":"buttons","body":"B","buttons":[{"id":"{{a}}","title":"{{t}}"},
                    {"id":"{{a}}","title":"{{u}}"}]})"),
            "E_DUP@/r/buttons");  // one template twice is one text twice, whatever it says
}

TEST(CheckReply, CutsAreNoMistakesAndMachineFieldsAre) {
  EXPECT_EQ(checked(R"({"type":"text","body":")" + std::string(5000, 'x') + "\"}"), "");
  EXPECT_EQ(checked(R"({"type":"image","link":")" + std::string(2049, 'x') + "\"}"),
            "E_TOO_LONG@/r/link");
}

TEST(CheckReply, IsBounded) {
  std::string reply = R"({"type":"text","body":"x")";
  for (int i = 0; i < 1000; ++i) reply += ",\"f" + std::to_string(i) + "\":1";
  EXPECT_EQ(check_reply(json::parse(reply + "}"), "").size(), 100U);
}

/// What Meta accepts in a body, written from cloud-api 7.2 and not from limits.h.
class Meta {
 public:
  std::string complaint;

  void body(json::object const& body) {
    if (auto const* const text = find(body, "text")) chars(*text, "body", 4096);
    for (std::string_view const kind : {"image", "video", "document", "audio", "sticker"})
      if (auto const* const media = find(body, kind)) {
        chars(*media, "caption", 1024);
        bytes(*media, "link", 2048);
        bytes(*media, "filename", 240);
      }
    if (auto const* const interactive = find(body, "interactive")) inter(*interactive, 1024);
    auto const* const cards = list(body, "contacts");
    if (cards != nullptr && (cards->empty() || cards->size() > 257)) complain("contacts");
  }

 private:
  static json::array const* list(json::object const& from, std::string_view key) {
    auto const* const value = from.if_contains(key);
    return value == nullptr ? nullptr : value->if_array();
  }
  static json::object const* find(json::object const& from, std::string_view key) {
    auto const* const value = from.if_contains(key);
    return value == nullptr ? nullptr : value->if_object();
  }
  void complain(std::string_view what) {
    if (complaint.empty()) complaint = what;
  }
  void chars(json::object const& from, std::string_view key, std::size_t max) {
    auto const* const value = from.if_contains(key);
    if (value == nullptr || !value->is_string()) return;
    std::string_view const text = *value->if_string();
    if (text.empty() || unicode::length(text) > max) complain(key);
  }
  void bytes(json::object const& from, std::string_view key, std::size_t max) {
    auto const* const value = from.if_contains(key);
    if (value != nullptr && value->is_string() && value->if_string()->size() > max) complain(key);
  }
  std::size_t rows(json::array const& sections) {
    std::size_t total = 0;
    for (auto const& entry : sections) {
      auto const& section = *entry.if_object();
      chars(section, "title", 24);
      if (sections.size() > 1 && !section.contains("title")) complain("section without title");
      if (auto const* const made = list(section, "rows")) {
        total += made->size();
        for (auto const& row : *made) {
          chars(*row.if_object(), "id", 200);
          chars(*row.if_object(), "title", 24);
          chars(*row.if_object(), "description", 72);
          ids.insert(std::string(*row.if_object()->at("id").if_string()));
        }
        if (made->empty()) complain("section without rows");
      }
    }
    return total;
  }
  void action(json::object const& action) {
    if (auto const* const buttons = list(action, "buttons")) {
      if (buttons->empty() || buttons->size() > 3) complain("buttons");
      std::set<std::string> titles;
      for (auto const& button : *buttons) {
        auto const& reply = *find(*button.if_object(), "reply");
        chars(reply, "id", 256);
        chars(reply, "title", 20);
        ids.insert(std::string(*reply.at("id").if_string()));
        titles.insert(std::string(*reply.at("title").if_string()));
      }
      if (ids.size() != buttons->size() || titles.size() != buttons->size()) complain("unique");
    }
    chars(action, "button", 20);
    if (auto const* const sections = list(action, "sections")) {
      if (sections->empty() || sections->size() > 10) complain("sections");
      auto const total = rows(*sections);
      if (total > 10) complain("rows");
      if (total != 0 && ids.size() != total) complain("unique");
    }
    if (auto const* const parameters = find(action, "parameters")) {
      chars(*parameters, "display_text", 20);
      chars(*parameters, "flow_cta", 30);
      bytes(*parameters, "url", 2048);
    }
    if (auto const* const cards = list(action, "cards")) {
      if (cards->size() < 2 || cards->size() > 10) complain("cards");
      for (auto const& card : *cards) inter(*card.if_object(), 160);
    }
  }
  void inter(json::object const& made, std::size_t body_max) {
    if (auto const* const body = find(made, "body")) chars(*body, "text", body_max);
    if (auto const* const header = find(made, "header")) chars(*header, "text", 60);
    if (auto const* const footer = find(made, "footer")) chars(*footer, "text", 60);
    if (auto const* const act = find(made, "action")) action(*act);
  }
  std::set<std::string> ids;
};

constexpr std::string_view kTypes[] = {"text",
                                       "buttons",
                                       "list",
                                       "cta_url",
                                       "image",
                                       "video",
                                       "audio",
                                       "document",
                                       "sticker",
                                       "location",
                                       "contacts",
                                       "reaction",
                                       "template",
                                       "flow",
                                       "product",
                                       "product_list",
                                       "catalog",
                                       "carousel",
                                       "location_request",
                                       "call_permission",
                                       "contact_request",
                                       "address",
                                       "order_details",
                                       "order_status",
                                       "pin"};
constexpr std::string_view kNames[] = {"type",
                                       "body",
                                       "header",
                                       "footer",
                                       "buttons",
                                       "button",
                                       "sections",
                                       "rows",
                                       "id",
                                       "title",
                                       "description",
                                       "text",
                                       "link",
                                       "caption",
                                       "filename",
                                       "display_text",
                                       "url",
                                       "cards",
                                       "contacts",
                                       "name",
                                       "formatted_name",
                                       "phones",
                                       "emoji",
                                       "message_id",
                                       "language",
                                       "bindings",
                                       "definition",
                                       "components",
                                       "flow_id",
                                       "flow_cta",
                                       "flow_action_payload",
                                       "screen",
                                       "data",
                                       "catalog_id",
                                       "product_retailer_id",
                                       "product_items",
                                       "country",
                                       "values",
                                       "interactive",
                                       "latitude",
                                       "longitude",
                                       "pin_type",
                                       "expiration_days",
                                       "preview_url",
                                       "voice",
                                       "format",
                                       "header_media",
                                       "0",
                                       "1",
                                       "mode"};

class Fuzz {
 public:
  explicit Fuzz(std::uint64_t seed) : random_(seed) {}

  json::value reply() {
    auto value = below(2) == 0 ? this->value(5) : shaped();
    for (auto left = below(4); left > 0 && value.is_object(); --left)
      (*value.if_object())[of(kNames)] = this->value(4);
    if (auto* const object = value.if_object()) (*object)["type"] = of(kTypes);
    return value;
  }

  /// A reply of the right shape with texts of any length.
  json::value shaped() {
    json::object reply;
    auto const type = of(kTypes);
    reply["type"] = type;
    for (std::string_view const name :
         {"body", "footer", "button", "display_text", "caption", "flow_cta"})
      reply[name] = text();
    for (std::string_view const name :
         {"link", "filename", "flow_id", "name", "language", "catalog_id", "country",
          "product_retailer_id", "emoji", "message_id", "latitude", "longitude"})
      reply[name] = id();
    reply["url"] = "https://x.io/{{t}}";
    reply["header"] = json::object{{"type", "text"}, {"text", text()}};
    json::array buttons;
    json::array sections;
    json::array cards;
    for (auto left = 1 + below(4); left > 0; --left)
      buttons.push_back(json::object{{"id", id()}, {"title", text()}});
    for (auto left = 1 + below(3); left > 0; --left) {
      json::array rows;
      for (auto more = below(5); more > 0; --more)
        rows.push_back(json::object{{"id", id()}, {"title", text()}, {"description", text()}});
      sections.push_back(json::object{
          {"title", text()},
          {"rows", rows},
          {"product_items", json::array{json::object{{"product_retailer_id", id()}}}}});
    }
    for (auto left = 1 + below(4); left > 0; --left)
      cards.push_back(json::object{{"header", json::object{{"type", "image"}, {"id", "1"}}},
                                   {"body", text()},
                                   {"display_text", text()},
                                   {"url", "https://x.io"}});
    reply["buttons"] = buttons;
    reply["sections"] = sections;
    reply["cards"] = cards;
    return reply;
  }

  /// What machines read: seldom long, for it is refused then.
  std::string id() {
    return below(40) == 0 ? text() : std::string(of(kNames)) + std::to_string(below(9));
  }

  std::string text() {
    static constexpr std::string_view kWords[] = {"a",
                                                  "b ",
                                                  "\n",
                                                  "\xC3\xA9",
                                                  "{{t}}",
                                                  "{{n}}",
                                                  "\xF0\x9F\x91\xA9\xE2\x80\x8D",
                                                  "{{u|trim}}",
                                                  "e\xCC\x81",
                                                  "\xE3\x80\x80",
                                                  "{{t|truncate:9}}"};
    std::string text;
    for (auto left = below(12) == 0 ? below(400) : below(6); left > 0; --left) text += of(kWords);
    return text;
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  template <std::size_t N>
  std::string_view of(std::string_view const (&words)[N]) {
    return words[below(N)];
  }
  json::value value(int depth) {
    auto const kind = below(depth > 0 ? 10 : 5);
    if (kind == 0) return nullptr;
    if (kind == 1) return static_cast<std::int64_t>(below(100)) - 10;
    if (kind == 2) return json::value(of(kTypes));
    if (kind < 5) return json::value(bytes());
    if (kind < 7) {
      json::array array;
      for (auto left = below(4); left > 0; --left) array.push_back(value(depth - 1));
      return array;
    }
    json::object object;
    for (auto left = below(9); left > 0; --left) object[of(kNames)] = value(depth - 1);
    return object;
  }
  std::string bytes() {
    if (below(4) != 0) return text();
    std::string text;
    for (auto left = below(30); left > 0; --left) text += static_cast<char>(below(256));
    return text;
  }

  std::mt19937_64 random_;
};

TEST(Body, CutBodiesAreAlwaysWithinMetasLimits) {
  std::uint64_t const seed = 31;
  SCOPED_TRACE("seed " + std::to_string(seed));
  Fuzz fuzz(seed);
  std::size_t made_count = 0;
  std::size_t cut_count = 0;
  for (int i = 0; i < 4'000; ++i) {
    auto const reply = fuzz.shaped();
    json::object const vars{{"t", fuzz.text()}, {"u", fuzz.text()}, {"n", i}};
    auto const made = make_body(reply, kTo, vars);
    if (!made) continue;
    ++made_count;
    cut_count += made->truncated.empty() ? 0U : 1U;
    boost::system::error_code error;
    auto const body = json::parse(made->json, error);
    ASSERT_FALSE(error) << made->json;
    Meta meta;
    meta.body(*body.if_object());
    ASSERT_EQ(meta.complaint, "") << wire::to_json(reply) << "\n" << made->json;
    BodyOptions strict;
    strict.fit = Fit::refuse;
    auto const refused = make_body(reply, kTo, vars, strict);
    ASSERT_EQ(static_cast<bool>(refused), made->truncated.empty()) << wire::to_json(reply);
    if (refused)
      ASSERT_EQ(refused->json, made->json);
    else
      ASSERT_EQ(refused.error().field, made->truncated.front());
  }
  EXPECT_GT(made_count, 1'000U);
  EXPECT_GT(cut_count, 250U);
}

TEST(Body, IsTotalOnAnyReply) {
  std::uint64_t const seed = 77;
  SCOPED_TRACE("seed " + std::to_string(seed));
  Fuzz fuzz(seed);
  std::size_t made_count = 0;
  for (int i = 0; i < 6'000; ++i) {
    auto const reply = fuzz.reply();
    auto const vars_value = fuzz.reply();
    auto const* const object = vars_value.if_object();
    Vars const vars = object == nullptr ? Vars() : Vars(*object);
    for (auto const& error : check_reply(reply, "/p")) {
      ASSERT_EQ(error.where.substr(0, 2), "/p");
      ASSERT_FALSE(error.detail.empty());
    }
    for (auto const fit : {Fit::cut, Fit::refuse}) {
      BodyOptions options;
      options.fit = fit;
      auto const made = make_body(reply, kTo, vars, options);
      if (!made) continue;
      ++made_count;
      boost::system::error_code error;
      auto const body = json::parse(made->json, error);
      ASSERT_FALSE(error) << made->json;
      ASSERT_EQ(wire::to_json(body), made->json);  // compact, and nothing written twice
    }
  }
  EXPECT_GT(made_count, 500U);
}

TEST(CheckReply, KnowsWhatBodyWillRefuseWithoutVariables) {
  std::uint64_t const seed = 78;
  SCOPED_TRACE("seed " + std::to_string(seed));
  Fuzz fuzz(seed);
  for (int i = 0; i < 5'000; ++i) {
    auto const reply = i % 2 == 0 ? fuzz.reply() : fuzz.shaped();
    auto const text = wire::to_json(reply);
    if (text.find("{{") != std::string::npos) continue;  // those may depend on variables
    BodyOptions options;
    options.reply_to = "wamid.X";  // a rule always answers some message
    auto const made = make_body(reply, kTo, Vars(), options);
    bool refuses = false;
    for (auto const& error : check_reply(reply, "")) refuses |= error.code != TemplateErrc::field;
    bool const needs_definition = !made && made.error().code == TemplateErrc::binding;
    if (needs_definition) continue;
    ASSERT_EQ(refuses, !made) << text;
  }
}

}  // namespace
}  // namespace waypost::templating
