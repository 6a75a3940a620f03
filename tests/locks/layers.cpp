#include "layers.h"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <string_view>

namespace waypost::locks {
namespace {

using Words = std::vector<std::string_view>;

/// The standard headers of the core: values, no clock that runs, no file, thread or dice, and
/// nothing that Emscripten 3.1.6 lacks. <chrono> is here for its types; clocks are words below.
Words const kCoreStandard{
    "algorithm", "array",       "bit",           "cassert",       "charconv",   "chrono",
    "climits",   "cmath",       "compare",       "concepts",      "cstddef",    "cstdint",
    "cstdlib",   "cstring",     "deque",         "exception",     "functional", "initializer_list",
    "iterator",  "limits",      "list",          "map",           "memory",     "new",
    "numeric",   "optional",    "set",           "span",          "string",     "string_view",
    "tuple",     "type_traits", "unordered_map", "unordered_set", "utility",    "variant",
    "vector"};

/// Words that would make the core impure, or that its style forbids.
Words const kCoreNever{"::now(",        "time(",         "clock(",
                       "gettimeofday",  "clock_gettime", "getenv",
                       "random_device", "rand(",         "srand",
                       "mt19937",       "cout",          "cerr",
                       "clog",          "printf",        "fprintf",
                       "snprintf",      "puts",          "fopen",
                       "ifstream",      "ofstream",      "fstream",
                       "stringstream",  "filesystem",    "std::thread",
                       "mutex",         "std::atomic",   "condition_variable",
                       "std::async",    "sleep_for",     "throw",
                       "try",           "catch",         "virtual",
                       "thread_local",  "const_cast",    "setlocale",
                       "std::locale",   "system(",       "exit(",
                       "std::regex",    "std::ranges",   "bit_cast",
                       "std::pmr",      "value_to",      "json::serialize"};

/// The C door keeps its scratch per thread and hands out bytes; it is as pure otherwise.
Words const kBindingsMay{"thread_local"};

/// Rooms of the core, and the rooms whose headers each may include. `wire` is read in two
/// halves: json and number, on which the rooms stand, and encode, decode and words above them.
std::map<std::string_view, Words> const kRooms{
    {"base", {}},
    {"unicode", {"base"}},
    {"wire",
     {"base", "unicode", "webhook", "playbook", "template", "engine", "outbox", "schedule"}},
    {"schedule", {"base", "unicode", "wire"}},
    {"template", {"base", "unicode", "wire"}},
    {"webhook", {"base", "unicode", "wire"}},
    {"outbox", {"base", "unicode", "wire", "webhook", "template"}},
    {"playbook", {"base", "unicode", "wire", "schedule", "template", "webhook"}},
    {"engine",
     {"base", "unicode", "wire", "schedule", "template", "webhook", "outbox", "playbook"}}};

/// What a room may see of rooms above it: values without behaviour, in headers of their own.
std::map<std::string_view, Words> const kValuesAbove{
    {"outbox", {"waypost/engine/effect.h", "waypost/engine/snapshot.h"}},
    {"schedule", {"waypost/playbook/hours.h"}}};

/// The statements of bindings/sql, as a header that the build makes.
constexpr std::string_view kStatements = "waypost/sql.h";

/// A dependency that few translation units may reach, through whatever headers, and few folders
/// name. `tests/` and `bench/` are not counted.
struct Fence {
  std::string_view name;
  Words prefixes;  ///< of the included header
  Words homes;     ///< path prefixes of the files that may include it
  std::size_t units_max;
};

std::vector<Fence> const kFences{
    {"RE2", {"re2/"}, {"core/waypost/playbook/regex.cpp"}, 1},
    {"double-conversion", {"double-conversion/"}, {"core/waypost/wire/number.cpp"}, 1},
    {"Boost.JSON's sources", {"boost/json/src.hpp"}, {"core/json.cpp"}, 1},
    {"Beast and Asio", {"boost/beast", "boost/asio"}, {"host-native/http/"}, 2},
    {"cpp-httplib", {"httplib.h"}, {"host-native/simulator/"}, 3},
    {"SQLite", {"SQLiteCpp/", "sqlite3.h"}, {"host-native/store/"}, 10},
    {"OpenSSL",
     {"openssl/"},
     {"host-native/crypto/", "host-native/http/", "host-native/simulator/"},
     10},
    {"CLI11", {"CLI/"}, {"host-native/main.cpp", "host-native/cli/"}, 12},
};

bool has(Words const& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool starts_with_any(std::string_view text, Words const& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](auto p) { return text.starts_with(p); });
}

/// "playbook" of "core/waypost/playbook/regex.cpp" or "waypost/playbook/match.h", else "".
std::string_view room_of(std::string_view path) {
  if (path.starts_with("core/")) path.remove_prefix(5);
  if (!path.starts_with("waypost/")) return {};
  path.remove_prefix(8);
  std::size_t const end = path.find('/');
  return end == std::string_view::npos ? std::string_view{} : path.substr(0, end);
}

bool is_standard(std::string_view header) {
  return header.find_first_of("/.") == std::string_view::npos;
}

/// Why `file` of the core or the C door may not include `header`; "" when it may.
std::string core_refusal(std::string_view path,
                         std::string_view header,
                         std::set<std::string> const& headers) {
  bool const in_core = under(path, "core");
  if (header.starts_with("waypost/")) {
    std::string_view const mine = room_of(path);
    std::string_view const theirs = room_of(header);
    if (mine == theirs && in_core) return {};
    if (headers.count(std::string(header)) == 0) return "not a public header of its room";
    if (!in_core) return {};
    auto const values = kValuesAbove.find(mine);
    if (values != kValuesAbove.end() && has(values->second, header)) return {};
    auto const room = kRooms.find(mine);
    return room != kRooms.end() && has(room->second, theirs) ? "" : "a room above, or unknown";
  }
  bool const of_the_door = header.find('/') == std::string_view::npos && header.ends_with(".h");
  if (!in_core && of_the_door) return {};  // its own headers, and those of C
  if (is_standard(header))
    return has(kCoreStandard, header) ? "" : "not on the list of standard headers";
  bool const json = header.starts_with("boost/json/");
  if (json || header == "boost/system/result.hpp" || header == "boost/system/error_code.hpp")
    return {};
  if (starts_with_any(header, {"re2/", "double-conversion/"})) return {};  // a fence's business
  return "not a dependency of this layer";
}

/// Why `file` of a host may not include `header`; "" when it may.
std::string host_refusal(std::string_view path,
                         Include const& include,
                         std::set<std::string> const& headers) {
  std::string_view const header = include.header;
  if (header.find("../") != std::string_view::npos) return "a path that climbs";
  if (starts_with_any(header, {"core/", "bindings/", "host-", "tests/"}))
    return "a path of the tree";
  if (header.ends_with(".cpp") || header.ends_with(".c")) return "a source file";
  if (!header.starts_with("waypost/")) return {};
  if (header == kStatements) return {};
  if (under(path, "host-native/simulator")) return "the simulator is the second opinion";
  return headers.count(std::string(header)) == 0 ? "not a public header of the core" : "";
}

void check_words(File const& file, std::vector<Breach>& breaches) {
  bool const in_core = under(file.path, "core");
  std::string const code = code_of(file.text);
  std::vector<std::string_view> const lines = lines_of(code);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find("#include") != std::string_view::npos) continue;
    for (std::string_view const word : kCoreNever) {
      if (!in_core && has(kBindingsMay, word)) continue;
      if (find_word(lines[i], word) != std::string_view::npos) {
        breaches.push_back({file.path, i + 1, "the core may not say '" + std::string(word) + "'"});
      }
    }
    std::string_view const line = lines[i];
    std::size_t const at = find_word(line, "static");
    bool const fixed =
        line.find("const") != std::string_view::npos || line.find('(') != std::string_view::npos;
    if (at != std::string_view::npos && !fixed) {
      breaches.push_back({file.path, i + 1, "no static that can change"});
    }
  }
}

bool is_cpp(std::string_view path) {
  return ends_with_any(path, {".h", ".hpp", ".cpp", ".c", ".cc", ".inc"});
}

/// Who includes whom, by path. A quoted header is looked for beside its user, then from the
/// roots that the build gives.
class Includes {
 public:
  explicit Includes(std::vector<File const*> const& files) {
    for (File const* file : files) known_.insert(file->path);
    for (File const* file : files) {
      for (Include const& include : includes_of(file->text)) {
        std::string const path = include.quoted ? resolve(file->path, include.header) : "";
        edges_[file->path].push_back(path.empty() ? include.header : path);
      }
    }
  }

  /// The line-less answer to: does `path` reach a header with one of `prefixes`?
  [[nodiscard]] bool reaches(std::string const& path, Words const& prefixes) const {
    std::set<std::string> seen;
    std::vector<std::string> open{path};
    while (!open.empty()) {
      std::string const at = open.back();
      open.pop_back();
      if (starts_with_any(at, prefixes)) return true;
      auto const found = edges_.find(at);
      if (found == edges_.end() || !seen.insert(at).second) continue;
      open.insert(open.end(), found->second.begin(), found->second.end());
    }
    return false;
  }

 private:
  [[nodiscard]] std::string resolve(std::string const& user, std::string const& header) const {
    std::string const beside = user.substr(0, user.rfind('/') + 1) + header;
    if (known_.count(beside) != 0) return beside;
    for (std::string const root : {"core/", "host-native/", "bindings/c/"}) {
      if (known_.count(root + header) != 0) return root + header;
    }
    return {};
  }

  std::set<std::string> known_;
  std::map<std::string, std::vector<std::string>> edges_;
};

void check_fence(Fence const& fence,
                 std::vector<File const*> const& files,
                 Includes const& graph,
                 std::vector<Breach>& breaches) {
  std::string const name(fence.name);
  std::size_t units = 0;
  for (File const* file : files) {
    for (Include const& include : includes_of(file->text)) {
      if (!starts_with_any(include.header, fence.prefixes)) continue;
      if (starts_with_any(file->path, fence.homes)) continue;
      breaches.push_back({file->path, include.line, name + " is not for this folder"});
    }
    bool const unit = !file->path.ends_with(".h") && graph.reaches(file->path, fence.prefixes);
    if (unit && ++units > fence.units_max) {
      breaches.push_back(
          {file->path, 1, "unit number " + std::to_string(units) + " to reach " + name});
    }
  }
}

}  // namespace

std::set<std::string> public_headers(std::vector<File> const& tree) {
  std::set<std::string> headers;
  for (File const& file : tree) {
    if (!under(file.path, "core/waypost") || !file.path.ends_with("/CMakeLists.txt")) continue;
    std::string const room(room_of(file.path));
    std::istringstream words(file.text);
    bool listed = false;
    for (std::string word; words >> word;) {
      if (word == "HEADERS") {
        listed = true;
      } else if (word == "SOURCES" || word == "LINKS" || word == ")") {
        listed = false;
      }
      std::string const name = word.substr(0, word.find(')'));
      if (listed && name.ends_with(".h")) headers.insert("waypost/" + room + "/" + name);
    }
  }
  return headers;
}

std::vector<Breach> check_layers(File const& file, std::set<std::string> const& headers) {
  std::vector<Breach> breaches;
  if (!is_cpp(file.path)) return breaches;
  bool const pure = under(file.path, "core/waypost") || under(file.path, "bindings/c");
  bool const host = under(file.path, "host-native") || under(file.path, "host-wasm");
  if (!pure && !host) return breaches;
  for (Include const& include : includes_of(file.text)) {
    std::string const why = pure ? core_refusal(file.path, include.header, headers)
                                 : host_refusal(file.path, include, headers);
    if (why.empty()) continue;
    breaches.push_back({file.path, include.line, "may not include " + include.header + ": " + why});
  }
  if (pure) check_words(file, breaches);
  return breaches;
}

std::vector<Breach> check_fences(std::vector<File> const& tree) {
  std::vector<File const*> files;
  for (File const& file : tree) {
    if (is_cpp(file.path) && !under(file.path, "tests") && !under(file.path, "bench")) {
      files.push_back(&file);
    }
  }
  Includes const graph(files);
  std::vector<Breach> breaches;
  for (Fence const& fence : kFences) check_fence(fence, files, graph, breaches);
  return breaches;
}

}  // namespace waypost::locks
