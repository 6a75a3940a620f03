#include "bad_server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::http::testing {

namespace {

class PlainPeer : public Peer {
 public:
  explicit PlainPeer(int fd) : fd_(fd) {
    int const on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    timeval const second{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof second);
  }
  ~PlainPeer() override {
    if (fd_ >= 0) ::close(fd_);
  }
  bool write(std::string_view bytes) override {
    while (!bytes.empty() && wanted()) {
      auto const sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      } else if (errno != EAGAIN && errno != EINTR) {
        return false;
      }
    }
    return bytes.empty();
  }
  void reset() override {
    linger const now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(fd_);
    fd_ = -1;
  }

 protected:
  long read(char* to, std::size_t size) override {
    while (wanted()) {
      pollfd poll{fd_, POLLIN, 0};
      if (::poll(&poll, 1, 20) > 0) return ::recv(fd_, to, size, 0);
    }
    return -1;
  }
  int fd_;
};

class TlsPeer final : public PlainPeer {
 public:
  TlsPeer(int fd, SSL_CTX* context) : PlainPeer(fd), tls_(SSL_new(context), SSL_free) {
    SSL_set_fd(tls_.get(), fd);
  }
  [[nodiscard]] bool accept() { return SSL_accept(tls_.get()) == 1; }
  bool write(std::string_view bytes) override {
    return bytes.empty() || SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  }

 protected:
  long read(char* to, std::size_t size) override {
    while (wanted()) {
      pollfd poll{fd_, POLLIN, 0};
      if (SSL_pending(tls_.get()) > 0 || ::poll(&poll, 1, 20) > 0)
        return SSL_read(tls_.get(), to, static_cast<int>(size));
    }
    return -1;
  }

 private:
  std::unique_ptr<SSL, void (*)(SSL*)> tls_;
};

std::shared_ptr<SSL_CTX> context_of(TlsSetup const& setup) {
  std::shared_ptr<SSL_CTX> context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  if (setup.version_max != 0) {
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), setup.version_max);
  }
  SSL_CTX_use_certificate_chain_file(context.get(), setup.pair.certificate.c_str());
  SSL_CTX_use_PrivateKey_file(context.get(), setup.pair.key.c_str(), SSL_FILETYPE_PEM);
  return context;
}

}  // namespace

std::optional<std::string> Peer::read_request() {
  for (;;) {
    auto const end = in_.find("\r\n\r\n");
    if (end != std::string::npos) {
      auto const at = in_.find("Content-Length: ");
      auto const length =
          at < end ? static_cast<std::size_t>(std::atoll(in_.c_str() + at + 16)) : 0;
      if (in_.size() >= end + 4 + length) {
        auto request = in_.substr(0, end + 4 + length);
        in_.erase(0, request.size());
        return request;
      }
    }
    std::array<char, 16'384> buffer;
    auto const got = read(buffer.data(), buffer.size());
    if (got <= 0) return std::nullopt;
    in_.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

bool Peer::drip(std::string_view bytes, std::chrono::milliseconds pause) {
  for (; !bytes.empty(); bytes.remove_prefix(1)) {
    if (!wanted() || !write(bytes.substr(0, 1))) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

bool Peer::answer(int status, std::string_view body, std::string_view headers) {
  std::string all = "HTTP/1.1 " + std::to_string(status) + " Status\r\n" + std::string{headers} +
                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return write(all += body);
}

BadServer::BadServer(Script script, std::optional<TlsSetup> tls) : script_(std::move(script)) {
  if (tls) tls_ = context_of(*tls);
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::bind(listener_, reinterpret_cast<sockaddr*>(&at), sizeof at);
  ::listen(listener_, 512);
  socklen_t size = sizeof at;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size);
  port_ = ntohs(at.sin_port);
  acceptor_ = std::thread{[this] { accept(); }};
}

BadServer::~BadServer() {
  stopping_ = true;
  acceptor_.join();
  for (auto& thread : threads_) thread.join();
  ::close(listener_);
}

void BadServer::accept() {
  while (!stopping_) {
    pollfd poll{listener_, POLLIN, 0};
    if (::poll(&poll, 1, 20) <= 0) continue;
    int const fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    ++connections_;
    threads_.emplace_back([this, fd] { serve(fd); });
  }
}

void BadServer::serve(int fd) {
  // OpenSSL writes without MSG_NOSIGNAL.
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  if (!tls_) {
    PlainPeer peer{fd};
    peer.stopping_ = &stopping_;
    return script_(peer);
  }
  TlsPeer peer{fd, static_cast<SSL_CTX*>(tls_.get())};
  peer.stopping_ = &stopping_;
  if (peer.accept()) script_(peer);
}

}  // namespace waypost::http::testing
