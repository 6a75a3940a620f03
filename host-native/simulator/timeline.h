/// What is to happen and when, on the simulator's clock: statuses, retries, delayed webhooks.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "simulator/clock.h"

namespace waypost::simulator {

/// One thread runs what is due, in order of instant and then of registration.
class Timeline {
 public:
  using Action = std::function<void()>;

  explicit Timeline(Clock& clock);
  ~Timeline();
  Timeline(Timeline const&) = delete;
  Timeline& operator=(Timeline const&) = delete;

  /// Once.
  void start();
  /// Drops what is pending and joins the thread.
  void stop();

  /// Dropped after `stop`.
  void at(Instant due, Action action);
  /// Says that the clock was moved.
  void clock_moved();
  void clear();

  /// Actions pending or running.
  std::size_t pending() const;

  /// Moves the clock to `target` from one due action to the next, each run at its own instant in
  /// the caller's thread; `settle` is called after each step and before the first look.
  void advance(Instant target, Action const& settle);

 private:
  struct Entry {
    Instant due;
    std::uint64_t order;
    Action action;
  };
  /// For std heap functions: the earliest is on top.
  struct Later {
    bool operator()(Entry const& left, Entry const& right) const {
      return left.due != right.due ? left.due > right.due : left.order > right.order;
    }
  };

  void loop();
  Action pop_locked();
  void run_unlocked(std::unique_lock<std::mutex>& lock, Action action);

  Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> heap_;
  std::uint64_t order_ = 0;
  std::size_t running_ = 0;
  enum class State { fresh, running, stepping, stopped } state_ = State::fresh;
  std::mutex advancing_;
  std::thread thread_;
};

}  // namespace waypost::simulator
