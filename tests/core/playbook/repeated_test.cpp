// Names that stand twice in one object: found wherever they are, said with their place, and the
// playbook works all the same.

#include "waypost/playbook/repeated.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "waypost/wire/json.h"

#include "made.h"

namespace waypost::playbook {
namespace {

std::vector<std::string> repeated_in(std::string_view json, std::string_view pointer = {}) {
  std::vector<Diagnostic> found;
  Remarks remarks(found, std::nullopt);
  remark_repeated(json, pointer, remarks);
  std::vector<std::string> all;
  for (Diagnostic const& one : found) all.push_back(one.where);
  std::sort(all.begin(), all.end());
  return all;
}

using Lines = std::vector<std::string>;

TEST(Repeated, TellsNamesFromValuesAndObjectsFromEachOther) {
  EXPECT_EQ(repeated_in(R"({"a": "a", "b": {"a": "b"}, "c": [{"a": 1}, {"a": 2}]})"), Lines{});
  EXPECT_EQ(repeated_in(R"({"c": [0, [], {"a": 1, "a": 2}]})"), Lines{"/c/2/a"});
  EXPECT_EQ(repeated_in(R"({"c": [[{}, {"d": {"a": {}, "a": []}}]]})"), Lines{"/c/0/1/d/a"});
  EXPECT_EQ(repeated_in(R"({"a": "\"a\":{", "b": "}", "a\"": 1, "a\\": 2})"), Lines{});
  EXPECT_EQ(repeated_in(R"({"a": 1, "a": 2, "a": 3})"), (Lines{"/a", "/a"}));
  EXPECT_EQ(repeated_in(R"({"": 1, "": 2})"), Lines{"/"});
}

TEST(Repeated, ComparesWhatNamesSpellAndEscapesPointers) {
  EXPECT_EQ(repeated_in(R"({"id": 1, "\u0069d": 2})"), Lines{"/id"});
  EXPECT_EQ(repeated_in(R"({"a/b": 1, "a\/b": 2, "~": 1, "~": 2})"), (Lines{"/a~1b", "/~0"}));
  EXPECT_EQ(repeated_in(R"({"a": 1, "b": {"x": 0}, "a": 2})", "/rules/7"), Lines{"/rules/7/a"});
}

TEST(Repeated, DoesNoHarmToWhatIsNoJson) {
  for (char const* text :
       {"", ":", "}", "]:", "\"", "{\"a", "{:,:}", "{\"a\\", "[:[:[:", "{\":\""}) {
    (void)repeated_in(text);
  }
}

/// A random JSON text, and the places where a name was written again.
class Planted {
 public:
  explicit Planted(unsigned seed) : random_(seed) { value("", 0); }
  std::string text;
  Lines repeated;

 private:
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }

  void space() {
    if (below(3) == 0) text += below(2) == 0 ? " " : "\n\t";
  }

  void value(std::string const& where, int depth) {
    space();
    switch (depth > 4 ? 2 + below(3) : below(5)) {
      case 0: object(where, depth); break;
      case 1: array(where, depth); break;
      case 2: text += "\"{\\\"a\\\":,[\\\\\""; break;
      case 3: text += "-1.5e3"; break;
      default: text += below(2) == 0 ? "null" : "[]";
    }
    space();
  }

  void object(std::string const& where, int depth) {
    static constexpr char const* kNames[] = {"a", "b", "c/d", "e~", "\\u0061", "\\\"", ":", "{"};
    static constexpr char const* kMeant[] = {"a", "b", "c/d", "e~", "a", "\"", ":", "{"};
    std::vector<std::string> before;
    text += '{';
    for (unsigned i = below(4); i > 0; --i) {
      unsigned const name = below(8);
      std::string pointer = where;
      wire::append_pointer(pointer, std::string_view(kMeant[name]));
      text += std::string("\"") + kNames[name] + "\"";
      space();
      text += ':';
      // The object's own names are what counts, before what stands inside the value.
      if (std::count(before.begin(), before.end(), pointer) > 0) repeated.push_back(pointer);
      before.push_back(pointer);
      value(pointer, depth + 1);
      if (i > 1) text += ',';
      space();
    }
    text += '}';
  }

  void array(std::string const& where, int depth) {
    text += '[';
    unsigned const count = below(4);
    for (unsigned i = 0; i < count; ++i) {
      value(where + "/" + std::to_string(i), depth + 1);
      if (i + 1 < count) text += ',';
    }
    text += ']';
  }

  std::mt19937 random_;
};

TEST(Repeated, FindsWhatAGeneratorPlanted) {
  unsigned const first = std::random_device{}();
  std::cout << "seeds from " << first << '\n';
  std::size_t planted = 0;
  for (unsigned seed = first; seed != first + 20'000; ++seed) {
    Planted made(seed);
    boost::system::error_code failed;
    (void)boost::json::parse(made.text, failed);
    ASSERT_FALSE(failed) << made.text;
    std::sort(made.repeated.begin(), made.repeated.end());
    ASSERT_EQ(repeated_in(made.text), made.repeated) << seed << ": " << made.text;
    planted += made.repeated.size();
  }
  EXPECT_GT(planted, 1'000U);
}

// ---- in a playbook -----------------------------------------------------------------------------

struct Case {
  std::string source;
  Lines errors;  ///< "rule where"
};

TEST(Repeated, IsAnErrorOfAPlaybookWhereverItStands) {
  std::string const menu = R"("id":"menu","kind":"is","triggers":"menu",)";
  std::string const reply = R"("reply":{"type":"text","body":"x"})";
  auto const with = [&](std::string const& more) {
    return R"({"waypost":1,"rules":[{)" + menu + more + reply + "}]}";
  };
  auto const beside = [&](std::string const& more) {
    return R"({"waypost":1,)" + more + R"("rules":[{)" + menu + reply + "}]}";
  };
  std::vector<Case> const cases = {
      {with(R"("id":"menu",)"), {"menu /rules/0/id"}},
      {with(R"("\u0069d":"menu",)"), {"menu /rules/0/id"}},
      {with(R"("priority":1,"priority":2,)"), {"menu /rules/0/priority"}},
      {with(R"("contact":{"fields":{"a":"1","a":"2"}},)"), {"menu /rules/0/contact/fields/a"}},
      {with(R"("reply":{"type":"text","body":"1","body":"2"},)"),
       {"menu /rules/0/reply/body", "menu /rules/0/reply"}},
      {beside(R"("waypost":1,)"), {"- /waypost"}},
      {beside(R"("rules":[],)"), {"- /rules"}},
      {beside(R"("rules":5,)"), {"- /rules"}},
      {beside(R"("vars":{"shop":"a","shop":"b"},)"), {"- /vars/shop"}},
      {beside(R"("vars":{},"vars":{},)"), {"- /vars"}},
      {beside(R"("tests":null,"tests":[],)"), {"- /tests"}},
      {beside(R"("hours":{"week":{"mon":[],"mon":[]}},)"), {"- /hours/week/mon"}},
      {beside(R"("tests":[{"message":"a","message":"menu","expect":"menu"}],)"),
       {"- /tests/0/message"}},
      // A disabled rule is not diagnosed, unless that is what cannot be known.
      {R"({"waypost":1,"rules":[{"enabled":false,"id":"a","id":"b"}]})", {}},
      {R"({"waypost":1,"rules":[{"enabled":true,"id":"a","enabled":false}]})",
       {"a /rules/0/enabled"}},
      // A duplicate rule gets no other code.
      {R"({"waypost":1,"rules":[{)" + menu + reply + "},{" + menu + menu + reply + "}]}",
       {"menu /rules/1/id"}},
      {R"({"waypost":1,"rules":[{"id":1,"id":2}]})", {"- /rules/0/id", "- /rules/0/id"}},
  };
  for (Case const& one : cases) {
    Lines errors;
    for (Diagnostic const& diagnostic : make_from(one.source).diagnostics) {
      if (!is_error(diagnostic.code)) continue;
      errors.push_back(diagnostic.rule.value_or("-") + " " + diagnostic.where);
    }
    EXPECT_EQ(errors, one.errors) << one.source;
  }
}

TEST(Repeated, LeavesAWorkingPlaybookAndSaysWhatToDo) {
  Made made = make_from(
      R"({"waypost":1,"rules":[],"rules":[{"id":"a","kind":"is","triggers":"x","triggers":"y"}]})");
  EXPECT_EQ(made.answer("y"), "a");
  EXPECT_EQ(made.answer("x"), "");
  ASSERT_EQ(made.with(Code::E_FIELD).size(), 2U);
  EXPECT_EQ(made.with(Code::E_FIELD)[1].text,
            "Keep one member of this name; now the last one counts.");
}

TEST(Repeated, CostsNoMoreForMoreNames) {
  std::string source = R"({"waypost":1,"rules":[])";
  for (int i = 0; i < 100'000; ++i) source += ",\"n" + std::to_string(i) + "\":{\"a\":0}";
  source += R"(,"n5":1})";
  auto const began = std::chrono::steady_clock::now();
  Made const made = make_from(source);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
  EXPECT_EQ(made.with(Code::E_FIELD).size(), 100'001U);
}

}  // namespace
}  // namespace waypost::playbook
