#pragma once
// Regular expressions (semantics A.6). regex.cpp is the only file that knows RE2.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace waypost::playbook {

enum class Case : std::uint8_t { ignored, kept };

inline constexpr std::size_t kRegexPointsMax = 1'024;              ///< of a pattern
inline constexpr std::int64_t kRegexBytesMax = 1 << 20;            ///< max_mem of one program
inline constexpr std::int64_t kRegexBytesAllMax = 16 * (1 << 20);  ///< of all programs
inline constexpr std::int64_t kRegexInstructionBytes = 16;         ///< counted for each of them

/// What RE2 says of a pattern.
struct RegexVerdict {
  bool usable = false;
  bool matches_empty = false;  ///< it occurs in the empty text
  std::int64_t bytes = 0;      ///< ProgramSize * kRegexInstructionBytes
  std::string reason;          ///< RE2's, with the fragment it names, when not usable
};

/// Compiles `pattern` (NFC) and throws the program away. 30 us to some ms.
[[nodiscard]] RegexVerdict judge_regex(std::string_view pattern, Case letters);

/// Where a pattern was found, in bytes.
struct RegexFound {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Programs of a playbook's patterns, built when first needed. A program that RE2 now refuses
/// matches nothing. Programs not used for long make room when what they may take together
/// (RE2's max_mem, not what they do take) passes 32 MiB.
class RegexCache {
 public:
  RegexCache();
  RegexCache(RegexCache const&) = delete;
  RegexCache& operator=(RegexCache const&) = delete;
  ~RegexCache();

  /// Whether the pattern, number `index` of its playbook, occurs in `text`. Linear in both.
  [[nodiscard]] bool matches(std::uint32_t index,
                             std::string_view pattern,
                             Case letters,
                             std::string_view text);

  /// Its leftmost occurrence.
  [[nodiscard]] std::optional<RegexFound> find(std::uint32_t index,
                                               std::string_view pattern,
                                               Case letters,
                                               std::string_view text);

 private:
  struct Programs;
  std::unique_ptr<Programs> programs_;
};

}  // namespace waypost::playbook
