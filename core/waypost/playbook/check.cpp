#include <algorithm>
#include <bit>
#include <cstring>

#include "waypost/playbook/automaton.h"
#include "waypost/playbook/blob.h"
#include "waypost/playbook/checksum.h"
#include "waypost/playbook/open.h"

namespace waypost::playbook::blob {
namespace {

Error damaged(char const* what) {
  return refuse(Errc::bad_blob, {}, what);
}

// Takes the sections out of the table and checks every index in them. `good()` turns false at
// the first that leads outside, and stays so.
class Checker {
 public:
  Checker(std::string_view bytes, Header const& header) noexcept : bytes_(bytes), header_(header) {}

  View check() {
    View view;
    view.digest = std::string_view(header_.digest.data(), header_.digest.size());
    take_sections(view);
    if (!good_ || !need(view.settings != nullptr)) return view;
    check_settings(view);
    check_rules(view);
    check_automaton(view, view.loose, view.rules.size());
    check_automaton(view, view.strict, view.rules.size());
    check_automaton(view, view.keys, view.rules.size());
    check_keywords(view);
    check_fuzzy(view);
    check_rest(view);
    return view;
  }

  [[nodiscard]] bool good() const noexcept { return good_; }

 private:
  bool need(bool condition) noexcept {
    good_ = good_ && condition;
    return condition;
  }

  template <class T>
  std::span<T const> section(Section section) noexcept {
    SectionRecord const record = header_.table[static_cast<std::size_t>(section)];
    std::uint64_t const end =
        std::uint64_t{record.offset} + std::uint64_t{record.count} * sizeof(T);
    if (!need(record.offset % 8 == 0 && record.offset >= sizeof(Header) && end <= bytes_.size())) {
      return {};
    }
    return {reinterpret_cast<T const*>(bytes_.data() + record.offset), record.count};
  }

  void take_sections(View& view) noexcept {
    auto const pool = section<char>(Section::pool);
    view.pool = std::string_view(pool.data(), pool.size());
    view.texts = section<TextRef>(Section::texts);
    view.fields = section<FieldRecord>(Section::fields);
    view.rules = section<RuleRecord>(Section::rules);
    view.extras = section<ExtraRecord>(Section::extras);
    view.by_id = section<std::uint32_t>(Section::by_id);
    auto const settings = section<SettingsRecord>(Section::settings);
    view.settings = settings.size() == 1 ? settings.data() : nullptr;
    view.transitions = section<Transition>(Section::transitions);
    view.openings = section<Opening>(Section::openings);
    view.holidays = section<std::int32_t>(Section::holidays);
    view.loose = automaton(Section::loose_states);
    view.strict = automaton(Section::strict_states);
    view.keys = automaton(Section::key_states);
    view.lists = section<std::uint32_t>(Section::lists);
    view.keyword_words = section<ListRef>(Section::keyword_words);
    view.keyword_rules = section<KeywordRuleRecord>(Section::keyword_rules);
    view.points = section<std::uint32_t>(Section::points);
    view.fuzzy_words = section<FuzzyWordRecord>(Section::fuzzy_words);
    view.fuzzy_triggers = section<FuzzyTriggerRecord>(Section::fuzzy_triggers);
    view.fuzzy_anchors = section<FuzzyAnchorRecord>(Section::fuzzy_anchors);
    view.fuzzy_tails = section<std::uint32_t>(Section::fuzzy_tails);
    view.regexes = section<RegexRecord>(Section::regexes);
    view.payloads = section<PayloadRecord>(Section::payloads);
  }

  // An automaton's four sections stand one behind the other.
  Automaton automaton(Section first) noexcept {
    auto const at = [first](std::uint8_t i) {
      return static_cast<Section>(static_cast<std::uint8_t>(first) + i);
    };
    auto const filter = section<std::uint8_t>(at(3));
    return {section<StateRecord>(at(0)), section<PatternRecord>(at(1)), section<GroupRecord>(at(2)),
            filter, union_of(filter)};
  }

  void text(View const& view, TextRef ref) noexcept {
    need(ref.offset == kNone || std::uint64_t{ref.offset} + ref.size <= view.pool.size());
  }
  void list(ListRef ref, std::size_t size) noexcept {
    need(std::uint64_t{ref.first} + ref.count <= size);
  }
  // A list in `lists` of numbers below `bound`.
  void list_of(View const& view, ListRef ref, std::size_t bound) noexcept {
    list(ref, view.lists.size());
    if (!good_) return;
    std::uint32_t most = 0;
    for (std::uint32_t const number : view.list(ref)) most = std::max(most, number);
    need(ref.count == 0 || most < bound);
  }

  void check_settings(View const& view) noexcept {
    SettingsRecord const& settings = *view.settings;
    for (TextRef const ref : {settings.late_reply, settings.vars, settings.zone,
                              settings.opt_out.reply, settings.opt_in.reply}) {
      text(view, ref);
    }
    list(settings.opt_out.words, view.texts.size());
    list(settings.opt_in.words, view.texts.size());
    for (ListRef const day : settings.week) list(day, view.openings.size());
    need(settings.late_policy <= static_cast<std::uint32_t>(LatePolicy::answer));
    need(settings.opt_out.scope <= static_cast<std::uint32_t>(OptScope::all));
    need(settings.opt_in.scope <= static_cast<std::uint32_t>(OptScope::all));
    need(settings.hours_given <= 1);
    need(settings.text_begin <= settings.fallback_begin &&
         settings.fallback_begin <= view.rules.size());
    list_of(view, settings.welcome, view.rules.size());
    list_of(view, settings.regex_always, view.regexes.size());
  }

  void check_rules(View const& view) noexcept {
    for (TextRef const ref : view.texts) text(view, ref);
    for (FieldRecord const& field : view.fields) {
      text(view, field.name);
      text(view, field.value);
    }
    for (ExtraRecord const& extra : view.extras) {
      for (ListRef const ref :
           {extra.tags_all, extra.tags_none, extra.tags_add, extra.tags_remove}) {
        list(ref, view.texts.size());
      }
      list(extra.fields_guard, view.fields.size());
      list(extra.fields_set, view.fields.size());
    }
    for (RuleRecord const& rule : view.rules) {
      text(view, rule.id);
      list(rule.replies, view.texts.size());
      need(rule.extra == kNone || rule.extra < view.extras.size());
      need(rule.kind <= static_cast<std::uint8_t>(Kind::fallback));
      need(rule.when <= static_cast<std::uint8_t>(When::closed));
      need(rule.quote <= 1 && rule.fold <= 1);
    }
    need(view.by_id.size() == view.rules.size());
    for (std::uint32_t const rule : view.by_id) need(rule < view.rules.size());
  }

  // What a use points at.
  [[nodiscard]] std::size_t bound_of(View const& view,
                                     Mode mode,
                                     std::size_t rules) const noexcept {
    if (mode == Mode::keyword) return view.keyword_words.size();
    return mode == Mode::key ? view.regexes.size() : rules;
  }

  void check_use(View const& view, Automaton const& automaton, std::uint32_t head) noexcept {
    auto const mode = static_cast<Mode>(head & kModeMask);
    need(mode <= Mode::key && (mode == Mode::key) == (&automaton == &view.keys));
    need((head >> kModeBits) < bound_of(view, mode, view.rules.size()));
  }

  void check_automaton(View const& view, Automaton const& automaton, std::size_t rules) noexcept {
    if (automaton.patterns.empty()) return;
    need(automaton.patterns.size() <= kPatternsMax);
    need(std::has_single_bit(automaton.filter.size()) && automaton.filter.size() > 1);
    // Steps go to base ^ byte, which differs from base in its last eight bits only.
    if (!need(!automaton.states.empty() && automaton.states.size() % 256 == 0)) return;
    std::uint32_t most = 0;
    std::uint32_t out = 0;
    for (StateRecord const& state : automaton.states) {
      most = std::max({most, state.base, state.fail});
      out = std::max(out, state.bits >> kOutShift);
      // A place where a pattern ends names it.
      need((state.bits & kEndsHere) == 0 || state.bits >> kOutShift != 0);
    }
    need(most < automaton.states.size() && out <= automaton.patterns.size());
    for (PatternRecord const& pattern : automaton.patterns) {
      if (!need(pattern.next <= automaton.patterns.size())) return;
      // Ever shorter, so that following them ends.
      need(pattern.next == 0 || automaton.patterns[pattern.next - 1].size < pattern.size);
      if (pattern.groups == 0) {
        check_use(view, automaton, pattern.use);
      } else {
        need(std::uint64_t{pattern.use} + pattern.groups <= automaton.groups.size());
      }
    }
    for (GroupRecord const& group : automaton.groups) {
      check_use(view, automaton, group.head);
      list_of(view, group.targets,
              bound_of(view, static_cast<Mode>(group.head & kModeMask), rules));
    }
  }

  void check_keywords(View const& view) noexcept {
    for (ListRef const ref : view.keyword_words) list_of(view, ref, view.keyword_rules.size());
    for (KeywordRuleRecord const& record : view.keyword_rules) {
      need(record.rule < view.rules.size());
      list_of(view, {record.first, std::uint32_t{record.all} + record.any + record.none},
              view.keyword_words.size());
    }
  }

  void check_fuzzy(View const& view) noexcept {
    for (FuzzyWordRecord const& word : view.fuzzy_words) {
      list({word.first, word.size}, view.points.size());
      need(word.size != 0 && word.allowance <= 2);
    }
    for (FuzzyTriggerRecord const& trigger : view.fuzzy_triggers) {
      list({trigger.first, trigger.count}, view.fuzzy_words.size());
      need(trigger.rule < view.rules.size() && trigger.anchor < trigger.count);
    }
    for (FuzzyAnchorRecord const& anchor : view.fuzzy_anchors) {
      need(anchor.word < view.fuzzy_words.size() && anchor.allowance <= 2 && anchor.fold <= 1);
      need(std::uint64_t{anchor.single} + anchor.several <= view.lists.size());
      list_of(view, {anchor.first, anchor.single + anchor.several}, view.fuzzy_triggers.size());
    }
    if (view.fuzzy_tails.empty()) return;
    need(std::has_single_bit(view.fuzzy_tails.size()));
    bool free = false;  // searching stops at a free place
    for (std::uint32_t const tail : view.fuzzy_tails) {
      free = free || tail == 0;
      need(tail <= view.fuzzy_anchors.size());
    }
    need(free);
  }

  void check_rest(View const& view) noexcept {
    for (RegexRecord const& regex : view.regexes) {
      text(view, regex.pattern);
      need(regex.rule < view.rules.size());
    }
    for (std::size_t i = 0; i < view.payloads.size(); ++i) {
      PayloadRecord const& payload = view.payloads[i];
      text(view, payload.text);
      need(payload.parent == kNone || payload.parent < i);  // so that following them ends
      list_of(view, payload.exact, view.settings->text_begin);
      list_of(view, payload.prefix, view.settings->text_begin);
    }
    for (Opening const& opening : view.openings)
      need(opening.from <= 1440 && opening.until <= 1440);
  }

  std::string_view bytes_;
  Header const& header_;
  bool good_ = true;
};

}  // namespace

Result<View> check(std::string_view bytes) {
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 != 0) {
    return refuse(Errc::bad_argument, {},
                  "A compiled playbook must lie at an address divisible by 8.");
  }
  if (bytes.size() < sizeof(Header) || bytes.size() % 8 != 0) {
    return damaged("The compiled playbook is cut; compile it again.");
  }
  auto const& header = *reinterpret_cast<Header const*>(bytes.data());
  if (header.magic != kMagic) return damaged("This is no compiled playbook.");
  if (header.version != kVersion || header.sections != kSectionCount) {
    return damaged("The playbook was compiled by another version; compile it again.");
  }
  constexpr std::size_t kSummed = offsetof(Header, checksum) + sizeof(header.checksum);
  if (header.size != bytes.size() || header.checksum != checksum(bytes.substr(kSummed))) {
    return damaged("The compiled playbook is damaged; compile it again.");
  }
  Checker checker(bytes, header);
  View const view = checker.check();
  if (!checker.good()) return damaged("The compiled playbook is damaged; compile it again.");
  return view;
}

}  // namespace waypost::playbook::blob
