#pragma once
// The limiters a message really meets: number, pair, portfolio, tenant (semantics C).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "waypost/base/instant.h"
#include "waypost/outbox/rate.h"

namespace waypost::outbox {

/// How Meta slowed a number down (130429), and since when: its rate halves, then grows back.
struct Pace {
  std::int64_t rate_milli = 0;  ///< messages per 1,000 s right after the slowdown; 0: never slowed
  Instant slowed_at{};
  friend bool operator==(Pace const&, Pace const&) = default;
};

inline constexpr std::int64_t kStandardMps = 80;     ///< cloud-api 9.1
inline constexpr std::int64_t kUpgradedMps = 1'000;  ///< cloud-api 9.1
inline constexpr std::int64_t kCoexistenceMps = 20;  ///< cloud-api 9.1

/// The number's rate now, in messages per 1,000 s: `limit_mps`, or, after a slowdown, what it
/// was set to plus 5 % of the limit for each whole minute since.
[[nodiscard]] std::int64_t rate_milli(std::int64_t limit_mps,
                                      Pace const& pace,
                                      Instant now) noexcept;

/// The pace after another 130429: half of what it is now, not below one a second.
[[nodiscard]] Pace slowed(std::int64_t limit_mps, Pace const& pace, Instant now) noexcept;

/// {"rate_milli":n,"slowed_us":n}, "{}" when never slowed; reading is as tolerant as with_state.
[[nodiscard]] std::string pace_text(Pace const& pace);
[[nodiscard]] Pace pace_of(std::string_view json);

/// "number": 95 % of the rate evenly and 5 % as burst, so that no window of one second ever
/// holds more than the rate. Stateless: give it its state with with_state().
[[nodiscard]] Limiter number_limiter(std::int64_t limit_mps, Pace const& pace, Instant now);

/// "pair": one message per 6 s to one person, 45 at once on credit (cloud-api 9.2).
[[nodiscard]] Limiter pair_limiter();

/// "portfolio": new people in a moving day, by tier; nothing: unlimited (cloud-api 9.3).
[[nodiscard]] Limiter portfolio_limiter(std::optional<std::int64_t> tier);

/// "tenant": messages a day; nothing: unlimited.
[[nodiscard]] Limiter tenant_limiter(std::optional<std::int64_t> per_day);

/// An endpoint's or an API key's steady rate: `count` per `span`, and that many at once.
[[nodiscard]] Limiter rate_limiter(std::string id, std::int64_t count, Span span);

}  // namespace waypost::outbox
