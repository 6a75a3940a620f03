#pragma once
// Counters and gauges for /metrics, in Prometheus' text form. Numbers may be labels, people never.

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace waypost::app {

/// A latency histogram with fixed bounds, microseconds.
class Histogram {
 public:
  static constexpr std::array<std::int64_t, 14> kBoundsUs = {
      100,    250,    500,     1'000,   2'500,   5'000,     10'000,
      25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000, 5'000'000};

  void observe(std::int64_t us) noexcept;
  void print(std::string& text, std::string_view name) const;

 private:
  std::array<std::atomic<std::uint64_t>, kBoundsUs.size() + 1> buckets_{};
  std::atomic<std::uint64_t> sum_us_{0};
};

/// A counter with one or two labels that are words of ours.
class LabelledCounter {
 public:
  void add(std::string const& labels, std::uint64_t count = 1);
  void print(std::string& text, std::string_view name) const;
  [[nodiscard]] std::uint64_t total() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> counts_;
};

/// Everything counted while serving. Members are thread-safe.
struct Metrics {
  LabelledCounter webhook_requests;  ///< result="stored"|"bad_signature"|...
  LabelledCounter webhook_items;     ///< kind="message"|"status"|"other"
  LabelledCounter decisions;         ///< outcome="answered"|"silent"|...
  LabelledCounter sends;             ///< class="accepted"|...,code="130429"
  LabelledCounter quarantined;       ///< reason=...
  std::atomic<std::uint64_t> webhook_duplicates{0};
  std::atomic<std::uint64_t> statuses_unmatched{0};
  std::atomic<std::int64_t> last_received_us{0};
  Histogram webhook_ack;
  Histogram send;
};

/// Lines of the registry; gauges are the caller's to append with `gauge`.
[[nodiscard]] std::string print(Metrics const& metrics);
void gauge(std::string& text, std::string_view name, std::string_view help, double value);
void gauge(std::string& text,
           std::string_view name,
           std::string_view labels,
           std::string_view help,
           double value);

}  // namespace waypost::app
