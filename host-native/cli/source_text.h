#pragma once
// Where a playbook's text stops being JSON, and what its writer does about it.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace waypost::cli {

/// A place in a text and one remedy.
struct Mistake {
  std::size_t line = 1;    ///< from 1
  std::size_t column = 1;  ///< from 1, in characters
  std::string remedy;
};

/// The first place where `source` is no JSON in UTF-8; nothing when it is one JSON text. A byte
/// order mark is allowed.
[[nodiscard]] std::optional<Mistake> json_mistake(std::string_view source);

/// "playbook.json, line 3, column 7: remove the comma before this".
[[nodiscard]] std::string sentence(std::string const& file, Mistake const& mistake);

/// `source` without a byte order mark.
[[nodiscard]] std::string_view without_mark(std::string_view source) noexcept;

}  // namespace waypost::cli
