#include "load.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <deque>
#include <memory>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = 64 * 1024;

double seconds(Clock::duration span) {
  return std::chrono::duration<double>(span).count();
}

double thread_cpu_s() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  auto const of = [](timeval const& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

Latency quantiles(std::vector<double> us, std::size_t missing, double longest_us) {
  us.insert(us.end(), missing, longest_us);
  if (us.empty()) return {};
  std::sort(us.begin(), us.end());
  auto const at = [&](double share) {
    auto const index = static_cast<std::size_t>(share * static_cast<double>(us.size() - 1));
    return us[index];
  };
  return {at(0.5), at(0.99), at(0.999)};
}

/// One socket: of the service (we ask) or of Graph (we answer).
struct Socket {
  int fd = -1;
  bool graph = false;
  std::string in;
  std::string out;
  std::size_t written = 0;
  std::size_t asking = 0;  ///< webhook in flight, 1-based; 0: idle
};

/// Length of a complete HTTP message at the start of `in`, 0 when it is not complete yet.
std::size_t complete(std::string const& in) {
  std::size_t const head = in.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  std::size_t length = 0;
  for (char const* name : {"Content-Length: ", "content-length: "}) {
    std::size_t const at = in.find(name);
    if (at == std::string::npos || at > head) continue;
    std::from_chars(in.data() + at + 16, in.data() + head, length);
  }
  return in.size() >= head + 4 + length ? head + 4 + length : 0;
}

class Run {
 public:
  Run(LoadOptions const& options, int listener)
      : options_(options), listener_(listener), limit_(options.count) {
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    watch(listener_, nullptr, EPOLLIN);
    due_.resize(options_.count + 1);
    ack_us_.reserve(options_.count);
    for (std::size_t i = 0; i < options_.connections; ++i) connect();
  }

  ~Run() {
    for (auto& [fd, socket] : sockets_) ::close(fd);
    ::close(epoll_);
  }

  LoadResult run() {
    double const cpu_before = thread_cpu_s();
    start_ = Clock::now();
    Clock::time_point last_progress = start_;
    std::size_t progress = 0;
    while (!is_done()) {
      if (options_.seconds > 0 && seconds(Clock::now() - start_) >= options_.seconds) {
        limit_ = std::min(limit_, next_);
      }
      send_due();
      step(wait_ms());
      std::size_t const now = result_.acked + result_.refused + result_.replied;
      if (now != progress) {
        progress = now;
        last_progress = Clock::now();
      }
      if (seconds(Clock::now() - last_progress) > options_.drain_s) break;
    }
    result_.sent = next_;
    result_.cpu_s = thread_cpu_s() - cpu_before;
    double const longest = seconds(Clock::now() - start_) * 1e6;
    result_.ack = quantiles(ack_us_, result_.sent - result_.acked, longest);
    result_.reply =
        quantiles(reply_us_, result_.sent - std::min(result_.sent, result_.replied), longest);
    return result_;
  }

 private:
  bool is_done() const {
    return next_ >= limit_ && result_.acked + result_.refused >= limit_ &&
           result_.replied >= result_.acked * options_.updates;
  }

  void watch(int fd, Socket* socket, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = socket;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void connect() {
    int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options_.service_port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(fd);
      throw std::runtime_error("the service does not accept connections");
    }
    add(fd, false);
    idle_.push_back(fd);
  }

  void add(int fd, bool graph) {
    int const on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    auto socket = std::make_unique<Socket>();
    socket->fd = fd;
    socket->graph = graph;
    watch(fd, socket.get(), EPOLLIN);
    sockets_[fd] = std::move(socket);
  }

  Clock::time_point due_of(std::size_t n) const {
    return start_ + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(n - 1) / options_.rate));
  }

  void send_due() {
    while (next_ < limit_ && !idle_.empty()) {
      if (options_.rate > 0 && due_of(next_ + 1) > Clock::now()) return;
      ++next_;
      // In an open loop the latency counts from when it was due, however late it leaves.
      due_[next_] = options_.rate > 0 ? due_of(next_) : Clock::now();
      Socket& socket = *sockets_[idle_.back()];
      idle_.pop_back();
      socket.asking = next_;
      socket.out = request(next_);
      socket.written = 0;
      flush(socket);
    }
  }

  int wait_ms() const {
    if (next_ >= limit_ || idle_.empty() || options_.rate <= 0) return 50;
    double const left = seconds(due_of(next_ + 1) - Clock::now()) * 1e3;
    return left < 0.5 ? 0 : static_cast<int>(left);
  }

  std::string request(std::size_t n) {
    std::int64_t const customer =
        customer_of(n * options_.updates, options_.customers, Order::mixed);
    for (std::size_t i = 0; i < options_.updates; ++i) {
      sender_[std::to_string(customer + static_cast<std::int64_t>(i))] = n;
    }
    std::string const body =
        webhook_body({customer, options_.updates, options_.run, n, started_at_s_});
    return "POST " + options_.path +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
           "application/json\r\nX-Hub-Signature-256: " +
           signature(options_.app_secret, body) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  void flush(Socket& socket) {
    while (socket.written < socket.out.size()) {
      ssize_t const sent = ::send(socket.fd, socket.out.data() + socket.written,
                                  socket.out.size() - socket.written, MSG_NOSIGNAL);
      if (sent < 0) {
        if (errno == EAGAIN) change(socket, EPOLLIN | EPOLLOUT);
        return;
      }
      socket.written += static_cast<std::size_t>(sent);
    }
    socket.out.clear();
    socket.written = 0;
  }

  void change(Socket& socket, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &socket;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, socket.fd, &event);
  }

  void step(int timeout_ms) {
    epoll_event events[256];
    int const count = ::epoll_wait(epoll_, events, 256, timeout_ms);
    for (int i = 0; i < count; ++i) {
      auto* const socket = static_cast<Socket*>(events[i].data.ptr);
      if (socket == nullptr) {
        accept();
        continue;
      }
      if ((events[i].events & EPOLLOUT) != 0) {
        change(*socket, EPOLLIN);
        flush(*socket);
      }
      if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read(*socket);
    }
  }

  void accept() {
    while (true) {
      int const fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      add(fd, true);
    }
  }

  void read(Socket& socket) {
    char buffer[kReadBytes];
    while (true) {
      ssize_t const got = ::recv(socket.fd, buffer, sizeof buffer, 0);
      if (got < 0 && errno == EAGAIN) break;
      if (got <= 0) return lost(socket);
      socket.in.append(buffer, static_cast<std::size_t>(got));
    }
    while (std::size_t const size = complete(socket.in)) {
      if (socket.graph) {
        graph_call(socket, size);
      } else {
        answer(socket);
        if (says_close(std::string_view{socket.in}.substr(0, size))) return lost(socket);
      }
      socket.in.erase(0, size);
    }
  }

  void answer(Socket& socket) {
    auto const now = Clock::now();
    bool const ok = socket.in.compare(9, 3, "200") == 0;
    if (ok) {
      ++result_.acked;
      ack_us_.push_back(seconds(now - due_[socket.asking]) * 1e6);
      result_.ack_s = seconds(now - start_);
    } else {
      ++result_.refused;
    }
    socket.asking = 0;
    idle_.push_back(socket.fd);
  }

  /// Whether the service says that this connection has had its share of requests.
  static bool says_close(std::string_view head) {
    return head.find("\r\nConnection: close\r\n") != std::string_view::npos;
  }

  void graph_call(Socket& socket, std::size_t size) {
    auto const now = Clock::now();
    std::string_view const request{socket.in.data(), size};
    std::size_t const at = request.find("\"to\":\"");
    std::size_t const end = request.find('"', at + 6);
    std::string to{request.substr(at + 6, end - at - 6)};
    if (to.starts_with('+')) to.erase(0, 1);
    auto const found = sender_.find(to);
    if (found != sender_.end()) {
      ++result_.replied;
      reply_us_.push_back(seconds(now - due_[found->second]) * 1e6);
      result_.reply_s = seconds(now - start_);
    }
    std::string const body = R"({"messaging_product":"whatsapp","contacts":[{"input":")" + to +
                             R"(","wa_id":")" + to + R"("}],"messages":[{"id":"wamid.SINK)" +
                             std::to_string(++calls_) + R"("}]})";
    socket.out += "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n" + body;
    flush(socket);
  }

  void lost(Socket& socket) {
    int const fd = socket.fd;
    bool const ours = !socket.graph;
    if (ours && socket.asking != 0) ++result_.refused;
    std::erase(idle_, fd);
    ::close(fd);
    sockets_.erase(fd);
    if (ours && next_ < limit_) connect();
  }

  LoadOptions const& options_;
  int listener_;
  int epoll_ = -1;
  Clock::time_point start_;
  std::int64_t started_at_s_ = now_s();
  std::size_t limit_;  ///< webhooks that this run sends
  std::unordered_map<int, std::unique_ptr<Socket>> sockets_;
  std::vector<int> idle_;
  std::vector<Clock::time_point> due_;
  std::unordered_map<std::string, std::size_t> sender_;
  std::vector<double> ack_us_;
  std::vector<double> reply_us_;
  std::size_t next_ = 0;
  std::size_t calls_ = 0;
  LoadResult result_;
};

}  // namespace

Load::Load() {
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
  graph_port_ = ntohs(address.sin_port);
}

Load::~Load() {
  ::close(listener_);
}

LoadResult Load::run(LoadOptions const& options) {
  return Run(options, listener_).run();
}

}  // namespace waypost::bench
