#include "simulator/timeline.h"

#include <algorithm>
#include <utility>

namespace waypost::simulator {

Timeline::Timeline(Clock& clock) : clock_(clock) {}

Timeline::~Timeline() {
  stop();
}

void Timeline::start() {
  std::lock_guard const lock(mutex_);
  if (state_ != State::fresh) return;
  state_ = State::running;
  thread_ = std::thread([this] { loop(); });
}

void Timeline::stop() {
  std::vector<Entry> dropped;  // destroyed without the lock: what they own may wake somebody
  {
    std::lock_guard const lock(mutex_);
    state_ = State::stopped;
    dropped.swap(heap_);
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Timeline::at(Instant due, Action action) {
  bool earliest = false;
  {
    std::lock_guard const lock(mutex_);
    if (state_ == State::stopped) return;
    auto const order = order_++;
    heap_.push_back(Entry{due, order, std::move(action)});
    std::push_heap(heap_.begin(), heap_.end(), Later{});
    earliest = heap_.front().order == order;
  }
  if (earliest) changed_.notify_all();
}

void Timeline::clock_moved() {
  // The lock makes sure that a loop between its look at the clock and its wait hears this.
  { std::lock_guard const lock(mutex_); }
  changed_.notify_all();
}

void Timeline::clear() {
  std::vector<Entry> dropped;
  std::lock_guard const lock(mutex_);
  dropped.swap(heap_);
}

std::size_t Timeline::pending() const {
  std::lock_guard const lock(mutex_);
  return heap_.size() + running_;
}

Timeline::Action Timeline::pop_locked() {
  std::pop_heap(heap_.begin(), heap_.end(), Later{});
  auto action = std::move(heap_.back().action);
  heap_.pop_back();
  return action;
}

void Timeline::run_unlocked(std::unique_lock<std::mutex>& lock, Action action) {
  ++running_;
  lock.unlock();
  action();
  action = nullptr;  // what it captured goes before the count says that nothing runs
  lock.lock();
  --running_;
}

void Timeline::loop() {
  std::unique_lock lock(mutex_);
  while (state_ != State::stopped) {
    if (state_ == State::stepping || heap_.empty()) {
      changed_.wait(lock);
      continue;
    }
    auto const wait = clock_.real_time_until(heap_.front().due);
    if (!wait) {
      changed_.wait(lock);
    } else if (wait->count() > 0) {
      changed_.wait_for(lock, *wait);
    } else {
      run_unlocked(lock, pop_locked());
      // Only `advance` waits for that.
      if (state_ == State::stepping) changed_.notify_all();
    }
  }
}

void Timeline::advance(Instant target, Action const& settle) {
  std::lock_guard const one_at_a_time(advancing_);
  std::unique_lock lock(mutex_);
  auto const before = state_;
  if (before == State::running) state_ = State::stepping;
  changed_.wait(lock, [this] { return running_ == 0; });
  auto const step = [&] {
    lock.unlock();
    settle();
    lock.lock();
  };
  step();
  while (state_ == State::stepping && !heap_.empty() && heap_.front().due <= target) {
    clock_.set_now(std::max(clock_.now(), heap_.front().due));
    run_unlocked(lock, pop_locked());
    step();
  }
  clock_.set_now(std::max(clock_.now(), target));
  if (state_ == State::stepping) state_ = State::running;
  lock.unlock();
  changed_.notify_all();
}

}  // namespace waypost::simulator
