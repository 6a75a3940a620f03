// What a phone draws: marks, directions, and the tree of every kind of message.
#include "waypost/template/preview.h"

#include <ctime>
#include <random>
#include <string>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "waypost/template/body.h"
#include "waypost/template/markup.h"
#include "waypost/unicode/utf8.h"

namespace waypost::templating {
namespace {

namespace json = boost::json;

/// Marks as tags, blocks by their first letter: easy to read in an expectation.
std::string drawn(std::string_view text) {
  std::string out;
  for (auto const& block : read_markup(text)) {
    constexpr std::string_view kKinds = "pbnq";
    if (!out.empty()) out += '|';
    out += kKinds[static_cast<std::size_t>(block.kind)];
    out += ':';
    bool first = true;
    for (auto const& item : block.items) {
      if (!first) out += ';';
      first = false;
      if (block.kind == BlockKind::numbers) out += std::to_string(item.number) + ".";
      for (auto const& span : item.spans) {
        std::string tag;
        if ((span.style & kBold) != 0) tag += 'B';
        if ((span.style & kItalic) != 0) tag += 'I';
        if ((span.style & kStrike) != 0) tag += 'S';
        if ((span.style & kMono) != 0) tag += 'M';
        out += tag.empty() ? span.text : tag + "(" + span.text + ")";
      }
    }
  }
  return out;
}

TEST(Markup, DrawsTheMarks) {
  EXPECT_EQ(drawn("plain"), "p:plain");
  EXPECT_EQ(drawn("*bold* _it_ ~no~ `x` ```y```"), "p:B(bold) I(it) S(no) M(x) M(y)");
  EXPECT_EQ(drawn("*a _b ~c~_*"), "p:B(a )BI(b )BIS(c)");
  EXPECT_EQ(drawn("(*bold*), \"_it_\"!"), "p:(B(bold)), \"I(it)\"!");
  EXPECT_EQ(drawn("\xF0\x9F\x91\x8D*ok*\xF0\x9F\x91\x8D"),
            "p:\xF0\x9F\x91\x8D"
            "B(ok)\xF0\x9F\x91\x8D");
}

TEST(Markup, LeavesWhatIsNoMark) {
  for (std::string_view const text : {"2*3*4", "snake_case_name", "x * a*", "*a *", "**", "*a\nb*",
                                      "*a", "a*", "*bold*text", "``````", "```open", "_"})
    EXPECT_EQ(drawn(text).substr(2), text) << text;
  EXPECT_EQ(drawn("**bold**"), "p:*B(bold)*");
  EXPECT_EQ(drawn("`*a*`"), "p:M(*a*)");
  EXPECT_EQ(drawn("*a `b* c`"), "p:B(a `b) c`");
  EXPECT_EQ(drawn("```*a*\n- b```"), "p:M(*a*\n- b)");
}

TEST(Markup, DrawsListsAndQuotes) {
  EXPECT_EQ(drawn("Menu:\n- *one*\n* two\n\nend"), "p:Menu:|b:B(one);two|p:\nend");
  EXPECT_EQ(drawn("1. a\n2. b\n10. c\nx"), "n:1.a;2.b;10.c|p:x");
  EXPECT_EQ(drawn("> said\n> more\nno"), "q:said\nmore|p:no");
  EXPECT_EQ(drawn("-x\n1.x\n>x\n- \n1234. x"), "p:-x\n1.x\n>x\n- \n1234. x");
}

TEST(Markup, FindsTheDirection) {
  EXPECT_EQ(direction_of("Hello"), Direction::ltr);
  EXPECT_EQ(direction_of("\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85"), Direction::rtl);
  EXPECT_EQ(direction_of("*\xF0\x9F\x91\x8D 12 \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D ok"),
            Direction::rtl);
  EXPECT_EQ(direction_of("\xD9\xA3 apples"), Direction::ltr);
  EXPECT_EQ(direction_of("\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"), Direction::ltr);
  EXPECT_EQ(direction_of("12 *_ "), Direction::ltr);
}

TEST(Markup, KeepsEveryCharacterButTheMarks) {
  std::uint64_t const seed = 11;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  constexpr std::string_view kAlphabet = "ab *_~`->1.\n\xC3\xA9";
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    for (auto left = random() % 24; left > 0; --left) text += kAlphabet[random() % 13];
    text = unicode::mend(text);
    std::string kept;
    for (auto const& block : read_markup(text))
      for (auto const& item : block.items)
        for (auto const& span : item.spans) kept += span.text;
    auto const letters = [](std::string const& from) {
      std::string out;
      for (char const byte : from)
        if (byte == 'a' || byte == 'b' || static_cast<unsigned char>(byte) >= 0x80) out += byte;
      return out;
    };
    ASSERT_EQ(letters(kept), letters(text)) << text;
  }
}

TEST(Markup, IsLinear) {
  for (std::string_view const unit : {"*a ", "*a* ", "`", "```", "*_~", "- ", "> "}) {
    std::string text;
    while (text.size() < 100'000) text += unit;
    auto const start = std::clock();
    EXPECT_FALSE(read_markup(text).empty());
    EXPECT_LT(std::clock() - start, 5 * CLOCKS_PER_SEC) << unit;
  }
}

std::string preview_of(std::string_view reply, std::string_view definition = {}) {
  auto const made = make_body(json::parse(reply), {Address::Kind::phone, "1"}, Vars());
  EXPECT_TRUE(made) << reply;
  if (!made) return {};
  auto const parts = definition.empty() ? json::value() : json::parse(definition);
  return preview(json::parse(made->json), parts.if_array());
}

TEST(Preview, DrawsAText) {
  EXPECT_EQ(preview_of(R"({"type":"text","body":"Hi *you*"})"),
            R"({"type":"text","blocks":[{"kind":"paragraph","spans":[{"text":"Hi "},)"
            R"({"text":"you","bold":true}]}],"direction":"ltr",)"
            R"("counters":[{"field":"body","used":8,"limit":4096}]})");
}

TEST(Preview, DrawsButtonsAndHeaders) {
  EXPECT_EQ(preview_of(R"({"type":"buttons","body":"Pick","header":{"type":"text","text":"H"},)"
                       R"("footer":"F","buttons":[{"id":"a","title":"A"}]})"),
            R"({"type":"button","header":{"kind":"text","text":"H"},"blocks":[{"kind":"paragraph",)"
            R"("spans":[{"text":"Pick"}]}],"footer":"F","buttons":[{"kind":"reply","title":"A",)"
            R"("id":"a"}],"direction":"ltr","counters":[{"field":"header.text","used":1,)"
            R"("limit":60},{"field":"body","used":4,"limit":1024},{"field":"footer","used":1,)"
            R"("limit":60},{"field":"buttons.0.title","used":1,"limit":20}]})");
  EXPECT_NE(preview_of(R"({"type":"image","link":"https://x.io/1","caption":"c"})")
                .find(R"("header":{"kind":"image","link":"https://x.io/1"})"),
            std::string::npos);
}

TEST(Preview, DrawsAListsSheetAndACarousel) {
  auto const list =
      preview_of(R"({"type":"list","body":"B","button":"Menu","sections":[{"title":"S",)"
                 R"("rows":[{"id":"1","title":"One","description":"d"}]}]})");
  EXPECT_NE(list.find(R"("sections":[{"title":"S","rows":[{"id":"1","title":"One",)"
                      R"("description":"d"}]}])"),
            std::string::npos);
  EXPECT_NE(list.find(R"({"kind":"list","title":"Menu"})"), std::string::npos);
  auto const cards = json::parse(preview_of(
      R"({"type":"carousel","body":"B","cards":[)"
      R"({"header":{"type":"image","id":"1"},"body":"x","display_text":"Go","url":"https://x.io"},)"
      R"({"header":{"type":"image","id":"2"},"display_text":"Go","url":"https://x.io"}]})"));
  auto const& drawn_cards = *cards.if_object()->at("cards").if_array();
  ASSERT_EQ(drawn_cards.size(), 2U);
  EXPECT_EQ(drawn_cards[0].at("buttons").at(0).at("url"), "https://x.io");
}

TEST(Preview, DrawsATemplateWithItsParameters) {
  std::string const definition =
      R"([{"type":"HEADER","format":"TEXT","text":"Order {{1}}"},)"
      R"({"type":"BODY","text":"Hi {{2}} and {{1}}."},{"type":"FOOTER","text":"Shop"},)"
      R"({"type":"BUTTONS","buttons":[{"type":"URL","text":"Track","url":"https://x.io/{{1}}"},)"
      R"({"type":"PHONE_NUMBER","text":"Call","phone_number":"+1"}]}])";
  auto const reply = R"({"type":"template","name":"t","language":"en","definition":)" + definition +
                     R"(,"bindings":{"header":{"1":"17"},"body":{"1":"a","2":"b"},)"
                     R"("buttons":{"0":"z"}}})";
  EXPECT_EQ(
      preview_of(reply, definition),
      R"({"type":"template","template":{"name":"t","language":"en"},"header":{"kind":"text",)"
      R"("text":"Order 17"},"blocks":[{"kind":"paragraph","spans":[{"text":"Hi b and a."}]}],)"
      R"("footer":"Shop","buttons":[{"kind":"url","title":"Track","url":"https://x.io/z"},)"
      R"({"kind":"phone","title":"Call","phone_number":"+1"}],"direction":"ltr",)"
      R"("counters":[{"field":"header.text","used":8,"limit":60},{"field":"body","used":11,)"
      R"("limit":1024},{"field":"footer","used":4,"limit":60},{"field":"buttons.0.text",)"
      R"("used":5,"limit":25},{"field":"buttons.1.text","used":4,"limit":25}]})");
  EXPECT_EQ(preview_of(reply),
            R"({"type":"template","template":{"name":"t","language":"en"},"direction":"ltr",)"
            R"("counters":[]})");
}

TEST(Preview, IsTotal) {
  for (std::string_view const body :
       {"null", "[]", "{}", R"({"type":"interactive"})",
        R"({"type":"interactive","interactive":5})",
        R"({"type":"interactive","interactive":{"type":"list","action":{"sections":[1]}}})",
        R"({"type":"template","template":{}})", R"({"type":"contacts","contacts":[{"name":1}]})"}) {
    auto const text = preview(json::parse(body));
    EXPECT_TRUE(json::parse(text).is_object()) << body;
  }
}

}  // namespace
}  // namespace waypost::templating
