#include "layers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace waypost::locks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::set<std::string> const kHeaders{"waypost/base/result.h", "waypost/engine/decide.h",
                                     "waypost/engine/effect.h", "waypost/playbook/match.h"};

std::string joined(std::vector<std::string> const& lines) {
  std::string text;
  for (std::string const& line : lines) text += line + '\n';
  return text;
}

std::vector<std::string> layers(std::string const& path, std::string const& text) {
  std::vector<std::string> found;
  for (Breach const& breach : check_layers({path, text}, kHeaders))
    found.push_back(to_text(breach));
  return found;
}

std::vector<std::string> fences(std::vector<File> const& tree) {
  std::vector<std::string> found;
  for (Breach const& breach : check_fences(tree)) found.push_back(to_text(breach));
  return found;
}

TEST(Layers, LetTheCoreIncludeWhatItStandsOn) {
  EXPECT_THAT(layers("core/waypost/engine/decide.cpp",
                     "#include \"waypost/engine/decide.h\"\n#include <vector>\n"
                     "#include <boost/json/value.hpp>\n#include \"waypost/base/result.h\"\n"),
              IsEmpty());
}

TEST(Layers, CatchACoreThatReachesOutside) {
  EXPECT_THAT(layers("core/waypost/engine/decide.cpp",
                     "#include <httplib.h>\n"
                     "#include <openssl/hmac.h>\n"
                     "#include <iostream>\n"
                     "#include \"../../../host-native/store/store.h\"\n"
                     "#include \"waypost.h\"\n"),
              ElementsAre("core/waypost/engine/decide.cpp:1: may not include httplib.h: "
                          "not a dependency of this layer",
                          "core/waypost/engine/decide.cpp:2: may not include openssl/hmac.h: "
                          "not a dependency of this layer",
                          "core/waypost/engine/decide.cpp:3: may not include iostream: "
                          "not on the list of standard headers",
                          "core/waypost/engine/decide.cpp:4: may not include "
                          "../../../host-native/store/store.h: not a dependency of this layer",
                          "core/waypost/engine/decide.cpp:5: may not include waypost.h: "
                          "not a dependency of this layer"));
}

TEST(Layers, CatchARoomThatReachesUp) {
  EXPECT_THAT(layers("core/waypost/base/result.cpp", "#include \"waypost/engine/decide.h\"\n"),
              ElementsAre("core/waypost/base/result.cpp:1: may not include "
                          "waypost/engine/decide.h: a room above, or unknown"));
  EXPECT_THAT(layers("core/waypost/outbox/settle.h", "#include \"waypost/engine/effect.h\"\n"),
              IsEmpty());
  EXPECT_THAT(layers("core/waypost/outbox/settle.h", "#include \"waypost/engine/decide.h\"\n"),
              ElementsAre("core/waypost/outbox/settle.h:1: may not include "
                          "waypost/engine/decide.h: a room above, or unknown"));
}

TEST(Layers, CatchARoomsOwnHeaderOutsideIt) {
  std::string const text = "#include \"waypost/playbook/automaton.h\"\n";
  EXPECT_THAT(layers("core/waypost/playbook/match.cpp", text), IsEmpty());
  EXPECT_THAT(layers("core/waypost/engine/decide.cpp", text),
              ElementsAre("core/waypost/engine/decide.cpp:1: may not include "
                          "waypost/playbook/automaton.h: not a public header of its room"));
  EXPECT_THAT(layers("host-native/app/receive.cpp", text),
              ElementsAre("host-native/app/receive.cpp:1: may not include "
                          "waypost/playbook/automaton.h: not a public header of the core"));
}

TEST(Layers, CatchClocksDiceAndStreamsInTheCore) {
  EXPECT_THAT(layers("core/waypost/engine/decide.cpp",
                     "auto now = std::chrono::system_clock::now();\n"
                     "std::random_device dice;\n"
                     "  throw 1;\n"
                     "static int calls = 0;\n"),
              ElementsAre("core/waypost/engine/decide.cpp:1: the core may not say '::now('",
                          "core/waypost/engine/decide.cpp:2: the core may not say 'random_device'",
                          "core/waypost/engine/decide.cpp:3: the core may not say 'throw'",
                          "core/waypost/engine/decide.cpp:4: no static that can change"));
}

TEST(Layers, ReadCodeNotCommentsOrText) {
  EXPECT_THAT(layers("core/waypost/engine/decide.cpp",
                     "// never throw; see std::chrono::system_clock::now()\n"
                     "/* printf */ constexpr auto text = \"catch mutex\";\n"
                     "constexpr auto raw = R\"x(getenv)x\";\n"
                     "int entry = 1'000; char quote = '\\''; int retry(int);\n"
                     "static constexpr int kMax = 3;\n"),
              IsEmpty());
}

TEST(Layers, LetTheDoorKeepItsScratchPerThread) {
  EXPECT_THAT(layers("bindings/c/waypost.cpp",
                     "#include \"waypost.h\"\n#include \"waypost/engine/decide.h\"\n"
                     "thread_local Scratch scratch;\n"),
              IsEmpty());
  EXPECT_THAT(layers("bindings/c/waypost.cpp", "#include <SQLiteCpp/Database.h>\ngetenv(\"X\");\n"),
              ElementsAre("bindings/c/waypost.cpp:1: may not include SQLiteCpp/Database.h: "
                          "not a dependency of this layer",
                          "bindings/c/waypost.cpp:2: the core may not say 'getenv'"));
}

TEST(Layers, KeepHostsApartAndTheSimulatorASecondOpinion) {
  EXPECT_THAT(layers("host-native/app/x.cpp", "#include \"host-wasm/module/x.h\"\n"),
              ElementsAre("host-native/app/x.cpp:1: may not include host-wasm/module/x.h: "
                          "a path of the tree"));
  EXPECT_THAT(layers("host-native/app/x.cpp", "#include \"waypost/engine/decide.h\"\n"), IsEmpty());
  EXPECT_THAT(layers("host-native/simulator/x.cpp", "#include \"waypost/base/result.h\"\n"),
              ElementsAre("host-native/simulator/x.cpp:1: may not include waypost/base/result.h: "
                          "the simulator is the second opinion"));
}

TEST(Fences, KeepCostlyDependenciesInTheirFolders) {
  EXPECT_THAT(fences({{"core/waypost/playbook/match.cpp", "#include <re2/re2.h>\n"},
                      {"host-native/app/a.cpp", "\n#include <SQLiteCpp/Database.h>\n"},
                      {"tests/host-native/a.cpp", "#include <SQLiteCpp/Database.h>\n"}}),
              ElementsAre("core/waypost/playbook/match.cpp:1: RE2 is not for this folder",
                          "host-native/app/a.cpp:2: SQLite is not for this folder"));
}

TEST(Fences, BoundTheUnitsThatReachThemThroughAnyHeader) {
  std::string const user = "#include \"http/server.h\"\n";
  std::vector<File> tree{{"host-native/http/beast.h", "#include <boost/beast/http.hpp>\n"},
                         {"host-native/http/server.h", "#include \"beast.h\"\n"},
                         {"host-native/http/a.cpp", "#include \"server.h\"\n"},
                         {"host-native/http/b.cpp", "#include <boost/asio/ip/tcp.hpp>\n"},
                         {"host-native/app/other.cpp", "#include <vector>\n"},
                         {"tests/host-native/c.cpp", user}};
  EXPECT_THAT(fences(tree), IsEmpty());
  tree.push_back({"host-native/main.cpp", user});
  EXPECT_THAT(fences(tree),
              ElementsAre("host-native/main.cpp:1: unit number 3 to reach Beast and Asio"));
}

TEST(Layers, ReadPublicHeadersFromTheRoomsOwnLists) {
  EXPECT_THAT(public_headers(
                  {{"core/waypost/base/CMakeLists.txt",
                    "wp_library(wp_base\n  HEADERS result.h limits.h\n  SOURCES a.cpp b.h\n"
                    "  LINKS wp_json)\n"},
                   {"core/waypost/wire/CMakeLists.txt", "wp_library(wp_wire HEADERS json.h)\n"}}),
              ElementsAre("waypost/base/limits.h", "waypost/base/result.h", "waypost/wire/json.h"));
}

TEST(Tree, KeepsTheOneWayRule) {
  std::vector<File> const tree =
      read_tree(WAYPOST_ROOT, {"core", "bindings", "host-native", "host-wasm", "bench", "tests"});
  std::set<std::string> const headers = public_headers(tree);
  ASSERT_GT(headers.size(), 4U);
  std::vector<std::string> found;
  for (File const& file : tree) {
    for (Breach const& breach : check_layers(file, headers)) found.push_back(to_text(breach));
  }
  for (Breach const& breach : check_fences(tree)) found.push_back(to_text(breach));
  EXPECT_EQ(joined(found), "");
}

}  // namespace
}  // namespace waypost::locks
