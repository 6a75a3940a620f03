#pragma once
// Where the load listens for Graph calls, and what of it outlives a run.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sink_tls.h"
#include "socket.h"

namespace waypost::bench {

/// How Graph is spoken to. Meta's is https.
enum class Scheme : std::uint8_t { http, https };

class Sink {
 public:
  explicit Sink(Scheme scheme);
  ~Sink();
  Sink(Sink const&) = delete;
  Sink& operator=(Sink const&) = delete;

  /// "https://127.0.0.1:port".
  [[nodiscard]] std::string url() const;
  /// PEM that the service must trust; "" for http.
  [[nodiscard]] std::string certificate() const { return tls_ ? tls_->certificate() : ""; }
  /// Readable when somebody connects.
  [[nodiscard]] int listener() const noexcept { return listener_; }
  /// A new connection; nullptr when nobody waits.
  [[nodiscard]] std::shared_ptr<Socket> accept();

  /// Connections between two runs: a service that keeps its own need not greet Graph again.
  std::vector<std::shared_ptr<Socket>> kept;
  std::size_t handshakes = 0;  ///< of TLS, so far

 private:
  std::optional<SinkTls> tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace waypost::bench
