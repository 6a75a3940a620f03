/// Between what happens and what is posted: batches, and the faults that strike a webhook.
#pragma once

#include <atomic>
#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "simulator/envelope.h"
#include "simulator/fault_plan.h"
#include "simulator/sender.h"

namespace waypost::simulator {

/// Thread-safe.
class Outgoing {
 public:
  Outgoing(Batching batching, Clock& clock, Timeline& timeline, FaultPlan& faults, Sender& sender);

  /// Queues one update; it may wait for company.
  void offer(Update update);
  /// Queues these for as few POSTs as may be, of at most `most` updates each.
  void offer_together(std::vector<Update> updates, std::size_t most);
  /// Posts bytes as they are.
  void offer_bytes(std::string app_id, std::string bytes);
  /// Posts alone, at once and past all faults; the future has the answer's HTTP status.
  std::future<int> post_now(Update update);

  /// Forgets what waits for company or was held back.
  void clear();

 private:
  using Held = std::shared_ptr<Delivery>;

  std::shared_ptr<Delivery> pack(std::vector<Update> updates);
  void ship(std::vector<Update> updates);
  void dispatch(std::shared_ptr<Delivery> delivery, FaultSubject const& subject);
  void hold_back(std::shared_ptr<Delivery> delivery, Duration longest);
  void release(std::string const& app_id, Held const& held);
  Held take_held(std::string const& app_id);
  void flush(std::string const& app_id);

  Batching batching_;
  Clock& clock_;
  Timeline& timeline_;
  FaultPlan& faults_;
  Sender& sender_;
  std::atomic<std::uint64_t> deliveries_{0};
  std::mutex mutex_;
  std::map<std::string, std::vector<Update>> waiting_;
  std::map<std::string, Held> held_;
};

}  // namespace waypost::simulator
