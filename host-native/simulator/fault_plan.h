/// Chooses which fault strikes: on demand by count, or by the seed.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "simulator/fault.h"

namespace waypost::simulator {

/// Where in a message's life a fault strikes; of each group at most one does.
enum class FaultGroup { answer, fate, post };

FaultGroup group_of(FaultKind kind);
std::string_view word_of(FaultKind kind);
std::optional<FaultKind> fault_kind_from(std::string_view word);

/// What a fault's filters are held against.
struct FaultSubject {
  std::string_view phone_number_id;
  std::string_view person;
  std::string_view user_id;
  std::string_view type;
  std::string_view field;
};

/// Thread-safe. The n-th subject that a fault's filters match is hit or spared by (seed, the
/// fault's place, n), so the same sends in the same order meet the same faults.
class FaultPlan {
 public:
  explicit FaultPlan(std::uint64_t seed) : seed_(seed) {}

  void set(std::vector<Fault> faults);
  /// As set; `count` shows what is left.
  std::vector<Fault> faults() const;

  std::optional<Fault> strike(FaultGroup group, FaultSubject const& subject);

 private:
  struct Armed {
    Fault fault;
    std::uint64_t seen = 0;
  };

  std::uint64_t seed_;
  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;
  std::vector<Armed> armed_;
};

}  // namespace waypost::simulator
