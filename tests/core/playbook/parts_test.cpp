// The parts that matching stands on, each against its definition.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <re2/re2.h>

#include "waypost/playbook/automaton.h"
#include "waypost/playbook/automaton_build.h"
#include "waypost/playbook/edges.h"
#include "waypost/playbook/fuzzy.h"
#include "waypost/playbook/regex_keys.h"
#include "waypost/playbook/source.h"

#include "made.h"
#include "random_rules.h"

namespace waypost::playbook {
namespace {

using Occurrences = std::set<std::pair<std::size_t, std::size_t>>;  // pattern, begin

struct BuiltAutomaton {
  BuiltAutomaton(std::set<std::string> const& from, Chance& chance)
      : texts(from.begin(), from.end()) {
    // Without kAnywhere, not every place is looked at.
    std::uint32_t const least = chance.one_in(2) ? kAnywhere : kAtWord;
    for (std::string const& text : texts) sources.push_back({text, least << chance.upto(2)});
    draft = build_automaton(sources);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      records.push_back({draft.next[i], 0, static_cast<std::uint16_t>(texts[i].size()), 0});
    }
    view = {draft.states, records, {}, draft.filter, union_of(draft.filter)};
  }
  BuiltAutomaton(BuiltAutomaton const&) = delete;

  std::vector<std::string> texts;
  std::vector<Pattern> sources;
  AutomatonDraft draft;
  std::vector<blob::PatternRecord> records;
  blob::Automaton view;
};

struct EveryThird {
  static std::uint32_t starts(std::size_t at) {
    return kAnywhere | (at % 3 == 0 ? kAtWord : 0) | (at == 0 ? kAtTextStart : 0);
  }
  static std::uint64_t words(std::size_t at) {
    std::uint64_t places = 0;
    for (std::size_t i = 0; i < 64; ++i) places |= std::uint64_t{starts(at + i) != kAnywhere} << i;
    return places;
  }
};

TEST(Automaton, FindsEveryOccurrenceBothWays) {
  std::uint64_t const seed = seed_for(*this);
  Chance chance(seed);
  for (int round = 0; round < 2000; ++round) {
    std::size_t const letters = 1 + chance.upto(4);
    auto const random_text = [&](std::size_t most) {
      std::string text;
      for (std::size_t i = chance.upto(most + 1); i > 0; --i)
        text += static_cast<char>('a' + chance.upto(letters));
      return text;
    };
    std::set<std::string> patterns;
    std::string const least = "b" + random_text(7);  // so that all are long, now and then
    for (std::size_t i = 1 + chance.upto(40); i > 0; --i) patterns.insert(least + random_text(4));
    for (std::size_t i = chance.upto(3); i > 0; --i) patterns.insert(random_text(2) + "a");
    BuiltAutomaton const built(patterns, chance);
    std::string const text = random_text(300);
    Occurrences wanted;
    Occurrences may;
    for (std::size_t i = 0; i < built.texts.size(); ++i) {
      for (std::size_t at = text.find(built.texts[i]); at != std::string::npos;
           at = text.find(built.texts[i], at + 1)) {
        may.emplace(i, at);
        if ((built.sources[i].starts & EveryThird::starts(at)) != 0) wanted.emplace(i, at);
      }
    }
    Occurrences found;
    scan(built.view, text, EveryThird(),
         [&](std::uint32_t pattern, std::size_t begin, std::size_t end) {
           EXPECT_EQ(end - begin, built.texts[pattern].size());
           found.emplace(pattern, begin);
         });
    EXPECT_TRUE(std::includes(found.begin(), found.end(), wanted.begin(), wanted.end()))
        << "WAYPOST_SEED=" << seed;
    EXPECT_TRUE(std::includes(may.begin(), may.end(), found.begin(), found.end()))
        << "WAYPOST_SEED=" << seed;
    Occurrences linear;
    auto note = [&](std::uint32_t pattern, std::size_t begin, std::size_t) {
      linear.emplace(pattern, begin);
    };
    detail::scan_linear(built.view, text, note);
    ASSERT_EQ(linear, may) << "WAYPOST_SEED=" << seed;
  }
}

// Every byte that a text of people may hold, as first, middle and last byte of patterns.
TEST(Automaton, TakesEveryByte) {
  Chance chance(1);
  std::set<std::string> patterns;
  for (int byte = 1; byte < 256; ++byte) {
    char const c = static_cast<char>(byte);
    patterns.insert(std::string{c});
    patterns.insert(std::string{c, 'x', c});
  }
  BuiltAutomaton const built(patterns, chance);
  for (int byte = 1; byte < 256; ++byte) {
    std::string const text{static_cast<char>(byte), 'x', static_cast<char>(byte)};
    std::size_t found = 0;
    auto note = [&](std::uint32_t, std::size_t, std::size_t) { ++found; };
    detail::scan_linear(built.view, text, note);
    // x, its two neighbours and the three together; of xxx each x, and all of it.
    EXPECT_EQ(found, 4U) << byte;
  }
}

// Patterns of every length alone, near the beginning, the end and the seams of a text.
TEST(Automaton, TakesEveryLength) {
  Chance chance(1);
  for (std::size_t size = 1; size <= 12; ++size) {
    std::string const pattern = std::string("abcdefghijkl").substr(0, size);
    BuiltAutomaton const built({pattern}, chance);
    for (std::size_t before = 0; before < 300; ++before) {
      for (std::string const behind : {"", "a", "ab", "xyz12345"}) {
        std::string const text = std::string(before, '-') + pattern + behind;
        Occurrences found;
        scan(built.view, text, AllPlaces(),
             [&](std::uint32_t, std::size_t begin, std::size_t end) { found.emplace(begin, end); });
        EXPECT_EQ(found.count({before, before + size}), 1U) << text;
      }
    }
  }
}

// What repeats itself is walked from every place at once only so long: the work stays linear.
TEST(Automaton, IsLinearOnTextsThatRepeatThemselves) {
  Chance chance(1);
  BuiltAutomaton const built({std::string(2000, 'a') + "b"}, chance);
  std::string const text(720'000, 'a');
  std::size_t asked = 0;
  struct Counted : AllPlaces {
    std::uint32_t starts(std::size_t at) const {
      ++asked;
      return AllPlaces::starts(at);
    }
    std::size_t& asked;
  };
  scan(built.view, text, Counted{{}, asked},
       [](std::uint32_t, std::size_t, std::size_t) { ADD_FAILURE(); });
  EXPECT_LT(asked, text.size()) << "the walk from every place should have been given up";
}

TEST(Edges, NeverContradictTheWordBoundaries) {
  std::uint64_t const seed = seed_for(*this);
  Chance chance(seed);
  std::size_t known = 0;
  unicode::WordBoundaries boundaries;
  for (int round = 0; round < 60'000; ++round) {
    unicode::Fold const fold = chance.one_in(2) ? unicode::Fold::loose : unicode::Fold::strict;
    Alphabet const& alphabet = chance.of(alphabets());
    std::string const text = unicode::fold(text_of(chance, alphabet, chance.one_in(8) ? 80 : 8) +
                                               text_of(chance, chance.of(alphabets()), 3),
                                           fold);
    if (text.empty()) continue;
    boundaries.assign(text);
    for (std::size_t at = 0; at <= text.size(); ++at) {
      if (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) continue;
      Edge const edge = glance(text, at);
      known += edge != Edge::unknown;
      if (edge != Edge::unknown) {
        ASSERT_EQ(edge == Edge::yes, boundaries.at(at))
            << testing::PrintToString(text) << " at " << at << " WAYPOST_SEED=" << seed;
      }
      if (at < text.size() && may_begin_word(text, at)) {
        ASSERT_TRUE(word_starts(text, at / 64 * 64) >> at % 64 & 1U)
            << testing::PrintToString(text) << " at " << at << " WAYPOST_SEED=" << seed;
      } else if (at < text.size()) {
        ASSERT_FALSE(boundaries.at(at))
            << testing::PrintToString(text) << " at " << at << " WAYPOST_SEED=" << seed;
      }
    }
  }
  EXPECT_GT(known, 100'000U);
}

// Every pair of an ASCII character and a code point of two bytes, both ways.
TEST(Edges, KnowTheirLetters) {
  unicode::WordBoundaries boundaries;
  for (char32_t code = 0x80; code < 0x800; ++code) {
    std::string letter;
    unicode::append(letter, code);
    for (std::string const& text : {letter + "a", "a" + letter, letter + letter, " " + letter,
                                    letter + " ", "1" + letter, "." + letter + "."}) {
      boundaries.assign(text);
      for (std::size_t at = 0; at <= text.size(); ++at) {
        if (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) continue;
        Edge const edge = glance(text, at);
        if (edge != Edge::unknown) {
          ASSERT_EQ(edge == Edge::yes, boundaries.at(at))
              << std::hex << static_cast<unsigned>(code) << " at " << at;
        }
        if (at < text.size() && boundaries.at(at)) {
          ASSERT_TRUE(may_begin_word(text, at)) << std::hex << static_cast<unsigned>(code);
        }
      }
    }
  }
}

std::vector<std::uint32_t> numbers(naive::Points const& points) {
  return {points.begin(), points.end()};
}

TEST(Fuzzy, DistanceIsTheWholeTables) {
  std::uint64_t const seed = seed_for(*this);
  Chance chance(seed);
  std::size_t near = 0;
  for (int round = 0; round < 60'000; ++round) {
    naive::Points trigger;
    for (std::size_t i = 1 + chance.upto(12); i > 0; --i)
      trigger += static_cast<char32_t>(U'a' + chance.upto(3));
    naive::Points word = trigger;
    if (chance.one_in(5)) {
      word.clear();
      for (std::size_t i = 1 + chance.upto(12); i > 0; --i)
        word += static_cast<char32_t>(U'a' + chance.upto(3));
    }
    for (std::size_t i = chance.upto(4); i > 0; --i) {
      std::size_t const at = chance.upto(word.size() + 1);
      char32_t const code = static_cast<char32_t>(U'a' + chance.upto(3));
      switch (chance.upto(4)) {
        case 0: word.insert(at, 1, code); break;
        case 1:
          if (at < word.size() && word.size() > 1) word.erase(at, 1);
          break;
        case 2:
          if (at < word.size()) word[at] = code;
          break;
        default:
          if (at + 1 < word.size()) std::swap(word[at], word[at + 1]);
          break;
      }
    }
    for (int allowance = 0; allowance <= 2; ++allowance) {
      bool const wanted = naive::distance(trigger, word) <= allowance;
      near += wanted;
      ASSERT_EQ(is_within(numbers(trigger), numbers(word), allowance), wanted)
          << unicode::fold(std::string(trigger.begin(), trigger.end()), unicode::Fold::loose) << " "
          << std::string(word.begin(), word.end()) << " " << allowance << " WAYPOST_SEED=" << seed;
    }
  }
  EXPECT_GT(near, 10'000U);
}

// The index against all triggers one by one, on words that are near each other.
TEST(Fuzzy, IndexFindsWhatIsNear) {
  std::uint64_t const seed = seed_for(*this);
  Chance chance(seed);
  Alphabet const letters = {"a", "b", "c", "d", "1", "\u0436", "\u4EF7"};
  for (int round = 0; round < 150; ++round) {
    std::vector<naive::Rule> rules;
    for (std::size_t i = 1 + chance.upto(60); i > 0; --i) {
      naive::Rule rule;
      rule.id = "r" + std::to_string(i);
      rule.kind = "fuzzy";
      rule.fold = chance.one_in(4) ? unicode::Fold::strict : unicode::Fold::loose;
      rule.max_edits = static_cast<int>(chance.upto(3));
      rule.triggers = {text_of(chance, letters, 10) + "a"};
      if (chance.one_in(3)) rule.triggers[0] += " " + text_of(chance, letters, 9) + "b";
      rules.push_back(rule);
    }
    Made made = make(json_of(rules));
    for (int i = 0; i < 20; ++i) {
      std::string text = text_of(chance, letters, 6);
      for (std::size_t k = chance.upto(4); k > 0; --k) {
        std::string word = chance.of(rules).triggers[0];
        for (std::size_t edits = chance.upto(3); edits > 0; --edits) {
          std::size_t const at = chance.upto(word.size());
          if (static_cast<unsigned char>(word[at]) < 0x80) word[at] = "abcd1 "[chance.upto(6)];
          if (chance.one_in(3)) word.insert(at, "c");
        }
        text += " " + word;
      }
      if (!unicode::is_utf8(text)) continue;
      Query const query{text, std::nullopt, {}};
      ASSERT_EQ(made.all(query), naive::all(rules, query)) << json_of(rules) << "\n"
                                                           << text << " WAYPOST_SEED=" << seed;
    }
  }
}

// Case-insensitive RE2 must never take two code points for equal whose key texts differ.
TEST(RegexKeys, KeyTextIsTheSameForWhatRe2TakesForEqual) {
  std::string all;
  std::vector<char32_t> cased;
  for (char32_t code = 1; code < 0x110000; ++code) {
    if (unicode::to_lower(code) == code && unicode::to_upper(code) == code &&
        unicode::to_title(code) == code)
      continue;
    cased.push_back(code);
    unicode::append(all, code);
  }
  EXPECT_GT(cased.size(), 2700U);
  RE2::Options options;
  options.set_case_sensitive(false);
  for (char32_t const code : cased) {
    std::string one;
    unicode::append(one, code);
    std::string key;
    append_key_text(key, one);
    RE2 const program("(" + RE2::QuoteMeta(one) + ")", options);
    re2::StringPiece rest(all);
    std::string equal;
    while (RE2::FindAndConsume(&rest, program, &equal)) {
      std::string other;
      append_key_text(other, equal);
      EXPECT_EQ(other, key) << one << " and " << equal;
    }
  }
}

TEST(RegexKeys, AreWhatEveryMatchContains) {
  using Keys = std::vector<std::string>;
  EXPECT_EQ(regex_keys("order #\\d+"), Keys{"order #"});
  EXPECT_EQ(regex_keys("^Order\\s*#?\\d{4,8}$"), Keys{"order"});
  EXPECT_EQ(regex_keys("colou?r"), (Keys{"color", "colour"}));
  EXPECT_EQ(regex_keys("pri[cz]e"), (Keys{"price", "prize"}));
  EXPECT_EQ(regex_keys("(yes|no)!"), (Keys{"no!", "yes!"}));
  EXPECT_EQ(regex_keys("(?P<x>ab){2}c*"), Keys{"abab"});
  EXPECT_EQ(regex_keys("\\Qa.b\\E"), Keys{"a.b"});
  EXPECT_EQ(regex_keys("ab*"), Keys{"a"});
  EXPECT_EQ(regex_keys(".*"), Keys{});
  EXPECT_EQ(regex_keys("a|"), Keys{});
  EXPECT_EQ(regex_keys("a(?i)*"), Keys{}) << "the star is for the a";
  EXPECT_EQ(regex_keys("ab\\Q\\E*"), Keys{}) << "the star is for the b";
}

TEST(Source, FindsItsParts) {
  auto const map = map_source(
      R"( {"waypost": 1, "a": {"b": ["]}", "\"{"]}, "rules": [ {"id": "x"}, 5 ,"s"], "z": null} )");
  ASSERT_TRUE(map);
  ASSERT_EQ(map->members.size(), 3U);
  EXPECT_EQ(map->members[1].name, "a");
  EXPECT_EQ(map->members[1].value, R"({"b": ["]}", "\"{"]})");
  EXPECT_EQ(map->rules, (std::vector<std::string_view>{R"({"id": "x"})", "5", "\"s\""}));
}

TEST(Source, RefusesWhatIsNoJsonObject) {
  for (char const* const text : {"", " ", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,}",
                                 "{} x", "{\"rules\":[1 2]}", "{\"rules\":[1,]}", "{\"rules\":[",
                                 "{\"rules\":[{]}", "{a:1}", "{\"a\":1}}", "{\"\\ud8\":1}"}) {
    auto const map = map_source(text);
    ASSERT_FALSE(map) << text;
    EXPECT_EQ(map.error().code, Errc::not_json) << text;
  }
  for (char const* const text : {"[]", "1", "\"x\"", "null"}) {
    auto const map = map_source(text);
    ASSERT_FALSE(map) << text;
    EXPECT_EQ(map.error().code, Errc::wrong_shape) << text;
  }
}

}  // namespace
}  // namespace waypost::playbook
