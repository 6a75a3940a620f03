#pragma once
// What is wrong with a playbook, and what to do about it (semantics A.7).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace waypost::playbook {

/// The words are the enumerators. E_: something was left out. W_: worth a look.
enum class Code : std::uint8_t {
  E_KIND,              ///< unknown kind
  E_DUP_ID,            ///< the id is taken by an earlier rule
  E_NO_TRIGGERS,       ///< nothing usable to match
  E_TRIGGER_TOO_LONG,  ///< over kTriggerPointsMax after folding
  E_REGEX,             ///< RE2 refuses the pattern, or a budget does
  E_FIELD,             ///< unknown or mistyped field, or one that stands twice
  E_REPLY,             ///< a reply that could never be sent
  E_TOO_MANY,          ///< over a limit of limits in compile.h
  W_DEAD,              ///< every text it matches is answered by earlier rules
  W_TRUNCATED,         ///< a text that will be cut
  W_NO_REPLY,          ///< the rule answers nothing
  W_FOLD               ///< a trigger that folds to another trigger of the same rule
};

[[nodiscard]] std::string_view word(Code code) noexcept;
[[nodiscard]] bool is_error(Code code) noexcept;

/// Why one trigger of a dead rule never answers: `rule` does, for instance to `witness`,
/// a text that the dead rule matches too. Verified by running the matcher.
struct Shadow {
  std::string trigger;  ///< folded; for `keywords` all of its words
  std::string rule;     ///< id of the rule that answers
  std::string witness;
  friend bool operator==(Shadow const&, Shadow const&) = default;
};

/// One remark. `where` is a JSON Pointer into the playbook; `text` is one sentence that says
/// what to do, for the operator who wrote it.
struct Diagnostic {
  Code code{};
  std::optional<std::string> rule;  ///< nothing: not about a rule, or the rule has no valid id
  std::string where;
  std::string text;
  std::vector<Shadow> shadows;  ///< W_DEAD only, one per trigger
  friend bool operator==(Diagnostic const&, Diagnostic const&) = default;
};

}  // namespace waypost::playbook
