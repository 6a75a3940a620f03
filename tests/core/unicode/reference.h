#pragma once
// Normalization and folding once more, slowly and straight from the texts that define them, on
// the published files instead of the generated tables: what the product is compared with.

#include "ucd.h"

namespace waypost::unicode::reference {

[[nodiscard]] Points nfd(Points const& points);
[[nodiscard]] Points nfc(Points const& points);
[[nodiscard]] Points nfkc_casefold(Points const& points);
[[nodiscard]] Points fold_loose(Points const& points);
[[nodiscard]] Points fold_strict(Points const& points);

/// The text of a regex rule (semantics A.6).
[[nodiscard]] Points regex_text(Points const& points);

}  // namespace waypost::unicode::reference
