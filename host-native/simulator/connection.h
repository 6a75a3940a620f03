/// A client's connection as a stream for the HTTP library: buffered, plain or TLS, cut on demand.
#pragma once

#include <memory>
#include <string>

#include <httplib.h>
#include <openssl/ssl.h>

#include "simulator/http.h"

namespace waypost::simulator {

/// Owns the socket. Output is collected and leaves in one write when the answer is whole.
class Connection final : public httplib::Stream {
 public:
  /// `context` nullptr is plain.
  Connection(socket_t socket, SSL_CTX* context);
  ~Connection() override;
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  /// TLS handshake; true for plain.
  bool open();
  /// Waits for the next request; false when the peer closed or the time is over.
  bool wait(int timeout_ms);
  /// Writes what was collected, or cuts as told; false when the connection is over.
  bool finish();
  /// What `finish` is to do.
  void cut(HttpAnswer::Cut cut) { cut_ = cut; }

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* data, size_t size) override;
  ssize_t write(char const* data, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  struct SslDeleter {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  ssize_t receive(char* data, size_t size);
  bool send_all(std::string_view bytes);

  socket_t socket_;
  std::unique_ptr<SSL, SslDeleter> ssl_;
  std::string input_;
  std::size_t read_ = 0;
  std::string output_;
  HttpAnswer::Cut cut_ = HttpAnswer::Cut::none;
};

}  // namespace waypost::simulator
