#pragma once
// The sections of a blob while they are made, and the bytes they become.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "waypost/base/sha256.h"
#include "waypost/playbook/automaton_build.h"
#include "waypost/playbook/blob.h"

namespace waypost::playbook {

struct AutomatonParts {
  std::vector<blob::StateRecord> states;
  std::vector<blob::PatternRecord> patterns;
  std::vector<blob::GroupRecord> groups;
  std::vector<std::uint8_t> filter;
};

/// Everything a blob has, section by section (blob.h).
struct Parts {
  std::string pool;
  std::vector<blob::TextRef> texts;
  std::vector<blob::FieldRecord> fields;
  std::vector<blob::RuleRecord> rules;
  std::vector<blob::ExtraRecord> extras;
  std::vector<std::uint32_t> by_id;
  std::vector<blob::SettingsRecord> settings;
  std::vector<Transition> transitions;
  std::vector<Opening> openings;
  std::vector<std::int32_t> holidays;
  AutomatonParts loose;
  AutomatonParts strict;
  AutomatonParts keys;
  std::vector<std::uint32_t> lists;
  std::vector<blob::ListRef> keyword_words;
  std::vector<blob::KeywordRuleRecord> keyword_rules;
  std::vector<std::uint32_t> points;
  std::vector<blob::FuzzyWordRecord> fuzzy_words;
  std::vector<blob::FuzzyTriggerRecord> fuzzy_triggers;
  std::vector<blob::FuzzyAnchorRecord> fuzzy_anchors;
  std::vector<std::uint32_t> fuzzy_tails;
  std::vector<blob::RegexRecord> regexes;
  std::vector<blob::PayloadRecord> payloads;

  /// Puts bytes into the pool.
  [[nodiscard]] blob::TextRef put(std::string_view text);
  /// The same, once for texts that come again: replies, tags.
  [[nodiscard]] blob::TextRef put_shared(std::string_view text);
  [[nodiscard]] blob::ListRef put_texts(std::vector<std::string> const& texts);
  [[nodiscard]] blob::ListRef put_list(std::vector<std::uint32_t> const& numbers);

 private:
  std::unordered_map<std::string, blob::TextRef> shared_;
};

/// The blob of `parts`, for a source with this digest.
[[nodiscard]] std::string write_blob(Parts const& parts, Digest const& digest);

}  // namespace waypost::playbook
