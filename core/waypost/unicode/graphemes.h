#pragma once
// Where a text may be cut: extended grapheme cluster boundaries (UAX #29).

#include <cstddef>
#include <string_view>

namespace waypost::unicode {

/// The last extended grapheme cluster boundary at or before byte `offset` of `text`.
/// `offset` must lie on a code point boundary, 0..text.size().
[[nodiscard]] std::size_t grapheme_floor(std::string_view text, std::size_t offset) noexcept;

/// The end, in bytes, of the cluster that starts at byte `offset` (a boundary).
[[nodiscard]] std::size_t grapheme_end(std::string_view text, std::size_t offset) noexcept;

}  // namespace waypost::unicode
