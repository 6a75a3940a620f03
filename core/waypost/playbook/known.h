#pragma once
// What is known of the texts that a part of a regex matches. Internal to regex_keys.cpp.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace waypost::playbook {

inline constexpr std::size_t kKeysMax = 16;      ///< texts of a set; more are not kept
inline constexpr std::size_t kKeyBytesMax = 64;  ///< of a text

/// What is known of the texts that a part of a pattern matches.
struct Known {
  /// All of them, when they are few.
  std::optional<std::vector<std::string>> exact;
  /// Each contains one of these; empty: nothing is known.
  std::vector<std::string> some;
};

[[nodiscard]] Known anything();
[[nodiscard]] Known only(std::string text);
[[nodiscard]] Known empty_text();

/// What a text of one part or the other is known to have.
[[nodiscard]] Known either(Known const& a, Known const& b);

/// Texts of which each that matches contains one; none when there are none so surely.
[[nodiscard]] std::vector<std::string> keys_of(Known const& known);

void sort_unique(std::vector<std::string>& texts);

/// A sequence of parts: literals that touch grow together, the best key seen is kept.
class Sequence {
 public:
  void append(Known const& part);
  [[nodiscard]] Known finish();

 private:
  void offer(std::vector<std::string> keys);
  void close();

  std::vector<std::string> run_ = {std::string()};
  std::vector<std::string> best_;
  bool whole_ = true;    // every part was exact
  bool closed_ = false;  // and they all fit together
};

}  // namespace waypost::playbook
