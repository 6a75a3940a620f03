#pragma once
// What the writer had in its hands when the process died: a small side file, never synced.
//
// It has to survive the death of the process only, for which the page cache is enough. Layout,
// little-endian: 8 bytes magic | u32 bodies in hand | u32 kept counts |
// kInHandMax x 32 bytes digest | kCountsMax x (32 bytes digest, u32 deaths).

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "waypost/base/sha256.h"

namespace waypost::store {

/// Deaths after which an item goes to quarantine instead of being tried again.
inline constexpr std::uint32_t kDeathsMax = 3;

class AttemptLog {
 public:
  static constexpr std::size_t kInHandMax = 256;
  static constexpr std::size_t kCountsMax = 1'024;

  /// Opens or creates the file. What was in hand when the last process died gets one more death.
  /// Throws std::runtime_error when the file cannot be written.
  explicit AttemptLog(std::string const& path);
  ~AttemptLog();
  AttemptLog(AttemptLog const&) = delete;
  AttemptLog& operator=(AttemptLog const&) = delete;

  /// How often the process died with `key` in its hands.
  [[nodiscard]] std::uint32_t deaths(Digest const& key) const noexcept;

  /// Notes what is about to be worked on. Cost: one pwrite of 32 bytes a key.
  void take(std::span<Digest const> keys);

  /// The work is committed: nothing is in hand. Cost: one pwrite.
  void put_down();

  /// Forgets the deaths of a key that made it, or that went to quarantine.
  void forget(Digest const& key);

  /// Whether any key has deaths: the fast path asks nothing else.
  [[nodiscard]] bool is_clean() const noexcept { return counts_.empty(); }

 private:
  struct Count {
    Digest key{};
    std::uint32_t deaths = 0;
  };

  void write_counts();

  int fd_ = -1;
  std::vector<Count> counts_;
};

}  // namespace waypost::store
