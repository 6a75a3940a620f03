#include "waypost/playbook/state.h"

#include <algorithm>
#include <bit>
#include <span>

#include "waypost/playbook/automaton.h"
#include "waypost/playbook/blob.h"
#include "waypost/playbook/regex_keys.h"

namespace waypost::playbook {

using blob::kNone;
using unicode::Fold;

RuleIndex RuleSet::next(RuleIndex from) const noexcept {
  std::size_t word = from / 64;
  if (word >= bits_.size()) return kNone;
  std::uint64_t rest = bits_[word] & (~std::uint64_t{0} << (from % 64));
  while (rest == 0) {
    if (++word == bits_.size()) return kNone;
    rest = bits_[word];
  }
  return static_cast<RuleIndex>(word * 64) + static_cast<RuleIndex>(std::countr_zero(rest));
}

FoldedText& folded(MatchState& state, Fold fold) {
  bool& has = fold == Fold::loose ? state.has_loose : state.has_strict;
  FoldedText& text = fold == Fold::loose ? state.loose : state.strict;
  if (!has) text.assign(state.query.text.value_or(std::string_view()), fold);
  has = true;
  return text;
}

std::string_view regex_text(MatchState& state) {
  if (!state.has_regex) {
    state.regex_text =
        unicode::regex_text(state.query.text.value_or(std::string_view()), state.regex_scratch);
  }
  state.has_regex = true;
  return state.regex_text;
}

bool is_met(blob::View const& view,
            blob::KeywordRuleRecord const& record,
            NumberSet const& seen) noexcept {
  auto const has = [&seen](std::uint32_t number) { return seen.has(number); };
  auto const numbers = view.lists.subspan(record.first);
  auto const all = numbers.first(record.all);
  auto const any = numbers.subspan(record.all, record.any);
  auto const none = numbers.subspan(std::size_t{record.all} + record.any, record.none);
  return std::all_of(all.begin(), all.end(), has) &&
         (any.empty() || std::any_of(any.begin(), any.end(), has)) &&
         std::none_of(none.begin(), none.end(), has);
}

std::uint32_t payload_prefix(blob::View const& view, std::string_view payload) noexcept {
  auto const behind = std::upper_bound(
      view.payloads.begin(), view.payloads.end(), payload,
      [&view](std::string_view a, blob::PayloadRecord const& b) { return a < view.text(b.text); });
  if (behind == view.payloads.begin()) return kNone;
  // Every payload that is a prefix of ours is one of the greatest that is not above it, too.
  auto record = static_cast<std::uint32_t>(behind - view.payloads.begin() - 1);
  std::string_view const greatest = view.text(view.payloads[record].text);
  auto const same = static_cast<std::size_t>(
      std::mismatch(greatest.begin(), greatest.end(), payload.begin(), payload.end()).first -
      greatest.begin());
  while (record != kNone && view.payloads[record].text.size > same) {
    record = view.payloads[record].parent;
  }
  return record;
}

void find_regexes(blob::View const& view, MatchState& state) {
  state.regexes.reset(view.regexes.size());
  state.regex_order.clear();
  state.regex_at = 0;
  std::string_view const text = regex_text(state);
  if (text.empty() || view.regexes.empty()) return;
  for (std::uint32_t const regex : view.list(view.settings->regex_always)) state.regexes.add(regex);
  if (!view.keys.patterns.empty()) {
    state.key_text.clear();
    append_key_text(state.key_text, text);
    state.groups.reset(view.keys.groups.size());
    scan(view.keys, state.key_text, AllPlaces(),
         [&](std::uint32_t pattern, std::size_t, std::size_t) {
           for_uses(view, view.keys, pattern,
                    [&](blob::Mode, std::uint32_t head, std::span<std::uint32_t const> targets,
                        std::uint32_t group) {
                      if (group == kNone) {
                        state.regexes.add(head);
                      } else if (state.groups.add(group)) {
                        for (std::uint32_t const regex : targets) state.regexes.add(regex);
                      }
                    });
         });
  }
  state.regex_order = state.regexes.members();
  std::sort(state.regex_order.begin(), state.regex_order.end());
}

}  // namespace waypost::playbook
