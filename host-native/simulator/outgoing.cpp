#include "simulator/outgoing.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "simulator/wire.h"

namespace waypost::simulator {
namespace {

constexpr std::size_t kMostUpdates = 1000;
constexpr std::size_t kMostBytes = 3 * 1024 * 1024;

/// A webhook is known to faults by its first update.
FaultSubject subject_of(Update const& update) {
  auto const field = update.part == Update::Part::status ? "statuses" : update.field.c_str();
  return {update.phone_number_id, update.customer, update.customer, update.word, field};
}

std::vector<Item> items_of(std::vector<Update> const& updates) {
  std::vector<Item> items;
  items.reserve(updates.size());
  for (auto const& update : updates) items.push_back(update.item);
  return items;
}

}  // namespace

Outgoing::Outgoing(
    Batching batching, Clock& clock, Timeline& timeline, FaultPlan& faults, Sender& sender)
    : batching_(batching), clock_(clock), timeline_(timeline), faults_(faults), sender_(sender) {
  batching_.max_updates = std::clamp<std::size_t>(batching_.max_updates, 1, kMostUpdates);
}

void Outgoing::offer(Update update) {
  std::vector<Update> full;
  auto first = false;
  auto const app_id = update.app_id;
  {
    std::lock_guard const lock(mutex_);
    auto& waiting = waiting_[app_id];
    waiting.push_back(std::move(update));
    first = waiting.size() == 1;
    if (waiting.size() >= batching_.max_updates) full.swap(waiting);
  }
  if (!full.empty()) {
    ship(std::move(full));
  } else if (first) {
    timeline_.at(clock_.now() + batching_.linger, [this, app_id] { flush(app_id); });
  }
}

void Outgoing::flush(std::string const& app_id) {
  std::vector<Update> updates;
  {
    std::lock_guard const lock(mutex_);
    updates.swap(waiting_[app_id]);
  }
  if (!updates.empty()) ship(std::move(updates));
}

void Outgoing::offer_together(std::vector<Update> updates, std::size_t most) {
  most = std::clamp<std::size_t>(most, 1, kMostUpdates);
  std::map<std::string, std::vector<Update>> by_app;
  for (auto& update : updates) {
    auto& group = by_app[update.app_id];
    group.push_back(std::move(update));
    if (group.size() == most) ship(std::exchange(group, {}));
  }
  for (auto& [app_id, group] : by_app) {
    if (!group.empty()) ship(std::move(group));
  }
}

std::shared_ptr<Delivery> Outgoing::pack(std::vector<Update> updates) {
  auto delivery = std::make_shared<Delivery>();
  delivery->id = ++deliveries_;
  delivery->app_id = updates.front().app_id;
  delivery->bytes = to_wire(compose(updates, clock_.now()));
  delivery->items = items_of(updates);
  return delivery;
}

void Outgoing::ship(std::vector<Update> updates) {
  auto delivery = pack(updates);
  if (delivery->bytes.size() > kMostBytes && updates.size() > 1) {
    auto const middle = updates.begin() + static_cast<std::ptrdiff_t>(updates.size() / 2);
    std::vector<Update> second(std::make_move_iterator(middle),
                               std::make_move_iterator(updates.end()));
    updates.erase(middle, updates.end());
    ship(std::move(updates));
    ship(std::move(second));
    return;
  }
  dispatch(std::move(delivery), subject_of(updates.front()));
}

void Outgoing::offer_bytes(std::string app_id, std::string bytes) {
  auto delivery = std::make_shared<Delivery>();
  delivery->id = ++deliveries_;
  delivery->app_id = std::move(app_id);
  delivery->bytes = std::move(bytes);
  delivery->items.push_back({"bytes", std::to_string(delivery->id), ""});
  dispatch(std::move(delivery), {"", "", "", "", "bytes"});
}

std::future<int> Outgoing::post_now(Update update) {
  std::vector<Update> updates;
  updates.push_back(std::move(update));
  auto delivery = pack(std::move(updates));
  auto answer = std::make_shared<std::promise<int>>();
  delivery->answered = [answer](int http_status) { answer->set_value(http_status); };
  sender_.push(std::move(delivery));
  return answer->get_future();
}

void Outgoing::dispatch(std::shared_ptr<Delivery> delivery, FaultSubject const& subject) {
  auto const fault = faults_.strike(FaultGroup::post, subject);
  auto const app_id = delivery->app_id;
  if (fault && fault->kind == FaultKind::post_drop) return;
  if (fault && fault->kind == FaultKind::post_reorder) {
    hold_back(std::move(delivery), fault->delay);
    return;
  }
  if (fault && fault->kind == FaultKind::post_delay) {
    timeline_.at(clock_.now() + fault->delay, [this, delivery] { sender_.push(delivery); });
    return;
  }
  auto const again = fault && fault->kind == FaultKind::post_duplicate
                         ? std::make_shared<Delivery>(*delivery)
                         : nullptr;
  sender_.push(std::move(delivery));
  if (again) sender_.push(again);
  if (auto held = take_held(app_id)) sender_.push(std::move(held));
}

void Outgoing::hold_back(std::shared_ptr<Delivery> delivery, Duration longest) {
  auto const app_id = delivery->app_id;
  Held before;
  {
    std::lock_guard const lock(mutex_);
    before = std::exchange(held_[app_id], delivery);
  }
  // Two in a row: the second has passed the first.
  if (before) sender_.push(std::move(before));
  timeline_.at(clock_.now() + longest, [this, app_id, delivery] { release(app_id, delivery); });
}

void Outgoing::release(std::string const& app_id, Held const& held) {
  {
    std::lock_guard const lock(mutex_);
    auto const found = held_.find(app_id);
    if (found == held_.end() || found->second != held) return;
    held_.erase(found);
  }
  sender_.push(held);
}

Outgoing::Held Outgoing::take_held(std::string const& app_id) {
  std::lock_guard const lock(mutex_);
  auto const found = held_.find(app_id);
  if (found == held_.end()) return nullptr;
  auto held = std::move(found->second);
  held_.erase(found);
  return held;
}

void Outgoing::clear() {
  std::lock_guard const lock(mutex_);
  waiting_.clear();
  held_.clear();
}

}  // namespace waypost::simulator
