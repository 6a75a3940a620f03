#include "random_text.h"

#include <cstdlib>

namespace waypost::unicode {
namespace {

using namespace std::string_literals;

[[nodiscard]] std::size_t below(std::mt19937_64& random, std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
}

/// Code points by what they are good for; a text is drawn from a few pools, so that they meet.
[[nodiscard]] std::vector<Points> read_pools() {
  Points marks;
  Points decomposing;
  Points cased;
  Points digits;
  Points punctuation;
  for (auto const& [code, fields] : unicode_data()) {
    if (!is_scalar(code)) continue;
    if (fields[3] != "0") marks += code;
    if (!fields[5].empty()) decomposing += code;
    if (!fields[12].empty() || !fields[13].empty()) cased += code;
    if (fields[2] == "Nd") digits += code;
    if (fields[2][0] == 'P' || fields[2][0] == 'Z') punctuation += code;
  }
  Points assigned;
  for (auto const& row : unicode_data()) {
    if (is_scalar(row.first)) assigned += row.first;
  }
  Points folding;
  for (auto const& row : values_of("DerivedNormalizationProps.txt", "NFKC_CF")) {
    if (row.first < 0xE0080) folding += row.first;
  }
  Points word;
  for (auto const& row : values_of("auxiliary/WordBreakProperty.txt")) word += row.first;
  std::vector<Points> pools = {marks,       decomposing, cased,   digits,
                               punctuation, assigned,    folding, word};
  pools.push_back(U"aeiouyhlnAEIOUs \t\n.,:;'\"_-!?~`0123\u00E6\u0153\u2019\u2018\u00B4\u1FFD");
  pools.push_back(
      U"\u0430\u0435\u0438\u0456\u0443\u0415\u0418\u0306\u0308\u0301\u20DD\u0487\u0488");
  pools.push_back(U"\u1100\u1161\u1173\u11A7\u11A8\u11C2\uAC00\uAC01\uD7A3\uAC1C\u3131\uFFA1");
  pools.push_back(
      U"\u0301\u0308\u0304\u0323\u0327\u0315\u0316\u0338\u0345\u3099\u309A\u094D\u093Cao");
  pools.push_back(U"\U0001F1E6\U0001F1F9\u200D\uFE0F\U0001F469\U0001F3FD\u2764\u00A9\u00ADx");
  pools.push_back(
      U"\u05D0\u05EA'\"\u05F3\u05F4\u0627\u064A\u06CC\u06A9\u0629\u0654\u0640\u30AB\u304B");
  pools.push_back(
      U"\r\n\u0085\u000B\u2028\u2029\u00A0\u3000\u1680 \u200A\u202F\u0000\u001F\u007F\u009Fz"s);
  return pools;
}

}  // namespace

int rounds(int usual) {
  return std::getenv("WAYPOST_NIGHTLY") != nullptr ? 20 * usual : usual;
}

Points random_points(std::mt19937_64& random, std::size_t max) {
  static std::vector<Points> const pools = read_pools();
  std::size_t const first = below(random, pools.size());
  std::size_t const second = below(random, pools.size());
  Points text;
  for (std::size_t left = below(random, max + 1); left > 0; --left) {
    std::size_t const choice = below(random, 16);
    if (choice == 0) {
      char32_t const any = static_cast<char32_t>(below(random, kLastPoint + 1));
      text += is_scalar(any) ? any : U'A';
      continue;
    }
    Points const& pool =
        choice == 1 ? pools[below(random, pools.size())] : pools[choice % 2 == 0 ? first : second];
    text += pool.empty() ? U'a' : pool[below(random, pool.size())];
  }
  return text;
}

std::string random_bytes(std::mt19937_64& random, std::size_t max) {
  std::string bytes = utf8(random_points(random, max / 2)).substr(0, max);
  for (std::size_t blows = below(random, 4); blows > 0 && !bytes.empty(); --blows) {
    std::size_t const place = below(random, bytes.size());
    if (below(random, 2) == 0) {
      bytes[place] = static_cast<char>(below(random, 256));
    } else {
      bytes.erase(place, 1 + below(random, 3));
    }
  }
  return bytes;
}

}  // namespace waypost::unicode
