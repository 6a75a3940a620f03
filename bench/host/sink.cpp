#include "sink.h"

#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::bench {

Sink::Sink(Scheme scheme) {
  if (scheme == Scheme::https) tls_.emplace();
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 1'024) != 0) {
    throw std::runtime_error("the load cannot listen");
  }
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
}

Sink::~Sink() {
  ::close(listener_);
}

std::string Sink::url() const {
  return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
}

std::shared_ptr<Socket> Sink::accept() {
  int const fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd < 0) return nullptr;
  auto socket = std::make_shared<Socket>(fd, Socket::Of::graph);
  if (tls_) socket->tls = std::make_unique<TlsConnection>(*tls_);
  return socket;
}

}  // namespace waypost::bench
