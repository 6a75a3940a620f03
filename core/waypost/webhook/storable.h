#pragma once
// Text as a store keeps it: SQL text ends at a NUL here, is refused for one there.

#include <string>
#include <string_view>

namespace waypost::webhook {

/// `text` with each U+0000 replaced by U+FFFD; everything else stays as it is.
///
/// Events hold text as received, NUL included, because matching sees it as the white space that
/// the Cc characters are (semantics A.1). Whoever hands text to a store passes it through here.
/// Source: DESIGN 4; reliability B-WP-10.
[[nodiscard]] std::string storable(std::string_view text);

}  // namespace waypost::webhook
