#pragma once
// Adding to an instant without leaving the calendar.

#include "waypost/base/instant.h"

namespace waypost::outbox {

/// `at` + `by`, or the end of time. `by` must not be negative.
[[nodiscard]] constexpr Instant later(Instant at, Span by) noexcept {
  return at > Instant::max() - by ? Instant::max() : at + by;
}

}  // namespace waypost::outbox
