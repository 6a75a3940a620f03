#include "waypost/unicode/properties.h"

#include "waypost/unicode/case.h"
#include "waypost/unicode/tables.h"

namespace waypost::unicode {

bool is_white_space(char32_t code) noexcept {
  return property(code).is_white_space();
}

bool is_control(char32_t code) noexcept {
  return property(code).is_control();
}

bool is_bidi_control(char32_t code) noexcept {
  return property(code).is_bidi_control();
}

int digit_value(char32_t code) noexcept {
  Property const known = property(code);
  return known.is_digit() ? static_cast<int>(known.digit()) : -1;
}

bool is_edge_punctuation(char32_t code) noexcept {
  return property(code).is_edge_punctuation();
}

char32_t to_upper(char32_t code) noexcept {
  return upper_of(code, case_record(code));
}

char32_t to_lower(char32_t code) noexcept {
  return lower_of(code, case_record(code));
}

char32_t to_title(char32_t code) noexcept {
  std::size_t const record = case_record(code);
  switch (title_kind(record)) {
    case CaseTitle::upper: return upper_of(code, record);
    case CaseTitle::itself: return code;
    case CaseTitle::next: return code + 1;
    case CaseTitle::previous: return code - 1;
  }
  return code;
}

int combining_class(char32_t code) noexcept {
  return property(code).combining_class();
}

}  // namespace waypost::unicode
