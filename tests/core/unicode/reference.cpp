#include "reference.h"

#include <algorithm>

namespace waypost::unicode::reference {
namespace {

/// What the algorithms below need of the database.
struct Facts {
  std::map<char32_t, Points> decomposition;  // canonical, one step
  std::map<std::pair<char32_t, char32_t>, char32_t> composition;
  std::map<char32_t, int> combining_class;
  std::map<char32_t, Points> nfkc_casefold;
  std::map<char32_t, char32_t> digit;  // Nd -> ASCII digit
  std::set<char32_t> blank;            // White_Space or Cc
  std::set<char32_t> bidi_control;
};

[[nodiscard]] Facts read_facts() {
  Facts facts;
  std::set<char32_t> const excluded =
      listed("DerivedNormalizationProps.txt", "Full_Composition_Exclusion");
  facts.blank = listed("PropList.txt", "White_Space");
  facts.bidi_control = listed("PropList.txt", "Bidi_Control");
  for (auto const& [code, fields] : unicode_data()) {
    if (fields[2] == "Cc") facts.blank.insert(code);
    if (fields[3] != "0") facts.combining_class[code] = std::stoi(fields[3]);
    if (fields[2] == "Nd") facts.digit[code] = U'0' + static_cast<char32_t>(std::stoi(fields[6]));
    if (fields[5].empty() || fields[5][0] == '<') continue;
    Points const parts = points_of(fields[5]);
    facts.decomposition[code] = parts;
    if (parts.size() == 2 && excluded.count(code) == 0) {
      facts.composition[{parts[0], parts[1]}] = code;
    }
  }
  // Hangul syllables, The Unicode Standard 3.12.
  for (char32_t code = 0xAC00; code <= 0xD7A3; ++code) {
    char32_t const tail = (code - 0xAC00) % 28;
    char32_t const vowel = (code - 0xAC00) / 28 % 21;
    char32_t const lead = (code - 0xAC00) / 28 / 21;
    Points const parts =
        tail != 0 ? Points{code - tail, 0x11A7 + tail} : Points{0x1100 + lead, 0x1161 + vowel};
    facts.decomposition[code] = parts;
    facts.composition[{parts[0], parts[1]}] = code;
  }
  for (auto const& [code, hex] : values_of("DerivedNormalizationProps.txt", "NFKC_CF")) {
    facts.nfkc_casefold[code] = points_of(hex);
  }
  return facts;
}

[[nodiscard]] Facts const& facts() {
  static Facts const read = read_facts();
  return read;
}

template <class Map>
[[nodiscard]] typename Map::mapped_type found(Map const& map,
                                              typename Map::key_type const& key,
                                              typename Map::mapped_type otherwise) {
  auto const place = map.find(key);
  return place == map.end() ? otherwise : place->second;
}

[[nodiscard]] int combining_class(char32_t code) {
  return found(facts().combining_class, code, 0);
}

[[nodiscard]] Points decomposed(char32_t code) {
  auto const place = facts().decomposition.find(code);
  if (place == facts().decomposition.end()) return Points(1, code);
  Points result;
  for (char32_t const part : place->second) result += decomposed(part);
  return result;
}

/// Step 3 of A.1 for a text in NFD.
[[nodiscard]] bool is_removed(Points const& text, std::size_t place) {
  static constexpr std::pair<char32_t, char32_t> kRemoved[] = {
      {0x0300, 0x036F}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2}, {0x05C4, 0x05C5},
      {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x0640, 0x0640}, {0x064B, 0x065F}, {0x0670, 0x0670},
      {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x093C, 0x093C},
      {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}};
  char32_t const code = text[place];
  bool const is_named = std::any_of(std::begin(kRemoved), std::end(kRemoved), [code](auto range) {
    return range.first <= code && code <= range.second;
  });
  if (!is_named) return false;
  if (code != 0x0306 && code != 0x0308) return true;
  while (place > 0) {
    char32_t const before = text[--place];
    if (combining_class(before) != 0) continue;
    if (before < 0x0400 || before > 0x052F) return true;
    return code == 0x0308 && before == 0x0435;
  }
  return true;
}

/// Step 4 of A.1.
[[nodiscard]] Points replaced(char32_t code) {
  static std::map<char32_t, Points> const letters = {
      {0x131, U"i"},      {0xF8, U"o"},       {0x142, U"l"},      {0x111, U"d"},
      {0xF0, U"d"},       {0x127, U"h"},      {0x167, U"t"},      {0xFE, U"th"},
      {0xE6, U"ae"},      {0x153, U"oe"},     {0x259, U"e"},      {0x253, U"b"},
      {0x257, U"d"},      {0x199, U"k"},      {0x1B4, U"y"},      {0x671, U"\u0627"},
      {0x672, U"\u0627"}, {0x673, U"\u0627"}, {0x649, U"\u064A"}, {0x6CC, U"\u064A"},
      {0x6A9, U"\u0643"}, {0x6AA, U"\u0643"}, {0x629, U"\u0647"}, {0x6BE, U"\u0647"},
      {0x6C1, U"\u0647"}, {0x6C3, U"\u0647"}, {0x6D5, U"\u0647"}, {0x901, U"\u0902"}};
  static Points const apostrophes =
      U"\u2018\u2019\u201A\u201B\u2032\u02B9\u02BB\u02BC\u05F3\u2039\u203A";
  static Points const quotations = U"\u201C\u201D\u201E\u201F\u00AB\u00BB\u05F4\u301D\u301E\u301F";
  static Points const dashes =
      U"\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u05BE\u1806\u2E3A\u2E3B";
  if (apostrophes.find(code) != Points::npos) return U"'";
  if (quotations.find(code) != Points::npos) return U"\"";
  if (dashes.find(code) != Points::npos) return U"-";
  if (auto const digit = facts().digit.find(code); digit != facts().digit.end()) {
    return Points(1, digit->second);
  }
  return found(letters, code, Points(1, code));
}

[[nodiscard]] Points collapsed(Points const& text) {
  Points result;
  for (char32_t const code : text) {
    bool const is_blank = facts().blank.count(code) != 0;
    if (!is_blank) {
      result += code;
    } else if (!result.empty() && result.back() != U' ') {
      result += U' ';
    }
  }
  if (!result.empty() && result.back() == U' ') result.pop_back();
  return result;
}

}  // namespace

Points nfd(Points const& text) {
  Points result;
  for (char32_t const code : text) result += decomposed(code);
  // D108-D109: exchange neighbours while they are out of order.
  for (bool is_done = false; !is_done;) {
    is_done = true;
    for (std::size_t at = 1; at < result.size(); ++at) {
      int const right = combining_class(result[at]);
      if (right == 0 || combining_class(result[at - 1]) <= right) continue;
      std::swap(result[at - 1], result[at]);
      is_done = false;
    }
  }
  return result;
}

Points nfc(Points const& text) {
  Points result = nfd(text);
  // D115, D117: each code point meets the last starter before it, if nothing blocks it.
  for (std::size_t at = 1; at < result.size();) {
    std::size_t starter = at - 1;
    while (starter > 0 && combining_class(result[starter]) != 0) --starter;
    bool is_blocked = combining_class(result[starter]) != 0;
    for (std::size_t between = starter + 1; between < at; ++between) {
      int const rank = combining_class(result[between]);
      is_blocked = is_blocked || rank == 0 || rank >= combining_class(result[at]);
    }
    char32_t const composite =
        found(facts().composition, {result[starter], result[at]}, char32_t{0});
    if (is_blocked || composite == 0) {
      ++at;
    } else {
      result[starter] = composite;
      result.erase(at, 1);
    }
  }
  return result;
}

Points nfkc_casefold(Points const& text) {
  Points mapped;
  for (char32_t const code : text) {
    mapped += found(facts().nfkc_casefold, code, Points(1, code));
  }
  return nfc(mapped);
}

Points fold_strict(Points const& text) {
  return collapsed(nfkc_casefold(text));
}

Points fold_loose(Points const& text) {
  Points first = text;
  std::replace_if(
      first.begin(), first.end(), [](char32_t code) { return code == 0xB4 || code == 0x1FFD; },
      U'\'');
  Points const marked = nfd(nfkc_casefold(first));
  Points result;
  for (std::size_t at = 0; at < marked.size(); ++at) {
    if (!is_removed(marked, at)) result += replaced(marked[at]);
  }
  return collapsed(nfc(result));
}

Points regex_text(Points const& text) {
  static Points const hidden = U"\u00AD\u200B\u2060\uFEFF";
  Points result;
  for (char32_t const code : nfc(text)) {
    bool const is_hidden =
        hidden.find(code) != Points::npos || facts().bidi_control.count(code) != 0;
    if (!is_hidden) result += found(facts().digit, code, code);
  }
  return collapsed(result);
}

}  // namespace waypost::unicode::reference
