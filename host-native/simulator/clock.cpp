#include "simulator/clock.h"

#include <algorithm>

namespace waypost::simulator {

Clock::Clock(Instant start, double speed)
    : base_(start), real_base_(std::chrono::steady_clock::now()), speed_(std::max(0.0, speed)) {}

Instant Clock::now_locked(std::chrono::steady_clock::time_point real) const {
  auto const passed = std::chrono::duration<double, std::micro>(real - real_base_) * speed_;
  return base_ + std::chrono::duration_cast<Duration>(passed);
}

Instant Clock::now() const {
  std::lock_guard const lock(mutex_);
  return now_locked(std::chrono::steady_clock::now());
}

double Clock::speed() const {
  std::lock_guard const lock(mutex_);
  return speed_;
}

void Clock::set_now(Instant now) {
  std::lock_guard const lock(mutex_);
  base_ = now;
  real_base_ = std::chrono::steady_clock::now();
}

void Clock::set_speed(double speed) {
  std::lock_guard const lock(mutex_);
  auto const real = std::chrono::steady_clock::now();
  base_ = now_locked(real);
  real_base_ = real;
  speed_ = std::max(0.0, speed);
}

std::optional<std::chrono::nanoseconds> Clock::real_time_until(Instant due) const {
  std::lock_guard const lock(mutex_);
  auto const now = now_locked(std::chrono::steady_clock::now());
  if (due <= now) return std::chrono::nanoseconds{0};
  if (speed_ <= 0) return std::nullopt;
  // An hour is far enough: whoever waits looks again, and a tiny speed cannot overflow.
  auto const real = std::chrono::duration<double, std::micro>(due - now) / speed_;
  auto const hour = std::chrono::duration<double, std::micro>(std::chrono::hours{1});
  return std::chrono::ceil<std::chrono::nanoseconds>(std::min(real, hour));
}

}  // namespace waypost::simulator
