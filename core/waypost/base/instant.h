#pragma once
// When. Time is an argument everywhere in the core; this is its type.

#include <chrono>
#include <cstdint>

namespace waypost {

/// A length of time, whole microseconds.
using Span = std::chrono::microseconds;

/// A point in time: int64 microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
/// A number with an epoch, so it stores, compares and crosses every door unchanged.
using Instant = std::chrono::time_point<std::chrono::system_clock, Span>;

[[nodiscard]] constexpr Instant instant_of_us(std::int64_t us) noexcept {
  return Instant{Span{us}};
}
[[nodiscard]] constexpr std::int64_t us_of(Instant at) noexcept {
  return at.time_since_epoch().count();
}
[[nodiscard]] constexpr Instant instant_of_s(std::int64_t s) noexcept {
  return Instant{std::chrono::seconds{s}};
}

}  // namespace waypost
