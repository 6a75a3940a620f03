#include "waypost/playbook/draft.h"

#include <functional>

#include "waypost/playbook/compile.h"
#include "waypost/playbook/regex_keys.h"
#include "waypost/unicode/normalize.h"
#include "waypost/unicode/utf8.h"
#include "waypost/wire/json.h"

namespace waypost::playbook {

void TriggerMaker::add(RuleSource rule, std::string const& pointer, Remarks& remarks) {
  std::size_t const bytes_before = draft_.bytes.size();
  rule_first_ = draft_.triggers.size();
  rule_ = &rule;
  remarks_ = &remarks;
  lost_entry_ = false;
  explained_ = false;
  catches_all_ = false;
  RuleDraft made;
  made.first = static_cast<std::uint32_t>(rule_first_);
  bool complete = true;
  if (rule.kind == Kind::keywords) {
    made.all = take(rule.all, pointer + "/all");
    made.any = take(rule.any, pointer + "/any");
    made.none = take(rule.none, pointer + "/none");
    // Without the entry the rule would match more than was asked.
    complete = !lost_entry_ && made.all + made.any != 0;
  } else if (rule.kind != Kind::welcome && rule.kind != Kind::fallback) {
    made.triggers = take(rule.triggers, pointer + "/triggers");
    complete = made.triggers != 0;
  }
  if (complete) {
    made.catches_all = catches_all_;
    for (auto* const list : {&rule.triggers, &rule.all, &rule.any, &rule.none}) {
      std::vector<TriggerSource>().swap(*list);
    }
    made.source = std::move(rule);
    draft_.rules.push_back(std::move(made));
    return;
  }
  if (!explained_) {
    remarks.add(Code::E_NO_TRIGGERS, pointer,
                lost_entry_ && rule.kind == Kind::keywords
                    ? "Remove the entries that are empty: a rule of keywords needs each of them."
                    : "Give the rule something to match: it has no trigger that can be used.");
  }
  draft_.triggers.resize(rule_first_);
  draft_.bytes.resize(bytes_before);
}

std::uint32_t TriggerMaker::take(std::vector<TriggerSource> const& sources,
                                 std::string const& where) {
  std::size_t const first = draft_.triggers.size();
  hashes_.clear();
  for (TriggerSource const& source : sources) {
    std::string pointer = where;
    if (source.entry != kNoEntry) wire::append_pointer(pointer, source.entry);
    std::string_view const text = usable(source.text, pointer);
    if (text.empty()) {
      lost_entry_ = true;
    } else if (is_repeated(text, first)) {
      remarks_->add(Code::W_FOLD, pointer,
                    "Remove this trigger: it means the same as an earlier one of this rule.");
    } else if (has_room(pointer)) {
      draft_.triggers.push_back({static_cast<std::uint32_t>(draft_.bytes.size()),
                                 static_cast<std::uint32_t>(text.size())});
      draft_.bytes += text;
      hashes_.push_back(std::hash<std::string_view>()(text));
    } else {
      lost_entry_ = true;
      break;
    }
  }
  return static_cast<std::uint32_t>(draft_.triggers.size() - first);
}

std::string_view TriggerMaker::usable(std::string_view text, std::string const& where) {
  if (rule_->kind == Kind::payload) return text;
  if (rule_->kind == Kind::regex) return usable_pattern(text, where);
  std::string_view const folded = unicode::fold(text, rule_->fold, scratch_);
  if (folded.size() > kTriggerPointsMax && unicode::length(folded) > kTriggerPointsMax) {
    refuse(Code::E_TRIGGER_TOO_LONG, where, "Shorten this trigger to 512 characters.");
    return {};
  }
  if (rule_->kind == Kind::fuzzy) {
    unicode::words_of(folded, 1, words_);
    if (words_.empty()) return {};
  }
  return folded;
}

std::string_view TriggerMaker::usable_pattern(std::string_view text, std::string const& where) {
  if (unicode::regex_text(text, scratch_).empty()) return {};
  pattern_ = unicode::nfc(text);
  if (unicode::length(pattern_) > kRegexPointsMax) {
    refuse(Code::E_REGEX, where, "Shorten this pattern to 1,024 characters.");
    return {};
  }
  RegexVerdict const verdict = judge_regex(pattern_, rule_->letters);
  if (!verdict.usable) {
    refuse(Code::E_REGEX, where, "Mend this pattern: " + verdict.reason + ".");
    return {};
  }
  if (regex_bytes_ + verdict.bytes > kRegexBytesAllMax) {
    refuse(Code::E_REGEX, where,
           "Simplify this pattern or remove others: together they take more than 16 MiB.");
    return {};
  }
  regex_bytes_ += verdict.bytes;
  catches_all_ = catches_all_ || (verdict.matches_empty && is_without_assertions(pattern_));
  return pattern_;
}

bool TriggerMaker::is_repeated(std::string_view text, std::size_t first) {
  if (hashes_.empty()) return false;
  std::size_t const hash = std::hash<std::string_view>()(text);
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    if (hashes_[i] == hash && draft_.text(draft_.triggers[first + i]) == text) return true;
  }
  return false;
}

bool TriggerMaker::has_room(std::string const& where) {
  if (draft_.triggers.size() - rule_first_ >= kRuleTriggersMax) {
    refuse(Code::E_TOO_MANY, where,
           "Split the rule: it may have 1,000 triggers, the rest is left out.");
    return false;
  }
  if (draft_.triggers.size() >= kTriggersMax) {
    if (!full_) {
      refuse(Code::E_TOO_MANY, where,
             "Remove triggers: a playbook may have 1,000,000, the rest is left out.");
    }
    full_ = true;
    explained_ = true;
    return false;
  }
  return true;
}

void TriggerMaker::refuse(Code code, std::string const& where, std::string text) {
  explained_ = true;
  remarks_->add(code, where, std::move(text));
}

}  // namespace waypost::playbook
