#include "break_cases.h"

#include "ucd.h"

namespace waypost::unicode {

std::vector<BreakCase> break_cases(std::string const& name) {
  constexpr std::string_view kBoundary = "\u00F7";
  constexpr std::string_view kNone = "\u00D7";
  std::vector<BreakCase> cases;
  for (std::string const& line : data_lines(ucd(name))) {
    BreakCase test{line, {}, {}};
    for (std::string const& word : fields_of(line, ' ')) {
      if (word == kBoundary) {
        test.boundaries.push_back(test.text.size());
      } else if (word != kNone && !word.empty()) {
        test.text += utf8(points_of(word));
      }
    }
    cases.push_back(test);
  }
  return cases;
}

}  // namespace waypost::unicode
