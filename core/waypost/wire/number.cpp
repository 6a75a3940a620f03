#include "waypost/wire/number.h"

#include <array>

#include <double-conversion/double-to-string.h>

namespace waypost::wire {
namespace {

using double_conversion::DoubleToStringConverter;

// ECMAScript's own settings: decimal notation for exponents -6..21, "1e+21" beyond.
constexpr int kFlags =
    DoubleToStringConverter::UNIQUE_ZERO | DoubleToStringConverter::EMIT_POSITIVE_EXPONENT_SIGN;
constexpr int kDecimalLow = -6;
constexpr int kDecimalHigh = 21;

// "-0.0000033333333333333333" is the longest: 25 characters and the terminator.
constexpr std::size_t kNumberCharsMax = 32;

}  // namespace

void append_number(std::string& text, double value) {
  DoubleToStringConverter const converter(kFlags, "Infinity", "NaN", 'e', kDecimalLow, kDecimalHigh,
                                          0, 0);
  std::array<char, kNumberCharsMax> buffer{};
  double_conversion::StringBuilder builder(buffer.data(), static_cast<int>(buffer.size()));
  converter.ToShortest(value, &builder);
  text.append(buffer.data(), static_cast<std::size_t>(builder.position()));
  builder.Finalize();
}

std::string number(double value) {
  std::string text;
  append_number(text, value);
  return text;
}

}  // namespace waypost::wire
