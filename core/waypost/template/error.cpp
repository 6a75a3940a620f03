#include "waypost/template/error.h"

namespace waypost::templating {
namespace {

struct Entry {
  std::string_view word;
  std::string_view remedy;
};

Entry entry_of(TemplateErrc code) noexcept {
  switch (code) {
    case TemplateErrc::unclosed:
      return {"E_UNCLOSED", "Close the placeholder with }}, or write \\{{ for two plain braces."};
    case TemplateErrc::syntax:
      return {"E_SYNTAX", "Write a placeholder as {{name}} or {{name|filter:\"argument\"}}."};
    case TemplateErrc::filter:
      return {"E_FILTER",
              "Use default:\"text\", upper, lower, capitalize, trim, first_word, oneline, "
              "truncate:n, urlencode or digits."};
    case TemplateErrc::type:
      return {"E_TYPE", "Name a text, a number or a boolean: a list or an object is not text."};
    case TemplateErrc::missing:
      return {"E_MISSING", "Give the variable a value, or add |default:\"text\"."};
    case TemplateErrc::too_long: return {"E_TOO_LONG", "Shorten the text."};
    case TemplateErrc::mixed:
      return {"E_MIXED", "Use numbers or names for all parameters, not both."};
    case TemplateErrc::binding: return {"E_BINDING", "Bind what the template's parameter needs."};
    case TemplateErrc::empty_param:
      return {"E_EMPTY_PARAM", "Give the parameter a text, or add |default:\"text\"."};
    case TemplateErrc::empty: return {"E_EMPTY", "Write a text that is not empty."};
    case TemplateErrc::count: return {"E_COUNT", "Change the number of entries."};
    case TemplateErrc::dup: return {"E_DUP", "Make the ids and the button titles differ."};
    case TemplateErrc::field:
      return {"E_FIELD", "Remove the field, or give it the type that is documented."};
  }
  return {};
}

}  // namespace

std::string_view word_of(TemplateErrc code) noexcept {
  return entry_of(code).word;
}

std::string_view remedy_of(TemplateErrc code) noexcept {
  return entry_of(code).remedy;
}

TemplateError refuse_template(TemplateErrc code, std::size_t position) {
  return TemplateError{code, {}, {}, position, 0, std::string(remedy_of(code))};
}

}  // namespace waypost::templating
