#include "symbols.h"

#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace waypost::locks {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

std::vector<std::string> reaches(std::string const& library) {
  std::vector<std::string> found;
  for (Breach const& breach : check_symbols(library, symbols_of(library)))
    found.push_back(breach.what);
  return found;
}

TEST(Symbols, CatchAClockAFileAThreadDiceAndState) {
  std::vector<std::string> const found = reaches(WAYPOST_PLANTED_LIBRARY);
  for (std::string const word : {"system_clock::now", "fopen", "random_device", "getenv",
                                 "std::thread", "state that can change: waypost::planted::calls"}) {
    EXPECT_THAT(found, Contains(HasSubstr(word)));
  }
}

/// The locked libraries' paths, written by CMake.
std::vector<std::string> core_libraries() {
  std::ifstream in(WAYPOST_CORE_LIBRARIES);
  std::vector<std::string> libraries;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) libraries.push_back(line);
  }
  return libraries;
}

TEST(Core, ReachesForNothingOutsideItself) {
  std::vector<std::string> const libraries = core_libraries();
  ASSERT_GE(libraries.size(), 2U);
  for (std::string const& library : libraries) {
    ASSERT_THAT(symbols_of(library), HasSubstr("waypost::")) << library;
    for (std::string const& what : reaches(library)) ADD_FAILURE() << library << ": " << what;
  }
}

}  // namespace
}  // namespace waypost::locks
