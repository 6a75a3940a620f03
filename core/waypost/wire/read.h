#pragma once
// JSON text from outside becomes a DOM, in memory whose size is known beforehand.

#include <cstddef>
#include <string_view>

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>

#include "waypost/base/result.h"
#include "waypost/wire/scan.h"

namespace waypost::wire {

/// Most bytes that reading a text within the default JsonLimits takes from its scratch, the
/// DOM, the parser's stack and a mended copy together. A host that reserves this much (untouched
/// pages cost nothing) never sees an allocation, whatever the text.
inline constexpr std::size_t kJsonArenaBytes = 48U * 1024 * 1024;

/// Reads one JSON text. Duplicate keys: the last one wins. Lone surrogate escapes are U+FFFD;
/// \u0000 stays U+0000. Integers are exact from -2^63 to 2^64 - 1, beyond that doubles.
///
/// @param scratch  Where the DOM and all working memory live; give it a kept
///                 boost::json::monotonic_resource on hot paths.
/// @return The DOM (valid as long as `scratch`), or a refusal of the whole text:
///         `too_large`  over `limits`
///         `not_utf8`   not UTF-8
///         `not_json`   not exactly one JSON text
/// Cost: one pass of Boost.JSON, 1 us for a text webhook; what scan.h says on top.
[[nodiscard]] Result<boost::json::value> read_json(std::string_view json,
                                                   boost::json::storage_ptr const& scratch = {},
                                                   JsonLimits const& limits = {});

}  // namespace waypost::wire
