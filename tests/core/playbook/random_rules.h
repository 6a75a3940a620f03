#pragma once
// Rules and texts out of small, tricky alphabets, so that they often meet.

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "naive.h"

namespace waypost::playbook {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  /// 0..below-1
  std::size_t upto(std::size_t below) { return static_cast<std::size_t>(engine_() % below); }
  bool one_in(std::size_t n) { return upto(n) == 0; }
  template <class List>
  auto const& of(List const& list) {
    return list[upto(list.size())];
  }

 private:
  std::mt19937_64 engine_;
};

using Alphabet = std::vector<std::string>;

/// Letters, marks, punctuation and joiners of several scripts.
inline std::vector<Alphabet> const& alphabets() {
  static std::vector<Alphabet> const lists = {
      {"a", "b", " ", "a", "b"},
      {"a", "b", "A", " ", "!", ".", ",", "1", "2"},
      {"l", "'", "a", "o", "h", "\u2019", " ", "\u00B4", "\u0301"},
      {"e", "\u00E9", "e\u0301", "i", "\u0131", "\u0130", "I", " ", "?", "\u00AD"},
      {"s", "\u00DF", "ss", "\uFB01", "f", "i", " ", "\u200D", "-", "\u2014"},
      {"\u0438", "\u0439", "\u0438\u0306", "\u0435", "\u0451", " ", "\u0430", "\u0301", "!"},
      {"\u0627", "\u0623", "\u0644", "\u0647", "\u0629", "\u064B", "\u0640", " ", "\u061F",
       "\uFDFA"},
      {"\u05E6", "\u05D4", "\u05F4", "\"", "'", "\u05DC", "\u05B0", " "},
      {"\u0915", "\u093C", "\u093E", "\u0958", "\u0901", "\u0902", " ", "\u094D"},
      {"\u0E23", "\u0E32", "\u0E04", "\u0E19", "\u0E49", "\u0E33", " "},
      {"\u4EF7", "\u683C", "\u304B", "\u3099", "\u304C", "\u30AB", "\uFF76", "\u30FC", " ",
       "\uFF01"},
      {"\uAC00", "\uAC01", "\u1100", "\u1161", "\u11A8", "\u11A7", " "},
      {"\U0001F44D", "\U0001F3FD", "\U0001F1E9", "\U0001F1EA", "\u200D", "\uFE0F", "\u2764", " "},
      {"1", "2", "\u0661", "3", ".", ",", ";", "5", " ", "\uFE0F\u20E3", "\u2460"},
      {"x", "_", ":", "*", "~", "`", "(", ")", "[", "+", "$", " ", "\u00AB", "\u00BB"},
      {"a", " ", "\xFF", "\xE2\x82", "\u0000", "\t", "\n", "b"},
  };
  return lists;
}

inline std::string text_of(Chance& chance, Alphabet const& alphabet, std::size_t most) {
  std::string text;
  for (std::size_t i = chance.upto(most + 1); i > 0; --i) text += chance.of(alphabet);
  return text;
}

/// A rule of a literal kind, of keywords, fuzzy, payload, welcome or fallback.
inline naive::Rule rule_of(Chance& chance, Alphabet const& alphabet, std::size_t number) {
  static std::array<char const*, 14> const kinds = {
      "is",       "starts_with", "ends_with", "contains", "contains_word", "contains_word",
      "keywords", "keywords",    "fuzzy",     "fuzzy",    "payload",       "payload",
      "welcome",  "fallback"};
  naive::Rule rule;
  rule.id = "r" + std::to_string(number);
  rule.kind = chance.of(kinds);
  rule.priority = static_cast<std::int64_t>(chance.upto(4)) - 1;
  rule.fold = chance.one_in(3) ? unicode::Fold::strict : unicode::Fold::loose;
  rule.prefix = chance.one_in(2);
  rule.max_edits = static_cast<int>(chance.upto(3));
  auto const list = [&](std::size_t most, std::size_t size) {
    std::vector<std::string> texts;
    for (std::size_t i = chance.upto(most + 1); i > 0; --i) {
      std::string text = text_of(chance, alphabet, size);
      // Not everything can be a trigger of JSON text or a keyword.
      if (unicode::is_utf8(text) && !unicode::fold(text, rule.fold).empty()) texts.push_back(text);
    }
    return texts;
  };
  if (rule.kind == "keywords") {
    rule.all = list(2, 3);
    rule.any = list(2, 3);
    rule.none = list(1, 3);
  } else {
    rule.triggers = list(3, rule.kind == "fuzzy" ? 12 : 5);
  }
  return rule;
}

/// A rule that cannot work is left out of the playbook, so it must not match in the naive one.
inline void drop_useless(std::vector<naive::Rule>& rules) {
  rules.erase(std::remove_if(rules.begin(), rules.end(),
                             [](naive::Rule const& rule) {
                               if (rule.kind == "welcome" || rule.kind == "fallback") return false;
                               return rule.triggers.empty() && rule.all.empty() && rule.any.empty();
                             }),
              rules.end());
}

inline boost::json::array texts_json(std::vector<std::string> const& texts) {
  boost::json::array list;
  for (std::string const& text : texts) list.emplace_back(text);
  return list;
}

inline std::string json_of(std::vector<naive::Rule> const& rules) {
  boost::json::array list;
  for (naive::Rule const& rule : rules) {
    boost::json::object object;
    object["id"] = rule.id;
    object["kind"] = rule.kind;
    object["priority"] = rule.priority;
    object["fold"] = rule.fold == unicode::Fold::loose ? "loose" : "strict";
    object["triggers"] = texts_json(rule.triggers);
    if (rule.kind == "keywords") {
      object["all"] = texts_json(rule.all);
      object["any"] = texts_json(rule.any);
      object["none"] = texts_json(rule.none);
    }
    if (rule.kind == "regex") object["case_sensitive"] = rule.case_sensitive;
    if (rule.kind == "payload") object["match"] = rule.prefix ? "prefix" : "exact";
    if (rule.kind == "fuzzy") object["max_edits"] = rule.max_edits;
    list.push_back(std::move(object));
  }
  return boost::json::serialize(list);
}

}  // namespace waypost::playbook
