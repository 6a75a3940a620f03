#include "simulator/connection.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::simulator {
namespace {

constexpr std::size_t kInputBytes = 16 * 1024;
constexpr time_t kReadSeconds = 30;

}  // namespace

Connection::Connection(socket_t socket, SSL_CTX* context) : socket_(socket) {
  int const on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  timeval const timeout{kReadSeconds, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
  if (context != nullptr) {
    ssl_.reset(SSL_new(context));
    SSL_set_fd(ssl_.get(), socket_);
  }
}

Connection::~Connection() {
  if (cut_ == HttpAnswer::Cut::reset) {
    // Closing with no time to linger makes the kernel send RST instead of FIN.
    linger const now{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  } else if (ssl_ && cut_ == HttpAnswer::Cut::none) {
    SSL_shutdown(ssl_.get());
  }
  ssl_.reset();
  ::close(socket_);
}

bool Connection::open() {
  return !ssl_ || SSL_accept(ssl_.get()) == 1;
}

bool Connection::wait(int timeout_ms) {
  if (read_ < input_.size()) return true;
  if (ssl_ && SSL_pending(ssl_.get()) > 0) return true;
  pollfd watched{socket_, POLLIN, 0};
  if (poll(&watched, 1, timeout_ms) <= 0) return false;
  // Readable may mean closed: look, so that a closed connection is not answered with 400.
  input_.resize(kInputBytes);
  read_ = 0;
  auto const got = receive(input_.data(), input_.size());
  input_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return got > 0;
}

ssize_t Connection::receive(char* data, size_t size) {
  if (ssl_) return SSL_read(ssl_.get(), data, static_cast<int>(std::min<size_t>(size, 1U << 30U)));
  for (;;) {
    auto const got = ::recv(socket_, data, size, 0);
    if (got >= 0 || errno != EINTR) return got;
  }
}

ssize_t Connection::read(char* data, size_t size) {
  if (read_ == input_.size()) {
    // `100 Continue` must leave before the client sends what is waited for.
    if (!output_.empty() && !send_all(output_)) return -1;
    output_.clear();
    if (size >= kInputBytes) return receive(data, size);
    input_.resize(kInputBytes);
    read_ = 0;
    auto const got = receive(input_.data(), input_.size());
    input_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    if (got <= 0) return got;
  }
  auto const count = std::min(size, input_.size() - read_);
  std::memcpy(data, input_.data() + read_, count);
  read_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::write(char const* data, size_t size) {
  output_.append(data, size);
  return static_cast<ssize_t>(size);
}

bool Connection::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    auto const size = std::min<std::size_t>(bytes.size(), 1U << 30U);
    auto const sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(size))
                           : ::send(socket_, bytes.data(), size, MSG_NOSIGNAL);
    if (sent < 0 && !ssl_ && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Connection::finish() {
  if (cut_ == HttpAnswer::Cut::close || cut_ == HttpAnswer::Cut::reset) return false;
  std::string_view bytes(output_);
  if (cut_ == HttpAnswer::Cut::half) {
    auto const head = std::min(bytes.find("\r\n\r\n"), bytes.size() - 1);
    bytes = bytes.substr(0, head + (bytes.size() - head) / 2);
  }
  auto const sent = send_all(bytes);
  output_.clear();
  return sent && cut_ == HttpAnswer::Cut::none;
}

// Nothing in the simulator asks who is connected.
void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = -1;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = -1;
}

}  // namespace waypost::simulator
