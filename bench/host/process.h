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

/// Watches what everybody else does meanwhile: they share the cores with what is measured.
class Others {
 public:
  Others();
  /// Cores that others used since this was made, without the `own_cpu_s` of whom we measure.
  [[nodiscard]] double cores(double own_cpu_s) const;

 private:
  double busy_s_ = 0;
  std::chrono::steady_clock::time_point since_;
};

}  // namespace waypost::bench
