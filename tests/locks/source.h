#pragma once
// A source file as the locks see it: its lines, its includes, and its code without comments
// and literals.

#include <string>
#include <string_view>
#include <vector>

namespace waypost::locks {

/// A file of the tree. `path` is relative to the root, with `/`.
struct File {
  std::string path;
  std::string text;
};

/// A rule broken, and where.
struct Breach {
  std::string path;
  std::size_t line = 0;  ///< from 1
  std::string what;
  friend bool operator==(Breach const&, Breach const&) = default;
};

/// "core/x.cpp:3: the core may not say 'printf'", for people and editors.
[[nodiscard]] std::string to_text(Breach const& breach);

/// Every file under the root's `folders`, sorted by path; what git ignores by name (build,
/// node_modules, dist) and test data are left out.
[[nodiscard]] std::vector<File> read_tree(std::string const& root,
                                          std::vector<std::string> const& folders);

[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

/// The same number of lines, with comments and the insides of string and character literals
/// replaced by spaces. Knows line and block comments, escapes and raw strings.
[[nodiscard]] std::string code_of(std::string_view text);

struct Include {
  std::size_t line = 0;
  std::string header;   ///< without its brackets
  bool quoted = false;  ///< "x.h", not <x.h>
};
[[nodiscard]] std::vector<Include> includes_of(std::string_view text);

/// Where `word` stands in `line` as a whole word (its neighbours belong to no identifier), or
/// npos. A word that begins or ends with another character needs no boundary there.
[[nodiscard]] std::size_t find_word(std::string_view line, std::string_view word);

[[nodiscard]] bool under(std::string_view path, std::string_view folder);
[[nodiscard]] bool ends_with_any(std::string_view path, std::vector<std::string_view> const& ends);

}  // namespace waypost::locks
