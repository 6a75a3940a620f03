#pragma once
// Made playbooks and messages: the same on every machine, any number of rules.

#include <cstddef>
#include <string>
#include <vector>

namespace waypost::bench {

/// Rules of kind contains_word, all of one priority: the first that matches answers.
struct Rules {
  std::vector<std::vector<std::string>> triggers;  ///< of each rule: one or two words each
  /// What all answer. Short: 100,000 rules have to fit the longest source that is taken.
  std::string answer = "Hello {{first_name}}.";
};

/// `count` rules with 2.5 triggers each, in the mean.
[[nodiscard]] Rules made_rules(std::size_t count);

/// 50 rules, one of which answers webhook_body().
[[nodiscard]] Rules shop_rules();

/// The playbook that says so, every rule answering with a short text.
[[nodiscard]] std::string playbook_of(Rules const& rules);

/// Messages of 105 to 116 bytes; 28 in a hundred contain a trigger of the rules.
[[nodiscard]] std::vector<std::string> made_messages(Rules const& rules, std::size_t count);

}  // namespace waypost::bench
