#pragma once
// The files of the Unicode Character Database, read by the tests themselves: a second way to
// every fact in the generated tables.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace waypost::unicode {

using Points = std::u32string;

inline constexpr char32_t kLastPoint = 0x10FFFF;

/// The lines of a file without comments and empty ones; the test fails, and the message names
/// the package, when the file is not there.
[[nodiscard]] std::vector<std::string> data_lines(std::string const& path);

/// A path inside the database.
[[nodiscard]] std::string ucd(std::string const& name);

/// Trimmed fields of a line.
[[nodiscard]] std::vector<std::string> fields_of(std::string_view line, char separator);

/// "0041 030A" as code points.
[[nodiscard]] Points points_of(std::string_view hex);

/// Property values by code point. With `key`, the field behind the rows whose first is `key`;
/// without, the first.
[[nodiscard]] std::map<char32_t, std::string> values_of(std::string const& name,
                                                        std::string_view key = {});

/// The code points that `name` lists with `property`.
[[nodiscard]] std::set<char32_t> listed(std::string const& name, std::string_view property);

/// Rows of UnicodeData.txt by code point.
[[nodiscard]] std::map<char32_t, std::vector<std::string>> const& unicode_data();

[[nodiscard]] std::string utf8(Points const& points);
[[nodiscard]] std::string utf8(char32_t code);
[[nodiscard]] Points points(std::string_view text);

/// Surrogates are no scalar values: UTF-8 cannot say them.
[[nodiscard]] constexpr bool is_scalar(char32_t code) {
  return code <= kLastPoint && (code < 0xD800 || code > 0xDFFF);
}

/// For messages: "0041 030A".
[[nodiscard]] std::string shown(Points const& points);
[[nodiscard]] std::string shown(std::string_view text);

/// The seed of the random tests: WAYPOST_SEED, or a new one, printed.
[[nodiscard]] std::uint64_t seed();

}  // namespace waypost::unicode
