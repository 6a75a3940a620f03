/// The port: keep-alive connections, one thread each, plain or TLS, that can be cut on purpose.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "simulator/http.h"

namespace waypost::simulator {

struct HttpServerOptions {
  std::string host;
  int port = 0;
  std::string tls_certificate_file;
  std::string tls_key_file;
  std::size_t max_connections = 1024;
};

class HttpServer {
 public:
  using Handler = std::function<HttpAnswer(HttpRequest const&)>;

  /// Throws std::runtime_error when a TLS file cannot be used.
  HttpServer(HttpServerOptions options, Handler handler);
  ~HttpServer();
  HttpServer(HttpServer const&) = delete;
  HttpServer& operator=(HttpServer const&) = delete;

  /// Throws std::runtime_error when the port cannot be bound.
  void start();
  /// Closes every connection and joins the threads.
  void stop();
  int port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waypost::simulator
