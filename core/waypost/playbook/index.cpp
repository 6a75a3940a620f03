#include "waypost/playbook/index.h"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>

#include "waypost/playbook/regex_keys.h"

namespace waypost::playbook {
namespace {

int stage_of(Kind kind) noexcept {
  if (kind == Kind::payload) return 0;
  return kind == Kind::fallback ? 2 : 1;
}

blob::ListRef put_fields(Parts& parts, std::vector<FieldSource> const& fields) {
  blob::ListRef const ref{static_cast<std::uint32_t>(parts.fields.size()),
                          static_cast<std::uint32_t>(fields.size())};
  for (FieldSource const& field : fields) {
    blob::FieldRecord record{parts.put_shared(field.name), {blob::kNone, 0}};
    if (field.value) record.value = parts.put_shared(*field.value);
    parts.fields.push_back(record);
  }
  return ref;
}

std::uint32_t put_extra(Parts& parts, ExtraSource const* extra) {
  if (extra == nullptr) return blob::kNone;
  blob::ExtraRecord record;
  record.tags_all = parts.put_texts(extra->tags_all);
  record.tags_none = parts.put_texts(extra->tags_none);
  record.fields_guard = put_fields(parts, extra->fields_guard);
  record.tags_add = parts.put_texts(extra->tags_add);
  record.tags_remove = parts.put_texts(extra->tags_remove);
  record.fields_set = put_fields(parts, extra->fields_set);
  record.takeover_s = extra->takeover_s.value_or(0);
  record.has_takeover = extra->takeover_s ? 1 : 0;
  parts.extras.push_back(record);
  return static_cast<std::uint32_t>(parts.extras.size() - 1);
}

}  // namespace

void sort_rules(Draft& draft) {
  std::stable_sort(draft.rules.begin(), draft.rules.end(),
                   [](RuleDraft const& a, RuleDraft const& b) {
                     int const of_a = stage_of(a.source.kind);
                     int const of_b = stage_of(b.source.kind);
                     return of_a != of_b ? of_a < of_b : a.source.priority < b.source.priority;
                   });
}

void index_rules(Draft const& draft, Parts& parts) {
  blob::SettingsRecord& settings = parts.settings.front();
  std::vector<std::uint32_t> welcome;
  for (RuleIndex rule = 0; rule < draft.rules.size(); ++rule) {
    RuleSource const& source = draft.rules[rule].source;
    blob::RuleRecord record;
    record.priority = source.priority;
    record.id = parts.put(source.id);
    record.replies = parts.put_texts(source.replies);
    record.place = source.place;
    record.cooldown_s = source.cooldown_s;
    record.extra = put_extra(parts, source.extra.get());
    record.kind = static_cast<std::uint8_t>(source.kind);
    record.when = static_cast<std::uint8_t>(source.when);
    record.quote = source.quote ? 1 : 0;
    record.fold = static_cast<std::uint8_t>(source.fold);
    parts.rules.push_back(record);
    settings.text_begin += stage_of(source.kind) < 1 ? 1U : 0U;
    settings.fallback_begin += stage_of(source.kind) < 2 ? 1U : 0U;
    if (source.kind == Kind::welcome) welcome.push_back(rule);
  }
  settings.welcome = parts.put_list(welcome);
  parts.by_id.resize(draft.rules.size());
  std::iota(parts.by_id.begin(), parts.by_id.end(), 0U);
  std::sort(parts.by_id.begin(), parts.by_id.end(), [&draft](std::uint32_t a, std::uint32_t b) {
    return draft.rules[a].source.id < draft.rules[b].source.id;
  });
}

void index_regexes(Draft const& draft, Parts& parts) {
  std::vector<Use> uses;
  std::deque<std::string> texts;  // what the uses point into
  std::vector<std::uint32_t> always;
  for (RuleIndex rule = 0; rule < draft.rules.size(); ++rule) {
    RuleDraft const& made = draft.rules[rule];
    if (made.source.kind != Kind::regex) continue;
    for (blob::TextRef const ref : draft.texts(made.first, made.triggers)) {
      auto const number = static_cast<std::uint32_t>(parts.regexes.size());
      std::string_view const pattern = draft.text(ref);
      parts.regexes.push_back(
          {parts.put(pattern), rule, made.source.letters == Case::kept ? 1U : 0U});
      std::vector<std::string> keys = regex_keys(pattern);
      if (keys.empty() || uses.size() + keys.size() > blob::kPatternsMax) always.push_back(number);
      if (uses.size() + keys.size() > blob::kPatternsMax) continue;
      for (std::string& key : keys) {
        texts.push_back(std::move(key));
        uses.push_back({texts.back(), blob::Mode::key, number});
      }
    }
  }
  parts.settings.front().regex_always = parts.put_list(always);
  parts.keys = build_uses(std::move(uses), parts);
}

void index_payloads(Draft const& draft, Parts& parts) {
  struct Rules {
    std::vector<std::uint32_t> exact;
    std::vector<std::uint32_t> prefix;
  };
  std::map<std::string_view, Rules> payloads;
  for (RuleIndex rule = 0; rule < draft.rules.size(); ++rule) {
    RuleDraft const& made = draft.rules[rule];
    if (made.source.kind != Kind::payload) break;  // they come first
    for (blob::TextRef const ref : draft.texts(made.first, made.triggers)) {
      Rules& rules = payloads[draft.text(ref)];
      (made.source.match == PayloadMatch::exact ? rules.exact : rules.prefix).push_back(rule);
    }
  }
  // Sorted, a text's prefixes stand before it; those of the last one are open.
  std::vector<std::pair<std::string_view, std::uint32_t>> open;
  for (auto const& [text, rules] : payloads) {
    while (!open.empty() && text.substr(0, open.back().first.size()) != open.back().first)
      open.pop_back();
    blob::PayloadRecord record;
    record.text = parts.put(text);
    record.parent = open.empty() ? blob::kNone : open.back().second;
    record.exact = parts.put_list(rules.exact);
    record.prefix = parts.put_list(rules.prefix);
    open.emplace_back(text, static_cast<std::uint32_t>(parts.payloads.size()));
    parts.payloads.push_back(record);
  }
}

}  // namespace waypost::playbook
