#include "source.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace waypost::locks {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> kNotOurs{"build",   "node_modules", "dist",  ".git",
                                                   "vectors", "fixtures",     "corpus"};

bool is_word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::string read(fs::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Walks over one comment or literal that starts at `at`; returns its end, or `at` when none
/// starts there.
std::size_t skip_text(std::string_view text, std::size_t at) {
  auto const to = [&](std::size_t end) { return std::min(end, text.size()); };
  std::string_view const rest = text.substr(at);
  if (rest.starts_with("//")) return to(text.find('\n', at));
  if (rest.starts_with("/*")) {
    std::size_t const end = text.find("*/", at + 2);
    return end == std::string_view::npos ? text.size() : end + 2;
  }
  if (rest.starts_with("R\"") && (at == 0 || !is_word_char(text[at - 1]))) {
    std::size_t const open = text.find('(', at);
    if (open == std::string_view::npos) return text.size();
    std::string const close = ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"";
    std::size_t const end = text.find(close, open);
    return end == std::string_view::npos ? text.size() : end + close.size();
  }
  // A digit separator (1'000) is no character literal.
  bool const quote =
      text[at] == '"' || (text[at] == '\'' && (at == 0 || !is_word_char(text[at - 1])));
  if (!quote) return at;
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != text[at] && text[end] != '\n') {
    end += text[end] == '\\' ? 2U : 1U;
  }
  return to(end + 1);
}

}  // namespace

std::string to_text(Breach const& breach) {
  return breach.path + ":" + std::to_string(breach.line) + ": " + breach.what;
}

std::vector<File> read_tree(std::string const& root, std::vector<std::string> const& folders) {
  std::vector<File> files;
  for (std::string const& folder : folders) {
    fs::path const top = fs::path(root) / folder;
    if (!fs::exists(top)) continue;
    for (auto it = fs::recursive_directory_iterator(top); it != fs::end(it); ++it) {
      std::string const name = it->path().filename().string();
      bool const ours = std::find(kNotOurs.begin(), kNotOurs.end(), name) == kNotOurs.end();
      if (it->is_directory() && !ours) it.disable_recursion_pending();
      if (!it->is_regular_file()) continue;
      files.push_back({fs::relative(it->path(), root).generic_string(), read(it->path())});
    }
  }
  std::sort(files.begin(), files.end(),
            [](auto const& a, auto const& b) { return a.path < b.path; });
  return files;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t const end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string code_of(std::string_view text) {
  std::string code(text);
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t const end = skip_text(text, at);
    for (std::size_t i = at; i < end; ++i) {
      if (code[i] != '\n') code[i] = ' ';
    }
    at = std::max(end, at + 1);
  }
  return code;
}

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> includes;
  std::vector<std::string_view> const lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view line = lines[i];
    auto const skip_space = [&line] {
      while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    };
    skip_space();
    if (!line.starts_with('#')) continue;
    line.remove_prefix(1);
    skip_space();
    if (!line.starts_with("include")) continue;
    line.remove_prefix(7);
    skip_space();
    if (line.empty() || (line[0] != '<' && line[0] != '"')) continue;
    std::size_t const end = line.find(line[0] == '<' ? '>' : '"', 1);
    if (end == std::string_view::npos) continue;
    includes.push_back({i + 1, std::string(line.substr(1, end - 1)), line[0] == '"'});
  }
  return includes;
}

std::size_t find_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos;
       at = line.find(word, at + 1)) {
    std::size_t const end = at + word.size();
    bool const starts = at == 0 || !is_word_char(word.front()) || !is_word_char(line[at - 1]);
    bool const ends = end == line.size() || !is_word_char(word.back()) || !is_word_char(line[end]);
    if (starts && ends) return at;
  }
  return std::string_view::npos;
}

bool under(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

bool ends_with_any(std::string_view path, std::vector<std::string_view> const& ends) {
  return std::any_of(ends.begin(), ends.end(), [&](auto end) { return path.ends_with(end); });
}

}  // namespace waypost::locks
