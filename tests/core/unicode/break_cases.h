#pragma once
// The published break tests of UAX #29: a line of code points between signs becomes a text and its
// boundaries.

#include <string>
#include <vector>

namespace waypost::unicode {

struct BreakCase {
  std::string line;
  std::string text;
  std::vector<std::size_t> boundaries;  // byte offsets
};

[[nodiscard]] std::vector<BreakCase> break_cases(std::string const& name);

}  // namespace waypost::unicode
