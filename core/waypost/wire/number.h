#pragma once
// Numbers as every host prints them. The only door to double-conversion.

#include <string>

namespace waypost::wire {

/// Appends `value` as ECMAScript's Number::toString prints it: the shortest digits that read
/// back as the same double (`12.5`, `5512`, `1e+21`, `-0` as `0`). Not finite values are
/// `NaN`, `Infinity`, `-Infinity`: JSON has no such numbers, see wire/json.h.
/// Cost: about 50 ns; allocates only what `text` needs. Source: ECMA-262, 6.1.6.1.20.
void append_number(std::string& text, double value);

/// The same, owning its result.
[[nodiscard]] std::string number(double value);

}  // namespace waypost::wire
