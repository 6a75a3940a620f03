#include "waypost/template/template.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "waypost/template/filters.h"
#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"

namespace waypost::templating {
namespace {

constexpr auto kFilterWords =
    std::to_array<std::string_view>({"default", "upper", "lower", "capitalize", "trim",
                                     "first_word", "oneline", "truncate", "urlencode", "digits"});

bool is_name_byte(char byte) noexcept {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_';
}

bool is_digit(char byte) noexcept {
  return byte >= '0' && byte <= '9';
}

std::uint32_t narrow(std::size_t value) noexcept {
  return static_cast<std::uint32_t>(value);
}

struct Argument {
  bool is_text = false;
  std::size_t number = 0;
  std::string text;
};

struct Refusal {
  TemplateErrc code{};
  std::size_t at = 0;  // bytes
};

/// The filter with its arguments, or nothing when they do not fit it.
std::optional<Filter> checked(std::string_view word, std::vector<Argument>&& arguments) {
  auto const* const found = std::find(kFilterWords.begin(), kFilterWords.end(), word);
  if (found == kFilterWords.end()) return std::nullopt;
  Filter filter;
  filter.name = static_cast<FilterName>(found - kFilterWords.begin());
  if (filter.name == FilterName::default_to) {
    if (arguments.size() != 1 || !arguments[0].is_text) return std::nullopt;
    filter.text = std::move(arguments[0].text);
  } else if (filter.name == FilterName::truncate) {
    if (arguments.empty() || arguments.size() > 2) return std::nullopt;
    if (arguments[0].is_text || arguments[0].number == 0) return std::nullopt;
    if (arguments.size() == 2 && !arguments[1].is_text) return std::nullopt;
    filter.number = arguments[0].number;
    filter.text = arguments.size() == 2 ? std::move(arguments[1].text) : std::string(kEllipsis);
  } else if (!arguments.empty()) {
    return std::nullopt;
  }
  return filter;
}

}  // namespace

/// Reads a source from left to right; each member function leaves `at_` behind what it read.
class TemplateParser {
 public:
  explicit TemplateParser(std::string_view source) { made_.source_ = source; }

  TemplateResult<Template> run() {
    std::size_t plain = 0;  // where the text since the last placeholder begins
    for (;;) {
      auto const brace = source().find("{{", at_);
      if (brace == std::string_view::npos) break;
      std::size_t slashes = 0;
      while (brace - slashes > plain && source()[brace - slashes - 1] == '\\') ++slashes;
      push_text(plain, brace - slashes + slashes / 2);
      plain = brace;
      at_ = brace + 2;
      if (slashes % 2 == 1) continue;
      if (auto const refusal = placeholder(brace)) return refused(*refusal);
      plain = at_;
    }
    push_text(plain, source().size());
    return std::move(made_);
  }

 private:
  [[nodiscard]] std::string_view source() const noexcept { return made_.source_; }

  [[nodiscard]] TemplateError refused(Refusal const& refusal) const {
    return refuse_template(refusal.code, unicode::length(source().substr(0, refusal.at)));
  }

  void push_text(std::size_t begin, std::size_t end) {
    if (begin == end) return;
    Piece piece;
    piece.begin = narrow(begin);
    piece.end = narrow(end);
    made_.pieces_.push_back(piece);
  }

  /// The offset of the }} that closes the placeholder, quotes skipped; npos if there is none.
  [[nodiscard]] std::size_t closing() const noexcept {
    char quote = 0;
    for (std::size_t at = at_; at < source().size(); ++at) {
      char const byte = source()[at];
      if (quote != 0) {
        if (byte == '\\')
          ++at;
        else if (byte == quote)
          quote = 0;
      } else if (byte == '"' || byte == '\'') {
        quote = byte;
      } else if (byte == '}' && source().substr(at, 2) == "}}") {
        return at;
      }
    }
    return std::string_view::npos;
  }

  std::optional<Refusal> placeholder(std::size_t brace) {
    end_ = closing();
    if (end_ == std::string_view::npos) return Refusal{TemplateErrc::unclosed, brace};
    Piece piece;
    piece.begin = narrow(brace);
    piece.end = narrow(end_ + 2);
    piece.path = narrow(made_.segments_.size());
    piece.filters = narrow(made_.filters_.size());
    bad_filter_.reset();
    if (!path() || !filters()) return Refusal{TemplateErrc::syntax, at_};
    if (bad_filter_) return Refusal{TemplateErrc::filter, *bad_filter_};
    piece.path_size = narrow(made_.segments_.size()) - piece.path;
    piece.filters_size = narrow(made_.filters_.size()) - piece.filters;
    made_.pieces_.push_back(piece);
    at_ = end_ + 2;
    return std::nullopt;
  }

  [[nodiscard]] bool at_end() const noexcept { return at_ >= end_; }

  void skip_space() noexcept {
    while (!at_end()) {
      auto const point = unicode::decode(source().substr(at_, end_ - at_));
      if (!unicode::is_white_space(point.code)) return;
      at_ += point.bytes;
    }
  }

  bool skip(char byte) noexcept {
    skip_space();
    if (at_end() || source()[at_] != byte) return false;
    ++at_;
    skip_space();
    return true;
  }

  bool segment() {
    auto const begin = at_;
    while (!at_end()) {
      auto const point = unicode::decode(source().substr(at_, end_ - at_));
      bool const fits = point.code < 0x80 ? is_name_byte(source()[at_])
                                          : !unicode::is_white_space(point.code) &&
                                                !unicode::is_control(point.code);
      if (!fits) break;
      at_ += point.bytes;
    }
    if (at_ == begin) return false;
    made_.segments_.push_back(source().substr(begin, at_ - begin));
    return true;
  }

  bool path() {
    skip_space();
    do {
      if (!segment()) return false;
    } while (skip('.'));
    return true;
  }

  bool filters() {
    while (skip('|')) {
      auto const begin = at_;
      while (!at_end() && is_name_byte(source()[at_])) ++at_;
      if (at_ == begin) return false;
      auto const word = source().substr(begin, at_ - begin);
      std::vector<Argument> arguments;
      if (skip(':') && !read_arguments(arguments)) return false;
      auto filter = checked(word, std::move(arguments));
      if (filter)
        made_.filters_.push_back(*std::move(filter));
      else if (!bad_filter_)
        bad_filter_ = begin;
    }
    return at_end();
  }

  bool read_arguments(std::vector<Argument>& arguments) {
    do {
      Argument argument;
      if (!read_argument(argument)) return false;
      // Nothing takes more than two: three are as wrong as three thousand.
      if (arguments.size() < 3) arguments.push_back(std::move(argument));
    } while (skip(','));
    return true;
  }

  bool read_argument(Argument& argument) {
    if (at_end()) return false;
    char const first = source()[at_];
    if (first == '"' || first == '\'') return read_quoted(first, argument);
    if (!is_digit(first)) return false;
    for (; !at_end() && is_digit(source()[at_]); ++at_) {
      constexpr auto kMax = std::numeric_limits<std::uint32_t>::max();  // no text is as long
      auto const digit = static_cast<std::size_t>(source()[at_] - '0');
      argument.number = std::min<std::size_t>(argument.number, kMax / 10 - 1) * 10 + digit;
    }
    return true;
  }

  bool read_quoted(char quote, Argument& argument) {
    argument.is_text = true;
    for (++at_; source()[at_] != quote; ++at_) {  // closing() has seen where it ends
      char byte = source()[at_];
      if (byte == '\\') {
        byte = source()[at_ + 1];
        if (byte == 'n')
          byte = '\n';
        else if (byte != '\\' && byte != '"' && byte != '\'')
          return false;
        ++at_;
      }
      argument.text += byte;
    }
    ++at_;
    return true;
  }

  Template made_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;  // of the placeholder's inside
  std::optional<std::size_t> bad_filter_;
};

TemplateResult<Template> parse(std::string_view source) {
  return TemplateParser(source).run();
}

}  // namespace waypost::templating
