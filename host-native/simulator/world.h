/// The parts of one simulator, made in the order in which they need each other.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "simulator/clock.h"
#include "simulator/directory.h"
#include "simulator/fault_plan.h"
#include "simulator/ids.h"
#include "simulator/ledger.h"
#include "simulator/limits.h"
#include "simulator/media.h"
#include "simulator/message_index.h"
#include "simulator/outgoing.h"
#include "simulator/sender.h"
#include "simulator/simulator.h"
#include "simulator/templates.h"
#include "simulator/timeline.h"

namespace waypost::simulator {

/// Tells whoever watches; free when nobody does.
class Watch {
 public:
  void set(std::function<void(Event const&)> observer);
  bool anybody() const { return anybody_.load(std::memory_order_relaxed); }
  void tell(Event const& event) const;

 private:
  std::atomic<bool> anybody_{false};
  mutable std::mutex mutex_;
  std::shared_ptr<std::function<void(Event const&)>> observer_;
};

struct World {
  explicit World(Options from);

  /// A simulated wait of the calling thread; ends early when the timeline is cleared or stopped.
  void sleep(Duration length);
  /// Whether nothing is queued, under way or to come.
  bool quiet() const;

  Options options;
  std::uint64_t seed;
  Clock clock;
  Timeline timeline;
  Directory directory;
  TemplateStore templates;
  MediaStore media;
  MessageIndex messages;
  LimitBook limits;
  FaultPlan faults;
  Ledger ledger;
  Ids ids;
  Watch watch;
  Sender sender;
  Outgoing outgoing;
  /// Graph requests inside a handler.
  std::atomic<int> handling{0};
  /// Where media urls lead; known once the port is.
  std::string origin;
};

}  // namespace waypost::simulator
