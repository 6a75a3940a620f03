#include "http/quota.h"

#include <utility>

namespace waypost::http {

Quota::Quota(QuotaLimits const& limits, std::vector<Network> unlimited)
    : limits_(limits), unlimited_(std::move(unlimited)) {}

Quota::Entry Quota::enter(Address const& address) {
  std::lock_guard const lock{guard_};
  if (connections_ >= limits_.connections) return Entry::total;
  auto& held = held_[address];
  if (held.connections >= limits_.connections_per_address && !contains(unlimited_, address))
    return Entry::address;
  ++held.connections;
  ++connections_;
  return Entry::let_in;
}

void Quota::leave(Address const& address) {
  std::lock_guard const lock{guard_};
  --connections_;
  auto const found = held_.find(address);
  if (--found->second.connections == 0 && found->second.buffered == 0) held_.erase(found);
}

Quota::Memory Quota::take(Address const& address, std::size_t bytes) {
  if (bytes == 0) return Memory::granted;
  std::lock_guard const lock{guard_};
  if (buffered_ + bytes > limits_.buffered_bytes) return Memory::refused;
  auto& held = held_[address];
  if (held.buffered + bytes > limits_.buffered_bytes_per_address && !contains(unlimited_, address))
    return Memory::refused;
  held.buffered += bytes;
  buffered_ += bytes;
  return Memory::granted;
}

void Quota::release(Address const& address, std::size_t bytes) {
  if (bytes == 0) return;
  std::lock_guard const lock{guard_};
  buffered_ -= bytes;
  held_[address].buffered -= bytes;
}

}  // namespace waypost::http
