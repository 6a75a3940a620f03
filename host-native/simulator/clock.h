/// The simulator's own time: it may run fast, stand still, or be put somewhere else.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "simulator/options.h"

namespace waypost::simulator {

/// Thread-safe. Moves with the steady clock, so a change of the system's time does not reach it.
class Clock {
 public:
  Clock(Instant start, double speed);

  Instant now() const;
  double speed() const;
  void set_now(Instant now);
  /// Simulated seconds per real second; below 0 counts as 0.
  void set_speed(double speed);

  /// Real time until `due`: zero when past, nothing when the clock stands still before it.
  std::optional<std::chrono::nanoseconds> real_time_until(Instant due) const;

 private:
  Instant now_locked(std::chrono::steady_clock::time_point real) const;

  mutable std::mutex mutex_;
  Instant base_;
  std::chrono::steady_clock::time_point real_base_;
  double speed_;
};

}  // namespace waypost::simulator
