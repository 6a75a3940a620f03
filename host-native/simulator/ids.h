/// New ids in Meta's shapes: message ids, media ids, trace ids, business-scoped user ids.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace waypost::simulator {

/// Thread-safe; ids of one seed never repeat.
class Ids {
 public:
  explicit Ids(std::uint64_t seed) : seed_(seed) {}

  /// `wamid.` and base64 of the number and a unique part, as long as the real ones.
  std::string message(std::string_view person);
  std::string media();
  std::string trace();

 private:
  std::uint64_t next() { return counter_.fetch_add(1, std::memory_order_relaxed); }

  std::uint64_t seed_;
  std::atomic<std::uint64_t> counter_{1};
};

/// The user id of a person of whom only the number is known: the same number, the same id.
std::string user_id_of(std::string_view wa_id);

}  // namespace waypost::simulator
