// Rendering against a naive implementation that works on code points and knows nothing of views.
#include "waypost/template/render.h"

#include <ctime>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "waypost/template/analyze.h"
#include "waypost/unicode/graphemes.h"
#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"
#include "waypost/wire/json.h"

namespace waypost::templating {
namespace {

namespace json = boost::json;
using Points = std::u32string;

Points points_of(std::string_view text) {
  Points points;
  while (!text.empty()) {
    auto const point = unicode::decode(text);
    points += point.code;
    text.remove_prefix(point.bytes);
  }
  return points;
}

std::string text_of(Points const& points) {
  std::string text;
  for (char32_t const code : points) unicode::append(text, code);
  return text;
}

/// Semantics B.1-B.4 read literally, one string copy at a time. A result is a text or a code.
class Naive {
 public:
  Naive(std::string_view source, json::object const& vars, OnMissing on_missing)
      : source_(points_of(source)), vars_(vars), on_missing_(on_missing) {}

  std::string run() {
    Points out;
    std::string refusal;
    for (std::size_t at = 0; at < source_.size();) {
      std::size_t slashes = 0;
      while (at + slashes < source_.size() && source_[at + slashes] == U'\\') ++slashes;
      if (source_.compare(at + slashes, 2, U"{{") != 0) {
        out += source_.substr(at, slashes + 1);
        at += slashes + 1;
        continue;
      }
      out.append(slashes / 2, U'\\');
      at += slashes;
      if (slashes % 2 == 1) {
        out += U"{{";
        at += 2;
        continue;
      }
      auto const end = closing(at + 2);
      if (end == Points::npos) return "E_UNCLOSED";
      inside_ = source_.substr(at + 2, end - at - 2);
      whole_ = source_.substr(at, end + 2 - at);
      at_ = 0;
      auto const code = placeholder(out);
      if (code == "E_SYNTAX" || code == "E_FILTER") return code;
      if (refusal.empty()) refusal = code;
      at = end + 2;
    }
    return refusal.empty() ? "=" + text_of(out) : refusal;
  }

 private:
  struct Call {
    Points name;
    std::vector<std::pair<bool, Points>> arguments;  // is text
  };

  std::size_t closing(std::size_t at) const {
    char32_t quote = 0;
    for (; at < source_.size(); ++at) {
      auto const code = source_[at];
      if (quote != 0 && code == U'\\')
        ++at;
      else if (quote != 0)
        quote = code == quote ? 0 : quote;
      else if (code == U'"' || code == U'\'')
        quote = code;
      else if (source_.compare(at, 2, U"}}") == 0)
        return at;
    }
    return Points::npos;
  }

  void space() {
    while (at_ < inside_.size() && unicode::is_white_space(inside_[at_])) ++at_;
  }
  bool take(char32_t code) {
    space();
    if (at_ >= inside_.size() || inside_[at_] != code) return false;
    ++at_;
    space();
    return true;
  }
  static bool is_ascii_name(char32_t code) {
    return (code >= U'a' && code <= U'z') || (code >= U'A' && code <= U'Z') ||
           (code >= U'0' && code <= U'9') || code == U'_';
  }
  Points take_name(bool ascii) {
    Points name;
    while (at_ < inside_.size()) {
      auto const code = inside_[at_];
      bool const other =
          !ascii && code >= 0x80 && !unicode::is_white_space(code) && !unicode::is_control(code);
      if (!is_ascii_name(code) && !other) break;
      name += code;
      ++at_;
    }
    return name;
  }

  bool read_argument(Call& call) {
    if (at_ >= inside_.size()) return false;
    auto const quote = inside_[at_];
    Points text;
    if (quote == U'"' || quote == U'\'') {
      for (++at_; inside_[at_] != quote; ++at_) {
        if (inside_[at_] != U'\\') {
          text += inside_[at_];
          continue;
        }
        auto const escaped = inside_[++at_];
        if (escaped == U'n')
          text += U'\n';
        else if (escaped == U'\\' || escaped == U'"' || escaped == U'\'')
          text += escaped;
        else
          return false;
      }
      ++at_;
      call.arguments.emplace_back(true, text);
      return true;
    }
    while (at_ < inside_.size() && inside_[at_] >= U'0' && inside_[at_] <= U'9')
      text += inside_[at_++];
    call.arguments.emplace_back(false, text);
    return !text.empty();
  }

  static bool fits(Call const& call) {
    auto const& given = call.arguments;
    if (call.name == U"default") return given.size() == 1 && given[0].first;
    if (call.name == U"truncate")
      return (given.size() == 1 || (given.size() == 2 && given[1].first)) && !given[0].first &&
             given[0].second.find_first_not_of(U'0') != Points::npos;
    for (auto const* const name : {U"upper", U"lower", U"capitalize", U"trim", U"first_word",
                                   U"oneline", U"urlencode", U"digits"})
      if (call.name == name) return given.empty();
    return false;
  }

  json::value const* find(std::vector<Points> const& path) const {
    json::value const* at = vars_.if_contains(text_of(path[0]));
    for (std::size_t i = 1; at != nullptr && i < path.size(); ++i) {
      auto const key = text_of(path[i]);
      if (auto const* const object = at->if_object()) {
        at = object->if_contains(key);
      } else if (auto const* const array = at->if_array()) {
        bool const digits = key.find_first_not_of("0123456789") == std::string::npos;
        auto const index = digits ? std::stoull("0" + key.substr(0, 15)) : array->size();
        at = index < array->size() ? array->data() + index : nullptr;
      } else {
        at = nullptr;
      }
    }
    return at != nullptr && at->is_null() ? nullptr : at;
  }

  static Points cleaned(std::string_view text) {
    Points out;
    auto const points = points_of(text);
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (points[i] == U'\r' && i + 1 < points.size() && points[i + 1] == U'\n') continue;
      if (points[i] == U'\r')
        out += U'\n';
      else if (points[i] == U'\t' || points[i] == U'\n' || !unicode::is_control(points[i]))
        out += points[i];
    }
    return out;
  }

  static Points trimmed(Points text) {
    while (!text.empty() && unicode::is_white_space(text.front())) text.erase(0, 1);
    while (!text.empty() && unicode::is_white_space(text.back())) text.pop_back();
    return text;
  }

  static Points applied(Call const& call, Points const& text) {
    Points out;
    if (call.name == U"upper")
      for (auto code : text) out += unicode::to_upper(code);
    if (call.name == U"lower")
      for (auto code : text) out += unicode::to_lower(code);
    if (call.name == U"capitalize") {
      out = text;
      if (!out.empty()) out[0] = unicode::to_title(out[0]);
    }
    if (call.name == U"trim") out = trimmed(text);
    if (call.name == U"first_word") {
      for (auto code : trimmed(text)) {
        if (unicode::is_white_space(code)) break;
        out += code;
      }
    }
    if (call.name == U"oneline") {
      bool in_space = false;
      for (auto code : trimmed(text)) {
        bool const space = unicode::is_white_space(code);
        if (!space)
          out += code;
        else if (!in_space)
          out += U' ';
        in_space = space;
      }
    }
    if (call.name == U"digits")
      for (auto code : text)
        if (auto const digit = unicode::digit_value(code); digit >= 0)
          out += U'0' + static_cast<char32_t>(digit);
    if (call.name == U"urlencode") {
      for (char const byte : text_of(text)) {
        char hex[4];
        if (byte > 0 && (is_ascii_name(static_cast<char32_t>(byte)) || byte == '-' || byte == '.' ||
                         byte == '~')) {
          out += static_cast<char32_t>(byte);
          continue;
        }
        std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(byte));
        for (char const digit : std::string(hex)) out += static_cast<char32_t>(digit);
      }
    }
    if (call.name == U"truncate") out = truncated(call, text);
    return out;
  }

  static Points truncated(Call const& call, Points const& text) {
    auto const digits = text_of(call.arguments[0].second);
    auto const keep = digits.size() > 9 ? 999'999'999U : std::stoul(digits);
    auto ellipsis = call.arguments.size() == 2 ? call.arguments[1].second : Points(1, 0x2026);
    if (text.size() <= keep) return text;
    if (ellipsis.size() > keep) ellipsis.clear();
    auto const whole = text_of(text);
    auto const bytes = text_of(text.substr(0, keep - ellipsis.size())).size();
    auto out = points_of(whole.substr(0, unicode::grapheme_floor(whole, bytes)));
    while (!out.empty() && unicode::is_white_space(out.back())) out.pop_back();
    return out + ellipsis;
  }

  std::string placeholder(Points& out) {
    std::vector<Points> path;
    space();
    do {
      path.push_back(take_name(false));
      if (path.back().empty()) return "E_SYNTAX";
    } while (take(U'.'));
    std::vector<Call> calls;
    while (take(U'|')) {
      Call call;
      call.name = take_name(true);
      if (call.name.empty()) return "E_SYNTAX";
      if (take(U':')) do {
          if (!read_argument(call)) return "E_SYNTAX";
        } while (take(U','));
      calls.push_back(call);
    }
    if (at_ != inside_.size()) return "E_SYNTAX";
    for (auto const& call : calls)
      if (!fits(call)) return "E_FILTER";
    return fill(find(path), calls, out);
  }

  std::string fill(json::value const* value, std::vector<Call> const& calls, Points& out) const {
    std::optional<Points> text;
    if (value != nullptr && value->is_structured()) return "E_TYPE";
    if (value != nullptr && value->is_string())
      text = cleaned(*value->if_string());
    else if (value != nullptr)
      text = points_of(wire::to_json(*value));
    for (auto const& call : calls) {
      if (call.name == U"default")
        text = text && !text->empty() ? *text : call.arguments[0].second;
      else if (text)
        text = applied(call, *text);
    }
    if (text)
      out += *text;
    else if (on_missing_ == OnMissing::error)
      return "E_MISSING";
    else if (on_missing_ == OnMissing::keep)
      out += whole_;
    return {};
  }

  Points source_;
  json::object const& vars_;
  OnMissing on_missing_;
  Points inside_;
  Points whole_;
  std::size_t at_ = 0;
};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_() % n; }
  template <std::size_t N>
  std::string_view of(std::string_view const (&words)[N]) {
    return words[below(N)];
  }

 private:
  std::mt19937_64 random_;
};

std::string random_value_text(Dice& dice) {
  static constexpr std::string_view kWords[] = {"a",
                                                "Ali",
                                                " ",
                                                "  ",
                                                "\n",
                                                "\r\n",
                                                "\r",
                                                "\t",
                                                "\x07",
                                                "\xC2\x85",
                                                "\xC2\xA0",
                                                "{{a}}",
                                                "\xC3\xA9",
                                                "e\xCC\x81",
                                                "\xC3\x9F",
                                                "\xC7\x86",
                                                "\xD9\xA3",
                                                "7",
                                                "\xF0\x9F\x91\xA9",
                                                "\xE2\x80\x8D",
                                                "\xF0\x9F\x9A\x80",
                                                "\xE1\x83\x90",
                                                "&",
                                                "%",
                                                "\\",
                                                "\xE3\x80\x80",
                                                "~"};
  std::string text;
  for (auto left = dice.below(7); left > 0; --left) text += dice.of(kWords);
  return text;
}

json::value random_value(Dice& dice, int depth) {
  switch (dice.below(depth > 0 ? 9 : 6)) {
    case 0: return nullptr;
    case 1: return dice.below(2) == 0;
    case 2: return static_cast<std::int64_t>(dice.below(1000)) - 500;
    case 3: return static_cast<double>(dice.below(1000)) / 16.0;
    case 6: {
      json::array array;
      for (auto left = dice.below(3); left > 0; --left)
        array.push_back(random_value(dice, depth - 1));
      return array;
    }
    case 7: {
      json::object object;
      object["a"] = random_value(dice, depth - 1);
      object["1"] = random_value(dice, depth - 1);
      return object;
    }
    default: return json::value(random_value_text(dice));
  }
}

std::string random_template(Dice& dice) {
  static constexpr std::string_view kPlain[] = {"hi ",  "\\",       "{",  "}",  "}}", "\\{{",
                                                "\\\\", "\xC3\xA9", "\n", "{{", "\"", "'"};
  static constexpr std::string_view kPaths[] = {"a",
                                                "b",
                                                "1",
                                                "a.b",
                                                "a.1",
                                                "b.01",
                                                " a ",
                                                "a . 1",
                                                "\xC3\xA9",
                                                "x_9",
                                                "a b",
                                                "",
                                                "a.",
                                                "\xC2\xA0"
                                                "a",
                                                "a.1.a",
                                                "9",
                                                "\xC2\x85"};
  static constexpr std::string_view kFilters[] = {"upper",
                                                  "lower",
                                                  "capitalize",
                                                  "trim",
                                                  "first_word",
                                                  "oneline",
                                                  "urlencode",
                                                  "digits",
                                                  "truncate:3",
                                                  "truncate:2,\"\"",
                                                  "truncate : 4 , '..'",
                                                  "truncate:1",
                                                  "truncate:007",
                                                  "default:\"d\"",
                                                  "default:''",
                                                  "default:'\\'\\\\\\n\"'",
                                                  "default:\"}}\"",
                                                  "default",
                                                  "upper:1",
                                                  "truncate:0",
                                                  "truncate",
                                                  "Upper",
                                                  "truncate:-1",
                                                  "default:\"\\t\"",
                                                  "trim:",
                                                  " lower ",
                                                  "truncate:2,1",
                                                  "truncate:5,\"e\xCC\x81\"",
                                                  "truncate:99999999999999999999",
                                                  ""};
  std::string text;
  for (auto left = dice.below(5); left > 0; --left) {
    if (dice.below(3) == 0) {
      text += dice.of(kPlain);
      continue;
    }
    text += "{{";
    text += dice.below(8) == 0 ? dice.of(kPaths) : kPaths[dice.below(10)];
    for (auto filters = dice.below(4); filters > 0; --filters) {
      text += '|';
      text += dice.below(5) == 0 ? dice.of(kFilters) : kFilters[dice.below(17)];
    }
    text += dice.below(20) == 0 ? "}" : "}}";
  }
  return text;
}

std::string ours(std::string_view source, json::object const& vars, OnMissing on_missing) {
  auto const text = render(source, vars, {.on_missing = on_missing});
  return text ? "=" + *text : std::string(word_of(text.error().code));
}

TEST(Render, AgreesWithANaiveReading) {
  std::uint64_t const seed = 20260418;
  SCOPED_TRACE("seed " + std::to_string(seed));
  Dice dice(seed);
  std::size_t texts = 0;
  for (int i = 0; i < 40'000; ++i) {
    json::object vars;
    for (std::string_view const name : {"a", "b", "1", "x_9", "\xC3\xA9"})
      vars[name] = random_value(dice, 2);
    auto const source = random_template(dice);
    auto const on_missing = static_cast<OnMissing>(dice.below(3));
    auto const expected = Naive(source, vars, on_missing).run();
    ASSERT_EQ(ours(source, vars, on_missing), expected) << source << "\n" << wire::to_json(vars);
    if (expected[0] == '=') ++texts;
  }
  EXPECT_GT(texts, 10'000U);  // the dice must not roll mistakes only
}

TEST(Render, IsTotalOnAnyBytes) {
  std::uint64_t const seed = 5;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  constexpr std::string_view kBytes = "{}|\\\"'.:,ab1 \n\xC3\xA9\xF0\x9F\xFF\x80";
  json::object vars;
  vars["a"] = json::string("\xFF\xC3");
  vars["b"] = json::string("b\xF0\x9F");
  for (int i = 0; i < 40'000; ++i) {
    std::string source;
    for (auto left = random() % 24; left > 0; --left) source += kBytes[random() % kBytes.size()];
    auto const text = render(source, vars, {.on_missing = OnMissing::keep});
    if (text)
      ASSERT_TRUE(unicode::is_utf8(*text)) << source;
    else
      ASSERT_LE(text.error().position, unicode::length(source));
    (void)analyze(source);
  }
}

TEST(Render, NamesThePlaceOfAMistake) {
  auto const position = [](std::string_view source) {
    auto const made = parse(source);
    return made ? std::size_t{999} : made.error().position;
  };
  EXPECT_EQ(position("ab {{x"), 3U);
  EXPECT_EQ(position("\xC3\xA9 {{x y}}"), 6U);
  EXPECT_EQ(position("{{x|shout}}"), 4U);
  EXPECT_EQ(position("{{x|default:\"a\\tb\"}}"), 14U);
  EXPECT_EQ(position("{{}}"), 2U);
}

TEST(Render, BooleansAndBigNumbersAreAsEcmaScriptPrintsThem) {
  auto const vars = json::parse(R"({"a":1e21,"b":9007199254740993,"c":18446744073709551615,
                                    "d":-0.0,"e":1e-7})");
  auto const text = render("{{a}} {{b}} {{c}} {{d}} {{e}}", *vars.if_object());
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "1e+21 9007199254740992 18446744073709552000 0 1e-7");
}

TEST(Render, AsksTheLayersInOrder) {
  json::object const contact{{"name", "Ana"}, {"order", json::object{{"id", 1}}}};
  json::object const playbook{{"name", "shadowed"}, {"shop", "Lale"}, {"order", "x"}};
  auto const text = render("{{name}} {{shop}} {{order.id}}{{order.no}}", {contact, playbook});
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "Ana Lale 1");
}

TEST(Render, RefusesWhatWouldGrowWithoutBounds) {
  json::object const vars{{"x", std::string(60'000, '%')}};
  std::string many;
  for (int i = 0; i < 1'000; ++i) many += "{{x}}";
  auto const repeated = render(many, vars);
  ASSERT_FALSE(repeated);
  EXPECT_EQ(repeated.error().code, TemplateErrc::too_long);
  std::string chain = "{{x";
  for (int i = 0; i < 100'000; ++i) chain += "|urlencode";
  auto const start = std::clock();
  auto const chained = render(chain + "}}", vars);
  ASSERT_FALSE(chained);
  EXPECT_EQ(chained.error().code, TemplateErrc::too_long);
  EXPECT_LT(std::clock() - start, 10 * CLOCKS_PER_SEC);
}

TEST(Render, LeavesTheTextAsItWasWhenRefused) {
  std::string text = "kept";
  RenderScratch scratch;
  std::string const source = "more {{a}}";
  auto const made = parse(std::string_view(source));
  ASSERT_TRUE(made);
  json::object const vars{{"a", json::array{}}};
  auto const refused = append_rendered(text, *made, vars, {}, scratch);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, TemplateErrc::type);
  EXPECT_EQ(refused->position, 5U);
  EXPECT_EQ(text, "kept");
}

TEST(Analyze, IsLinearInItsParameters) {
  std::string source = "x";
  for (int i = 1; i < 60'000; ++i) source += " {{" + std::to_string(i) + "}} y";
  auto const start = std::clock();
  auto const found = analyze(std::string_view(source));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->names.size(), 59'999U);
  EXPECT_TRUE(found->issues.empty());
  EXPECT_LT(std::clock() - start, 5 * CLOCKS_PER_SEC);
}

}  // namespace
}  // namespace waypost::templating
