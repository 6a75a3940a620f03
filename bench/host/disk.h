#pragma once
// The disk beside every figure: how often it can sync what was appended or overwritten.

#include <cstddef>
#include <string>

namespace waypost::bench {

struct SyncResult {
  double per_s = 0;
  double p50_us = 0;
  double p99_us = 0;
};

enum class SyncMode { append, overwrite };

/// pwrite + fdatasync of `bytes` for `length_s` seconds in a file of `folder`.
[[nodiscard]] SyncResult sync_rate(std::string const& folder,
                                   std::size_t bytes,
                                   SyncMode mode,
                                   double length_s);

}  // namespace waypost::bench
