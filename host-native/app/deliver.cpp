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
  {
    std::scoped_lock const lock(mutex_);
    is_running_ = true;
  }
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

std::unique_ptr<store::Job> Deliver::begin(store::Applied::Queued const& item) {
  std::scoped_lock const lock(mutex_);
  Instant const now = parts_.clock.now();
  if (!is_running_ || stopping_ || in_flight_ >= options_.in_flight || item.due_at > now) return {};
  LineKey const key{item.lane, item.number, item.conversation};
  Queue const& queue = queues_[{key.lane, key.number}];
  // Nobody is overtaken: not in his conversation, not on his number.
  bool const others_wait = !queue.heads.empty() && queue.heads.begin()->first <= now;
  if (key.lane != Lane::reply || others_wait || queue.blocked_until > now) return {};
  if (lines_.contains(key)) return {};
  Line& line = lines_[key];
  line.items[item.item] = item.due_at;
  line.busy = true;
  line_of_[item.item] = key;
  ++in_flight_;
  return std::make_unique<Dispatch>(*this, key, item.item);
}

void Deliver::queued(std::vector<store::Applied::Queued> const& items) {
  std::unique_lock lock(mutex_);
  for (auto const& item : items) {
    add({item.lane, item.number, item.conversation}, item.item, item.due_at);
  }
  go_on(lock);
}

void Deliver::moved(std::vector<store::Applied::Moved> const& items) {
  std::unique_lock lock(mutex_);
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
        unqueue(key);
        line->second.held_until = {};
        requeue(key);
      }
    }
  }
  go_on(lock);
}

void Deliver::received(RowId number, std::int64_t messages) {
  std::scoped_lock const lock(mutex_);
  received_[number] += messages;
}

void Deliver::stops_changed() {
  std::unique_lock lock(mutex_);
  for (auto& [key, queue] : queues_) queue.blocked_until = {};
  go_on(lock);
}

void Deliver::limits_changed() {
  std::unique_lock lock(mutex_);
  Instant const now = parts_.clock.now();
  for (auto& [key, queue] : queues_) queue.blocked_until = {};
  for (auto& [key, line] : lines_) {
    if (!line.limited || line.busy || line.items.empty()) continue;
    unqueue(key);
    line.items.begin()->second = now;
    requeue(key);
  }
  go_on(lock);
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
      parts_.writer.post(std::make_unique<Settle>(*this, key, item, outbox::EvidenceEnded{},
                                                  Settle::Successor::none));
      lock.lock();
    }
    while (in_flight_ < options_.in_flight && !stopping_ && launch(now, lock)) {
    }
    poked_ = false;
    asleep_until_ = next_wake(now);
    Span const pause = std::min<Span>(asleep_until_ - now, std::chrono::seconds{1});
    wake_.wait_for(lock, std::max<Span>(pause, Span{500}), [this] { return poked_ || stopping_; });
    asleep_until_ = Instant::min();
  }
}

/// Something changed: begins what can begin, on the thread that brought the news, which is mostly
/// the writer's own; the loop is woken only for a time that it does not know of.
void Deliver::go_on(std::unique_lock<std::mutex>& lock) {
  if (!is_running_ || stopping_) {
    wake_.notify_all();
    return;
  }
  Instant const now = parts_.clock.now();
  while (in_flight_ < options_.in_flight && !stopping_ && launch(now, lock)) {
  }
  if (next_wake(now) >= asleep_until_) return;
  poked_ = true;
  wake_.notify_all();
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
    auto const successor = has_successor(key) ? Settle::Successor::waits : Settle::Successor::none;
    parts_.writer.post(std::make_unique<Settle>(*this, key, item, std::move(outcome), successor));
  });
}

bool Deliver::has_successor(LineKey const& key) const {
  std::scoped_lock const lock(mutex_);
  auto const found = lines_.find(key);
  return found != lines_.end() && found->second.items.size() > 1;
}

void Deliver::wait(LineKey const& key, RowId item, Instant until, Waits what) {
  std::unique_lock lock(mutex_);
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
  go_on(lock);
}

void Deliver::gone(LineKey const& key, RowId item) {
  std::unique_lock lock(mutex_);
  --in_flight_;
  leave(key, item);
  line_of_.erase(item);
  go_on(lock);
}

void Deliver::settled(LineKey const& key, RowId item, State state, Instant due) {
  std::unique_lock lock(mutex_);
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
    line.held_until = now + (key.lane == Lane::reply ? options_.reply_doubt : options_.bulk_doubt);
    requeue(key);
  } else {
    line.items.erase(item);
    line.busy = false;
    if (line.held_until <= now) line.held_until = {};
    line_of_.erase(item);
    requeue(key);
  }
  go_on(lock);
}

/// The writer would not take the plan (a full disk): nothing was sent, ask again soon.
void Deliver::refused(LineKey const& key, RowId item) {
  std::unique_lock lock(mutex_);
  --in_flight_;
  Line& line = lines_[key];
  line.busy = false;
  line.items[item] = parts_.clock.now() + std::chrono::seconds{1};
  requeue(key);
  go_on(lock);
}

void Deliver::doubt(RowId item, Instant since) {
  doubts_.emplace(since + outbox::kEvidenceWait, item);
}

}  // namespace waypost::app
