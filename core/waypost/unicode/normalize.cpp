#include "waypost/unicode/normalize.h"

#include <vector>

#include "waypost/unicode/compose.h"
#include "waypost/unicode/utf8.h"

namespace waypost::unicode {
namespace {

/// NFC of `text`, each code point of which `spread` gives to a callable, changed or not.
template <class Spread>
[[nodiscard]] std::string composed(std::string_view text, Spread&& spread) {
  std::string result;
  result.reserve(text.size());
  std::vector<char32_t> segment;
  std::vector<char32_t> work;
  auto const sink = [&result](char32_t code) { append(result, code); };
  Composer composer(segment, work, sink);
  while (!text.empty()) {
    Decoded const next = decode(text);
    spread(next.code, [&composer](char32_t code) { composer.push(code); });
    text.remove_prefix(next.bytes);
  }
  composer.finish();
  return result;
}

}  // namespace

std::string nfc(std::string_view text) {
  return composed(text, [](char32_t code, auto&& use) { use(code); });
}

std::string nfd(std::string_view text) {
  std::vector<char32_t> points;
  points.reserve(text.size());
  while (!text.empty()) {
    Decoded const next = decode(text);
    append_decomposition(points, next.code);
    text.remove_prefix(next.bytes);
  }
  order_marks(points, 0);
  std::string result;
  result.reserve(points.size());
  for (char32_t const code : points) append(result, code);
  return result;
}

std::string nfkc_casefold(std::string_view text) {
  return composed(text, [](char32_t code, auto&& use) { use_casefold(code, use); });
}

}  // namespace waypost::unicode
