#pragma once
// How long everything is measured.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "grow.h"

namespace waypost::bench {

struct Plan {
  std::string waypost;
  std::string folder;
  std::string only;  ///< part of the names of the stages that run; "" for all
  std::size_t messages = kBigHistory;
  int repeats = 5;
  int rare_repeats = 3;  ///< of stages that hardly vary or take long
  double disk_s = 1;
  double commit_s = 3;
  std::vector<std::size_t> rules{10, 100, 1'000, 10'000, 100'000};
  double match_s = 1;
  double listener_s = 3;
  std::size_t warm_up = 3'000;
  double closed_s = 6;
  double open_s = 20;
  std::vector<double> rates{50, 400, 5'000, 10'000};  ///< rarely, besides 1,000 a second
  double rate_s = 10;
  std::size_t end_to_end = 60'000;
  double end_to_end_s = 20;  ///< at most
  double mix_s = 6;
  std::size_t idle_connections = 10'000;
  double idle_s = 6;
  std::size_t slow_connections = 300;
  double slow_s = 12;  ///< longer than a request may take
  double deliver_s = 4;
  int kills = 10;
  double kill_s = 2;
  double grow_s = 5;
  std::vector<std::size_t> histories{kSmallHistory, 2'000'000, kBigHistory};

  [[nodiscard]] bool wants(std::string_view stage) const {
    return only.empty() || stage.find(only) != std::string_view::npos;
  }
};

/// The same within two minutes.
[[nodiscard]] inline Plan quick(Plan plan) {
  plan.messages = kSmallHistory;
  plan.repeats = 3;
  plan.rare_repeats = 1;
  plan.disk_s = 0.3;
  plan.commit_s = 0.4;
  plan.rules = {10, 100, 1'000, 10'000};
  plan.match_s = 0.2;
  plan.listener_s = 0.7;
  plan.warm_up = 1'500;
  plan.closed_s = 0.8;
  plan.open_s = 3;
  plan.rates = {400, 10'000};
  plan.rate_s = 1.5;
  plan.end_to_end = 8'000;
  plan.end_to_end_s = 2;
  plan.mix_s = 1;
  plan.idle_s = 1.5;
  plan.slow_s = 2;
  plan.deliver_s = 1.2;
  plan.kills = 3;
  plan.kill_s = 0.8;
  plan.grow_s = 0.6;
  plan.histories = {kSmallHistory};
  return plan;
}

}  // namespace waypost::bench
