#pragma once
// Literals of which every match of a regular expression contains at least one, so that
// thousands of patterns need not be searched one by one.

#include <string>
#include <string_view>
#include <vector>

namespace waypost::playbook {

/// `text` with every code point as the one that stands for its case: two code points that RE2
/// takes for equal without case become the same. Code point by code point, so a part of a text
/// becomes a part of its key text. Appends to `out`.
void append_key_text(std::string& out, std::string_view text);

/// Key texts (not empty, at most 16) of which each text that RE2 finds `pattern` in contains at
/// least one, whether or not case counts; nothing when that cannot be told. `pattern` must be
/// one that RE2 accepts. Understands literals, groups, alternatives, small classes and counts;
/// whatever else stands in a pattern is taken to match anything.
[[nodiscard]] std::vector<std::string> regex_keys(std::string_view pattern);

/// A text that `pattern` matches, if it is made of literals, groups, alternatives and counts;
/// "" when none is found. For witnesses; the caller tries it.
[[nodiscard]] std::string regex_example(std::string_view pattern);

/// Whether `pattern` has no assertion (^ $ \A \z \b \B) in it.
[[nodiscard]] bool is_without_assertions(std::string_view pattern);

}  // namespace waypost::playbook
