#include "crowd.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::bench {
namespace {

/// Below what the service takes from one address.
constexpr std::size_t kPerAddress = 400;
/// Files of this process that are not the crowd's.
constexpr std::size_t kFilesKept = 1'000;
constexpr std::uint32_t kIdleAddresses = 0x7F00'0101;  // 127.0.1.1 and on
constexpr std::uint32_t kDripAddress = 0x7F00'0201;    // 127.0.2.1

/// A connection from a loopback address of one's own, -1 when there is none to be had.
int connect_from(std::uint32_t from, std::uint16_t port) {
  int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  timeval const limit{2, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  int const on = 1;
  ::setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(from);
  bool connected = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  connected =
      connected && ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  if (connected) return fd;
  ::close(fd);
  return -1;
}

bool send_all(int fd, std::string_view text) {
  return ::send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
         static_cast<ssize_t>(text.size());
}

/// Asks for something small and takes the answer, so that the connection is kept alive.
bool asks_once(int fd) {
  char answer[1'024];
  return send_all(fd, "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") &&
         ::recv(fd, answer, sizeof answer, 0) > 0;
}

std::size_t affordable(std::size_t wanted) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::min(files.rlim_max, std::max(files.rlim_cur, wanted + kFilesKept));
  ::setrlimit(RLIMIT_NOFILE, &files);
  ::getrlimit(RLIMIT_NOFILE, &files);
  return files.rlim_cur > kFilesKept ? std::min(wanted, files.rlim_cur - kFilesKept) : 0;
}

}  // namespace

IdleCrowd::IdleCrowd(std::uint16_t port, std::size_t count) {
  std::size_t const wanted = affordable(count);
  for (std::size_t i = 0; i < wanted; ++i) {
    int const fd = connect_from(kIdleAddresses + static_cast<std::uint32_t>(i / kPerAddress), port);
    if (fd < 0) return;
    sockets_.push_back(fd);
    if (!asks_once(fd)) return;
  }
}

IdleCrowd::~IdleCrowd() {
  for (int const fd : sockets_) ::close(fd);
}

std::size_t IdleCrowd::held() const {
  return static_cast<std::size_t>(std::count_if(sockets_.begin(), sockets_.end(), [](int fd) {
    char byte = 0;
    return ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
  }));
}

DrippingCrowd::DrippingCrowd(std::uint16_t port, std::string const& path, std::size_t count)
    : port_(port),
      head_("POST " + path +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            "X-Hub-Signature-256: sha256=" +
            std::string(64, 'a') + "\r\nContent-Length: 100000\r\n\r\n"),
      sockets_(std::min(count, kPerAddress), -1) {
  drip();
  thread_ = std::thread{[this] {
    while (!over_) {
      std::this_thread::sleep_for(std::chrono::milliseconds{250});
      drip();
    }
  }};
}

DrippingCrowd::~DrippingCrowd() {
  over_ = true;
  thread_.join();
  for (int const fd : sockets_) ::close(fd);
}

void DrippingCrowd::drip() {
  std::size_t dripping = 0;
  for (int& fd : sockets_) {
    char answer[256];
    // A dropped one comes back: the attack does not tire.
    bool const dropped = fd < 0 || ::recv(fd, answer, sizeof answer, MSG_DONTWAIT) >= 0 ||
                         errno != EAGAIN || !send_all(fd, "x");
    if (dropped) {
      ::close(fd);
      fd = connect_from(kDripAddress, port_);
      if (fd < 0 || !send_all(fd, head_)) continue;
    }
    ++dripping;
  }
  dripping_ = dripping;
}

}  // namespace waypost::bench
