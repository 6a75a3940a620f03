// Which server may listen on a public address? Prints its tables; docs/adr/0001-listener.md has
// what it printed when the decision was made.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ask.h"
#include "calls.h"
#include "candidates.h"

namespace {

using namespace std::chrono_literals;
using waypost::bench::Candidate;
using waypost::bench::Running;

constexpr std::size_t kConnections = 64;

struct Figures {
  std::vector<double> per_second;
  std::vector<double> cpu_us;
  double resident_mib = 0;
  std::uint64_t failed = 0;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Median, least and most as `format` says.
std::string range(std::vector<double> const& values, char const* format) {
  char text[64];
  std::snprintf(text, sizeof text, format, median(values),
                *std::min_element(values.begin(), values.end()),
                *std::max_element(values.begin(), values.end()));
  return text;
}

std::string first_line_with(char const* file, std::string const& key) {
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key)) return line.substr(std::min(line.find(": ") + 2, line.size()));
  return "?";
}

void say_machine() {
  std::ifstream load{"/proc/loadavg"};
  std::ifstream kernel{"/proc/sys/kernel/osrelease"};
  std::string average;
  std::string release;
  load >> average;
  kernel >> release;
  std::printf("machine: %s, %u cores, Linux %s, load average before the run %s\n",
              first_line_with("/proc/cpuinfo", "model name").c_str(),
              std::thread::hardware_concurrency(), release.c_str(), average.c_str());
}

void measure_loop(Candidate const& candidate, std::chrono::milliseconds length, Figures& figures) {
  Running const server{candidate};
  (void)waypost::bench::closed_loop(server.port(), kConnections, length / 4);
  double const before = server.cpu_seconds();
  auto const loop = waypost::bench::closed_loop(server.port(), kConnections, length);
  double const cpu = server.cpu_seconds() - before;
  figures.failed += loop.failed;
  figures.resident_mib = std::max(figures.resident_mib, server.resident_mib());
  figures.per_second.push_back(static_cast<double>(loop.answered) / loop.seconds);
  figures.cpu_us.push_back(cpu * 1e6 /
                           static_cast<double>(std::max<std::uint64_t>(loop.answered, 1)));
}

void say_loop(int runs, std::chrono::milliseconds length) {
  std::map<std::string, Figures> all;
  // A B C D A B C D: what disturbs the machine disturbs everyone.
  for (int run = 0; run < runs; ++run)
    for (auto const& candidate : waypost::bench::candidates())
      measure_loop(candidate, length, all[candidate.name]);
  std::printf("\n%zu keep-alive connections, 656-byte webhooks, median of %d (least to most)\n",
              kConnections, runs);
  std::printf("%-40s %24s %24s %9s %7s\n", "", "requests/s", "CPU us a request", "RSS MiB",
              "failed");
  for (auto const& candidate : waypost::bench::candidates()) {
    auto const& figures = all[candidate.name];
    std::printf("%-40s %24s %24s %9.1f %7llu\n", candidate.name.c_str(),
                range(figures.per_second, "%.0f (%.0f to %.0f)").c_str(),
                range(figures.cpu_us, "%.1f (%.1f to %.1f)").c_str(), figures.resident_mib,
                static_cast<unsigned long long>(figures.failed));
  }
}

void say_slow(std::chrono::milliseconds length) {
  std::printf("\nhonest requests beside clients that send a byte of a body each 250 ms\n");
  std::printf("%-40s %20s %20s\n", "", "40 slow", "300 slow");
  for (auto const& candidate : waypost::bench::candidates()) {
    std::printf("%-40s", candidate.name.c_str());
    for (std::size_t const slow : {std::size_t{40}, std::size_t{300}}) {
      Running const server{candidate};
      auto const honest = waypost::bench::beside_slow_clients(server.port(), slow, length);
      char text[64];
      std::snprintf(text, sizeof text, "%d/%d, %.0f ms", honest.answered, honest.asked,
                    honest.worst_ms);
      std::printf(" %20s", honest.answered == 0 ? "no answer" : text);
      std::fflush(stdout);
    }
    std::printf("\n");
  }
}

void say_chunked() {
  std::printf("\n4 MiB in chunks, where 3 MiB + 64 KiB are allowed\n");
  for (auto const& candidate : waypost::bench::candidates()) {
    Running const server{candidate};
    std::printf("%-40s %s\n", candidate.name.c_str(),
                waypost::bench::chunked_4_mib(server.port()).c_str());
  }
}

void say_calls(int runs, std::size_t count) {
  std::map<std::string, Figures> all;
  std::vector<std::pair<std::string, decltype(&waypost::bench::calls_ours)>> const clients{
      {"waypost (Asio/Beast), 1 thread", &waypost::bench::calls_ours},
      {"cpp-httplib, 64 threads", &waypost::bench::calls_httplib}};
  for (int run = 0; run < runs; ++run)
    for (auto const& [name, calls] : clients) {
      Running const server{waypost::bench::candidates().front()};
      auto const result = calls(server.port(), kConnections, count);
      all[name].per_second.push_back(result.per_second);
      all[name].cpu_us.push_back(result.cpu_us);
      all[name].failed += result.failed;
    }
  std::printf("\noutgoing calls, %zu in flight, plain, median of %d (least to most)\n",
              kConnections, runs);
  for (auto const& [name, calls] : clients)
    std::printf("%-40s %24s %24s %17llu\n", name.c_str(),
                range(all[name].per_second, "%.0f (%.0f to %.0f)").c_str(),
                range(all[name].cpu_us, "%.1f (%.1f to %.1f)").c_str(),
                static_cast<unsigned long long>(all[name].failed));
}

}  // namespace

int main(int count, char** arguments) {
  bool const quick = count > 1 && std::string{arguments[1]} == "--quick";
  say_machine();
  say_loop(quick ? 1 : 5, quick ? 500ms : 3'000ms);
  say_slow(quick ? 1'500ms : 6'000ms);
  say_chunked();
  say_calls(quick ? 1 : 5, quick ? 10'000 : 60'000);
}
