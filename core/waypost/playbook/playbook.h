#pragma once
// What the operator wrote, read: the parts of a playbook file as values (semantics A.3, E.2,
// E.3). Fields that were missing or could not be used have their defaults.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "waypost/base/result.h"
#include "waypost/playbook/hours.h"
#include "waypost/playbook/open.h"
#include "waypost/playbook/regex.h"
#include "waypost/unicode/fold.h"

namespace waypost::playbook {

/// How a `payload` rule compares.
enum class PayloadMatch : std::uint8_t { exact, prefix };

/// A trigger as it was written, and its entry in the array (kNoEntry: out of a string).
struct TriggerSource {
  std::string text;
  std::uint32_t entry = 0;
};
inline constexpr std::uint32_t kNoEntry = 0xFFFF'FFFFU;

struct FieldSource {
  std::string name;
  std::optional<std::string> value;  ///< nothing: absent (guard), remove (set)
};

/// Guards and effects that few rules have.
struct ExtraSource {
  std::vector<std::string> tags_all;
  std::vector<std::string> tags_none;
  std::vector<FieldSource> fields_guard;
  std::vector<std::string> tags_add;
  std::vector<std::string> tags_remove;
  std::vector<FieldSource> fields_set;
  std::optional<std::int64_t> takeover_s;
  [[nodiscard]] bool has_guard() const noexcept {
    return !tags_all.empty() || !tags_none.empty() || !fields_guard.empty();
  }
};

/// One rule. Its lists of triggers are still as they were written.
struct RuleSource {
  std::string id;
  std::uint32_t place = 0;
  Kind kind{};
  unicode::Fold fold = unicode::Fold::loose;
  Case letters = Case::ignored;
  PayloadMatch match = PayloadMatch::exact;
  int max_edits = 2;
  std::int64_t priority = 0;
  When when = When::any;
  std::uint32_t cooldown_s = 0;
  bool quote = false;
  std::vector<std::string> replies;    ///< compact JSON
  std::unique_ptr<ExtraSource> extra;  ///< null: none of it
  std::vector<TriggerSource> triggers;
  std::vector<TriggerSource> all;
  std::vector<TriggerSource> any;
  std::vector<TriggerSource> none;
};

struct OptSource {
  std::vector<std::string> words;
  OptScope scope = OptScope::marketing;
  std::string reply;  ///< compact JSON, "" without one
};

/// Everything but the rules.
struct SettingsSource {
  std::string vars = "{}";  ///< compact JSON
  HoursGiven hours_given = HoursGiven::no;
  std::string zone;  ///< "" when the playbook names none
  std::array<std::vector<Opening>, 7> week;
  std::vector<std::int32_t> holidays;
  std::int64_t late_after_s = 3600;
  LatePolicy late_policy = LatePolicy::silent;
  std::string late_reply;
  std::int64_t loop_replies = 20;
  std::int64_t loop_within_s = 60;
  OptSource opt_out;
  OptSource opt_in;
};

/// An entry of `tests`: what a message should meet.
struct Example {
  std::optional<std::string> message;
  std::optional<std::string> payload;
  std::string contact = "{}";  ///< compact JSON: what the contact has
  bool first_contact = false;
  std::optional<std::string> at;  ///< RFC 3339; nothing: any time
  std::string expect;             ///< rule id, or an outcome such as "silent(no_rule)"
};

/// The `tests` of a playbook file, in their order. Entries that cannot be used are left out;
/// compile() reports them. Refuses what compile() refuses.
[[nodiscard]] Result<std::vector<Example>> examples(std::string_view source);

/// The words that opt out and in by default (semantics E.3).
[[nodiscard]] std::vector<std::string> default_opt_out_words();
[[nodiscard]] std::vector<std::string> default_opt_in_words();

}  // namespace waypost::playbook
