#include "process.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace waypost::bench {
namespace {

double ticks_s() {
  return static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double status_kb(pid_t pid, std::string const& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with(name)) return std::strtod(line.c_str() + name.size() + 1, nullptr);
  }
  return 0;
}

/// What /proc says of one process; nothing when it has gone.
struct ProcessUsage {
  pid_t parent = 0;
  double cpu_s = 0;
};

ProcessUsage usage_of(std::string const& folder) {
  std::ifstream file(folder + "/stat");
  std::string text;
  std::getline(file, text);
  if (text.empty()) return {};
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  ProcessUsage usage;
  std::string skip;
  fields >> skip >> usage.parent;
  for (int i = 0; i < 9; ++i) fields >> skip;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  usage.cpu_s = (user + system) / ticks_s();
  return usage;
}

/// CPU of the kernel's own threads: they carry our bytes to the disk and through loopback, so
/// they are not others.
double kernel_cpu_s() {
  constexpr pid_t kKernel = 2;
  double all = 0;
  for (auto const& entry : std::filesystem::directory_iterator("/proc")) {
    std::string const name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    ProcessUsage const usage = usage_of(entry.path().string());
    if (usage.parent == kKernel) all += usage.cpu_s;
  }
  return all;
}

/// Seconds of all cores since boot.
struct Cores {
  double busy = 0;    ///< user, nice and system time of processes
  double stolen = 0;  ///< taken by the machine below
};

Cores cores_now() {
  std::ifstream file("/proc/stat");
  std::string word;
  double user = 0;
  double nice = 0;
  double system = 0;
  double skip = 0;
  double stolen = 0;
  file >> word >> user >> nice >> system;
  for (int i = 0; i < 4; ++i) file >> skip;
  file >> stolen;
  return {(user + nice + system) / ticks_s() - kernel_cpu_s(), stolen / ticks_s()};
}

}  // namespace

Process::Process(std::vector<std::string> argv,
                 std::vector<std::string> environment,
                 std::string const& log) {
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  int const fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(fd, STDERR_FILENO);
  ::dup2(fd, STDOUT_FILENO);
  for (std::string& entry : environment) ::putenv(entry.data());
  std::vector<char*> arguments;
  for (std::string& argument : argv) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

Process::~Process() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  for (int i = 0; i < 100; ++i) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  kill();
}

void Process::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

double Process::cpu_s() const {
  return usage_of("/proc/" + std::to_string(pid_)).cpu_s;
}

double Process::rss_mb() const {
  return status_kb(pid_, "VmRSS:") / 1024;
}
double Process::peak_rss_mb() const {
  return status_kb(pid_, "VmHWM:") / 1024;
}

double own_cpu_s() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

Others::Others() : own_cpu_s_(own_cpu_s()), since_(std::chrono::steady_clock::now()) {
  Cores const cores = cores_now();
  busy_s_ = cores.busy;
  stolen_s_ = cores.stolen;
}

double Others::wall_s() const {
  std::chrono::duration<double> const wall = std::chrono::steady_clock::now() - since_;
  return std::max(wall.count(), 1e-3);
}

double Others::cores(double measured_cpu_s) const {
  double const ours = own_cpu_s() - own_cpu_s_ + measured_cpu_s;
  return std::max(0.0, (cores_now().busy - busy_s_ - ours) / wall_s());
}

double Others::stolen() const {
  return std::max(0.0, (cores_now().stolen - stolen_s_) / wall_s());
}

}  // namespace waypost::bench
