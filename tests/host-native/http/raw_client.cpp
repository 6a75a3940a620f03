#include "raw_client.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::http::testing {

namespace {

using Clock = std::chrono::steady_clock;

sockaddr_in endpoint(std::string_view address, std::uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  ::inet_pton(AF_INET, std::string{address}.c_str(), &to.sin_addr);
  return to;
}

Millis left(Clock::time_point until) {
  return std::max(Millis{0}, std::chrono::duration_cast<Millis>(until - Clock::now()));
}

bool wait_for(int fd, short events, Millis timeout) {
  pollfd poll{fd, events, 0};
  return ::poll(&poll, 1, static_cast<int>(timeout.count())) > 0;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  std::string wanted = "\r\n" + std::string{name} + ": ";
  auto const at = head.find(wanted);
  if (at == std::string::npos) return {};
  auto const from = at + wanted.size();
  return head.substr(from, head.find("\r\n", from) - from);
}

RawClient::RawClient(std::uint16_t port, std::string_view source) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int const on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto const from = endpoint(source, 0);
  auto const to = endpoint("127.0.0.1", port);
  if (::bind(fd_, reinterpret_cast<sockaddr const*>(&from), sizeof from) != 0 ||
      ::connect(fd_, reinterpret_cast<sockaddr const*>(&to), sizeof to) != 0) {
    ::close(fd_);
    fd_ = -1;
  }
}

RawClient::~RawClient() {
  if (fd_ >= 0) ::close(fd_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    auto const sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (!wait_for(fd_, POLLOUT, Millis{2'000})) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool RawClient::send_in(std::string_view bytes, std::vector<std::size_t> const& sizes) {
  for (std::size_t i = 0; !bytes.empty(); ++i) {
    auto const size = std::min(bytes.size(), sizes.empty() ? 1 : sizes[i % sizes.size()]);
    if (!send(bytes.substr(0, size))) return false;
    bytes.remove_prefix(size);
  }
  return true;
}

void RawClient::end_sending() {
  ::shutdown(fd_, SHUT_WR);
}

void RawClient::reset() {
  linger const now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(fd_, -1));
}

void RawClient::small_receive_buffer() {
  int const bytes = 4096;
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

RawClient::Got RawClient::fill(Millis timeout) {
  if (ended_ || fd_ < 0) return Got::end;
  if (!wait_for(fd_, POLLIN, timeout)) return Got::nothing;
  std::array<char, 65536> buffer;
  auto const got = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (got <= 0) {
    ended_ = true;
    return Got::end;
  }
  in_.append(buffer.data(), static_cast<std::size_t>(got));
  return Got::bytes;
}

std::optional<Answer> RawClient::read(Millis timeout, bool of_head) {
  auto const until = Clock::now() + timeout;
  for (;;) {
    auto const end = in_.find("\r\n\r\n");
    if (end != std::string::npos) {
      Answer answer;
      answer.head = in_.substr(0, end + 2);
      answer.status =
          answer.head.starts_with("HTTP/1.1 ") ? std::atoi(answer.head.c_str() + 9) : -1;
      auto const length = of_head ? std::string{} : answer.header("Content-Length");
      auto const size = static_cast<std::size_t>(std::atoll(length.c_str()));
      if (in_.size() >= end + 4 + size) {
        answer.body = in_.substr(end + 4, size);
        in_.erase(0, end + 4 + size);
        return answer;
      }
    }
    if (fill(left(until)) != Got::bytes) return std::nullopt;
  }
}

std::string RawClient::read_some(std::size_t enough, Millis timeout) {
  auto const until = Clock::now() + timeout;
  while (in_.size() < enough && fill(left(until)) == Got::bytes) {
  }
  return std::exchange(in_, {});
}

std::vector<Answer> RawClient::read_all(Millis timeout) {
  auto const until = Clock::now() + timeout;
  std::vector<Answer> answers;
  while (auto answer = read(left(until))) answers.push_back(*std::move(answer));
  return answers;
}

bool RawClient::closes_within(Millis timeout) {
  auto const until = Clock::now() + timeout;
  while (!ended_) {
    if (fill(left(until)) == Got::nothing) return false;
  }
  return true;
}

}  // namespace waypost::http::testing
