#pragma once
// How much may go out now: limiters over integer microseconds, and their one decision.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "waypost/base/instant.h"

namespace waypost::outbox {

/// A steady rate with a burst: one permit per `interval_us`, at most `burst` at once.
struct Gcra {
  std::int64_t interval_us = 1;
  std::int64_t burst = 1;
  std::optional<std::int64_t> tat_us;  ///< state: when the bucket is full again
  friend bool operator==(Gcra const&, Gcra const&) = default;
};

/// Meta's pair rule: one per `interval_us`, or up to `burst` inside `window_us`, borrowed from
/// the future and paid back before the next window opens. `window_us` <= `interval_us`.
struct BurstWindow {
  std::int64_t interval_us = 1;
  std::int64_t burst = 1;
  std::int64_t window_us = 1;
  std::optional<std::int64_t> start_us;  ///< state: the open window; nothing: forgotten
  std::optional<std::int64_t> tat_us;    ///< state: when the debt is paid
  friend bool operator==(BurstWindow const&, BurstWindow const&) = default;
};

/// So many a day of the tenant's zone. No `limit`: unlimited, counted all the same.
struct DayCap {
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> day;  ///< state: days since the epoch, local
  std::int64_t used = 0;            ///< state
  friend bool operator==(DayCap const&, DayCap const&) = default;
};

/// New recipients counted in the hour that starts `hour` hours after the epoch.
struct HourCount {
  std::int64_t hour = 0;
  std::int64_t count = 0;
  friend bool operator==(HourCount const&, HourCount const&) = default;
};

/// So many new recipients in a moving day, in buckets of an hour. No `limit`: unlimited.
struct Unique24 {
  std::optional<std::int64_t> limit;
  std::vector<HourCount> hours;  ///< state: oldest first, <= 26 after a decision
  friend bool operator==(Unique24 const&, Unique24 const&) = default;
};

/// One limiter of an ordered list: what it allows and what it has seen.
struct Limiter {
  std::string id;
  std::variant<Gcra, BurstWindow, DayCap, Unique24> rule;
  friend bool operator==(Limiter const&, Limiter const&) = default;
};
using Limiters = std::vector<Limiter>;

/// Largest interval, window, burst and limit: keeps every product inside an int64.
inline constexpr std::int64_t kLimiterIntervalMax = 1'000'000LL * 86'400 * 31;  ///< a month
inline constexpr std::int64_t kLimiterCountMax = 1'000'000;

/// Whether the configuration is one a decision can use: intervals 1 us..a month, bursts
/// 1..kLimiterCountMax, limits 0 or more, window <= interval. The state is not looked at.
[[nodiscard]] bool is_valid(Limiter const& limiter) noexcept;

/// What is asked of all limiters at once.
struct Ask {
  Instant now{};
  std::int64_t cost = 1;          ///< 0 asks without taking
  std::int32_t utc_offset_s = 0;  ///< tenant's zone, for DayCap
  bool new_recipient = false;     ///< for Unique24
};

inline constexpr std::int64_t kNever = -1;  ///< "not as it stands", as a wait

/// All allow: all are charged. One denies: none is.
struct Verdict {
  bool allow = true;
  std::int64_t retry_after_us = 0;        ///< longest wait of those that deny; kNever beats any
  std::optional<std::size_t> limited_by;  ///< first limiter in the list with that wait
  Limiters limiters;                      ///< healed, charged when allowed; untouched at cost 0
};

/// Decides for all of `limiters`, which must be valid. Total in their states: whatever was
/// stored is healed first. Instants beyond a hundred thousand years are cut there.
/// Cost: about 50 ns for five limiters; allocates nothing but a Unique24's first bucket.
/// Source: semantics C.
[[nodiscard]] Verdict take(Limiters limiters, Ask const& ask);

/// What each limiter has left after a decision for the same `ask`; nothing: unlimited.
[[nodiscard]] std::vector<std::optional<std::int64_t>> remaining(Limiters const& limiters,
                                                                 Ask const& ask);

/// Charges what happened without asking: an inbound message counts against the throughput of
/// its number. Never runs into more debt than a full burst; only Gcra takes part.
[[nodiscard]] Limiter charge(Limiter limiter, std::int64_t count, Instant now);

/// A limiter's state as JSON, "{}" when it has seen nothing: {"tat_us":n} | {"start_us":n,
/// "tat_us":n} | {"day":n,"used":n} | {"hours":{"<hour>":n}}.
[[nodiscard]] std::string state_text(Limiter const& limiter);

/// `limiter` with the state read from `json`; what is not such a state reads as "{}".
[[nodiscard]] Limiter with_state(Limiter limiter, std::string_view json);

}  // namespace waypost::outbox
