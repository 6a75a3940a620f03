#include "waypost/playbook/open.h"

#include <algorithm>
#include <utility>

#include "waypost/playbook/blob.h"
#include "waypost/playbook/regex.h"

namespace waypost::playbook {
namespace {

blob::ExtraRecord const kNoExtra{};

blob::ExtraRecord const& extra_of(blob::View const& view, blob::RuleRecord const& record) noexcept {
  return record.extra == blob::kNone ? kNoExtra : view.extras[record.extra];
}

Texts texts_of(blob::View const& view, blob::ListRef ref) noexcept {
  return {&view, ref.first, ref.count};
}

Fields fields_of(blob::View const& view, blob::ListRef ref) noexcept {
  return {&view, ref.first, ref.count};
}

}  // namespace

std::string_view Texts::operator[](std::size_t index) const noexcept {
  return view_->text(view_->texts[first_ + index]);
}

Field Fields::operator[](std::size_t index) const noexcept {
  blob::FieldRecord const& record = view_->fields[first_ + index];
  Field field{view_->text(record.name), std::nullopt};
  if (record.value.offset != blob::kNone) field.value = view_->text(record.value);
  return field;
}

std::string_view Rule::id() const noexcept {
  return view_->text(record_->id);
}
Kind Rule::kind() const noexcept {
  return static_cast<Kind>(record_->kind);
}
std::int64_t Rule::priority() const noexcept {
  return record_->priority;
}
std::uint32_t Rule::place() const noexcept {
  return record_->place;
}
When Rule::when() const noexcept {
  return static_cast<When>(record_->when);
}
std::int64_t Rule::cooldown_s() const noexcept {
  return record_->cooldown_s;
}
bool Rule::quote() const noexcept {
  return record_->quote != 0;
}
Texts Rule::replies() const noexcept {
  return texts_of(*view_, record_->replies);
}

Texts Rule::tags_all() const noexcept {
  return texts_of(*view_, extra_of(*view_, *record_).tags_all);
}
Texts Rule::tags_none() const noexcept {
  return texts_of(*view_, extra_of(*view_, *record_).tags_none);
}
Fields Rule::fields_guard() const noexcept {
  return fields_of(*view_, extra_of(*view_, *record_).fields_guard);
}
Texts Rule::tags_add() const noexcept {
  return texts_of(*view_, extra_of(*view_, *record_).tags_add);
}
Texts Rule::tags_remove() const noexcept {
  return texts_of(*view_, extra_of(*view_, *record_).tags_remove);
}
Fields Rule::fields_set() const noexcept {
  return fields_of(*view_, extra_of(*view_, *record_).fields_set);
}
std::optional<std::int64_t> Rule::takeover_s() const noexcept {
  blob::ExtraRecord const& extra = extra_of(*view_, *record_);
  if (extra.has_takeover == 0) return std::nullopt;
  return extra.takeover_s;
}

Playbook::Playbook(std::unique_ptr<blob::View> view, std::unique_ptr<RegexCache> regexes) noexcept
    : view_(std::move(view)), regexes_(std::move(regexes)) {}
Playbook::Playbook(Playbook&&) noexcept = default;
Playbook& Playbook::operator=(Playbook&&) noexcept = default;
Playbook::~Playbook() = default;

std::size_t Playbook::rule_count() const noexcept {
  return view_->rules.size();
}

Rule Playbook::rule(RuleIndex index) const noexcept {
  return {*view_, view_->rules[index]};
}

std::optional<RuleIndex> Playbook::find(std::string_view id) const noexcept {
  auto const at = std::lower_bound(view_->by_id.begin(), view_->by_id.end(), id,
                                   [this](std::uint32_t rule, std::string_view wanted) {
                                     return view_->text(view_->rules[rule].id) < wanted;
                                   });
  if (at == view_->by_id.end() || view_->text(view_->rules[*at].id) != id) return std::nullopt;
  return *at;
}

std::string_view Playbook::vars() const noexcept {
  return view_->text(view_->settings->vars);
}

Hours Playbook::hours() const noexcept {
  blob::SettingsRecord const& settings = *view_->settings;
  Hours hours;
  hours.given = settings.hours_given != 0 ? HoursGiven::yes : HoursGiven::no;
  hours.zone = view_->text(settings.zone);
  hours.transitions = view_->transitions;
  for (std::size_t day = 0; day < hours.week.size(); ++day) {
    hours.week[day] = view_->openings.subspan(settings.week[day].first, settings.week[day].count);
  }
  hours.holidays = view_->holidays;
  return hours;
}

Late Playbook::late() const noexcept {
  blob::SettingsRecord const& settings = *view_->settings;
  return {settings.late_after_s, static_cast<LatePolicy>(settings.late_policy),
          view_->text(settings.late_reply)};
}

Loop Playbook::loop() const noexcept {
  return {view_->settings->loop_replies, view_->settings->loop_within_s};
}

Opt Playbook::opt_out() const noexcept {
  blob::OptRecord const& record = view_->settings->opt_out;
  return {static_cast<OptScope>(record.scope), view_->text(record.reply)};
}

Opt Playbook::opt_in() const noexcept {
  blob::OptRecord const& record = view_->settings->opt_in;
  return {static_cast<OptScope>(record.scope), view_->text(record.reply)};
}

std::string_view Playbook::source_digest() const noexcept {
  return view_->digest;
}

Result<Playbook> open(std::string_view blob) {
  Result<blob::View> view = blob::check(blob);
  if (!view) return view.error();
  return Playbook(std::make_unique<blob::View>(*view), std::make_unique<RegexCache>());
}

}  // namespace waypost::playbook
