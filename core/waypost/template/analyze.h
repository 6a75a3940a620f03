#pragma once
// What a WhatsApp template text asks for, and what Meta would refuse in it (semantics B.5).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/template/error.h"
#include "waypost/template/template.h"

namespace waypost::templating {

/// How a WhatsApp template names its parameters.
enum class ParameterFormat : std::uint8_t { none, positional, named, mixed };

/// What is wrong with a WhatsApp template text, in the order in which it is reported.
enum class TemplateIssue : std::uint8_t {
  mixed,     ///< positional and named parameters together
  name,      ///< a name is not [a-z][a-z0-9_]*
  filter,    ///< filters are not Meta's
  gap,       ///< the numbers are not 1..n
  edge,      ///< the text begins or ends with a parameter
  adjacent,  ///< nothing but white space between two parameters
};

/// `none`, `positional` ...
[[nodiscard]] std::string_view word_of(ParameterFormat format) noexcept;

/// `E_MIXED` ... `W_EDGE`, `W_ADJACENT`.
[[nodiscard]] std::string_view word_of(TemplateIssue issue) noexcept;

/// A sentence for the template's author that says what to do.
[[nodiscard]] std::string_view remedy_of(TemplateIssue issue) noexcept;

struct Analysis {
  ParameterFormat format{};
  std::vector<std::string> names;     ///< in order of first appearance, each once
  std::vector<TemplateIssue> issues;  ///< in the enumeration's order, each once
};

/// The name of a placeholder: its segments joined by dots.
[[nodiscard]] std::string name_of(Template const& made, Piece const& piece);

/// The number that `name` spells without its leading zeros (`01` is `1`), or "" when it is
/// not a decimal number. A view into `name`.
[[nodiscard]] std::string_view number_of(std::string_view name) noexcept;

/// What makes two names one parameter: the number, or else the name itself.
[[nodiscard]] std::string_view parameter_key(std::string_view name) noexcept;

/// The format of parameters called `names`.
[[nodiscard]] ParameterFormat format_of(std::vector<std::string> const& names) noexcept;

/// The parameters of a template, in order of first appearance. `01` and `1` are one.
[[nodiscard]] std::vector<std::string> names_of(Template const& made);

/// `names` as a template send lists them: numbers in numeric order, names as they appear.
[[nodiscard]] std::vector<std::string> sending_order(std::vector<std::string> names);

/// Looks at the text of a WhatsApp template.
[[nodiscard]] Analysis analyze(Template const& made);

/// Parses and looks; refuses what parse() refuses.
[[nodiscard]] TemplateResult<Analysis> analyze(std::string_view source);

}  // namespace waypost::templating
