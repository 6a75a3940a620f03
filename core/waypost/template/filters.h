#pragma once
// What a placeholder may do with its value (semantics B.3).

#include <cstddef>
#include <string>
#include <string_view>

#include "waypost/template/template.h"

namespace waypost::templating {

/// U+2026, what `truncate` appends unless told otherwise.
inline constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

/// Applies any filter but `default` to `text`; `spare` lends its memory.
/// Cost: O(text.size()).
void apply(Filter const& filter, std::string& text, std::string& spare);

/// Cuts `text` to `points` code points, the ellipsis included, as the filter `truncate` does:
/// never inside a grapheme cluster, without white space before the ellipsis. A text that is
/// not longer stays as it is; an ellipsis longer than `points` is left out.
void truncate(std::string& text, std::size_t points, std::string_view ellipsis = kEllipsis);

/// `text` without White_Space at its start and end.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// Whether `text` is empty or White_Space alone.
[[nodiscard]] bool is_blank(std::string_view text) noexcept;

/// Appends `text` with each run of White_Space as one space, trimmed.
void append_oneline(std::string& out, std::string_view text);

}  // namespace waypost::templating
