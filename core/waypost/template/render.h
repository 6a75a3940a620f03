#pragma once
// A template and variables become text (semantics B.2-B.4).

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "waypost/template/error.h"
#include "waypost/template/template.h"
#include "waypost/template/vars.h"

namespace waypost::templating {

/// What a placeholder without a value becomes.
enum class OnMissing : std::uint8_t {
  empty,  ///< nothing
  error,  ///< the refusal `missing`
  keep,   ///< the placeholder's own source text
};

struct RenderOptions {
  OnMissing on_missing = OnMissing::empty;
  std::size_t max_chars = std::numeric_limits<std::size_t>::max();  ///< code points
};

/// Largest text of one rendering, and largest sum of what its filters read, bytes: a template
/// that repeats a long value or chains filters thousands of times is refused, not computed.
/// 64 times the longest message text; ours.
inline constexpr std::size_t kRenderBytesMax = 1U << 20;
inline constexpr std::size_t kFilterBytesMax = 8U << 20;

/// Memory that renderings share; contents mean nothing between calls.
struct RenderScratch {
  std::string value;
  std::string spare;
};

/// Appends the rendering of `made` to `text`; on a refusal `text` is as it was.
/// @return Nothing, or the refusal of the first placeholder that has one:
///         `type`      the value is an object or an array
///         `missing`   no value, under OnMissing::error
///         `too_long`  over options.max_chars, or over the two limits above
/// Ill-formed UTF-8 comes out as U+FFFD. Cost: O(result); no allocation once warm.
[[nodiscard]] std::optional<TemplateError> append_rendered(std::string& text,
                                                           Template const& made,
                                                           Vars const& vars,
                                                           RenderOptions const& options,
                                                           RenderScratch& scratch);

/// The same, owning its result.
[[nodiscard]] TemplateResult<std::string> render(Template const& made,
                                                 Vars const& vars,
                                                 RenderOptions const& options = {});

/// Parses and renders: a mistake anywhere in `source` comes before any refusal of a value.
[[nodiscard]] TemplateResult<std::string> render(std::string_view source,
                                                 Vars const& vars,
                                                 RenderOptions const& options = {});

}  // namespace waypost::templating
