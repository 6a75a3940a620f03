#pragma once
// What a code point is. Unicode 15.0.0, from tables generated out of the published files.

namespace waypost::unicode {

[[nodiscard]] bool is_white_space(char32_t code) noexcept;   ///< White_Space=Yes
[[nodiscard]] bool is_control(char32_t code) noexcept;       ///< General_Category Cc
[[nodiscard]] bool is_bidi_control(char32_t code) noexcept;  ///< Bidi_Control=Yes

/// 0-9 for General_Category Nd, -1 for anything else.
[[nodiscard]] int digit_value(char32_t code) noexcept;

/// General_Category Pc, Pd, Ps, Pe, Pi, Pf or Po, and WhatsApp's markers ~ and `
/// (semantics A.2, "edge punctuation").
[[nodiscard]] bool is_edge_punctuation(char32_t code) noexcept;

/// UnicodeData's simple mappings, one code point to one.
[[nodiscard]] char32_t to_upper(char32_t code) noexcept;
[[nodiscard]] char32_t to_lower(char32_t code) noexcept;
[[nodiscard]] char32_t to_title(char32_t code) noexcept;

/// Canonical_Combining_Class, 0-254.
[[nodiscard]] int combining_class(char32_t code) noexcept;

}  // namespace waypost::unicode
