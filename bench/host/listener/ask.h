#pragma once
// The load: keep-alive requests as fast as they are answered, slow clients, and one odd body.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace waypost::bench {

/// Closed loop over `connections`, one request in flight on each: a signed webhook of 656 bytes.
struct Loop {
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;
  double seconds = 0;
};
[[nodiscard]] Loop closed_loop(std::uint16_t port,
                               std::size_t connections,
                               std::chrono::milliseconds length);

/// While `slow` clients send one byte of a body a quarter second, honest ones connect and ask.
struct Honest {
  int asked = 0;
  int answered = 0;
  double worst_ms = 0;  ///< of the answered ones
};
[[nodiscard]] Honest beside_slow_clients(std::uint16_t port,
                                         std::size_t slow,
                                         std::chrono::milliseconds length);

/// What comes back for 4 MiB in chunks where 3 MiB + 64 KiB are allowed: status and body.
[[nodiscard]] std::string chunked_4_mib(std::uint16_t port);

}  // namespace waypost::bench
