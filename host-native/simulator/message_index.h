/// Every message the simulator carried, so that reactions, quotes and read receipts find it.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "simulator/options.h"

namespace waypost::simulator {

enum class Direction { inbound, outbound };

struct KnownMessage {
  Instant at;
  Direction direction = Direction::inbound;
};

/// Thread-safe.
class MessageIndex {
 public:
  void note(std::string wamid, KnownMessage message) {
    std::lock_guard const lock(mutex_);
    known_.insert_or_assign(std::move(wamid), message);
  }
  std::optional<KnownMessage> find(std::string_view wamid) const {
    std::lock_guard const lock(mutex_);
    auto const found = known_.find(std::string(wamid));
    if (found == known_.end()) return std::nullopt;
    return found->second;
  }
  void clear() {
    std::lock_guard const lock(mutex_);
    known_.clear();
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, KnownMessage> known_;
};

}  // namespace waypost::simulator
