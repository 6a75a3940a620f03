// Each verb explains itself: one line, its flags, its exit codes, and an example that is carried
// out here as it is printed, in a new folder.

#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "cases.h"

namespace waypost::cli::testing {
namespace {

/// A verb, the verbs whose examples come before its own, and what its example says.
struct Verb {
  Words words;
  std::vector<Words> before;
  std::string says;
  std::string up = {};   ///< it stays, and says this when it is up
  Words free_port = {};  ///< instead of a port that somebody else may have
};

std::vector<Verb> verbs() {
  Words const init{"init"};
  Words const app{"apps", "add"};
  Words const tenant{"tenants", "add"};
  Words const number{"numbers", "add"};
  std::vector<Words> const all{init, app, tenant, number};
  Words const listen{"--listen", "127.0.0.1:0"};
  return {
      {{"version"}, {}, R"("version":")"},
      {{"demo"}, {}, "gone when you press Ctrl-C", "gone when you press Ctrl-C", listen},
      {{"sim"},
       {},
       "Webhooks go to:      http://127.0.0.1:3000/webhooks/meta/shop",
       "Webhooks go to:",
       {"--address", "127.0.0.1:0"}},
      {{"init"}, {}, "next: waypost apps add"},
      {{"migrate"}, {init}, "has this binary's schema"},
      {{"serve"}, all, "\"event\":\"serving\"", "\"event\":\"serving\"", listen},
      {{"apps", "list"}, {init, app}, "slug=shop"},
      {{"apps", "add"}, {init}, "callback: /webhooks/meta/shop"},
      {{"apps", "rotate-secret"}, {init, app}, "version: 2"},
      {{"apps", "default"}, {init, app}, ""},
      {{"tenants", "list"}, {init, tenant}, "slug=lale  zone=Europe/Istanbul"},
      {{"tenants", "add"}, {init}, "callback: /webhook/lale"},
      {{"tenants", "limits"}, {init, tenant}, ""},
      {{"numbers", "list"}, all, "800000000000001"},
      {{"numbers", "add"}, {init, app, tenant}, "phone_number_id: 800000000000001"},
      {{"numbers", "token"}, all, ""},
      {{"numbers", "limits"}, all, ""},
      {{"numbers", "enable"}, all, ""},
      {{"numbers", "disable"}, all, ""},
      {{"numbers", "resume"}, all, ""},
      {{"rules", "check"}, {}, "1 rule, 0 errors, 0 warnings"},
      {{"rules", "test"}, {}, "1 passed, 0 failed"},
      {{"rules", "explain"}, {}, "menu"},
      {{"rules", "fmt"}, {}, ""},
      {{"rules", "load"}, {init, tenant}, "rules: 1"},
  };
}

std::string help_of(Folder const& folder, Words words) {
  words.emplace_back("--help");
  Ended const help = waypost(folder, words);
  EXPECT_EQ(help.code, 0) << help.all();
  EXPECT_EQ(help.err, "");
  return help.out;
}

/// What follows `begin` in its line of `text`; "" when no line begins so.
std::string line_of(std::string const& text, std::string const& begin) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(begin, 0) == 0) return line.substr(begin.size());
  }
  return {};
}

/// The words of a verb's example, without `waypost`.
Words example_of(Folder const& folder, Words const& verb) {
  std::istringstream line(line_of(help_of(folder, verb), "Example: "));
  Words words;
  for (std::string word; line >> word;) words.push_back(word);
  Words typed{"waypost"};
  typed.insert(typed.end(), verb.begin(), verb.end());
  EXPECT_TRUE(words.size() >= typed.size() && std::equal(typed.begin(), typed.end(), words.begin()))
      << "no example of " << verb.back() << " itself";
  if (!words.empty()) words.erase(words.begin());
  return words;
}

/// What the examples read.
void fill(Folder const& folder) {
  folder.write("app-secret.txt", std::string{kSecret} + "\n");
  folder.write("new-secret.txt", "the-next-secret-0123456789\n");
  folder.write("token.txt", "an-access-token-0123456789\n");
  folder.write("playbook.json",
               R"({"waypost":1,"rules":[{"id":"menu","kind":"is","triggers":"menu",)"
               R"("reply":{"type":"text","body":"Roses"}}],)"
               R"("tests":[{"message":"menu","expect":"menu"}]})");
}

TEST(CliHelp, EachExampleWorksAsItIsPrinted) {
  for (Verb const& verb : verbs()) {
    Folder folder;
    fill(folder);
    for (Words const& earlier : verb.before) {
      Ended const ended = waypost(folder, example_of(folder, earlier));
      EXPECT_EQ(ended.code, 0) << earlier.back() << ": " << ended.all();
    }
    Words words = example_of(folder, verb.words);
    std::string line = "waypost";
    for (std::string const& word : words) line += " " + word;
    SCOPED_TRACE(line);
    if (verb.up.empty()) {
      Ended const ended = waypost(folder, words);
      EXPECT_EQ(ended.code, 0) << ended.all();
      EXPECT_NE(ended.out.find(verb.says), std::string::npos) << ended.all();
      continue;
    }
    words.insert(words.end(), verb.free_port.begin(), verb.free_port.end());
    Serving staying(folder, words, {}, verb.up);
    EXPECT_TRUE(staying.is_up()) << folder.read("serve.log");
    Ended const ended = staying.stop();
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_NE(ended.err.find(verb.says), std::string::npos) << ended.err;
  }
}

TEST(CliHelp, EachVerbHasALineFlagsAndExitCodesOfItsOwn) {
  Folder folder;
  std::set<std::string> lines;
  std::set<std::string> examples;
  for (Verb const& verb : verbs()) {
    std::string path;
    for (std::string const& word : verb.words) path += (path.empty() ? "" : " ") + word;
    SCOPED_TRACE(path);
    std::string const help = help_of(folder, verb.words);
    EXPECT_TRUE(lines.insert(help.substr(0, help.find('\n'))).second) << help;
    EXPECT_TRUE(examples.insert(line_of(help, "Example: ")).second) << help;
    EXPECT_EQ(line_of(help, "Usage: waypost " + path).substr(0, 10), " [OPTIONS]") << help;
    EXPECT_EQ(line_of(help, "Exit codes: ").rfind("0 ", 0), 0U) << help;
    EXPECT_NE(line_of(help, "Exit codes: ").find("64 wrong usage"), std::string::npos) << help;
    EXPECT_NE(help.find("--json"), std::string::npos) << help;
    Words wrong = verb.words;
    wrong.emplace_back("--frob");
    EXPECT_EQ(waypost(folder, wrong).code, 64);
  }
}

/// What a noun's help lists is what is tested here, so that a new verb is not forgotten.
TEST(CliHelp, EachVerbThatIsListedIsTested) {
  Folder folder;
  std::set<Words> tested;
  for (Verb const& verb : verbs()) tested.insert(verb.words);
  std::set<Words> listed;
  auto const list = [&](Words const& noun) {
    std::string const help = help_of(folder, noun);
    std::istringstream lines(help.substr(help.find("Subcommands:\n") + 13));
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("  ", 0) != 0 || line[2] == ' ') continue;
      Words words = noun;
      words.push_back(line.substr(2, line.find(' ', 2) - 2));
      listed.insert(words);
    }
    return help;
  };
  list({});
  for (std::string const noun : {"apps", "tenants", "numbers", "rules"}) {
    EXPECT_NE(list({noun}).find("waypost " + noun + " VERB --help"), std::string::npos);
    listed.erase({noun});
  }
  EXPECT_EQ(listed, tested);
}

}  // namespace
}  // namespace waypost::cli::testing
