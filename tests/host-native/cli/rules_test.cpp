// rules check, test, explain, fmt: a playbook's writer and all that can be wrong with a playbook.

#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cases.h"

namespace waypost::cli::testing {
namespace {

std::string playbook(std::string const& rules, std::string const& more = "") {
  return R"({"waypost":1,"rules":[)" + rules + "]" + more + "}";
}

std::string rule(std::string const& members) {
  return "{" + members + R"(,"reply":{"type":"text","body":"hi"}})";
}

std::string const kMenu = rule(R"("id":"menu","kind":"is","triggers":"menu")");

/// A playbook with one thing wrong, and the line that `check` prints of it.
struct Remark {
  std::string playbook;
  std::string line;  ///< "CODE rule where: text", or its beginning
  int code = 1;
};

std::vector<Remark> remarks() {
  std::string const reply = R"(,"reply":)";
  std::string const is = R"("id":"a","kind":"is","triggers":"x")";
  return {
      {playbook(rule(R"("id":"a","kind":"sparkles","triggers":"x")")),
       "E_KIND a /rules/0/kind: There is no such kind of rule; use is, starts_with"},
      {playbook(kMenu + "," + kMenu), "E_DUP_ID menu /rules/1/id: Rename this rule"},
      {playbook(rule(R"("id":"a","kind":"is")")), "E_NO_TRIGGERS a /rules/0: Give the rule"},
      {playbook(rule(R"("id":"a","kind":"is","triggers":" ")")), "E_NO_TRIGGERS a /rules/0: Give"},
      {playbook(rule(R"("id":"a","kind":"is","triggers":")" + std::string(513, 'x') + "\"")),
       "E_TRIGGER_TOO_LONG a /rules/0/triggers: Shorten this trigger to 512"},
      {playbook(rule(R"("id":"a","kind":"regex","triggers":"(")")),
       "E_REGEX a /rules/0/triggers: Mend this pattern"},
      {playbook(rule(is + R"(,"colour":1)")), "E_FIELD a /rules/0/colour: Remove this field"},
      {playbook(rule(is + R"(,"priority":"high")")),
       "E_FIELD a /rules/0/priority: `priority` must"},
      {playbook(rule(R"("kind":"is","triggers":"x")")), "E_FIELD - /rules/0/id: Give the rule an"},
      {playbook("7"), "E_FIELD - /rules/0: Write a rule as an object"},
      {playbook(rule(is + R"(,"priority":1,"priority":2)")),
       "E_FIELD a /rules/0/priority: Keep one member of this name"},
      {playbook(kMenu, R"(,"rules":[])"), "E_FIELD - /rules: Keep one member"},
      {playbook("", R"(,"vars":{"a/b":1,"a\u002fb":2})"), "E_FIELD - /vars/a~1b: Keep one member"},
      {playbook("{" + is + reply + R"({"type":"text"}})"), "E_REPLY a /rules/0/reply/body: "},
      {playbook("{" + is + reply + R"({"type":"dance"}})"), "E_REPLY a /rules/0/reply/type: "},
      {playbook("", R"(,"tests":7)"), "E_FIELD - /tests: `tests` must be a list"},
      {playbook("", R"(,"tests":[{"message":"x"}])"), "E_FIELD - /tests/0/expect: Name the rule"},
      {playbook("", R"(,"hours":{"zone":"Mars/Base"})"), "E_FIELD - /hours/zone: Name a time zone"},
      {R"({"rules":[]})", R"(E_FIELD - /waypost: Add "waypost": 1)"},
      {R"({"waypost":2,"rules":[]})", "E_FIELD - /waypost: "},
      {playbook("{" + is + "}"), "W_NO_REPLY a /rules/0: Give the rule a `reply`", 0},
      {playbook(rule(R"("id":"a","kind":"contains","triggers":"x")") + "," +
                rule(R"("id":"b","kind":"is","triggers":"xy")")),
       "W_DEAD b /rules/1: Move this rule up or remove it", 0},
      {playbook(rule(R"("id":"a","kind":"is","triggers":["Menu","MENU"])")),
       "W_FOLD a /rules/0/triggers/1: Remove this trigger", 0},
      {playbook("{" + is + reply +
                R"({"type":"buttons","body":"b","buttons":[{"id":"y","title":")" +
                std::string(40, 'x') + R"("}]}})"),
       "W_TRUNCATED a /rules/0/reply: Shorten `buttons.0.title`", 0},
  };
}

TEST(CliRules, CheckNamesEachMistakeWithItsPlaceAndRemedy) {
  Folder folder;
  for (Remark const& one : remarks()) {
    SCOPED_TRACE(one.playbook.substr(0, 120));
    folder.write("p.json", one.playbook);
    Ended const text = waypost(folder, {"rules", "check", "p.json"});
    EXPECT_EQ(text.code, one.code);
    EXPECT_EQ(text.out.rfind(one.line, 0), 0U) << text.out;
    EXPECT_EQ(text.err, "");
    Ended const json = waypost(folder, {"rules", "check", "p.json", "--json"});
    EXPECT_EQ(json.code, one.code);
    std::string const code = R"("code":")" + one.line.substr(0, one.line.find(' ')) + "\"";
    EXPECT_NE(json.out.find(code), std::string::npos) << json.out;
  }
}

TEST(CliRules, AGoodPlaybookIsSaidToBeGood) {
  Folder folder;
  folder.write("p.json", playbook(kMenu));
  run_case(folder, {{"rules", "check", "p.json"}, 0, {"1 rule, 0 errors, 0 warnings\n"}});
  run_case(folder, {{"rules", "check", "-"}, 0, {"0 rules, 0 errors"}, playbook("")});
  run_case(
      folder,
      {{"rules", "check", "p.json", "--json"}, 0, {R"({"rules":1,"errors":0,"diagnostics":[]})"}});
  folder.write("p.json", "\xEF\xBB\xBF" + playbook(kMenu));
  run_case(folder, {{"rules", "check", "p.json"}, 0, {"1 rule, 0 errors"}});
}

/// What is no playbook at all, and where each of the verbs says so.
TEST(CliRules, WhatIsNoPlaybookIsRefusedByEveryVerbWithLineColumnAndRemedy) {
  struct Bad {
    std::string bytes;
    std::vector<std::string> says;
  };
  std::vector<Bad> const all = {
      {"", {"p.json, line 1, column 1: the file is empty", R"({"waypost":1,"rules":[]})"}},
      {" \n\t\n", {"the file is empty"}},
      {"{\"waypost\":1,\n \"rules\":[],}", {"line 2, column 13: remove the comma before this"}},
      {"{\"waypost\":1,\n \"rules\":[1,]}", {"line 2, column 13: remove the comma before this"}},
      {"{'waypost':1}", {"line 1, column 2: write strings in double quotation marks"}},
      {"{waypost:1}", {"line 1, column 2: write names in double quotation marks"}},
      {"{\"waypost\":1,\n// why\n\"rules\":[]}", {"line 2, column 1: remove this comment"}},
      {"# why\n{}", {"line 1, column 1: remove this comment"}},
      {"{\"waypost\":yes}", {"column 12: write text in double quotation marks"}},
      {"{\"waypost\":1 \"rules\":[]}", {"column 14: "}},
      {"{\"waypost\" 1}", {"column 12: a comma or colon is missing"}},
      {"{\"waypost\":1,\"rules\":[", {"column 23: the text ends here: something is still open"}},
      {"{\"waypost\":1} {}", {"remove what follows the last brace"}},
      {"{\"a\":\"two\nlines\"}", {"line 1, column 10: write a line break or tab"}},
      {"{\"a\":\"\xC3\xBC\xFF\"}", {"line 1, column 8: this is not UTF-8"}},
      {"{\"a\":\"\xEF\xBF\xBD\xC0\x80\"}", {"line 1, column 8: this is not UTF-8"}},
      {std::string("\0\0", 2), {"line 1, column 1: remove this control character"}},
      {"{\"a\":NaN}", {"column 6: "}},
      {"{\"a\":0x10}", {"line 1, column "}},
      {std::string(3'000, '['), {"nested too deeply"}},
  };
  Folder folder;
  for (Bad const& bad : all) {
    folder.write("p.json", bad.bytes);
    for (Words const& verb :
         {Words{"check", "p.json"}, Words{"test", "p.json"}, Words{"fmt", "p.json"},
          Words{"fmt", "p.json", "--check"}, Words{"explain", "p.json", "--message", "x"}}) {
      Words words{"rules"};
      words.insert(words.end(), verb.begin(), verb.end());
      run_case(folder, {words, 1, bad.says});
      if (verb.front() == "check") run_case(folder, {words, 1, {"p.json, line "}});
    }
    EXPECT_EQ(folder.read("p.json"), bad.bytes);
  }
}

TEST(CliRules, JsonThatIsNoPlaybookSaysWhatOneNeeds) {
  Folder folder;
  for (char const* text : {"null", "[]", "7", "{}", R"({"waypost":1})", R"({"rules":{}})"}) {
    folder.write("p.json", text);
    run_case(folder, {{"rules", "check", "p.json"}, 1, {"p.json is no playbook: A playbook "}});
  }
}

TEST(CliRules, FilesThatCannotBeReadAreNamed) {
  Folder folder;
  folder.write("p.json", playbook(kMenu));
  folder.write("big.json", std::string(17U << 20, ' ') + playbook(""));
  folder.write("huge.json", std::string(21U << 20, ' ') + playbook(""));
  std::vector<Case> const cases = {
      {{"rules", "check", "none.json"}, 1, {"cannot read none.json: No such file"}},
      {{"rules", "check", "."}, 1, {"cannot read .: Is a directory"}},
      {{"rules", "check", "p.json/x"}, 1, {"cannot read p.json/x: Not a directory"}},
      {{"rules", "check", "big.json"}, 1, {"big.json is over 16 MiB"}},
      {{"rules", "check", "huge.json"}, 1, {"huge.json is over 20 MiB"}},
      {{"rules", "fmt", "none.json"}, 1, {"cannot read none.json"}},
      {{"rules", "check", "p.json", "--zone", "Mars/Base"}, 64, {"--zone Mars/Base is no IANA"}},
      {{"rules", "test", "p.json", "--zone", ""}, 64, {"is no IANA"}},
      {{"rules", "explain", "p.json"}, 64, {"--message is required", "rules explain --help"}},
      {{"rules", "explain", "p.json", "--message", "x", "--at", "noon"},
       1,
       {"--at", "2026-12-01T10:00:00+03:00"}},
      {{"rules", "check"}, 64, {"file is required", "waypost rules check --help"}},
  };
  for (Case const& one : cases) run_case(folder, one);
}

// ---- test and explain ------------------------------------------------------------------------

TEST(CliRules, TestsOfAPlaybookAreRunAndCounted) {
  Folder folder;
  std::string const good = R"({"message":"MENU!","expect":"menu"})";
  std::string const silent = R"j({"message":"hello","expect":"silent(no_rule)"})j";
  std::string const wrong = R"({"message":"hello","expect":"menu"})";
  auto const write = [&](std::string const& tests) {
    folder.write("p.json", playbook(kMenu, R"(,"tests":[)" + tests + "]"));
  };
  write(good + "," + silent);
  run_case(folder, {{"rules", "test", "p.json"}, 0, {"2 passed, 0 failed"}});
  write(good + "," + wrong + "," + silent);
  Ended const failed = waypost(folder, {"rules", "test", "p.json"});
  EXPECT_EQ(failed.code, 1);
  EXPECT_EQ(failed.out,
            "/tests/1: \"hello\" expects menu, got silent(no_rule)\n2 passed, 1 failed\n");
  EXPECT_EQ(waypost(folder, {"rules", "test", "p.json", "--json"}).out,
            R"({"passed":2,"failed":1,"failures":[{"where":"/tests/1","expect":"menu",)"
            R"j("got":"silent(no_rule)"}]})j"
            "\n");
  write("");
  run_case(folder, {{"rules", "test", "p.json"}, 0, {"0 passed, 0 failed"}});
}

TEST(CliRules, TestsOfABrokenPlaybookProveNothing) {
  Folder folder;
  std::vector<std::string> const broken = {
      playbook(rule(R"("id":"a","kind":"sparkles")"), R"(,"tests":[])"),
      playbook(kMenu, R"(,"tests":7)"),
      playbook(kMenu, R"(,"tests":[{"mesage":"menu","expect":"menu"}])"),
      playbook(kMenu, R"(,"tests":[{"message":"menu"}])"),
  };
  for (std::string const& one : broken) {
    folder.write("p.json", one);
    run_case(
        folder,
        {{"rules", "test", "p.json"}, 1, {"p.json has 1 error", "waypost rules check p.json"}});
  }
  folder.write("p.json", playbook(kMenu, R"(,"tests":[],"tests":[])"));
  run_case(folder, {{"rules", "test", "p.json"}, 1, {"p.json has 1 error"}});
  folder.write("p.json",
               playbook(kMenu, R"(,"tests":[{"message":"m","at":"noon","expect":"menu"}])"));
  run_case(folder, {{"rules", "test", "p.json"}, 1, {"/tests/0: `at`", "2026-12-01T10:00:00"}});
}

TEST(CliRules, ExplainNamesTheRuleAndWarnsOfWhatWasLeftOut) {
  Folder folder;
  folder.write("p.json", playbook(kMenu));
  run_case(folder, {{"rules", "explain", "p.json", "--message", "Menu"}, 0, {"menu"}});
  run_case(folder, {{"rules", "explain", "p.json", "--message", "x"}, 0, {"silent"}});
  folder.write("p.json", playbook(kMenu + ",7"));
  Ended const told = waypost(folder, {"rules", "explain", "p.json", "--message", "menu"});
  EXPECT_EQ(told.code, 0);
  EXPECT_NE(told.err.find("left out what is wrong: p.json has 1 error"), std::string::npos);
}

// ---- fmt -------------------------------------------------------------------------------------

std::string const kUgly =
    "\xEF\xBB\xBF{ \"waypost\":1,\r\n\"rules\" :[{\"id\":\"a\",\"kind\":\"is\",\"triggers\":"
    "[\"x\",\"\\u0079\\\"\\\\ \\ud83d\\ude00\"],\"priority\":-5,\"reply\":{\"type\":\"text\","
    "\"body\":\"two\\nlines \xC3\xBC\"}}],\n\n\"tests\":[{\"message\":\"x\",\"expect\":\"a\"},"
    "{\"message\":\"Y\\\"\\\\ \\ud83d\\ude00\",\"expect\":\"a\"}]}   ";

TEST(CliRules, FmtKeepsTheMeaningAndChangesNothingTwice) {
  Folder folder;
  std::string const path = folder.write("p.json", kUgly);
  std::filesystem::permissions(path, std::filesystem::perms{0640});
  Ended const before = waypost(folder, {"rules", "test", "p.json"});
  ASSERT_EQ(before.out, "2 passed, 0 failed\n") << before.err;
  run_case(folder, {{"rules", "fmt", "p.json", "--check"}, 1, {"waypost rules fmt p.json"}});
  EXPECT_EQ(folder.read("p.json"), kUgly) << "--check changes nothing";
  run_case(folder, {{"rules", "fmt", "p.json"}, 0, {}});
  std::string const once = folder.read("p.json");
  EXPECT_NE(once, kUgly);
  EXPECT_EQ(waypost(folder, {"rules", "test", "p.json"}).out, "2 passed, 0 failed\n");
  EXPECT_NE(once.find("\"priority\": -5"), std::string::npos) << once;
  EXPECT_NE(once.find("two\\nlines \xC3\xBC"), std::string::npos) << once;
  run_case(folder, {{"rules", "fmt", "p.json", "--check"}, 0, {}});
  run_case(folder, {{"rules", "fmt", "p.json", "--json"}, 0, {R"({"changed":false})"}});
  EXPECT_EQ(folder.read("p.json"), once);
  struct stat about {};
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0640U);
  EXPECT_EQ(waypost(folder, {"rules", "fmt", "-"}, {}, kUgly).out, once);
}

TEST(CliRules, FmtWritesThroughALinkAndLeavesNoOtherFile) {
  Folder folder;
  folder.write("real/p.json", kUgly);
  std::filesystem::create_symlink("real/p.json", folder.file("link.json"));
  run_case(folder, {{"rules", "fmt", "link.json"}, 0, {}});
  EXPECT_TRUE(std::filesystem::is_symlink(folder.file("link.json")));
  run_case(folder, {{"rules", "fmt", "real/p.json", "--check"}, 0, {}});
  std::filesystem::directory_iterator const files(folder.file("real"));
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(CliRules, FmtDropsNoValueThatStandsTwice) {
  Folder folder;
  std::string const twice = "{\"waypost\":1,\n\"rules\":[{\"id\":\"a\",\"id\":\"b\"}]}";
  folder.write("p.json", twice);
  run_case(folder,
           {{"rules", "fmt", "p.json"}, 1, {"p.json, /rules/0/id: Keep one member of this name"}});
  EXPECT_EQ(folder.read("p.json"), twice);
  folder.write("p.json", R"({"tests":[{"a":1,"\u0061":2}],"rules":[],"rules":[]})");
  run_case(folder, {{"rules", "fmt", "p.json"}, 1, {"p.json, /tests/0/a: Keep one"}});
}

}  // namespace
}  // namespace waypost::cli::testing
