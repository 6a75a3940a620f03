// Every limit of cloud-api 7.2 at n and n + 1, in both fits.
#include "waypost/template/limits.h"

#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "waypost/template/body.h"
#include "waypost/template/components.h"
#include "waypost/wire/json.h"

namespace waypost::templating {
namespace {

namespace json = boost::json;

enum class Over { is_cut, is_refused };

struct Case {
  std::string field;   // where the text stands, dotted as in `truncated`
  std::string before;  // the reply's JSON up to the text's quote, and after it
  std::string after;
  std::size_t limit;
  Over over;
  std::string unit = "x";
};

std::vector<Case> cases() {
  std::string const buttons = R"(,"buttons":[{"id":"a","title":"A"}]})";
  std::string const rows = R"(,"button":"M","sections":[{"rows":[{"id":"1","title":"One"}]}]})";
  std::string const card =
      R"({"header":{"type":"image","id":"1"},"display_text":"Go","url":"https://x.io"})";
  std::string const list = R"({"type":"list","body":"B","button":"M","sections":[{)";
  return {
      {"body", R"({"type":"text","body":")", R"("})", 4096, Over::is_cut},
      {"caption", R"({"type":"image","id":"1","caption":")", R"("})", 1024, Over::is_cut},
      {"caption", R"({"type":"video","id":"1","caption":")", R"("})", 1024, Over::is_cut},
      {"caption", R"({"type":"document","id":"1","caption":")", R"("})", 1024, Over::is_cut},
      {"filename", R"({"type":"document","id":"1","filename":")", R"("})", 240, Over::is_refused},
      {"link", R"({"type":"image","link":")", R"("})", 2048, Over::is_refused},
      {"body", R"({"type":"buttons","body":")", "\"" + buttons, 1024, Over::is_cut},
      {"header.text", R"({"type":"buttons","body":"B","header":{"type":"text","text":")",
       "\"}" + buttons, 60, Over::is_cut},
      {"footer", R"({"type":"buttons","body":"B","footer":")", "\"" + buttons, 60, Over::is_cut},
      {"buttons.0.title", R"({"type":"buttons","body":"B","buttons":[{"id":"a","title":")",
       R"("}]})", 20, Over::is_cut},
      {"buttons.0.id", R"({"type":"buttons","body":"B","buttons":[{"title":"A","id":")", R"("}]})",
       256, Over::is_refused},
      {"body", R"({"type":"list","body":")", "\"" + rows, 1024, Over::is_cut},
      {"button",
       R"({"type":"list","body":"B","sections":[{"rows":[{"id":"1","title":"One"}]}],)"
       R"("button":")",
       R"("})", 20, Over::is_cut},
      {"sections.0.title", list + R"("rows":[{"id":"1","title":"One"}],"title":")", R"("}]})", 24,
       Over::is_cut},
      {"sections.0.rows.0.title", list + R"("rows":[{"id":"1","title":")", R"("}]}]})", 24,
       Over::is_cut},
      {"sections.0.rows.0.description", list + R"("rows":[{"id":"1","title":"t","description":")",
       R"("}]}]})", 72, Over::is_cut},
      {"sections.0.rows.0.id", list + R"("rows":[{"title":"t","id":")", R"("}]}]})", 200,
       Over::is_refused},
      {"display_text", R"({"type":"cta_url","body":"B","url":"https://x.io","display_text":")",
       R"("})", 20, Over::is_cut},
      {"url", R"({"type":"cta_url","body":"B","display_text":"Go","url":"https://)", R"("})",
       2048 - 8, Over::is_refused},
      {"flow_cta", R"({"type":"flow","body":"B","flow_id":"1","flow_cta":")", R"("})", 30,
       Over::is_cut},
      {"sections.0.title",
       R"({"type":"product_list","header":{"type":"text","text":"H"},)"
       R"("body":"B","catalog_id":"1","sections":[{"product_items":[)"
       R"({"product_retailer_id":"s"}],"title":")",
       R"("}]})", 24, Over::is_cut},
      {"body", R"({"type":"carousel","cards":[)" + card + "," + card + R"(],"body":")", R"("})",
       1024, Over::is_cut},
      {"cards.0.body",
       R"({"type":"carousel","body":"B","cards":[{"header":{"type":"image",)"
       R"("id":"1"},"display_text":"Go","url":"https://x.io","body":")",
       R"("},)" + card + "]}", 160, Over::is_cut},
      {"name", R"({"type":"template","language":"en","name":")", R"("})", 512, Over::is_refused},
  };
}

std::string repeated(std::string const& unit, std::size_t times) {
  std::string text;
  while (times-- > 0) text += unit;
  return text;
}

TemplateResult<Body> made_of(std::string const& reply, Fit fit) {
  BodyOptions options;
  options.fit = fit;
  return make_body(json::parse(reply), {Address::Kind::phone, "1"}, Vars(), options);
}

void expect_refused(TemplateResult<Body> const& made, Case const& one, std::size_t limit) {
  ASSERT_FALSE(made) << one.field;
  EXPECT_EQ(made.error().code, TemplateErrc::too_long) << one.field;
  EXPECT_EQ(made.error().field, one.field);
  EXPECT_EQ(made.error().limit, limit) << one.field;
  auto pointer = "/" + one.field;
  for (char& byte : pointer)
    if (byte == '.') byte = '/';
  EXPECT_EQ(made.error().where, pointer);
  EXPECT_NE(made.error().detail.find(std::to_string(limit)), std::string::npos);
}

TEST(Limits, HoldInBothFits) {
  for (auto const& one : cases()) {
    auto const limit = one.field == "url" ? kLinkBytesMax : one.limit;
    auto const full = one.before + repeated(one.unit, one.limit) + one.after;
    auto const over = one.before + repeated(one.unit, one.limit + 1) + one.after;
    for (auto const fit : {Fit::cut, Fit::refuse}) {
      auto const made = made_of(full, fit);
      ASSERT_TRUE(made) << one.field << " " << made.error().detail;
      EXPECT_TRUE(made->truncated.empty()) << one.field;
      EXPECT_NE(made->json.find(repeated(one.unit, one.limit)), std::string::npos);
    }
    expect_refused(made_of(over, Fit::refuse), one, limit);
    auto const cut = made_of(over, Fit::cut);
    if (one.over == Over::is_refused) {
      expect_refused(cut, one, limit);
      continue;
    }
    ASSERT_TRUE(cut) << one.field;
    EXPECT_EQ(cut->truncated, std::vector<std::string>{one.field});
    EXPECT_NE(cut->json.find(repeated(one.unit, one.limit - 1) + "\xE2\x80\xA6"), std::string::npos)
        << one.field;
    EXPECT_EQ(cut->json.find(repeated(one.unit, one.limit)), std::string::npos) << one.field;
  }
}

TEST(Limits, CountCodePointsNotBytes) {
  for (auto one : cases()) {
    if (one.over == Over::is_refused) continue;  // some of those count bytes
    one.unit = "\xF0\x9F\x91\x8D";
    auto const full = one.before + repeated(one.unit, one.limit) + one.after;
    auto const made = made_of(full, Fit::refuse);
    EXPECT_TRUE(made) << one.field;
  }
  EXPECT_FALSE(made_of(
      R"({"type":"document","id":"1","filename":")" + repeated("\xC3\xA9", 121) + "\"}", Fit::cut));
  EXPECT_TRUE(made_of(
      R"({"type":"document","id":"1","filename":")" + repeated("\xC3\xA9", 120) + "\"}", Fit::cut));
}

std::string list_of(std::string const& entry, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    auto one = entry;
    for (auto at = one.find('#'); at != std::string::npos; at = one.find('#'))
      one.replace(at, 1, std::to_string(i));
    text += (i == 0 ? "" : ",") + one;
  }
  return text;
}

struct Count {
  std::string field;
  std::string before;
  std::string entry;
  std::string after;
  std::size_t min;
  std::size_t max;
};

TEST(Limits, CountsHold) {
  std::string const card =
      R"({"header":{"type":"image","id":"1"},"display_text":"Go","url":"https://x.io"})";
  std::string const products =
      R"({"type":"product_list","header":{"type":"text","text":"H"},"body":"B","catalog_id":"1",)";
  for (auto const& one : std::vector<Count>{
           {"/buttons", R"({"type":"buttons","body":"B","buttons":[)", R"({"id":"#","title":"t#"})",
            "]}", kButtonsMin, kButtonsMax},
           {"/sections", R"({"type":"list","body":"B","button":"M","sections":[)",
            R"({"title":"s","rows":[{"id":"#","title":"t"}]})", "]}", kSectionsMin, kSectionsMax},
           {"/sections", R"({"type":"list","body":"B","button":"M","sections":[{"rows":[)",
            R"({"id":"#","title":"t"})", "]}]}", kRowsMin, kRowsMax},
           {"/sections", products + R"("sections":[)",
            R"({"title":"s","product_items":[{"product_retailer_id":"#"}]})", "]}",
            kProductSectionsMin, kProductSectionsMax},
           {"/sections", products + R"("sections":[{"product_items":[)",
            R"({"product_retailer_id":"#"})", "]}]}", kProductsMin, kProductsMax},
           {"/cards", R"({"type":"carousel","body":"B","cards":[)", card, "]}", kCardsMin,
            kCardsMax},
           {"/contacts", R"({"type":"contacts","contacts":[)", R"({"name":{"formatted_name":"P"}})",
            "]}", kContactsMin, kContactsMax}}) {
    for (auto const fit : {Fit::cut, Fit::refuse}) {
      auto const made = [&](std::size_t count) {
        return made_of(one.before + list_of(one.entry, count) + one.after, fit);
      };
      EXPECT_TRUE(made(one.min)) << one.before;
      EXPECT_TRUE(made(one.max)) << one.before;
      for (auto const count : {one.min - 1, one.max + 1}) {
        auto const refused = made(count);
        ASSERT_FALSE(refused) << one.before;
        EXPECT_EQ(refused.error().code, TemplateErrc::count);
        EXPECT_EQ(refused.error().where.substr(0, one.field.size()), one.field);
      }
    }
  }
}

TEST(Limits, HoldInTemplateSends) {
  struct Part {
    std::string definition;
    std::string before;
    std::string after;
    std::size_t limit;
  };
  for (auto const& part : std::vector<Part>{
           {R"([{"type":"BODY","text":"{{1}}"}])", R"({"body":{"1":")", R"("}})",
            kTemplateBodyCharsMax},
           {R"([{"type":"HEADER","format":"TEXT","text":"{{1}}"}])", R"({"header":{"1":")",
            R"("}})", kTemplateHeaderCharsMax},
           {R"([{"type":"CAROUSEL","cards":[{"components":[{"type":"BODY","text":"{{1}}"}]}]}])",
            R"({"cards":[{"body":{"1":")", R"("}}]})", kTemplateCardBodyCharsMax},
           {R"([{"type":"BUTTONS","buttons":[{"type":"COPY_CODE"}]}])", R"({"buttons":{"0":")",
            R"("}})", kCouponCodeCharsMax},
           {R"([{"type":"BUTTONS","buttons":[{"type":"OTP"}]}])", R"({"buttons":{"0":")", R"("}})",
            kOtpCodeCharsMax},
           {R"([{"type":"HEADER","format":"IMAGE"}])", R"({"header_media":{"link":")", R"("}})",
            kLinkBytesMax},
           {R"([{"type":"HEADER","format":"DOCUMENT"}])",
            R"({"header_media":{"id":"1","filename":")", R"("}})", kFileNameBytesMax}}) {
    auto const made = [&](std::size_t count) {
      return components(
          *json::parse(part.definition).if_array(),
          *json::parse(part.before + std::string(count, 'x') + part.after).if_object(), Vars());
    };
    EXPECT_TRUE(made(part.limit)) << part.definition;
    auto const refused = made(part.limit + 1);
    ASSERT_FALSE(refused) << part.definition;
    EXPECT_EQ(refused.error().code, TemplateErrc::too_long) << part.definition;
    EXPECT_EQ(refused.error().limit, part.limit) << part.definition;
  }
}

}  // namespace
}  // namespace waypost::templating
