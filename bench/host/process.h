#pragma once
// A child process under measurement: its CPU and memory, read from /proc.

#include <chrono>
#include <string>
#include <vector>

#include <sys/types.h>

namespace waypost::bench {

class Process {
 public:
  /// Starts `argv` with `environment` ("NAME=VALUE") added; its standard error goes to `log`.
  Process(std::vector<std::string> argv,
          std::vector<std::string> environment,
          std::string const& log);
  ~Process();  ///< SIGTERM, then SIGKILL after ten seconds
  Process(Process const&) = delete;
  Process& operator=(Process const&) = delete;

  [[nodiscard]] double cpu_s() const;
  [[nodiscard]] double rss_mb() const;
  [[nodiscard]] double peak_rss_mb() const;
  void kill();

 private:
  pid_t pid_ = -1;
};

/// CPU that this process has used, all threads.
[[nodiscard]] double own_cpu_s();

/// Watches what everybody else does meanwhile: they share the cores with what is measured.
class Others {
 public:
  Others();
  /// Cores that others used since this was made: neither this process, nor the `measured_cpu_s`
  /// of whom it measures, nor the kernel's own threads.
  [[nodiscard]] double cores(double measured_cpu_s) const;
  /// Cores that the machine below took away.
  [[nodiscard]] double stolen() const;

 private:
  [[nodiscard]] double wall_s() const;

  double busy_s_ = 0;
  double stolen_s_ = 0;
  double own_cpu_s_ = 0;
  std::chrono::steady_clock::time_point since_;
};

}  // namespace waypost::bench
