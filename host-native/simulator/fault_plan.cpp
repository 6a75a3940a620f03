#include "simulator/fault_plan.h"

#include <algorithm>
#include <array>
#include <utility>

#include "simulator/random.h"

namespace waypost::simulator {
namespace {

struct Word {
  FaultKind kind;
  FaultGroup group;
  std::string_view word;
};

constexpr std::array kWords = std::to_array<Word>({
    {FaultKind::error, FaultGroup::answer, "error"},
    {FaultKind::html, FaultGroup::answer, "html"},
    {FaultKind::empty, FaultGroup::answer, "empty"},
    {FaultKind::truncated, FaultGroup::answer, "truncated"},
    {FaultKind::reset, FaultGroup::answer, "reset"},
    {FaultKind::close, FaultGroup::answer, "close"},
    {FaultKind::slow, FaultGroup::answer, "slow"},
    {FaultKind::held, FaultGroup::answer, "held"},
    {FaultKind::fail_later, FaultGroup::fate, "fail_later"},
    {FaultKind::status_missing, FaultGroup::fate, "status_missing"},
    {FaultKind::status_late, FaultGroup::fate, "status_late"},
    {FaultKind::status_early, FaultGroup::fate, "status_early"},
    {FaultKind::status_duplicate, FaultGroup::fate, "status_duplicate"},
    {FaultKind::status_reordered, FaultGroup::fate, "status_reordered"},
    {FaultKind::post_duplicate, FaultGroup::post, "post_duplicate"},
    {FaultKind::post_delay, FaultGroup::post, "post_delay"},
    {FaultKind::post_reorder, FaultGroup::post, "post_reorder"},
    {FaultKind::post_drop, FaultGroup::post, "post_drop"},
});

Word const& row_of(FaultKind kind) {
  return kWords[static_cast<std::size_t>(kind)];
}

static_assert([] {
  for (std::size_t index = 0; index < kWords.size(); ++index) {
    if (static_cast<std::size_t>(kWords[index].kind) != index) return false;
  }
  return true;
}());

bool matches(std::string_view filter, std::string_view value) {
  return filter.empty() || filter == value;
}

bool matches(Fault const& fault, FaultSubject const& subject) {
  return matches(fault.phone_number_id, subject.phone_number_id) &&
         (matches(fault.to, subject.person) || matches(fault.to, subject.user_id)) &&
         matches(fault.type, subject.type) && matches(fault.field, subject.field);
}

}  // namespace

FaultGroup group_of(FaultKind kind) {
  return row_of(kind).group;
}

std::string_view word_of(FaultKind kind) {
  return row_of(kind).word;
}

std::optional<FaultKind> fault_kind_from(std::string_view word) {
  for (auto const& row : kWords) {
    if (row.word == word) return row.kind;
  }
  return std::nullopt;
}

void FaultPlan::set(std::vector<Fault> faults) {
  std::lock_guard const lock(mutex_);
  armed_.clear();
  for (auto& fault : faults) armed_.push_back({std::move(fault), 0});
  any_.store(!armed_.empty(), std::memory_order_release);
}

std::vector<Fault> FaultPlan::faults() const {
  std::lock_guard const lock(mutex_);
  std::vector<Fault> out;
  for (auto const& armed : armed_) out.push_back(armed.fault);
  return out;
}

std::optional<Fault> FaultPlan::strike(FaultGroup group, FaultSubject const& subject) {
  if (!any_.load(std::memory_order_acquire)) return std::nullopt;
  std::lock_guard const lock(mutex_);
  for (std::size_t place = 0; place < armed_.size(); ++place) {
    auto& [fault, seen] = armed_[place];
    if (fault.count == 0 || group_of(fault.kind) != group || !matches(fault, subject)) continue;
    auto const share = draw_share(seed_, 1000 + place, seen++);
    if (share >= fault.share) continue;
    if (fault.count > 0) --fault.count;
    return fault;
  }
  return std::nullopt;
}

}  // namespace waypost::simulator
