#include "waypost/unicode/normalize.h"

#include <cstdint>
#include <vector>

#include "waypost/unicode/case.h"
#include "waypost/unicode/compose.h"
#include "waypost/unicode/utf8.h"

namespace waypost::unicode {
namespace {

enum class Mapping : std::uint8_t { none, casefold };

[[nodiscard]] std::string composed(std::string_view text, Mapping mapping) {
  std::string result(text.size() + 1 + kEncodedBytesMax, '\0');
  std::vector<char32_t> segment;
  std::vector<char32_t> work;
  Writer writer(result, Writing::plain);
  Composer composer(segment, work, writer);
  while (!text.empty()) {
    Decoded const next = decode(text);
    text.remove_prefix(next.bytes);
    switch (mapping) {
      case Mapping::none: composer.push(next.code); break;
      case Mapping::casefold:
        use_casefold(next.code, [&composer](char32_t code) { composer.push(code); });
        break;
    }
  }
  composer.finish();
  result.resize(writer.view().size());
  return result;
}

}  // namespace

std::string nfc(std::string_view text) {
  return composed(text, Mapping::none);
}

std::string nfd(std::string_view text) {
  std::vector<char32_t> points;
  points.reserve(text.size());
  while (!text.empty()) {
    Decoded const next = decode(text);
    Parts const parts = parts_of(next.code);
    for (std::size_t at = 0; at < parts.size; ++at) points.push_back(parts.points[at]);
    text.remove_prefix(next.bytes);
  }
  order_marks(points);
  std::string result;
  result.reserve(points.size());
  for (char32_t const code : points) append(result, code);
  return result;
}

std::string nfkc_casefold(std::string_view text) {
  return composed(text, Mapping::casefold);
}

}  // namespace waypost::unicode
