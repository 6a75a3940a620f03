#include "ask.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::bench {

namespace {

using Clock = std::chrono::steady_clock;

/// cpp-httplib asks for a backlog of five: all at once, most connections would not come about.
constexpr std::chrono::milliseconds kBetweenConnects{3};

class Socket {
 public:
  explicit Socket(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int const on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // A server whose backlog is full answers no SYN; connect would try for minutes.
    timeval const second{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof second);
    (void)::connect(fd_, reinterpret_cast<sockaddr const*>(&to), sizeof to);
  }
  Socket(Socket&& from) noexcept : fd_(std::exchange(from.fd_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const noexcept { return fd_; }
  bool send(std::string_view bytes) const {
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  /// Until the peer has sent something, or the time is over.
  [[nodiscard]] std::string receive(int timeout_ms) const {
    pollfd poll{fd_, POLLIN, 0};
    std::array<char, 4096> buffer;
    if (::poll(&poll, 1, timeout_ms) <= 0) return {};
    auto const got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string{};
  }

 private:
  int fd_;
};

std::string webhook(std::size_t body) {
  return "POST /hook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
         "User-Agent: facebookexternalua\r\nAccept: */*\r\nX-Hub-Signature-256: sha256=" +
         std::string(64, 'a') + "\r\nContent-Length: " + std::to_string(body) + "\r\n\r\n" +
         std::string(body, 'b');
}

/// Answers here fit one segment and end with the body's size in three digits.
bool is_whole(std::string_view answer) {
  return answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n656");
}

}  // namespace

Loop closed_loop(std::uint16_t port, std::size_t connections, std::chrono::milliseconds length) {
  struct Client {
    Socket socket;
    std::string answer;
  };
  std::vector<Client> clients;
  std::string const request = webhook(656);
  int const poll = ::epoll_create1(EPOLL_CLOEXEC);
  for (std::size_t i = 0; i < connections; ++i) {
    clients.push_back({Socket{port}, {}});
    std::this_thread::sleep_for(kBetweenConnects);
  }
  for (std::size_t i = 0; i < connections; ++i) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, clients[i].socket.fd(), &event);
    clients[i].socket.send(request);
  }
  Loop loop;
  auto const began = Clock::now();
  auto const until = began + length;
  std::array<epoll_event, 256> events;
  std::array<char, 4096> buffer;
  while (Clock::now() < until) {
    int const ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 100);
    for (int e = 0; e < ready; ++e) {
      auto& client = clients[events[static_cast<std::size_t>(e)].data.u64];
      auto const got = ::recv(client.socket.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (got <= 0) {
        ++loop.failed;
        ::epoll_ctl(poll, EPOLL_CTL_DEL, client.socket.fd(), nullptr);
        continue;
      }
      client.answer.append(buffer.data(), static_cast<std::size_t>(got));
      if (!is_whole(client.answer)) continue;
      client.answer.clear();
      ++loop.answered;
      client.socket.send(request);
    }
  }
  loop.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  ::close(poll);
  return loop;
}

Honest beside_slow_clients(std::uint16_t port, std::size_t slow, std::chrono::milliseconds length) {
  std::vector<Socket> dripping;
  std::string const head = webhook(100'000).substr(0, webhook(100'000).find("\r\n\r\n") + 4);
  for (std::size_t i = 0; i < slow; ++i) {
    dripping.emplace_back(port);
    dripping.back().send(head);
    std::this_thread::sleep_for(kBetweenConnects);
  }
  auto const until = Clock::now() + length;
  std::thread drip{[&] {
    while (Clock::now() < until) {
      for (auto& socket : dripping) {
        // A dropped one comes back: the attack does not tire.
        if (socket.send("x")) continue;
        Socket again{port};
        again.send(head);
        ::dup3(again.fd(), socket.fd(), O_CLOEXEC);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{250});
    }
  }};
  std::this_thread::sleep_for(std::chrono::milliseconds{300});
  Honest honest;
  while (Clock::now() < until) {
    auto const began = Clock::now();
    Socket const socket{port};
    socket.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    ++honest.asked;
    auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(until - began).count();
    if (socket.receive(static_cast<int>(std::max<long>(left, 1))).starts_with("HTTP/1.1 200")) {
      ++honest.answered;
      honest.worst_ms = std::max(
          honest.worst_ms, std::chrono::duration<double, std::milli>(Clock::now() - began).count());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  drip.join();
  return honest;
}

std::string chunked_4_mib(std::uint16_t port) {
  Socket const socket{port};
  socket.send(
      "POST /hook HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
      "Connection: close\r\n\r\n");
  std::string const chunk = "10000\r\n" + std::string(0x10000, 'c') + "\r\n";
  for (int i = 0; i < 64; ++i)
    if (!socket.send(chunk)) break;
  socket.send("0\r\n\r\n");
  std::string answer;
  for (std::string more; !(more = socket.receive(2'000)).empty();) answer += more;
  if (answer.size() < 12) return "no answer";
  auto const status = answer.substr(9, 3);
  auto const body = answer.substr(std::min(answer.find("\r\n\r\n") + 4, answer.size()));
  return status == "200" ? "200, " + body + " bytes taken" : status;
}

}  // namespace waypost::bench
