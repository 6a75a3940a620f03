#include "ucd.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "waypost/unicode/utf8.h"

namespace waypost::unicode {
namespace {

[[nodiscard]] std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  std::size_t const begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1));
}

[[nodiscard]] char32_t point_of(std::string_view hex) {
  return static_cast<char32_t>(std::stoul(std::string(hex), nullptr, 16));
}

/// Calls `use(code, fields)` for each code point of each row.
template <class Use>
void each_row(std::string const& name, Use use) {
  for (std::string const& line : data_lines(ucd(name))) {
    std::vector<std::string> fields = fields_of(line, ';');
    std::string const range = fields[0];
    std::size_t const dots = range.find("..");
    char32_t const last = point_of(dots == std::string::npos ? range : range.substr(dots + 2));
    fields.erase(fields.begin());
    for (char32_t code = point_of(range.substr(0, dots)); code <= last; ++code) use(code, fields);
  }
}

}  // namespace

std::vector<std::string> data_lines(std::string const& path) {
  std::ifstream file(path);
  if (!file) {
    ADD_FAILURE() << path << " is missing: install the package unicode-data"
                  << " (NormalizationTest.txt is unpacked by the ctest unicode_data)";
    return {};
  }
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    line = trimmed(line.substr(0, line.find('#')));
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

std::string ucd(std::string const& name) {
  return std::string(WAYPOST_UCD) + "/" + name;
}

std::vector<std::string> fields_of(std::string_view line, char separator) {
  std::vector<std::string> fields;
  while (true) {
    std::size_t const end = line.find(separator);
    fields.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

Points points_of(std::string_view hex) {
  Points points;
  for (std::string const& word : fields_of(hex, ' ')) {
    if (!word.empty()) points += point_of(word);
  }
  return points;
}

std::map<char32_t, std::string> values_of(std::string const& name, std::string_view key) {
  std::map<char32_t, std::string> values;
  each_row(name, [&](char32_t code, std::vector<std::string> const& fields) {
    if (key.empty()) values[code] = fields[0];
    if (fields[0] == key) values[code] = fields[1];
  });
  return values;
}

std::set<char32_t> listed(std::string const& name, std::string_view property) {
  std::set<char32_t> codes;
  each_row(name, [&](char32_t code, std::vector<std::string> const& fields) {
    if (fields[0] == property) codes.insert(code);
  });
  return codes;
}

std::map<char32_t, std::vector<std::string>> const& unicode_data() {
  static auto const rows = [] {
    std::map<char32_t, std::vector<std::string>> all;
    for (std::string const& line : data_lines(ucd("UnicodeData.txt"))) {
      std::vector<std::string> fields = fields_of(line, ';');
      all.emplace(point_of(fields[0]), fields);
    }
    return all;
  }();
  return rows;
}

std::string utf8(Points const& points) {
  std::string text;
  for (char32_t const code : points) append(text, code);
  return text;
}

std::string utf8(char32_t code) {
  return utf8(Points(1, code));
}

Points points(std::string_view text) {
  Points points;
  while (!text.empty()) {
    Decoded const next = decode(text);
    points += next.code;
    text.remove_prefix(next.bytes);
  }
  return points;
}

std::string shown(Points const& points) {
  std::ostringstream words;
  for (char32_t const code : points) {
    char word[16];
    std::snprintf(word, sizeof word, "%04X ", static_cast<unsigned>(code));
    words << word;
  }
  return words.str();
}

std::string shown(std::string_view text) {
  return shown(points(text));
}

std::uint64_t seed() {
  static std::uint64_t const value = [] {
    char const* const given = std::getenv("WAYPOST_SEED");
    std::uint64_t const chosen =
        given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::printf("replay with WAYPOST_SEED=%llu\n", static_cast<unsigned long long>(chosen));
    return chosen;
  }();
  return value;
}

}  // namespace waypost::unicode
