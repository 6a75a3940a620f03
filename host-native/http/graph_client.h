#pragma once
// Calls to Graph: one POST (or GET, DELETE) under a deadline, and what is known of it afterwards.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "waypost/base/result.h"
#include "waypost/outbox/settle.h"

#include "crypto/secret.h"

namespace waypost::http {

enum class GraphVerb : std::uint8_t { post, get, delete_ };

/// One call. No retries, no redirects: what happened is reported and the core decides.
struct GraphCall {
  GraphVerb verb = GraphVerb::post;
  std::string path = {};  ///< "/v23.0/<phone number id>/messages", query included; printable ASCII
  std::shared_ptr<crypto::Secret const> token = {};  ///< Authorization: Bearer; none: no header
  std::string body = {};                             ///< JSON; "" for get
  /// For everything from here on, waiting for a free connection included.
  std::chrono::milliseconds deadline{30'000};
};

/// Called exactly once per call, on the client's thread (or, for a call refused at once, on the
/// caller's). It must not block: every other call waits meanwhile. It may make calls.
using GraphDone = std::function<void(outbox::SendOutcome)>;

/// What deliver speaks to. Outcomes are HttpReply (status and complete body, cut at the cap) or
/// NoReply: `dns`, `connect`, `tls` and nothing else mean that no byte of the request left, so
/// the item may be sent again; `timeout` and `reset` mean that nobody knows. A call that cannot be
/// made at all (stopped, header that would not be one) ends as `connect`.
class GraphClient {
 public:
  virtual ~GraphClient() = default;
  virtual void call(GraphCall call, GraphDone done) = 0;
  /// Calls handed over and not yet done.
  [[nodiscard]] virtual std::size_t in_flight() const = 0;
  /// Ends: calls not yet begun finish as `connect`, those in flight get `grace` and are then cut
  /// (`timeout`). Returns when every `done` has returned.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

/// Scheme, host and port of the platform.
struct Origin {
  enum class Scheme : std::uint8_t { http, https };
  Scheme scheme = Scheme::https;
  std::string host = {};
  std::uint16_t port = 443;
};

/// Reads "https://graph.facebook.com". `bad_argument` for credentials, a path, query or fragment,
/// an unknown scheme, or plain http to anything but a loopback address or "localhost".
[[nodiscard]] Result<Origin> parse_origin(std::string_view url);

struct GraphClientOptions {
  Origin origin = {};
  std::size_t connections = 64;  ///< calls in flight at once, one each
  std::string ca_file = {};      ///< PEM bundle; "" is the system's
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds idle{4'000};  ///< a kept connection older than this is not reused
  std::size_t body_bytes_max = 1024 * 1024;
};

/// The client: one thread, whatever the number of calls. Certificates and host names are verified,
/// TLS 1.2 at least, proxies of the environment are ignored, nothing is decompressed. Deadlines are
/// kept to a tenth of a second. Throws std::runtime_error when `ca_file` cannot be used.
[[nodiscard]] std::unique_ptr<GraphClient> make_graph_client(GraphClientOptions options);

/// Retry-After in seconds, clamped to [1, 900]; nothing for a date or garbage.
[[nodiscard]] std::optional<std::int64_t> parse_retry_after(std::string_view value) noexcept;

}  // namespace waypost::http
