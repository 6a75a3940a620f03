#include "waypost/engine/phone.h"

namespace waypost::engine {
namespace {

/// Brazil: 55, two digits of area, then eight digits, or a 9 and eight digits.
void brazil(std::string_view digits, std::vector<std::string>& forms) {
  if (!digits.starts_with("55")) return;
  std::string_view const area = digits.substr(0, 4);
  if (digits.size() == 12) {
    forms.push_back(std::string{area} + "9" + std::string{digits.substr(4)});
  } else if (digits.size() == 13 && digits[4] == '9') {
    forms.push_back(std::string{area} + std::string{digits.substr(5)});
  }
}

/// A mobile marker after the country code that WhatsApp keeps or drops.
void marker(std::string_view digits,
            std::string_view country,
            char mark,
            std::size_t size_without,
            std::vector<std::string>& forms) {
  if (!digits.starts_with(country)) return;
  std::string_view const rest = digits.substr(country.size());
  if (digits.size() == size_without) {
    forms.push_back(std::string{country} + mark + std::string{rest});
  } else if (digits.size() == size_without + 1 && rest[0] == mark) {
    forms.push_back(std::string{country} + std::string{rest.substr(1)});
  }
}

}  // namespace

std::vector<std::string> other_dialling_forms(std::string_view digits) {
  std::vector<std::string> forms;
  brazil(digits, forms);
  marker(digits, "54", '9', 12, forms);
  marker(digits, "52", '1', 12, forms);
  return forms;
}

}  // namespace waypost::engine
