#pragma once
// What an operator's machines ask: is it alive, is it ready, how is it doing.

#include <atomic>
#include <mutex>

#include "app/clock.h"
#include "app/deliver.h"
#include "app/metrics.h"
#include "http/router.h"
#include "store/writer.h"

namespace waypost::app {

struct OperationsParts {
  store::Writer& writer;
  Deliver& deliver;
  Metrics& metrics;
  Clock const& clock;
};

class Operations {
 public:
  explicit Operations(OperationsParts parts) : parts_(parts) {}
  Operations(Operations const&) = delete;
  Operations& operator=(Operations const&) = delete;

  /// /livez /readyz /healthz /version, and /health as a replaced system had it.
  void add_health(http::Router& router);
  void add_metrics(http::Router& router);

  /// Reads gauges that need the database. Once a second.
  void sample();
  [[nodiscard]] bool has_wakes() const noexcept { return has_wakes_; }

 private:
  [[nodiscard]] std::string not_ready() const;
  [[nodiscard]] std::string metrics_text() const;

  OperationsParts parts_;
  std::atomic<bool> has_wakes_{false};
  mutable std::mutex mutex_;
  store::Backlog backlog_;
};

}  // namespace waypost::app
