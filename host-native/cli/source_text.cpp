#include "cli/source_text.h"

#include <algorithm>
#include <vector>

#include <boost/json/error.hpp>
#include <boost/json/stream_parser.hpp>

#include "waypost/unicode/utf8.h"

namespace waypost::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

Mistake at(std::string_view source, std::size_t offset, std::string remedy) {
  std::string_view const before = without_mark(source.substr(0, offset));
  Mistake mistake;
  mistake.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  std::size_t const line = before.rfind('\n');
  std::string_view const row = line == std::string_view::npos ? before : before.substr(line + 1);
  // Continuation bytes are no characters of their own.
  mistake.column = 1 + static_cast<std::size_t>(std::count_if(
                           row.begin(), row.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  mistake.remedy = std::move(remedy);
  return mistake;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

/// The last character before `offset` that is no white space; 0 when there is none.
char before(std::string_view source, std::size_t offset) {
  while (offset > 0 && is_space(source[offset - 1])) --offset;
  return offset > 0 ? source[offset - 1] : '\0';
}

std::size_t first_ill_formed(std::string_view source) {
  std::size_t offset = 0;
  while (offset < source.size()) {
    unicode::Decoded const one = unicode::decode(source.substr(offset));
    bool const meant = source.substr(offset).starts_with(kReplacement);
    if (one.code == unicode::kReplacement && !meant) break;
    offset += one.bytes;
  }
  return offset;
}

/// What people write who know JSON5, JavaScript or YAML, by the character that JSON stops at.
std::string remedy(std::string_view source, std::size_t offset, json::error_code const& error) {
  if (error == json::error::too_deep) return "lists and objects are nested too deeply";
  if (error == json::error::extra_data) return "remove what follows the last brace";
  if (offset >= source.size()) return "the text ends here: something is still open";
  char const c = source[offset];
  char const last = before(source, offset);
  if (error == json::error::illegal_leading_surrogate ||
      error == json::error::illegal_trailing_surrogate ||
      error == json::error::expected_utf16_escape) {
    return "this \\u escape is half of a pair: write the character itself";
  }
  if (static_cast<unsigned char>(c) < 0x20 && !is_space(c)) return "remove this control character";
  if (is_space(c)) return "write a line break or tab in a string as \\n or \\t";
  if (c == '\'') return "write strings in double quotation marks";
  if (c == '/' || c == '#') return "remove this comment: JSON has none";
  if ((c == '}' || c == ']') && last == ',') return "remove the comma before this";
  if (is_letter(c) && (last == '{' || last == ',')) return "write names in double quotation marks";
  if (is_letter(c) && last == ':') return "write text in double quotation marks";
  if (last == '"' || last == '}' || last == ']') return "a comma or colon is missing before this";
  return "this is not JSON";
}

}  // namespace

std::string_view without_mark(std::string_view source) noexcept {
  if (source.starts_with(kMark)) source.remove_prefix(kMark.size());
  return source;
}

std::optional<Mistake> json_mistake(std::string_view source) {
  if (!unicode::is_utf8(source)) {
    return at(source, first_ill_formed(source), "this is not UTF-8: save the file as UTF-8");
  }
  std::string_view const text = without_mark(source);
  if (std::all_of(text.begin(), text.end(), is_space)) {
    return at(source, 0,
              "the file is empty; the smallest playbook is {\"waypost\":1,\"rules\":[]}");
  }
  json::stream_parser parser;
  json::error_code error;
  std::size_t offset = parser.write(text.data(), text.size(), error);
  if (!error) {
    offset = text.size();
    parser.finish(error);
  }
  if (!error) return std::nullopt;
  return at(text, offset, remedy(text, offset, error));
}

std::string sentence(std::string const& file, Mistake const& mistake) {
  std::string const name = file == "-" ? "standard input" : file;
  return name + ", line " + std::to_string(mistake.line) + ", column " +
         std::to_string(mistake.column) + ": " + mistake.remedy;
}

}  // namespace waypost::cli
