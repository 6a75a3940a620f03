#pragma once
// `waypost serve` as a child process, with the load as its Meta.

#include <cstdint>
#include <memory>
#include <string>

#include "load.h"
#include "process.h"
#include "setting.h"

namespace waypost::bench {

class Service {
 public:
  /// Starts `waypost` on a copy of `pristine` and waits until it accepts connections.
  Service(std::string const& waypost, std::string const& folder, std::string const& pristine);

  /// Fills in where and as whom, then drives it. Every run has wamids of its own.
  LoadResult run(LoadOptions options);

  [[nodiscard]] Process const& process() const noexcept { return *process_; }

 private:
  Setting setting_;
  Load load_;
  std::uint16_t port_ = 0;
  std::uint64_t runs_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace waypost::bench
