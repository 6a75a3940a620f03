#include "app/deliver.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "app/deliver_jobs.h"

namespace waypost::app {

using outbox::Item;
using outbox::Lane;
using outbox::State;

Deliver::Deliver(DeliverParts parts, DeliverOptions options)
    : parts_(parts), options_(std::move(options)) {}

Deliver::~Deliver() {
  stop(std::chrono::milliseconds{0});
}

void Deliver::recover() {
  std::vector<Item> open;
  parts_.writer.run([&](store::Store& store) {
    open = store.open_items();
    Instant const now = parts_.clock.now();
    for (Item& item : open) {
      if (item.state != State::dispatching) continue;
      Number const* const number = parts_.directory.get()->number(item.phone_number_id);
      store::Scope scope;
      scope.tenant = item.tenant;
      scope.number = number != nullptr ? number->id : 0;
      scope.received_at = now;
      engine::Snapshot snapshot;
      snapshot.item = item;
      store::Applied applied;
      store.apply(outbox::settle(item, outbox::ProcessDied{}, now), snapshot, scope, applied);
      item.state = State::unknown;
    }
  });
  std::scoped_lock const lock(mutex_);
  std::shared_ptr<Directory const> const directory = parts_.directory.get();
  for (Item const& item : open) {
    Number const* const number = directory->number(item.phone_number_id);
    if (number == nullptr) continue;
    LineKey const key{item.lane, number->id, item.conversation};
    if (item.state == State::ready) add(key, item.id, item.due_at);
    if (item.state == State::unknown) {
      Instant const since = item.dispatched_at.value_or(item.created_at);
      doubts_.emplace(since + outbox::kEvidenceWait, item.id);
      line_of_[item.id] = key;
      Span const hold = item.lane == Lane::reply ? options_.reply_doubt : options_.bulk_doubt;
      lines_[key].held_until = std::max(lines_[key].held_until, since + hold);
    }
  }
}

void Deliver::start() {
  thread_ = std::thread([this] { loop(); });
}

void Deliver::stop(std::chrono::milliseconds grace) {
  {
    std::scoped_lock const lock(mutex_);
    stopping_ = true;
    poked_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  parts_.graph.stop(grace);
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, grace + std::chrono::seconds{5},
                 [this] { return in_flight_ == 0 || parts_.writer.has_failed(); });
}

void Deliver::queued(std::vector<store::Applied::Queued> const& items) {
  {
    std::scoped_lock const lock(mutex_);
    for (auto const& item : items) {
      add({item.lane, item.number, item.conversation}, item.item, item.due_at);
    }
    poked_ = true;
  }
  wake_.notify_one();
}

void Deliver::moved(std::vector<store::Applied::Moved> const& items) {
  {
    std::scoped_lock const lock(mutex_);
    for (auto const& item : items) {
      auto const found = line_of_.find(item.item);
      if (found == line_of_.end()) continue;
      LineKey const key = found->second;
      if (item.to == State::ready || item.to == State::dispatching || item.to == State::unknown)
        continue;
      // Evidence came: the conversation need not wait for it any longer.
      std::erase_if(doubts_, [&](auto const& doubt) { return doubt.second == item.item; });
      auto const line = lines_.find(key);
      if (line == lines_.end() || !line->second.busy) {
        line_of_.erase(found);
        if (line != lines_.end()) {
          line->second.held_until = {};
          requeue(key);
        }
      }
    }
    poked_ = true;
  }
  wake_.notify_one();
}

void Deliver::received(RowId number, std::int64_t messages) {
  std::scoped_lock const lock(mutex_);
  received_[number] += messages;
}

void Deliver::stops_changed() {
  {
    std::scoped_lock const lock(mutex_);
    for (auto& [key, queue] : queues_) queue.blocked_until = {};
    poked_ = true;
  }
  wake_.notify_one();
}

void Deliver::limits_changed() {
  {
    std::scoped_lock const lock(mutex_);
    Instant const now = parts_.clock.now();
    for (auto& [key, queue] : queues_) queue.blocked_until = {};
    for (auto& [key, line] : lines_) {
      if (!line.limited || line.busy || line.items.empty()) continue;
      unqueue(key);
      line.items.begin()->second = now;
      requeue(key);
    }
    poked_ = true;
  }
  wake_.notify_one();
}

std::size_t Deliver::in_flight() const {
  std::scoped_lock const lock(mutex_);
  return in_flight_;
}

std::size_t Deliver::waiting() const {
  std::scoped_lock const lock(mutex_);
  return line_of_.size();
}

std::int64_t Deliver::take_received(RowId number) {
  std::scoped_lock const lock(mutex_);
  auto const found = received_.find(number);
  if (found == received_.end()) return 0;
  std::int64_t const count = found->second;
  received_.erase(found);
  return count;
}

void Deliver::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    Instant const now = parts_.clock.now();
    while (!doubts_.empty() && doubts_.begin()->first <= now) {
      RowId const item = doubts_.begin()->second;
      doubts_.erase(doubts_.begin());
      LineKey const key = line_of_[item];
      line_of_.erase(item);
      ++in_flight_;
      lock.unlock();
      parts_.writer.post(std::make_unique<Settle>(*this, key, item, outbox::EvidenceEnded{}));
      lock.lock();
    }
    while (in_flight_ < options_.in_flight && !stopping_ && launch(now, lock)) {
    }
    poked_ = false;
    Instant const wake = next_wake(now);
    Span const pause = std::min<Span>(wake - now, std::chrono::seconds{1});
    wake_.wait_for(lock, std::max<Span>(pause, Span{500}), [this] { return poked_ || stopping_; });
  }
}

/// Begins with the head of one line: replies before bulk, numbers in turn.
bool Deliver::launch(Instant now, std::unique_lock<std::mutex>& lock) {
  for (Lane const lane : {Lane::reply, Lane::bulk}) {
    auto const first = queues_.upper_bound({lane, after_number_});
    auto const begin = queues_.lower_bound({lane, std::numeric_limits<RowId>::min()});
    auto const end = queues_.upper_bound({lane, std::numeric_limits<RowId>::max()});
    auto at = first;
    for (bool wrapped = false;;) {
      if (at == end) {
        if (wrapped || begin == end) break;
        wrapped = true;
        at = begin;
        continue;
      }
      if (wrapped && at == first) break;
      Queue& queue = at->second;
      if (queue.blocked_until <= now && !queue.heads.empty() && queue.heads.begin()->first <= now) {
        LineKey const key = queue.heads.begin()->second;
        after_number_ = key.number;
        queue.heads.erase(queue.heads.begin());
        Line& line = lines_[key];
        line.busy = true;
        line.limited = false;
        RowId const item = line.items.begin()->first;
        ++in_flight_;
        lock.unlock();
        parts_.writer.post(std::make_unique<Dispatch>(*this, key, item));
        lock.lock();
        return true;
      }
      ++at;
    }
    after_number_ = 0;
  }
  return false;
}

Instant Deliver::next_wake(Instant now) const {
  Instant next = now + std::chrono::seconds{1};
  if (in_flight_ >= options_.in_flight) return next;
  for (auto const& [key, queue] : queues_) {
    if (queue.heads.empty()) continue;
    next = std::min(next, std::max(queue.heads.begin()->first, queue.blocked_until));
  }
  if (!doubts_.empty()) next = std::min(next, doubts_.begin()->first);
  return next;
}

void Deliver::add(LineKey const& key, RowId item, Instant due) {
  unqueue(key);
  lines_[key].items[item] = due;
  line_of_[item] = key;
  requeue(key);
}

/// Puts a line's head where its time is; a busy or empty line stands nowhere.
void Deliver::requeue(LineKey const& key) {
  auto const found = lines_.find(key);
  if (found == lines_.end()) return;
  Line& line = found->second;
  if (line.items.empty() && !line.busy && line.held_until == Instant{}) {
    lines_.erase(found);
    return;
  }
  if (line.busy || line.items.empty()) return;
  Instant const due = std::max(line.items.begin()->second, line.held_until);
  queues_[{key.lane, key.number}].heads.emplace(due, key);
}

void Deliver::unqueue(LineKey const& key) {
  auto const found = lines_.find(key);
  if (found == lines_.end() || found->second.busy || found->second.items.empty()) return;
  Instant const due = std::max(found->second.items.begin()->second, found->second.held_until);
  queues_[{key.lane, key.number}].heads.erase({due, key});
}

/// An item is done with, as far as its turn goes.
void Deliver::leave(LineKey const& key, RowId item) {
  auto const found = lines_.find(key);
  if (found == lines_.end()) return;
  unqueue(key);
  found->second.busy = false;
  found->second.items.erase(item);
  requeue(key);
}

void Deliver::planned(LineKey const& key, RowId item, http::GraphCall call) {
  auto const since = std::chrono::steady_clock::now();
  parts_.graph.call(std::move(call), [this, key, item, since](outbox::SendOutcome outcome) {
    auto const took = std::chrono::steady_clock::now() - since;
    parts_.metrics.send.observe(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    parts_.writer.post(std::make_unique<Settle>(*this, key, item, std::move(outcome)));
  });
}

void Deliver::wait(LineKey const& key, RowId item, Instant until, Waits what) {
  {
    std::scoped_lock const lock(mutex_);
    --in_flight_;
    Instant const now = parts_.clock.now();
    Instant const due = std::max(until, now + std::chrono::milliseconds{1});
    Line& line = lines_[key];
    line.busy = false;
    line.limited = what == Waits::limited;
    line.items[item] = what == Waits::number ? now : due;
    if (what == Waits::number) {
      Queue& queue = queues_[{key.lane, key.number}];
      queue.blocked_until =
          std::max(queue.blocked_until, std::min(due, now + std::chrono::minutes{1}));
    }
    requeue(key);
    poked_ = true;
  }
  wake_.notify_all();
}

void Deliver::gone(LineKey const& key, RowId item) {
  {
    std::scoped_lock const lock(mutex_);
    --in_flight_;
    leave(key, item);
    line_of_.erase(item);
    poked_ = true;
  }
  wake_.notify_all();
}

void Deliver::settled(LineKey const& key, RowId item, State state, Instant due) {
  {
    std::scoped_lock const lock(mutex_);
    --in_flight_;
    Instant const now = parts_.clock.now();
    Line& line = lines_[key];
    if (state == State::ready) {
      line.busy = false;
      line.items[item] = due;
      requeue(key);
    } else if (state == State::unknown) {
      doubt(item, now);
      line.items.erase(item);
      line.busy = false;
      line.held_until =
          now + (key.lane == Lane::reply ? options_.reply_doubt : options_.bulk_doubt);
      requeue(key);
    } else {
      line.items.erase(item);
      line.busy = false;
      if (line.held_until <= now) line.held_until = {};
      line_of_.erase(item);
      requeue(key);
    }
    poked_ = true;
  }
  wake_.notify_all();
}

/// The writer would not take the plan (a full disk): nothing was sent, ask again soon.
void Deliver::refused(LineKey const& key, RowId item) {
  {
    std::scoped_lock const lock(mutex_);
    --in_flight_;
    Line& line = lines_[key];
    line.busy = false;
    line.items[item] = parts_.clock.now() + std::chrono::seconds{1};
    requeue(key);
  }
  wake_.notify_all();
}

void Deliver::doubt(RowId item, Instant since) {
  doubts_.emplace(since + outbox::kEvidenceWait, item);
}

}  // namespace waypost::app
