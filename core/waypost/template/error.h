#pragma once
// Why a template could not be filled or a message not be built, and what to do about it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

namespace waypost::templating {

/// The codes of semantics B; word_of() spells them as every door shows them.
enum class TemplateErrc : std::uint8_t {
  unclosed,     ///< a placeholder or a quote in it never ends
  syntax,       ///< a placeholder that is not `{{ path | filter:argument }}`
  filter,       ///< unknown filter; a missing, superfluous or wrong argument
  type,         ///< an object or array where text is needed; an unknown kind of message
  missing,      ///< no value, and `on_missing` is error
  too_long,     ///< over a limit that may not be cut
  mixed,        ///< positional and named parameters together
  binding,      ///< a parameter of a template send without what it needs
  empty_param,  ///< a parameter of a template send without text
  empty,        ///< a required text that is empty
  count,        ///< too few or too many buttons, sections, rows, cards
  dup,          ///< ids or button titles that are not unique
  field,        ///< an unknown or mistyped field
};

/// `E_UNCLOSED`, `E_SYNTAX` ...: the code as vectors, the C door and the API spell it.
[[nodiscard]] std::string_view word_of(TemplateErrc code) noexcept;

/// A sentence for the operator that says what to do; holds nothing of the message.
[[nodiscard]] std::string_view remedy_of(TemplateErrc code) noexcept;

/// A refusal of this room. Holds no text of a message and no value of a variable.
struct TemplateError {
  TemplateErrc code{};
  std::string where;         ///< JSON Pointer to the field; "" when the text stands alone
  std::string field;         ///< the same place, dotted, as in `truncated`: `buttons.0.title`
  std::size_t position = 0;  ///< code points from the start of the field's template text
  std::size_t limit = 0;     ///< the limit that was passed, 0 when there is none
  std::string detail;        ///< one sentence that says what to do
  friend bool operator==(TemplateError const&, TemplateError const&) = default;
};

/// A value or its refusal; test it before `*result`.
template <class T>
using TemplateResult = boost::system::result<T, TemplateError>;

/// A refusal with the code's own sentence.
[[nodiscard]] TemplateError refuse_template(TemplateErrc code, std::size_t position = 0);

}  // namespace waypost::templating
