#pragma once
// TLS of the load's Graph: a certificate of this run's own, and connections that turn records into
// text and text into records. Sockets are the caller's.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace waypost::bench {

/// Key and certificate of a server at 127.0.0.1, made anew, valid for a day. TLS 1.2 at least.
class SinkTls {
 public:
  /// Throws std::runtime_error when OpenSSL cannot.
  SinkTls();
  /// PEM; it signs itself, so it is what a client must trust.
  [[nodiscard]] std::string const& certificate() const noexcept { return certificate_; }

 private:
  friend class TlsConnection;
  struct Release {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, Release> context_;
  std::string certificate_;
};

/// The server's end of one connection. Not thread-safe; may outlive its SinkTls.
class TlsConnection {
 public:
  explicit TlsConnection(SinkTls const& tls);

  /// What the client sent, as it comes off the wire. @return the text in it, "" within a handshake
  /// and once the client has broken the protocol.
  [[nodiscard]] std::string open(std::string_view records);
  /// Text for the client, after the handshake; take() has its records.
  void seal(std::string_view text);
  /// Records to be sent by now: of the handshake and of sealed text.
  [[nodiscard]] std::string take();
  /// Whether client and server have agreed on keys.
  [[nodiscard]] bool is_shaken() const;

 private:
  struct Release {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  std::unique_ptr<SSL, Release> ssl_;
};

}  // namespace waypost::bench
