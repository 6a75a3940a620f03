#include "tidy.h"

#include <algorithm>
#include <string_view>

namespace waypost::locks {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kColumnsMax = 100;
constexpr std::size_t kFunctionLinesMax = 70;

/// Longest file of a folder, lines. A longer one says "Long because" in its first comment.
struct Length {
  std::string_view folder;
  std::size_t lines_max;
};
std::vector<Length> const kLengths{
    {"core", 400}, {"bindings", 500}, {"host-native", 500}, {"host-wasm", 500}, {"script", 250}};

bool is_cpp(std::string_view path) {
  return ends_with_any(path, {".h", ".cpp", ".c", ".inc"});
}

bool is_code(std::string_view path) {
  return is_cpp(path) || under(path, "script") || under(path, ".ci") ||
         ends_with_any(path,
                       {".ts", ".mjs", ".js", ".sql", ".py", ".cmake", ".sh", "CMakeLists.txt"});
}

/// Tables that a script of ours wrote say so in their first lines.
bool is_generated(std::string_view text) {
  return text.substr(0, 300).find("written by script/") != std::string_view::npos;
}

bool is_long_with_reason(std::string_view text) {
  std::string_view const head = text.substr(0, 600);
  return head.find("Long because") != std::string_view::npos;
}

std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // not a continuation byte
  }));
}

bool is_ascii(std::string_view line) {
  return std::all_of(line.begin(), line.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}

void check_line(File const& file,
                std::size_t number,
                std::string_view line,
                std::vector<Breach>& breaches) {
  auto const breach = [&](std::string what) {
    breaches.push_back({file.path, number, std::move(what)});
  };
  if (line.find('\t') != std::string_view::npos) breach("a tab");
  if (!line.empty() && (line.back() == ' ' || line.back() == '\r'))
    breach("white space at the end");
  // Tests hold texts and raw JSON, whose lines mean something.
  bool const may_be_long =
      under(file.path, "tests") && line.find_first_of("\"'{") != std::string_view::npos;
  if (!may_be_long && columns(line) > kColumnsMax) breach("longer than 100 columns");
  // Spelled in halves, so that this file keeps its own law.
  for (std::string_view const word : {"TO"
                                      "DO",
                                      "FIX"
                                      "ME",
                                      "X"
                                      "XX"}) {
    if (find_word(line, word) != std::string_view::npos)
      breach("promises later: " + std::string(word));
  }
  for (std::string_view const place : {"/wo"
                                       "rk/",
                                       "/ro"
                                       "ot/",
                                       "../sha"
                                       "red"}) {
    if (line.find(place) != std::string_view::npos)
      breach("a machine's path: " + std::string(place));
  }
  if (is_cpp(file.path) && !under(file.path, "tests") && !is_ascii(line)) breach("not ASCII");
}

void check_head(File const& file, Lines const& lines, std::vector<Breach>& breaches) {
  if (!file.path.ends_with(".h")) return;
  // A header for C opens with a comment of C's, which says what it is for.
  if (under(file.path, "bindings/c") && file.text.starts_with("/* ")) return;
  // The sentence and the guard may come in either order, but nothing before them.
  bool const guarded = std::find(lines.begin(), lines.end(), "#pragma once") != lines.end();
  bool const told = std::any_of(lines.begin(), lines.begin() + std::min<long>(2, std::ssize(lines)),
                                [](auto line) { return line.starts_with("//"); });
  if (!guarded) breaches.push_back({file.path, 1, "a header needs #pragma once"});
  if (!told) breaches.push_back({file.path, 1, "a header says what it is for, first of all"});
}

/// With clang-format's layout a function of a namespace ends in a lone `}` and begins at the
/// nearest line above whose first column holds a name.
void check_functions(File const& file, Lines const& lines, std::vector<Breach>& breaches) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view const line = lines[i];
    bool const opens =
        !line.empty() && line[0] != ' ' && line[0] != '}' && line[0] != '#' && line[0] != '/';
    if (opens) begin = i;
    if (line == "}" && i - begin + 1 > kFunctionLinesMax) {
      breaches.push_back({file.path, begin + 1, "a function longer than 70 lines"});
    }
  }
}

void check_length(File const& file, Lines const& lines, std::vector<Breach>& breaches) {
  if (is_long_with_reason(file.text)) return;
  if (file.path.ends_with("CMakeLists.txt")) {
    if (lines.size() > 120) breaches.push_back({file.path, 121, "longer than 120 lines"});
    return;
  }
  for (Length const& length : kLengths) {
    if (!under(file.path, length.folder) || lines.size() <= length.lines_max) continue;
    breaches.push_back(
        {file.path, length.lines_max + 1,
         "longer than " + std::to_string(length.lines_max) + " lines, with no reason given"});
  }
}

}  // namespace

std::vector<Breach> check_tidy(File const& file) {
  std::vector<Breach> breaches;
  if (!is_code(file.path) || is_generated(file.text)) return breaches;
  Lines const lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) check_line(file, i + 1, lines[i], breaches);
  if (!file.text.empty() && file.text.back() != '\n') {
    breaches.push_back({file.path, lines.size(), "no new line at the end"});
  }
  check_head(file, lines, breaches);
  check_length(file, lines, breaches);
  if (is_cpp(file.path) && !under(file.path, "tests")) check_functions(file, lines, breaches);
  return breaches;
}

}  // namespace waypost::locks
