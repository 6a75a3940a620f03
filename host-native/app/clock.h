#pragma once
// The host's time. The core takes it as an argument; this is where it comes from.

#include <chrono>

#include "waypost/base/instant.h"

namespace waypost::app {

/// Wall time for records, windows and schedules. Tests lend another one.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    return std::chrono::time_point_cast<Span>(std::chrono::system_clock::now());
  }
};

}  // namespace waypost::app
