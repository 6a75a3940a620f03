#pragma once
// The load: one thread that plays Meta's webhook sender and Meta's Graph API at once, so that
// sending, acknowledgement and reply carry one clock.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sink.h"
#include "traffic.h"

namespace waypost::bench {

struct LoadOptions {
  std::uint16_t service_port = 0;
  std::string path = "/webhooks/meta/bench";
  std::string app_secret;
  std::size_t connections = 64;
  /// Requests after which a connection is replaced by a new one; 0: never.
  std::size_t requests_per_connection = 0;
  /// Webhooks per second, each due at its own instant; 0: closed loop, next when answered.
  double rate = 0;
  std::size_t count = 0;  ///< webhooks, at most
  double seconds = 0;     ///< stop sending then, whatever is due; 0: after `count`
  TrafficOptions traffic;
  /// How long Graph takes to answer each call.
  double graph_delay_s = 0;
  /// Called once after `seconds`, to kill the service under load: nothing is sent from then on,
  /// and what it had answered is read to the end.
  std::function<void()> kill;
  /// How long to wait for replies after the last webhook.
  double drain_s = 20;
};

/// Microseconds at quantiles. What was never answered counts as longer than the run.
struct Latency {
  double p50 = 0;
  double p99 = 0;
  double p999 = 0;
  double worst = 0;
};

struct LoadResult {
  std::size_t sent = 0;        ///< webhooks
  std::size_t due = 0;         ///< in an open loop all that should have been sent, else `sent`
  std::size_t acked = 0;       ///< answered 200
  std::size_t refused = 0;     ///< answered otherwise, or reset
  std::size_t messages = 0;    ///< in acknowledged webhooks
  std::size_t statuses = 0;    ///< likewise
  std::size_t replied = 0;     ///< replies that reached the sink
  std::size_t handshakes = 0;  ///< that Graph has seen in all runs so far
  double ack_s = 0;            ///< first send to last acknowledgement
  double reply_s = 0;          ///< first send to last reply
  Latency ack;                 ///< from the due time in an open loop
  Latency reply;
  double cpu_s = 0;                  ///< of this thread
  std::vector<Said> acked_messages;  ///< of a run with a kill: what got its 200
};

/// Listens for Graph calls and drives the service. Not thread-safe; one run at a time.
class Load {
 public:
  explicit Load(Scheme scheme) : sink_(scheme) {}

  /// Where the service must send, and whom it must trust there.
  [[nodiscard]] Sink const& sink() const noexcept { return sink_; }
  LoadResult run(LoadOptions const& options);

 private:
  Sink sink_;
  Untold untold_;
};

}  // namespace waypost::bench
