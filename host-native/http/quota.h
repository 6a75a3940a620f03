#pragma once
// What all connections share: how many there are, of whom, and how much they have in memory.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "http/address.h"

namespace waypost::http {

struct QuotaLimits {
  std::size_t connections = 0;
  std::size_t connections_per_address = 0;
  std::size_t buffered_bytes = 0;
  std::size_t buffered_bytes_per_address = 0;
};

/// Thread-safe counters of one listener. Every `enter` that let in is paired with a `leave`.
class Quota {
 public:
  /// `unlimited`: networks without per-address limits.
  Quota(QuotaLimits const& limits, std::vector<Network> unlimited);
  Quota(Quota const&) = delete;
  Quota& operator=(Quota const&) = delete;

  enum class Entry : std::uint8_t { let_in, total, address };
  [[nodiscard]] Entry enter(Address const& address);
  void leave(Address const& address);

  enum class Memory : std::uint8_t { granted, refused };
  /// Bytes of unfinished requests. What was granted is given back with `release`.
  [[nodiscard]] Memory take(Address const& address, std::size_t bytes);
  void release(Address const& address, std::size_t bytes);

  [[nodiscard]] std::size_t connections() const noexcept { return connections_.load(); }
  [[nodiscard]] std::size_t buffered() const noexcept { return buffered_.load(); }

 private:
  struct Held {
    std::size_t connections = 0;
    std::size_t buffered = 0;
  };

  QuotaLimits const limits_;
  std::vector<Network> const unlimited_;
  std::mutex guard_;
  std::unordered_map<Address, Held, AddressHash> held_;
  std::atomic<std::size_t> connections_{0};
  std::atomic<std::size_t> buffered_{0};
};

}  // namespace waypost::http
