#include "waypost/outbox/budgets.h"

#include <algorithm>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "waypost/wire/json.h"

namespace waypost::outbox {
namespace {

constexpr std::int64_t kMilli = 1'000;
constexpr std::int64_t kMpsMax = 1'000'000;
constexpr std::int64_t kSlowestMilli = 1 * kMilli;  ///< "not below 1/s"
constexpr std::int64_t kGrowthPercent = 5;          ///< of the known limit, a minute
constexpr std::int64_t kPairIntervalUs = 6'000'000;
constexpr std::int64_t kPairBurst = 45;

std::int64_t limit_milli(std::int64_t limit_mps) noexcept {
  return std::clamp<std::int64_t>(limit_mps, 1, kMpsMax) * kMilli;
}

}  // namespace

std::int64_t rate_milli(std::int64_t limit_mps, Pace const& pace, Instant now) noexcept {
  auto const limit = limit_milli(limit_mps);
  if (pace.rate_milli <= 0) return limit;
  auto const since = now < pace.slowed_at ? Span{0} : now - pace.slowed_at;
  // After 20 minutes even a standstill has grown back; the cut keeps the product small.
  auto const minutes =
      std::min<std::int64_t>(20, std::chrono::duration_cast<std::chrono::minutes>(since).count());
  auto const grown = std::min(pace.rate_milli, limit) + minutes * limit * kGrowthPercent / 100;
  return std::clamp(grown, kSlowestMilli, limit);
}

Pace slowed(std::int64_t limit_mps, Pace const& pace, Instant now) noexcept {
  return {std::max(kSlowestMilli, rate_milli(limit_mps, pace, now) / 2), now};
}

std::string pace_text(Pace const& pace) {
  std::string text;
  wire::JsonWriter json(text);
  json.begin_object();
  if (pace.rate_milli > 0)
    json.key("rate_milli").integer(pace.rate_milli).key("slowed_us").integer(us_of(pace.slowed_at));
  json.end_object();
  return text;
}

Pace pace_of(std::string_view text) {
  boost::system::error_code error;
  auto const value = boost::json::parse(text, error);
  auto const* const object = error ? nullptr : value.if_object();
  if (object == nullptr) return {};
  auto const* const rate = object->if_contains("rate_milli");
  auto const* const at = object->if_contains("slowed_us");
  if (rate == nullptr || at == nullptr || !rate->is_int64() || !at->is_int64()) return {};
  return {*rate->if_int64(), instant_of_us(*at->if_int64())};
}

Limiter number_limiter(std::int64_t limit_mps, Pace const& pace, Instant now) {
  auto const rate = rate_milli(limit_mps, pace, now);
  // T = ceil(10^6 / (0.95 r)) with r in thousandths: 10^6 * 10^3 * 100 / (95 r).
  auto const per_interval = 95 * rate;
  auto const interval = (100'000'000'000 + per_interval - 1) / per_interval;
  auto const burst = std::max<std::int64_t>(1, 5 * rate / (100 * kMilli));
  return {"number", Gcra{interval, burst, std::nullopt}};
}

Limiter pair_limiter() {
  return {"pair",
          BurstWindow{kPairIntervalUs, kPairBurst, kPairIntervalUs, std::nullopt, std::nullopt}};
}

Limiter portfolio_limiter(std::optional<std::int64_t> tier) {
  return {"portfolio", Unique24{tier, {}}};
}

Limiter tenant_limiter(std::optional<std::int64_t> per_day) {
  return {"tenant", DayCap{per_day, std::nullopt, 0}};
}

Limiter rate_limiter(std::string id, std::int64_t count, Span span) {
  auto const permits = std::clamp<std::int64_t>(count, 1, kLimiterCountMax);
  auto const interval = (std::max<std::int64_t>(1, span.count()) + permits - 1) / permits;
  return {std::move(id), Gcra{std::min(interval, kLimiterIntervalMax), permits, std::nullopt}};
}

}  // namespace waypost::outbox
