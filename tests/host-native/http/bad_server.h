#pragma once
// A server that reads requests properly and then does whatever a test wants.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "certificates.h"

namespace waypost::http::testing {

/// One accepted connection, plain or TLS.
class Peer {
 public:
  virtual ~Peer() = default;
  /// Head and body (by Content-Length) of the next request; nothing when the client left.
  [[nodiscard]] std::optional<std::string> read_request();
  virtual bool write(std::string_view bytes) = 0;
  /// Writes, byte by byte, `pause` apart, until all is out or the client left.
  bool drip(std::string_view bytes, std::chrono::milliseconds pause);
  /// A whole answer with Content-Length.
  bool answer(int status, std::string_view body, std::string_view headers = "");
  virtual void reset() = 0;  ///< RST
  /// False once the server is stopping: loops end then.
  [[nodiscard]] bool wanted() const noexcept { return !*stopping_; }

 protected:
  virtual long read(char* to, std::size_t size) = 0;
  friend class BadServer;
  std::string in_;
  std::atomic<bool> const* stopping_ = nullptr;
};

struct TlsSetup {
  Certificates::Pair pair;
  int version_max = 0;  ///< 0: the newest
};

class BadServer {
 public:
  using Script = std::function<void(Peer&)>;
  /// `script` runs in a thread of each connection, which closes when it returns.
  explicit BadServer(Script script, std::optional<TlsSetup> tls = std::nullopt);
  ~BadServer();
  BadServer(BadServer const&) = delete;
  BadServer& operator=(BadServer const&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] int connections() const noexcept { return connections_; }

 private:
  void accept();
  void serve(int fd);

  Script script_;
  std::shared_ptr<void> tls_;  ///< SSL_CTX
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace waypost::http::testing
