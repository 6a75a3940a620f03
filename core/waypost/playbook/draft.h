#pragma once
// A playbook between reading and writing: rules with their usable, folded triggers.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "waypost/playbook/blob.h"
#include "waypost/playbook/object_reader.h"
#include "waypost/playbook/playbook.h"
#include "waypost/unicode/words.h"

namespace waypost::playbook {

/// A rule that works, its triggers in the draft's list: first its triggers (or patterns, or
/// payloads), then all, any and none.
struct RuleDraft {
  RuleSource source;  ///< its own lists of triggers are empty by now
  std::uint32_t first = 0;
  std::uint32_t triggers = 0;
  std::uint32_t all = 0;
  std::uint32_t any = 0;
  std::uint32_t none = 0;
  bool catches_all = false;  ///< a regex that matches every text that is not empty

  /// Whether a guard may pass the rule over (semantics E.2). A cooldown does not: the rule won.
  [[nodiscard]] bool is_guarded() const noexcept {
    return source.when != When::any || (source.extra && source.extra->has_guard());
  }
};

/// All rules, and the bytes of their triggers.
struct Draft {
  std::string bytes;
  std::vector<blob::TextRef> triggers;  ///< into bytes
  std::vector<RuleDraft> rules;

  [[nodiscard]] std::string_view text(blob::TextRef ref) const noexcept {
    return std::string_view(bytes).substr(ref.offset, ref.size);
  }
  [[nodiscard]] std::span<blob::TextRef const> texts(std::uint32_t first,
                                                     std::uint32_t count) const noexcept {
    return std::span(triggers).subspan(first, count);
  }
};

/// Folds the triggers of one rule after the other, drops what cannot be used and says so.
class TriggerMaker {
 public:
  explicit TriggerMaker(Draft& draft) : draft_(draft) {}

  /// Adds `rule` to the draft, unless it has nothing to match by.
  void add(RuleSource rule, std::string const& pointer, Remarks& remarks);

 private:
  // Takes a list of the rule; how many of its entries are now triggers.
  std::uint32_t take(std::vector<TriggerSource> const& sources, std::string const& where);
  // The text to compare with, empty when the entry cannot be used.
  [[nodiscard]] std::string_view usable(std::string_view text, std::string const& where);
  [[nodiscard]] std::string_view usable_pattern(std::string_view text, std::string const& where);
  [[nodiscard]] bool is_repeated(std::string_view text, std::size_t first);
  [[nodiscard]] bool has_room(std::string const& where);
  void refuse(Code code, std::string const& where, std::string text);

  Draft& draft_;
  RuleSource const* rule_ = nullptr;
  Remarks* remarks_ = nullptr;
  std::size_t rule_first_ = 0;  // the rule's first trigger in the draft
  bool lost_entry_ = false;     // an entry of this rule cannot be used
  bool explained_ = false;      // a remark says why
  bool catches_all_ = false;    // a pattern of this rule does
  bool full_ = false;           // the playbook has all the triggers it may have
  std::int64_t regex_bytes_ = 0;
  unicode::FoldScratch scratch_;
  std::vector<unicode::Word> words_;
  std::vector<std::size_t> hashes_;  // of the list at work
  std::string pattern_;
};

}  // namespace waypost::playbook
