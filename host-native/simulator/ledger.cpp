#include "simulator/ledger.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include "simulator/wire.h"

namespace waypost::simulator {
namespace {

template <typename Record>
std::vector<Record> page(std::deque<Record> const& records, std::size_t from, std::size_t limit) {
  from = std::min(from, records.size());
  auto const count = std::min(limit, records.size() - from);
  auto const begin = records.begin() + static_cast<std::ptrdiff_t>(from);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

struct Ledger::State {
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  mutable std::size_t waiting = 0;
  Options::PostBodies post_bodies = Options::PostBodies::dropped;
  std::ofstream file;

  std::atomic<std::uint64_t> requests{0};
  std::deque<AcceptedSend> accepted;
  std::deque<RefusedSend> refused;
  std::deque<InboundMessage> inbound;
  std::deque<StatusUpdate> statuses;
  std::deque<WebhookPost> posts;
  std::deque<ReadCall> reads;
  std::vector<Item> acknowledged;
  std::unordered_set<std::string> acknowledged_keys;
  std::uint64_t posts_acknowledged = 0;
  std::uint64_t deliveries_given_up = 0;

  Summary summary_locked() const {
    return {requests.load(), accepted.size(),    refused.size(),
            inbound.size(),  statuses.size(),    reads.size(),
            posts.size(),    posts_acknowledged, deliveries_given_up};
  }

  template <typename Record>
  std::uint64_t append(std::deque<Record>& records, Record&& record) {
    std::lock_guard const lock(mutex);
    return append_locked(records, std::move(record));
  }

  template <typename Record>
  std::uint64_t append_locked(std::deque<Record>& records, Record&& record) {
    record.ordinal = records.size() + 1;
    if (file.is_open()) file << to_wire(to_json(record)) << '\n';
    auto const ordinal = record.ordinal;
    records.push_back(std::move(record));
    if (waiting > 0) changed.notify_all();
    return ordinal;
  }

  void note_acknowledged(std::vector<Item> const& items) {
    for (auto const& item : items) {
      auto key = item.kind + '|' + item.id + '|' + item.status;
      if (acknowledged_keys.insert(std::move(key)).second) acknowledged.push_back(item);
    }
  }
};

Ledger::Ledger(std::string const& file, Options::PostBodies post_bodies)
    : state_(std::make_unique<State>()) {
  state_->post_bodies = post_bodies;
  if (file.empty()) return;
  state_->file.open(file, std::ios::app | std::ios::binary);
  if (!state_->file) throw std::runtime_error("cannot write the ledger file " + file);
}

Ledger::~Ledger() = default;

std::vector<AcceptedSend> Ledger::accepted(std::size_t from, std::size_t limit) const {
  std::lock_guard const lock(state_->mutex);
  return page(state_->accepted, from, limit);
}

std::vector<RefusedSend> Ledger::refused(std::size_t from, std::size_t limit) const {
  std::lock_guard const lock(state_->mutex);
  return page(state_->refused, from, limit);
}

std::vector<InboundMessage> Ledger::inbound(std::size_t from, std::size_t limit) const {
  std::lock_guard const lock(state_->mutex);
  return page(state_->inbound, from, limit);
}

std::vector<StatusUpdate> Ledger::statuses(std::size_t from, std::size_t limit) const {
  std::lock_guard const lock(state_->mutex);
  return page(state_->statuses, from, limit);
}

std::vector<WebhookPost> Ledger::posts(std::size_t from, std::size_t limit) const {
  std::lock_guard const lock(state_->mutex);
  return page(state_->posts, from, limit);
}

std::vector<ReadCall> Ledger::reads(std::size_t from, std::size_t limit) const {
  std::lock_guard const lock(state_->mutex);
  return page(state_->reads, from, limit);
}

std::vector<Item> Ledger::acknowledged() const {
  std::lock_guard const lock(state_->mutex);
  return state_->acknowledged;
}

Summary Ledger::summary() const {
  std::lock_guard const lock(state_->mutex);
  return state_->summary_locked();
}

bool Ledger::wait(std::function<bool(Summary const&)> const& enough,
                  std::chrono::milliseconds timeout) const {
  std::unique_lock lock(state_->mutex);
  ++state_->waiting;
  auto const done =
      state_->changed.wait_for(lock, timeout, [&] { return enough(state_->summary_locked()); });
  --state_->waiting;
  return done;
}

bool Ledger::keeps_bodies() const {
  return state_->post_bodies == Options::PostBodies::kept;
}

std::uint64_t Ledger::next_request() {
  return state_->requests.fetch_add(1) + 1;
}

std::uint64_t Ledger::add(AcceptedSend record) {
  return state_->append(state_->accepted, std::move(record));
}

std::uint64_t Ledger::add(RefusedSend record) {
  return state_->append(state_->refused, std::move(record));
}

std::uint64_t Ledger::add(InboundMessage record) {
  return state_->append(state_->inbound, std::move(record));
}

std::uint64_t Ledger::add(StatusUpdate record) {
  return state_->append(state_->statuses, std::move(record));
}

std::uint64_t Ledger::add(ReadCall record) {
  return state_->append(state_->reads, std::move(record));
}

std::uint64_t Ledger::add(WebhookPost record) {
  std::lock_guard const lock(state_->mutex);
  if (record.http_status == 200) {
    ++state_->posts_acknowledged;
    state_->note_acknowledged(record.items);
  }
  if (record.gave_up == WebhookPost::GaveUp::yes) ++state_->deliveries_given_up;
  return state_->append_locked(state_->posts, std::move(record));
}

void Ledger::clear() {
  std::lock_guard const lock(state_->mutex);
  state_->requests = 0;
  state_->accepted.clear();
  state_->refused.clear();
  state_->inbound.clear();
  state_->statuses.clear();
  state_->posts.clear();
  state_->reads.clear();
  state_->acknowledged.clear();
  state_->acknowledged_keys.clear();
  state_->posts_acknowledged = 0;
  state_->deliveries_given_up = 0;
}

void Ledger::flush() {
  std::lock_guard const lock(state_->mutex);
  if (state_->file.is_open()) state_->file.flush();
}

}  // namespace waypost::simulator
