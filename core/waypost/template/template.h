#pragma once
// A text with holes, parsed once and filled many times (semantics B.1).

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "waypost/template/error.h"

namespace waypost::templating {

/// The filters of semantics B.3, spelled as a template spells them but for `default`.
enum class FilterName : std::uint8_t {
  default_to,
  upper,
  lower,
  capitalize,
  trim,
  first_word,
  oneline,
  truncate,
  urlencode,
  digits,
};

/// One filter with its arguments, which parse() has checked.
struct Filter {
  FilterName name{};
  std::size_t number = 0;  ///< truncate: code points to keep, at least 1
  std::string text;        ///< default: the text; truncate: the ellipsis
};

/// A stretch of a template's source: text as it stands, or a placeholder.
struct Piece {
  std::uint32_t begin = 0;  ///< bytes of the source; a placeholder's include its braces
  std::uint32_t end = 0;
  std::uint32_t path = 0;       ///< first segment of the path
  std::uint32_t path_size = 0;  ///< 0: plain text
  std::uint32_t filters = 0;    ///< first filter
  std::uint32_t filters_size = 0;
  [[nodiscard]] bool is_placeholder() const noexcept { return path_size != 0; }
};

/// A parsed template. Borrows its source (a string of a playbook's blob, say), which must
/// outlive it: parsing costs less than loading a parsed form would, so no such form exists.
class Template {
 public:
  [[nodiscard]] std::string_view source() const noexcept { return source_; }
  /// Text and placeholders in order; literal backslashes before braces are already halved.
  [[nodiscard]] std::span<Piece const> pieces() const noexcept { return pieces_; }
  [[nodiscard]] std::string_view text_of(Piece const& piece) const noexcept {
    return source_.substr(piece.begin, piece.end - piece.begin);
  }
  [[nodiscard]] std::span<std::string_view const> path_of(Piece const& piece) const noexcept {
    return std::span(segments_).subspan(piece.path, piece.path_size);
  }
  [[nodiscard]] std::span<Filter const> filters_of(Piece const& piece) const noexcept {
    return std::span(filters_).subspan(piece.filters, piece.filters_size);
  }
  /// Whether every rendering gives the same text.
  [[nodiscard]] bool is_plain() const noexcept { return segments_.empty(); }

 private:
  friend class TemplateParser;
  std::string_view source_;
  std::vector<Piece> pieces_;
  std::vector<std::string_view> segments_;
  std::vector<Filter> filters_;
};

/// Parses `source`: `{{ path | filter | filter:argument,argument }}`, `\{{` for plain braces.
/// @return The template, or the first mistake of the first bad placeholder, with `position`:
///         `unclosed`  no }}, or a quote that never ends
///         `syntax`    not a path and filters
///         `filter`    unknown filter or wrong arguments
/// Cost: one pass; allocates only when there are placeholders, and one piece for plain text.
[[nodiscard]] TemplateResult<Template> parse(std::string_view source);
template <class Text>
requires std::is_same_v<Text, std::string> TemplateResult<Template> parse(Text&&)
= delete;  // a temporary: the source would be gone

/// Whether `source` may hold a placeholder; false means that it renders as it stands.
[[nodiscard]] inline bool has_braces(std::string_view source) noexcept {
  return source.find("{{") != std::string_view::npos;
}

}  // namespace waypost::templating
