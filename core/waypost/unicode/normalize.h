#pragma once
// Unicode normalization forms, in O(n log n) whatever the marks (UAX #15).

#include <string>
#include <string_view>

namespace waypost::unicode {

/// Ill-formed input bytes become U+FFFD first. Total.
[[nodiscard]] std::string nfc(std::string_view text);
[[nodiscard]] std::string nfd(std::string_view text);

/// toNFKC_Casefold (UAX #44): NFKC_CF per code point, then NFC; default-ignorables vanish.
[[nodiscard]] std::string nfkc_casefold(std::string_view text);

}  // namespace waypost::unicode
