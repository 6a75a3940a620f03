#include "socket.h"

#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::bench {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;

}  // namespace

Socket::Socket(int connected, Of whose) : fd(connected), of(whose) {
  int const on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

Socket::~Socket() {
  ::close(fd);
}

bool Socket::receive() {
  char buffer[kReadBytes];
  while (true) {
    ssize_t const got = ::recv(fd, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EAGAIN) return true;
    if (got <= 0) return false;
    std::string_view const bytes{buffer, static_cast<std::size_t>(got)};
    if (tls == nullptr) {
      in.append(bytes);
    } else {
      in += tls->open(bytes);
      out += tls->take();
    }
  }
}

void Socket::say(std::string_view text) {
  if (tls == nullptr) {
    out += text;
    return;
  }
  tls->seal(text);
  out += tls->take();
}

bool Socket::flush() {
  while (written < out.size()) {
    ssize_t const sent = ::send(fd, out.data() + written, out.size() - written, MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN;
    written += static_cast<std::size_t>(sent);
  }
  out.clear();
  written = 0;
  return false;
}

std::size_t complete(std::string_view in) {
  std::size_t const head = in.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  std::size_t length = 0;
  for (std::string_view const name : {"Content-Length: ", "content-length: "}) {
    std::size_t const at = in.find(name);
    if (at == std::string_view::npos || at > head) continue;
    std::from_chars(in.data() + at + name.size(), in.data() + head, length);
  }
  return in.size() >= head + 4 + length ? head + 4 + length : 0;
}

}  // namespace waypost::bench
