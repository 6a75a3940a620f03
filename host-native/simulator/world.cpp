#include "simulator/world.h"

#include <future>
#include <random>
#include <utility>

namespace waypost::simulator {
namespace {

std::uint64_t random_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

Instant present() {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

}  // namespace

void Watch::set(std::function<void(Event const&)> observer) {
  std::lock_guard const lock(mutex_);
  anybody_ = static_cast<bool>(observer);
  observer_ =
      observer ? std::make_shared<std::function<void(Event const&)>>(std::move(observer)) : nullptr;
}

void Watch::tell(Event const& event) const {
  std::shared_ptr<std::function<void(Event const&)>> observer;
  {
    std::lock_guard const lock(mutex_);
    observer = observer_;
  }
  if (observer) (*observer)(event);
}

World::World(Options from)
    : options(std::move(from)),
      seed(options.seed ? *options.seed : random_seed()),
      clock(options.clock_start ? *options.clock_start : present(), options.clock_speed),
      timeline(clock),
      directory(options.apps, options.numbers, options.customers),
      limits(options.limits),
      faults(seed),
      ledger(options.ledger_file, options.post_bodies),
      ids(seed),
      sender({options.webhook_connections, options.webhook_timeout, options.retries,
              options.webhook_ca_file},
             clock,
             timeline,
             directory,
             ledger,
             [this](Delivery const& delivery) {
               if (!watch.anybody()) return;
               for (auto const& item : delivery.items) {
                 Event event;
                 event.kind = Event::Kind::acknowledged;
                 event.at = clock.now();
                 event.wamid = item.id;
                 event.word = item.status.empty() ? item.kind : item.status;
                 watch.tell(event);
               }
             }),
      outgoing(options.batching, clock, timeline, faults, sender) {}

void World::sleep(Duration length) {
  auto done = std::make_shared<std::promise<void>>();
  auto const woken = done->get_future();
  // The action alone owns the promise: when it is dropped, the wait ends.
  timeline.at(clock.now() + length, [done = std::move(done)] { done->set_value(); });
  woken.wait();
}

bool World::quiet() const {
  return handling == 0 && timeline.pending() == 0 && sender.busy() == 0;
}

}  // namespace waypost::simulator
