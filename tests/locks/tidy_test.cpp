#include "tidy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace waypost::locks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> tidy(std::string const& path, std::string const& text) {
  std::vector<std::string> found;
  for (Breach const& breach : check_tidy({path, text})) found.push_back(to_text(breach));
  return found;
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "int x;\n";
  return text;
}

TEST(Tidy, LetsAnOrderlyFileBe) {
  EXPECT_THAT(tidy("core/waypost/base/a.h", "#pragma once\n// Says why.\n\nint f();\n"), IsEmpty());
  EXPECT_THAT(tidy("core/waypost/base/a.h", "/// Says why.\n#pragma once\n"), IsEmpty());
  EXPECT_THAT(tidy("tests/fixtures/a.json", "\t\xff"), IsEmpty());
}

TEST(Tidy, CatchesWhatAReaderStumblesOver) {
  EXPECT_THAT(
      tidy("core/a.cpp", "\tint x;\nint y; \n" + std::string(101, 'x') + "\nint z;"),
      ElementsAre("core/a.cpp:1: a tab", "core/a.cpp:2: white space at the end",
                  "core/a.cpp:3: longer than 100 columns", "core/a.cpp:4: no new line at the end"));
  EXPECT_THAT(tidy("script/x", std::string("# TO") + "DO: later\n"),
              ElementsAre("script/x:1: promises later: TO"
                          "DO"));
  EXPECT_THAT(tidy("tests/a.cpp", std::string("// see ../sha") + "red/x\n"),
              ElementsAre("tests/a.cpp:1: a machine's path: ../sha"
                          "red"));
}

TEST(Tidy, CountsColumnsInCodePointsAndKeepsSourcesAscii) {
  std::string const wide = "//" + std::string(97, 'x') + "\u00e9\n";
  EXPECT_THAT(tidy("tests/a.cpp", wide), IsEmpty());
  EXPECT_THAT(tidy("tests/a.cpp", "f(\"" + std::string(200, 'x') + "\");\n"), IsEmpty());
  EXPECT_THAT(tidy("tests/a.cpp", std::string(101, 'x') + "\n").size(), 1U);
  EXPECT_THAT(tidy("core/a.cpp", wide), ElementsAre("core/a.cpp:1: not ASCII"));
}

TEST(Tidy, AsksHeadersWhatTheyAreFor) {
  std::string const none = "#ifndef A\n#define A\n#endif\n";
  EXPECT_THAT(tidy("core/a.h", none),
              ElementsAre("core/a.h:1: a header needs #pragma once",
                          "core/a.h:1: a header says what it is for, first of all"));
  EXPECT_THAT(tidy("bindings/c/a.h", "/* Says why. */\n" + none), IsEmpty());
  EXPECT_THAT(tidy("core/a.h", "/* Says why. */\n" + none).size(), 2U);
}

TEST(Tidy, BoundsFilesUnlessTheySayWhyOrWereGenerated) {
  EXPECT_THAT(tidy("core/a.cpp", lines(400)), IsEmpty());
  EXPECT_THAT(tidy("core/a.cpp", lines(401)),
              ElementsAre("core/a.cpp:401: longer than 400 lines, with no reason given"));
  EXPECT_THAT(tidy("core/a.cpp", "// Long because it is one table.\n" + lines(401)), IsEmpty());
  EXPECT_THAT(tidy("core/a.cpp", "// Tables, written by script/x.\n" + lines(401) + "\t\n"),
              IsEmpty());
  EXPECT_THAT(tidy("tests/a.cpp", lines(2000)), IsEmpty());
}

TEST(Tidy, BoundsFunctions) {
  std::string body;
  for (int i = 0; i < 68; ++i) body += "  x();\n";
  EXPECT_THAT(tidy("bench/a.cpp", "int x;\n\nint f() {\n" + body + "}\n"), IsEmpty());
  EXPECT_THAT(tidy("tests/a.cpp", "int f() {\n  x();\n  x();\n" + body + "}\n"), IsEmpty());
  EXPECT_THAT(tidy("bench/a.cpp", "int x;\n\nint f() {\n  x();\n" + body + "}\n"),
              ElementsAre("bench/a.cpp:3: a function longer than 70 lines"));
}

TEST(Tree, IsTidy) {
  std::vector<File> const tree = read_tree(
      WAYPOST_ROOT,
      {"core", "bindings", "host-native", "host-wasm", "bench", "tests", "script", ".ci"});
  ASSERT_GT(tree.size(), 20U);
  std::string found;
  for (File const& file : tree) {
    for (Breach const& breach : check_tidy(file)) found += to_text(breach) + '\n';
  }
  EXPECT_EQ(found, "");
}

}  // namespace
}  // namespace waypost::locks
