#include "waypost/outbox/rate.h"

#include <algorithm>
#include <utility>

namespace waypost::outbox {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kHour = 3'600 * kSecond;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kHoursKept = 25;
/// Instants are cut here, so that a sum of an instant and a product cannot leave an int64.
constexpr std::int64_t kInstantMax = std::int64_t{1} << 61;

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// An Ask with its instant cut, as plain integers.
struct Question {
  std::int64_t now;
  std::int64_t cost;
  std::int64_t offset;
  bool new_recipient;
};

Question question(Ask const& ask) noexcept {
  return {std::clamp(us_of(ask.now), -kInstantMax, kInstantMax),
          std::clamp<std::int64_t>(ask.cost, 0, kLimiterCountMax + 1),
          std::int64_t{ask.utc_offset_s} * kSecond, ask.new_recipient};
}

// Each kind has four verbs: heal what was stored, say how long to wait (0: go), charge, and
// say what is left. The order of a decision is heal, wait, charge.

void heal(Gcra& limiter, Question const& asked) noexcept {
  if (limiter.tat_us)
    limiter.tat_us = std::min(*limiter.tat_us, asked.now + limiter.burst * limiter.interval_us);
}

std::int64_t tat(Gcra const& limiter, Question const& asked) noexcept {
  return std::max(limiter.tat_us.value_or(asked.now), asked.now);
}

std::int64_t wait(Gcra const& limiter, Question const& asked) noexcept {
  if (asked.cost > limiter.burst) return kNever;
  auto const after = tat(limiter, asked) + asked.cost * limiter.interval_us;
  return std::max<std::int64_t>(0, after - asked.now - limiter.burst * limiter.interval_us);
}

void charge(Gcra& limiter, Question const& asked) noexcept {
  limiter.tat_us = tat(limiter, asked) + asked.cost * limiter.interval_us;
}

std::optional<std::int64_t> left(Gcra const& limiter, Question const& asked) noexcept {
  auto const debt = tat(limiter, asked) - asked.now;
  return std::max<std::int64_t>(0,
                                (limiter.burst * limiter.interval_us - debt) / limiter.interval_us);
}

void heal(BurstWindow& limiter, Question const& asked) noexcept {
  if (limiter.tat_us)
    limiter.tat_us = std::min(*limiter.tat_us, asked.now + limiter.burst * limiter.interval_us);
  if (limiter.start_us && *limiter.start_us > asked.now) limiter.start_us.reset();
}

/// Permits taken in the open window; nothing when none is open. Relies on heal().
std::optional<std::int64_t> used(BurstWindow const& limiter, Question const& asked) noexcept {
  if (!limiter.start_us || !limiter.tat_us) return std::nullopt;
  // A start before the cut would overflow the subtraction, and its window is long closed.
  if (*limiter.start_us < -kInstantMax || asked.now - *limiter.start_us >= limiter.window_us)
    return std::nullopt;
  auto const owed =
      std::max<std::int64_t>(0, std::max(*limiter.tat_us, *limiter.start_us) - *limiter.start_us);
  return (owed + limiter.interval_us - 1) / limiter.interval_us;
}

std::int64_t wait(BurstWindow const& limiter, Question const& asked) noexcept {
  if (asked.cost > limiter.burst) return kNever;
  auto const taken = used(limiter, asked);
  if (taken && *taken + asked.cost <= limiter.burst) return 0;
  return std::max(limiter.tat_us.value_or(asked.now), asked.now) - asked.now;
}

void charge(BurstWindow& limiter, Question const& asked) noexcept {
  auto const taken = used(limiter, asked);
  if (taken && *taken + asked.cost <= limiter.burst) {
    limiter.tat_us =
        std::max(*limiter.tat_us, *limiter.start_us) + asked.cost * limiter.interval_us;
    return;
  }
  limiter.start_us = asked.now;
  limiter.tat_us = asked.now + asked.cost * limiter.interval_us;
}

std::optional<std::int64_t> left(BurstWindow const& limiter, Question const& asked) noexcept {
  if (auto const taken = used(limiter, asked))
    return std::max<std::int64_t>(0, limiter.burst - *taken);
  return limiter.tat_us.value_or(asked.now) > asked.now ? 0 : limiter.burst;
}

void heal(DayCap& limiter, Question const& asked) noexcept {
  auto const today = floor_div(asked.now + asked.offset, kDay);
  auto const stored = limiter.day.value_or(today);
  if (stored > today + 1) limiter.day = today;
  if (stored <= today) limiter.day = today;
  if (stored < today) limiter.used = 0;
  limiter.used = std::clamp<std::int64_t>(limiter.used, 0, kInstantMax);
}

std::int64_t wait(DayCap const& limiter, Question const& asked) noexcept {
  if (!limiter.limit) return 0;
  if (asked.cost > *limiter.limit) return kNever;
  if (limiter.used + asked.cost <= *limiter.limit) return 0;
  return (*limiter.day + 1) * kDay - asked.offset - asked.now;
}

void charge(DayCap& limiter, Question const& asked) noexcept {
  limiter.used += asked.cost;
}

std::optional<std::int64_t> left(DayCap const& limiter, Question const& /*asked*/) noexcept {
  if (!limiter.limit) return std::nullopt;
  return std::max<std::int64_t>(0, *limiter.limit - limiter.used);
}

std::int64_t newest_hour(Unique24 const& limiter, Question const& asked) noexcept {
  auto const current = floor_div(asked.now, kHour);
  return limiter.hours.empty() ? current : std::max(current, limiter.hours.back().hour);
}

std::int64_t total(Unique24 const& limiter) noexcept {
  std::int64_t sum = 0;
  for (auto const& bucket : limiter.hours) sum += bucket.count;
  return sum;
}

void add(Unique24& limiter, std::int64_t hour, std::int64_t count) {
  auto const place = std::lower_bound(
      limiter.hours.begin(), limiter.hours.end(), hour,
      [](HourCount const& bucket, std::int64_t wanted) { return bucket.hour < wanted; });
  if (place != limiter.hours.end() && place->hour == hour)
    place->count += count;
  else
    limiter.hours.insert(place, {hour, count});
}

void heal(Unique24& limiter, Question const& asked) {
  auto const current = floor_div(asked.now, kHour);
  std::int64_t moved = 0;
  while (!limiter.hours.empty() && limiter.hours.back().hour > current + 1) {
    moved += limiter.hours.back().count;
    limiter.hours.pop_back();
  }
  if (moved > 0) add(limiter, current, moved);
  auto const oldest = newest_hour(limiter, asked) - kHoursKept;
  auto const stays = std::find_if(limiter.hours.begin(), limiter.hours.end(),
                                  [&](HourCount const& bucket) { return bucket.hour > oldest; });
  limiter.hours.erase(limiter.hours.begin(), stays);
}

std::int64_t wait(Unique24 const& limiter, Question const& asked) noexcept {
  if (!asked.new_recipient || !limiter.limit) return 0;
  if (*limiter.limit == 0) return kNever;
  auto counted = total(limiter);
  if (counted + 1 <= *limiter.limit) return 0;
  for (auto const& bucket : limiter.hours) {
    counted -= bucket.count;
    if (counted + 1 <= *limiter.limit) return (bucket.hour + kHoursKept) * kHour - asked.now;
  }
  return kNever;  // not reached: without buckets nothing is counted
}

void charge(Unique24& limiter, Question const& asked) {
  if (asked.new_recipient) add(limiter, newest_hour(limiter, asked), 1);
}

std::optional<std::int64_t> left(Unique24 const& limiter, Question const& /*asked*/) noexcept {
  if (!limiter.limit) return std::nullopt;
  return std::max<std::int64_t>(0, *limiter.limit - total(limiter));
}

void heal_all(Limiters& limiters, Question const& asked) {
  for (auto& limiter : limiters) std::visit([&](auto& rule) { heal(rule, asked); }, limiter.rule);
}

constexpr bool within(std::int64_t value, std::int64_t low, std::int64_t high) noexcept {
  return value >= low && value <= high;
}

}  // namespace

bool is_valid(Limiter const& limiter) noexcept {
  auto const steady = [](std::int64_t interval_us, std::int64_t burst) {
    return within(interval_us, 1, kLimiterIntervalMax) && within(burst, 1, kLimiterCountMax) &&
           interval_us <= kInstantMax / burst;
  };
  if (auto const* gcra = std::get_if<Gcra>(&limiter.rule))
    return steady(gcra->interval_us, gcra->burst);
  if (auto const* window = std::get_if<BurstWindow>(&limiter.rule))
    return steady(window->interval_us, window->burst) &&
           within(window->window_us, 1, window->interval_us);
  if (auto const* day = std::get_if<DayCap>(&limiter.rule)) return !day->limit || *day->limit >= 0;
  auto const* unique = std::get_if<Unique24>(&limiter.rule);
  return unique != nullptr && (!unique->limit || *unique->limit >= 0);
}

Verdict take(Limiters limiters, Ask const& ask) {
  auto const asked = question(ask);
  Verdict verdict;
  verdict.limiters = std::move(limiters);
  if (asked.cost == 0) return verdict;
  heal_all(verdict.limiters, asked);
  for (std::size_t index = 0; index < verdict.limiters.size(); ++index) {
    auto const delay = std::visit([&](auto const& rule) { return wait(rule, asked); },
                                  verdict.limiters[index].rule);
    if (delay == 0) continue;
    auto const longer = delay == kNever
                            ? verdict.retry_after_us != kNever
                            : verdict.retry_after_us != kNever && delay > verdict.retry_after_us;
    verdict.allow = false;
    if (!longer) continue;
    verdict.retry_after_us = delay;
    verdict.limited_by = index;
  }
  if (!verdict.allow) return verdict;
  for (auto& limiter : verdict.limiters)
    std::visit([&](auto& rule) { charge(rule, asked); }, limiter.rule);
  return verdict;
}

std::vector<std::optional<std::int64_t>> remaining(Limiters const& limiters, Ask const& ask) {
  auto const asked = question(ask);
  auto healed = limiters;
  heal_all(healed, asked);
  std::vector<std::optional<std::int64_t>> counts;
  counts.reserve(healed.size());
  for (auto const& limiter : healed)
    counts.push_back(std::visit([&](auto const& rule) { return left(rule, asked); }, limiter.rule));
  return counts;
}

Limiter charge(Limiter limiter, std::int64_t count, Instant now) {
  auto* const gcra = std::get_if<Gcra>(&limiter.rule);
  if (gcra == nullptr) return limiter;
  auto asked = question({now, count});
  asked.cost = std::min(asked.cost, gcra->burst);
  heal(*gcra, asked);
  charge(*gcra, asked);
  heal(*gcra, asked);
  return limiter;
}

}  // namespace waypost::outbox
