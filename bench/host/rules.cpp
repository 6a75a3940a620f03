#include "rules.h"

#include <cstdint>
#include <string_view>

namespace waypost::bench {
namespace {

/// Knuth's linear generator: every standard library makes the same rules.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t count) {
    state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::size_t>(state_ >> 33U) % count;
  }

 private:
  std::uint64_t state_;
};

constexpr std::string_view kConsonants = "bdfgklmnprstvz";
constexpr std::string_view kVowels = "aeiou";
constexpr std::size_t kSyllables = kConsonants.size() * kVowels.size();
constexpr std::size_t kWords = kSyllables * kSyllables * kSyllables;

/// Word `index` of 343,000: three syllables.
std::string word(std::size_t index) {
  std::string text;
  for (int i = 0; i < 3; ++i) {
    std::size_t const syllable = index % kSyllables;
    index /= kSyllables;
    text += kConsonants[syllable % kConsonants.size()];
    text += kVowels[syllable / kConsonants.size()];
  }
  return text;
}

/// Triggers use even words and messages odd ones, so that a hit is a hit on purpose.
std::string trigger(Dice& dice) {
  std::string text = word(2 * dice.below(kWords / 2));
  if (dice.below(3) == 0) text += " " + word(2 * dice.below(kWords / 2));
  return text;
}

}  // namespace

Rules made_rules(std::size_t count) {
  Dice dice{count};
  Rules rules;
  rules.triggers.resize(count);
  for (auto& triggers : rules.triggers) {
    for (std::size_t left = 1 + dice.below(4); left > 0; --left) triggers.push_back(trigger(dice));
  }
  return rules;
}

Rules shop_rules() {
  Rules rules = made_rules(50);
  rules.triggers[25] = {"menu"};
  rules.answer = "Hello {{first_name}}, this is the answer of our shop. Write menu to see more.";
  return rules;
}

std::string playbook_of(Rules const& rules) {
  std::string text = R"({"waypost":1,"rules":[)";
  for (std::size_t i = 0; i < rules.triggers.size(); ++i) {
    std::string const name = std::to_string(i);
    text += i == 0 ? "" : ",";
    text += R"({"id":"rule-)" + name + R"(","kind":"contains_word","triggers":[)";
    for (std::size_t k = 0; k < rules.triggers[i].size(); ++k) {
      text += (k == 0 ? "\"" : ",\"") + rules.triggers[i][k] + "\"";
    }
    text += R"(],"reply":{"type":"text","body":")" + rules.answer + R"("}})";
  }
  return text + "]}";
}

std::vector<std::string> made_messages(Rules const& rules, std::size_t count) {
  Dice dice{7};
  std::vector<std::string> messages(count);
  for (std::string& message : messages) {
    bool const hit = dice.below(100) < 28;
    if (hit) {
      auto const& triggers = rules.triggers[dice.below(rules.triggers.size())];
      message = triggers[dice.below(triggers.size())];
    }
    while (message.size() < 105) {
      if (!message.empty()) message += ' ';
      message += word(2 * dice.below(kWords / 2) + 1);
    }
  }
  return messages;
}

}  // namespace waypost::bench
