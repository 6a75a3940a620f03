#pragma once
// The servers that are compared, each in a process of its own.

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace waypost::bench {

/// One way of listening. `POST /hook` answers the size of its body, `GET /livez` answers "ok".
struct Candidate {
  std::string name;
  enum class Kind : std::uint8_t { ours, ours_late, httplib };
  Kind kind = Kind::ours;
  unsigned threads = 1;  ///< of the pool, for httplib
};

[[nodiscard]] std::vector<Candidate> candidates();

/// A forked child that serves until this dies.
class Running {
 public:
  explicit Running(Candidate const& candidate);
  Running(Running const&) = delete;
  Running& operator=(Running const&) = delete;
  ~Running();

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] double cpu_seconds() const;
  [[nodiscard]] double resident_mib() const;

 private:
  pid_t pid_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace waypost::bench
