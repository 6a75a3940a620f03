#pragma once
// service/kill: kill -9 under load, and whether everything that was acknowledged is stored. A
// handful of kills shows that the promise holds here; crash_test is the proof.

#include <cstddef>
#include <vector>

#include "service.h"

namespace waypost::bench {

struct KillResult {
  std::size_t acked = 0;
  std::size_t lost = 0;         ///< acknowledged, not stored
  std::vector<double> ready_s;  ///< each restart, until it took webhooks
};

/// Kills it `kills` times, each within `length_s` of load by 64 connections.
[[nodiscard]] KillResult kill_under_load(ServiceOptions const& options, int kills, double length_s);

}  // namespace waypost::bench
