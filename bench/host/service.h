#pragma once
// `waypost serve` as a child process, with the load as its Meta.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "load.h"
#include "process.h"
#include "setting.h"

namespace waypost::bench {

/// What to start, and on what.
struct ServiceOptions {
  std::string waypost;        ///< the program
  std::string folder;         ///< where its database goes
  std::string pristine;       ///< the database to copy
  std::size_t in_flight = 0;  ///< Graph calls at once; 0: as it ships
  Scheme graph = Scheme::http;
};

class Service {
 public:
  /// Starts `waypost` on a copy of `pristine` and waits until it is ready.
  explicit Service(ServiceOptions const& options);

  /// Fills in where and as whom, then drives it. Every run has wamids of its own and goes on
  /// with the customers who have not written yet.
  LoadResult run(LoadOptions options);

  /// SIGKILL; from a LoadOptions::kill too.
  void kill() { process_->kill(); }
  /// Starts it again after kill(). @return seconds until it was ready.
  double restart();

  /// Whether GET `path` is answered with 200 within a second.
  [[nodiscard]] bool answers(std::string const& path) const;

  [[nodiscard]] Process const& process() const noexcept { return *process_; }
  [[nodiscard]] Setting const& setting() const noexcept { return setting_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  ServiceOptions options_;
  Setting setting_;
  Load load_;
  std::uint16_t port_ = 0;
  std::uint64_t runs_ = 0;
  std::size_t written_ = 0;  ///< messages so far
  std::unique_ptr<Process> process_;
};

}  // namespace waypost::bench
