#include "waypost/webhook/storable.h"

#include <algorithm>
#include <cstddef>

namespace waypost::webhook {

std::string storable(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string kept;
  for (;;) {
    auto const nul = std::min(text.find('\0'), text.size());
    kept.append(text.substr(0, nul));
    if (nul == text.size()) return kept;
    kept += kReplacement;
    text.remove_prefix(nul + 1);
  }
}

}  // namespace waypost::webhook
