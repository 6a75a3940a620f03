#pragma once
// The listener: an event-driven HTTP/1.1 server for public addresses, every limit stated.
//
//   bytes -> head -> Service::admit -> body -> Service::handle(Request, Reply) -> ... -> Reply
//
// The two calls of the service run on an I/O thread and must not block; the Reply may be
// completed later from any thread. Replies completed while an I/O thread is busy reach it in one
// wake-up, so a group commit can answer its whole group for the price of one.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "waypost/base/limits.h"

#include "http/address.h"
#include "http/message.h"

namespace waypost::http {

using Millis = std::chrono::milliseconds;

/// What one listener takes. Source: the listener limits of the reliability study; each default
/// is the published one.
struct Limits {
  std::size_t request_line_bytes = 8 * 1024;
  std::size_t header_line_bytes = 8 * 1024;
  std::size_t headers_bytes = 32 * 1024;
  std::size_t headers_count = 64;
  std::size_t chunk_overhead_bytes = 16 * 1024;  ///< sizes, extensions and trailers of one body

  Millis head{3'000};      ///< first byte of a request -> end of its head; TLS handshake likewise
  Millis request{10'000};  ///< first byte of a request -> its last
  std::size_t upload_bytes_per_s = 64 * 1024;  ///< `Admit::Pace::upload` adds size / this
  Millis write{10'000};                        ///< an answer's last byte, or progress of a stream
  Millis idle{15'000};                         ///< between requests, and before the first
  Millis reply{30'000};                        ///< handle -> Reply; then 503

  std::size_t requests_per_connection = 1'000;
  std::size_t connections = 12'000;  ///< lowered to what the process may open, less 64
  std::size_t connections_per_address = 512;
  std::size_t unfinished_requests = 2'000;  ///< above it the oldest unfinished one is dropped
  std::size_t streams = 1'000;
  std::size_t stream_bytes = 256 * 1024;    ///< unread bytes of one stream before it is dropped
  std::size_t buffered_bytes = 128U << 20;  ///< of all unfinished requests beyond 16 KiB each
  std::size_t buffered_bytes_per_address = 32U << 20;
};

/// How to read the body of a request whose head was accepted.
struct Admit {
  std::size_t body_bytes_max = 0;
  enum class Chunked : std::uint8_t { refused, allowed };
  Chunked chunked = Chunked::refused;
  enum class Pace : std::uint8_t { request, upload };
  Pace pace = Pace::request;
  std::uint32_t route = 0;  ///< comes back in Request::route
};

/// Read on, or answer at once. An answer given before the body was read closes the connection
/// when a body was announced.
using Admission = std::variant<Admit, Response>;

/// The open end of an answer without end (server-sent events). Any thread; move-only; closing
/// (or destroying) it ends the response properly.
class StreamSink {
 public:
  virtual ~StreamSink() = default;
  virtual bool push(std::string_view bytes) = 0;
  virtual void close() noexcept = 0;
  [[nodiscard]] virtual bool is_open() const noexcept = 0;
};
class Stream {
 public:
  Stream() noexcept = default;
  explicit Stream(std::shared_ptr<StreamSink> sink) noexcept;
  Stream(Stream&&) noexcept = default;
  Stream& operator=(Stream&& from) noexcept;
  Stream(Stream const&) = delete;
  Stream& operator=(Stream const&) = delete;
  ~Stream();

  /// Queues bytes for the client. False when it is gone, or was dropped because it did not read
  /// `Limits::stream_bytes`; nothing pushed afterwards arrives.
  bool push(std::string_view bytes);
  void close() noexcept;
  [[nodiscard]] bool is_open() const noexcept;

 private:
  std::shared_ptr<StreamSink> sink_;
};

/// Where replies go; the listener's own, or a test's.
class ReplySink {
 public:
  virtual ~ReplySink() = default;
  virtual void complete(std::uint64_t exchange, Response response) = 0;
  /// `head.body` is the beginning of the stream.
  virtual std::shared_ptr<StreamSink> open_stream(std::uint64_t exchange, Response head) = 0;
};

/// The one answer of one request. Move-only, any thread, exactly once; one that dies unanswered
/// answers 500, so that no client waits for a bug. May outlive the server: then nothing happens.
class Reply {
 public:
  Reply() noexcept = default;
  Reply(std::shared_ptr<ReplySink> sink, std::uint64_t exchange) noexcept;
  Reply(Reply&& from) noexcept = default;
  Reply& operator=(Reply&& from) noexcept;
  Reply(Reply const&) = delete;
  Reply& operator=(Reply const&) = delete;
  ~Reply();

  void send(Response response) &&;
  /// Begins a stream; an already closed one when `Limits::streams` are open (the client gets
  /// 503) or the client is gone.
  [[nodiscard]] Stream stream(Response head) &&;
  [[nodiscard]] explicit operator bool() const noexcept { return sink_ != nullptr; }

 private:
  std::shared_ptr<ReplySink> sink_;
  std::uint64_t exchange_ = 0;
};

/// What the listener serves. Both run on I/O threads (on several at once when there are several)
/// and must not block. An exception from either becomes 500 without its text.
class Service {
 public:
  virtual ~Service() = default;
  [[nodiscard]] virtual Admission admit(Head const& head, Address const& peer) = 0;
  virtual void handle(Request request, Reply reply) = 0;
};

/// PEM files. TLS 1.2 and newer.
struct TlsFiles {
  std::string certificate_chain = {};
  std::string private_key = {};
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 3000;  ///< 0: any free one
  unsigned io_threads = 1;    ///< [1, 2]
  Limits limits = {};
  std::vector<Network> unlimited = {};  ///< no per-address limits: Meta's ranges, trusted proxies
  std::optional<TlsFiles> tls = {};
  /// Told of faults (an exception in the service, accept failing); any I/O thread.
  std::function<void(std::string_view)> on_fault = {};
};

/// Counters since the start, and gauges. For /metrics.
struct ServerStats {
  std::uint64_t accepted = 0;
  std::uint64_t requests = 0;  ///< handed to the service
  std::uint64_t responses = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t open = 0;        ///< gauge
  std::uint64_t in_flight = 0;   ///< gauge: handed over, not answered
  std::uint64_t unfinished = 0;  ///< gauge: heads and bodies still coming
  std::uint64_t streams = 0;     ///< gauge
  std::uint64_t buffered = 0;    ///< gauge: bytes counted against `Limits::buffered_bytes`
  /// Turned away, by cause.
  std::uint64_t refused_total = 0;       ///< too many connections
  std::uint64_t refused_address = 0;     ///< too many of one address
  std::uint64_t refused_malformed = 0;   ///< 400, 405, 414, 417, 431, 501, 505 by the listener
  std::uint64_t refused_body = 0;        ///< 411, 413, 415
  std::uint64_t refused_by_service = 0;  ///< answered by `admit`
  std::uint64_t refused_memory = 0;      ///< 503, buffered bytes
  std::uint64_t timed_out_head = 0;
  std::uint64_t timed_out_body = 0;
  std::uint64_t timed_out_write = 0;
  std::uint64_t timed_out_reply = 0;
  std::uint64_t evicted_idle = 0;
  std::uint64_t evicted_unfinished = 0;
  std::uint64_t dropped_streams = 0;
  std::uint64_t faults = 0;  ///< exceptions of the service
};

class Server {
 public:
  /// Binds and listens (so `port()` is known), serves nothing yet. Throws std::system_error when
  /// the address, certificate or key cannot be used. `service` must outlive `stop()`.
  Server(ServerOptions options, Service& service);
  Server(Server const&) = delete;
  Server& operator=(Server const&) = delete;
  ~Server();  ///< stops

  void start();
  [[nodiscard]] std::uint16_t port() const noexcept;

  /// Closes the door: no new connection. Existing ones are served.
  void stop_accepting();
  /// Closes idle connections, ends streams, answers what is in flight with Connection: close, and
  /// waits. Returns how many connections were left at the deadline.
  std::size_t drain(Millis deadline);
  /// Closes everything and joins the I/O threads. Replies completed later go nowhere.
  void stop();

  [[nodiscard]] ServerStats stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace waypost::http
