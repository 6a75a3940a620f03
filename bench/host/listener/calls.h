#pragma once
// The other direction: what one outgoing call costs the caller.

#include <cstddef>
#include <cstdint>
#include <string>

namespace waypost::bench {

struct Calls {
  double per_second = 0;
  double cpu_us = 0;  ///< of this process, a call
  std::uint64_t failed = 0;
};

/// `count` POSTs of 300 bytes, `at_once` in flight, plain HTTP with kept connections.
[[nodiscard]] Calls calls_ours(std::uint16_t port, std::size_t at_once, std::size_t count);
/// The same with a cpp-httplib client in each of `at_once` threads.
[[nodiscard]] Calls calls_httplib(std::uint16_t port, std::size_t at_once, std::size_t count);

}  // namespace waypost::bench
