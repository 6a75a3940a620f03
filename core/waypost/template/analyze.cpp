#include "waypost/template/analyze.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "waypost/template/filters.h"

namespace waypost::templating {
namespace {

bool is_digit(char byte) noexcept {
  return byte >= '0' && byte <= '9';
}
bool is_lower(char byte) noexcept {
  return byte >= 'a' && byte <= 'z';
}

bool is_meta_name(std::string_view name) noexcept {
  return is_lower(name.front()) && std::all_of(name.begin(), name.end(), [](char byte) {
           return is_lower(byte) || is_digit(byte) || byte == '_';
         });
}

bool has_gap(std::vector<std::string> const& names) {
  // n different numbers are 1..n exactly when none is 0 or over n.
  auto const most = std::to_string(names.size());
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    auto const number = number_of(name);
    bool const over = number.size() != most.size() ? number.size() > most.size() : number > most;
    return over || number == "0";
  });
}

bool is_blank_text(Template const& made, Piece const& piece) {
  return !piece.is_placeholder() && is_blank(made.text_of(piece));
}

bool has_edge(Template const& made) {
  auto const inked = [&](Piece const& piece) { return !is_blank_text(made, piece); };
  auto const pieces = made.pieces();
  auto const first = std::find_if(pieces.begin(), pieces.end(), inked);
  auto const last = std::find_if(pieces.rbegin(), pieces.rend(), inked);
  return first != pieces.end() && (first->is_placeholder() || last->is_placeholder());
}

bool has_adjacent(Template const& made) {
  bool after_parameter = false;
  for (auto const& piece : made.pieces()) {
    if (piece.is_placeholder()) {
      if (after_parameter) return true;
      after_parameter = true;
    } else if (!is_blank_text(made, piece)) {
      after_parameter = false;
    }
  }
  return false;
}

bool has_filters(Template const& made) {
  auto const pieces = made.pieces();
  return std::any_of(pieces.begin(), pieces.end(),
                     [](Piece const& piece) { return piece.filters_size != 0; });
}

}  // namespace

std::string_view word_of(ParameterFormat format) noexcept {
  switch (format) {
    case ParameterFormat::none: return "none";
    case ParameterFormat::positional: return "positional";
    case ParameterFormat::named: return "named";
    case ParameterFormat::mixed: return "mixed";
  }
  return {};
}

std::string_view word_of(TemplateIssue issue) noexcept {
  switch (issue) {
    case TemplateIssue::mixed: return "E_MIXED";
    case TemplateIssue::name: return "E_NAME";
    case TemplateIssue::filter: return "E_FILTER";
    case TemplateIssue::gap: return "E_GAP";
    case TemplateIssue::edge: return "W_EDGE";
    case TemplateIssue::adjacent: return "W_ADJACENT";
  }
  return {};
}

std::string_view remedy_of(TemplateIssue issue) noexcept {
  switch (issue) {
    case TemplateIssue::mixed: return "Use numbers or names for all parameters, not both.";
    case TemplateIssue::name:
      return "Begin a parameter's name with a lower-case letter; use a-z, 0-9 and _ only.";
    case TemplateIssue::filter:
      return "Remove the filters: Meta knows none. Put them into the binding.";
    case TemplateIssue::gap: return "Number the parameters 1, 2, 3 without a gap.";
    case TemplateIssue::edge: return "Begin and end the text with words, not with a parameter.";
    case TemplateIssue::adjacent: return "Put a word between two parameters.";
  }
  return {};
}

std::string_view number_of(std::string_view name) noexcept {
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_digit)) return {};
  auto const first = name.find_first_not_of('0');
  return first == std::string_view::npos ? name.substr(name.size() - 1) : name.substr(first);
}

std::string_view parameter_key(std::string_view name) noexcept {
  auto const number = number_of(name);
  return number.empty() ? name : number;
}

std::string name_of(Template const& made, Piece const& piece) {
  std::string name;
  for (auto const segment : made.path_of(piece)) {
    if (!name.empty()) name += '.';
    name += segment;
  }
  return name;
}

ParameterFormat format_of(std::vector<std::string> const& names) noexcept {
  auto const decimal = static_cast<std::size_t>(
      std::count_if(names.begin(), names.end(),
                    [](std::string const& name) { return !number_of(name).empty(); }));
  if (names.empty()) return ParameterFormat::none;
  if (decimal == names.size()) return ParameterFormat::positional;
  return decimal == 0 ? ParameterFormat::named : ParameterFormat::mixed;
}

std::vector<std::string> names_of(Template const& made) {
  std::vector<std::string> names;
  std::unordered_set<std::string> known;
  for (auto const& piece : made.pieces()) {
    if (!piece.is_placeholder()) continue;
    auto name = name_of(made, piece);
    if (known.emplace(parameter_key(name)).second) names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> sending_order(std::vector<std::string> names) {
  // Numbers may be too long for any integer: compared by length, then by digits.
  auto const is_smaller = [](std::string const& a, std::string const& b) {
    auto const left = number_of(a);
    auto const right = number_of(b);
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  };
  if (format_of(names) == ParameterFormat::positional)
    std::stable_sort(names.begin(), names.end(), is_smaller);
  return names;
}

Analysis analyze(Template const& made) {
  Analysis found;
  found.names = names_of(made);
  found.format = format_of(found.names);
  auto const report = [&](TemplateIssue issue, bool here) {
    if (here) found.issues.push_back(issue);
  };
  bool const named = found.format == ParameterFormat::named;
  report(TemplateIssue::mixed, found.format == ParameterFormat::mixed);
  report(TemplateIssue::name,
         named && !std::all_of(found.names.begin(), found.names.end(), is_meta_name));
  report(TemplateIssue::filter, has_filters(made));
  report(TemplateIssue::gap, found.format == ParameterFormat::positional && has_gap(found.names));
  report(TemplateIssue::edge, has_edge(made));
  report(TemplateIssue::adjacent, has_adjacent(made));
  return found;
}

TemplateResult<Analysis> analyze(std::string_view source) {
  auto const made = parse(source);
  if (!made) return made.error();
  return analyze(*made);
}

}  // namespace waypost::templating
