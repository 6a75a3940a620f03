// Every playbook in the documents is one that check accepts and whose tests pass, and every console
// shows what is really said.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "cases.h"

namespace waypost::cli::testing {
namespace {

constexpr char const* kDocuments = WAYPOST_TEST_DATA "/../docs";

/// The blocks of a document in one language.
std::vector<std::string> blocks_of(std::filesystem::path const& path, std::string const& language) {
  std::ifstream file(path);
  std::string const text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::vector<std::string> found;
  std::string const begin = "```" + language + "\n";
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    at += begin.size();
    std::size_t const end = text.find("```", at);
    found.push_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

/// The ```json blocks of a document that are playbooks.
std::vector<std::string> playbooks_of(std::filesystem::path const& path) {
  std::vector<std::string> found = blocks_of(path, "json");
  std::erase_if(found, [](std::string const& block) {
    return block.find("\"waypost\"") == std::string::npos;
  });
  return found;
}

/// A command after its prompt, and all that it says.
struct Typed {
  std::string command;
  int code = 0;  ///< from a comment "# exit code 64"
  std::string says;
};

std::vector<Typed> typed_in(std::string const& block) {
  std::vector<Typed> all;
  std::istringstream lines(block);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("$ ", 0) != 0) {
      if (!all.empty()) all.back().says += line + "\n";
      continue;
    }
    constexpr std::string_view kCode = "# exit code ";
    std::size_t const code = line.find(kCode);
    bool const told = code != std::string::npos;
    all.push_back({line.substr(2), told ? std::stoi(line.substr(code + kCode.size())) : 0, {}});
  }
  return all;
}

/// In a shell that finds this build's waypost and none of its settings.
Ended type(Folder const& folder, std::string const& command) {
  std::string script = "cd " + folder.path() + "\nPATH=" + folder.path() + "/bin:$PATH\n";
  script += R"(for name in $(env | sed -n 's/^\(WAYPOST_[A-Z_]*\)=.*/\1/p'); do unset $name; done)";
  folder.write("shell", script + "\nexec > said 2>&1\n" + command + "\n");
  int const status = std::system(("sh " + folder.file("shell")).c_str());
  Ended ended;
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ended.out = folder.read("said");
  return ended;
}

TEST(Documents, PlaybooksPassTheirOwnTests) {
  Folder const folder;
  std::size_t playbooks = 0;
  for (auto const& entry : std::filesystem::directory_iterator(kDocuments)) {
    if (entry.path().extension() != ".md") continue;
    for (std::string const& playbook : playbooks_of(entry.path())) {
      SCOPED_TRACE(entry.path().filename().string() + ": " + playbook);
      ++playbooks;
      folder.write("playbook.json", playbook);
      Ended const checked = waypost(folder, {"rules", "check", "playbook.json"});
      EXPECT_EQ(checked.code, 0) << checked.all();
      EXPECT_EQ(checked.all().find("W_"), std::string::npos) << checked.all();
      Ended const tested = waypost(folder, {"rules", "test", "playbook.json"});
      EXPECT_EQ(tested.code, 0) << tested.all();
    }
  }
  EXPECT_GE(playbooks, 5U);
}

TEST(Documents, ConsolesShowWhatIsSaid) {
  std::size_t commands = 0;
  for (auto const& entry : std::filesystem::directory_iterator(kDocuments)) {
    if (entry.path().extension() != ".md") continue;
    Folder const folder;
    std::filesystem::create_directory(folder.file("bin"));
    std::filesystem::create_symlink(WAYPOST_BINARY, folder.file("bin/waypost"));
    for (std::string const& block : blocks_of(entry.path(), "console")) {
      for (Typed const& typed : typed_in(block)) {
        SCOPED_TRACE(entry.path().filename().string() + ": " + typed.command);
        ++commands;
        Ended const ended = type(folder, typed.command);
        EXPECT_EQ(ended.code, typed.code);
        EXPECT_EQ(ended.out, typed.says);
      }
    }
  }
  EXPECT_GE(commands, 8U);
}

/// The commands of the README from `init` to `serve`, in a folder instead of /srv.
TEST(Documents, TheReadmeBringsAServiceUp) {
  Folder const folder;
  std::filesystem::create_directory(folder.file("bin"));
  std::filesystem::create_symlink(WAYPOST_BINARY, folder.file("bin/waypost"));
  folder.write("app-secret.txt", std::string{kSecret} + "\n");
  folder.write("token.txt", "an-access-token-0123456789\n");
  folder.write("playbook.json", playbooks_of(std::string{kDocuments} + "/playbook.md").front());
  std::vector<std::string> commands;
  for (std::string const& block : blocks_of(WAYPOST_TEST_DATA "/../README.md", "sh")) {
    std::istringstream lines(std::regex_replace(block, std::regex("/srv"), folder.path()));
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("waypost ", 0) == 0) commands.push_back(line);
    }
  }
  ASSERT_EQ(commands.size(), 6U);
  ASSERT_EQ(commands.back().rfind("waypost serve --config ", 0), 0U);
  std::string const config = commands.back().substr(23);
  commands.pop_back();
  for (std::string const& command : commands) {
    Ended const ended = type(folder, command);
    EXPECT_EQ(ended.code, 0) << command << ": " << ended.out;
  }
  Serving serving(folder, {"serve", "--config", config, "--listen", "127.0.0.1:0"});
  EXPECT_TRUE(serving.is_up());
  Ended const ended = serving.stop();
  EXPECT_EQ(ended.code, 0);
  EXPECT_NE(ended.err.find("/webhooks/meta/shop"), std::string::npos) << ended.err;
}

TEST(Documents, TestsThatShowAPromiseExist) {
  std::string sources;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(WAYPOST_TEST_DATA)) {
    if (entry.path().filename() != "CMakeLists.txt") continue;
    std::ifstream file(entry.path());
    sources.append(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  std::ifstream file(std::string{kDocuments} + "/guarantees.md");
  std::string const text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::regex const name("`([a-z_]+_test)`");
  std::size_t named = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at, ++named) {
    EXPECT_NE(sources.find("wp_test(" + (*at)[1].str()), std::string::npos) << (*at)[1];
  }
  EXPECT_GE(named, 10U);
}

/// What stands in backquotes in the table of exit codes.
TEST(Documents, NameEveryCodeOfARefusal) {
  std::ifstream file(std::string{kDocuments} + "/operate.md");
  std::string const text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::ifstream sources(WAYPOST_TEST_DATA "/../host-native/app/admin.cpp");
  std::string const source{std::istreambuf_iterator<char>(sources),
                           std::istreambuf_iterator<char>()};
  std::regex const made(R"re((?:Refused|AdminError|unknown)[({]"([a-z_]+)")re");
  std::set<std::string> codes;
  for (std::sregex_iterator at(source.begin(), source.end(), made), end; at != end; ++at) {
    codes.insert((*at)[1]);
  }
  EXPECT_GE(codes.size(), 10U);
  for (std::string const& code : codes) {
    EXPECT_NE(text.find("`" + code + "`"), std::string::npos) << code;
  }
}

}  // namespace
}  // namespace waypost::cli::testing
