// The second opinion may not ask the first: no file of the simulator includes the core.
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace waypost::simulator::testing {
namespace {

bool includes_core(std::string const& line) {
  auto const start = line.find_first_not_of(" \t");
  if (start == std::string::npos || line[start] != '#') return false;
  return line.find("include") != std::string::npos && line.find("waypost/") != std::string::npos;
}

TEST(Independence, no_source_includes_a_header_of_the_core) {
  auto files = 0;
  for (auto const& entry : std::filesystem::directory_iterator(SIMULATOR_SOURCES)) {
    auto const extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp") continue;
    ++files;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      EXPECT_FALSE(includes_core(line)) << entry.path() << ": " << line;
    }
  }
  EXPECT_GT(files, 40);
}

TEST(Independence, the_lock_sees_a_breach) {
  EXPECT_TRUE(includes_core("#include \"waypost/outbox/plan.h\""));
  EXPECT_TRUE(includes_core("#  include <waypost/base/result.h>"));
  EXPECT_FALSE(includes_core("#include \"simulator/clock.h\""));
  EXPECT_FALSE(includes_core("namespace waypost::simulator {"));
}

}  // namespace
}  // namespace waypost::simulator::testing
