// Every playbook in the documents is one that check accepts and whose tests pass.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cases.h"

namespace waypost::cli::testing {
namespace {

/// The ```json blocks of a document that are playbooks.
std::vector<std::string> playbooks_of(std::filesystem::path const& path) {
  std::ifstream file(path);
  std::string const text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::vector<std::string> found;
  constexpr std::string_view kBegin = "```json\n";
  for (std::size_t at = text.find(kBegin); at != std::string::npos; at = text.find(kBegin, at)) {
    at += kBegin.size();
    std::size_t const end = text.find("```", at);
    std::string block = text.substr(at, end - at);
    if (block.find("\"waypost\"") != std::string::npos) found.push_back(std::move(block));
    at = end;
  }
  return found;
}

TEST(Documents, PlaybooksPassTheirOwnTests) {
  Folder const folder;
  std::size_t playbooks = 0;
  for (auto const& entry : std::filesystem::directory_iterator(WAYPOST_TEST_DATA "/../docs")) {
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

}  // namespace
}  // namespace waypost::cli::testing
