#include "load.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <deque>
#include <memory>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::bench {
namespace {

using Clock = std::chrono::steady_clock;

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
  return {at(0.5), at(0.99), at(0.999), us.back()};
}

/// An answer of Graph's that is not due yet.
struct Delayed {
  Clock::time_point due;
  std::weak_ptr<Socket> socket;
  std::string text;
};

/// What stands between `begin` and `end` for the first time; "" when nothing does.
std::string_view between(std::string_view text, std::string_view begin, char end) {
  std::size_t const at = text.find(begin);
  if (at == std::string_view::npos) return {};
  std::size_t const from = at + begin.size();
  return text.substr(from, std::min(text.find(end, from), text.size()) - from);
}

class Run {
 public:
  Run(LoadOptions const& options, Untold& untold, Sink& sink)
      : options_(options),
        untold_(untold),
        traffic_(options.traffic, untold),
        sink_(sink),
        limit_(options.count) {
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    watch(sink_.listener(), nullptr, EPOLLIN);
    for (auto& socket : sink_.kept) add(std::move(socket));
    sink_.kept.clear();
    ack_us_.reserve(std::min<std::size_t>(options_.count, 1U << 20U));
    for (std::size_t i = 0; i < options_.connections; ++i) connect();
  }

  ~Run() { ::close(epoll_); }

  LoadResult run() {
    double const cpu_before = thread_cpu_s();
    start_ = Clock::now();
    Clock::time_point last_progress = start_;
    std::size_t progress = 0;
    while (!is_done()) {
      if (options_.seconds > 0 && seconds(Clock::now() - start_) >= options_.seconds) {
        limit_ = std::min(limit_, next_);
        kill_once();
      }
      send_due();
      answer_delayed();
      step(wait_ms());
      std::size_t const now = result_.acked + result_.refused + result_.replied;
      if (now != progress) {
        progress = now;
        last_progress = Clock::now();
      }
      if (seconds(Clock::now() - last_progress) > options_.drain_s) break;
    }
    if (is_done() && !killed_) keep_graph();
    result_.sent = next_;
    result_.due = options_.rate > 0 ? options_.count : next_;
    result_.handshakes = sink_.handshakes;
    result_.cpu_s = thread_cpu_s() - cpu_before;
    double const longest = seconds(Clock::now() - start_) * 1e6;
    result_.ack = quantiles(ack_us_, result_.due - result_.acked, longest);
    result_.reply =
        quantiles(reply_us_, result_.due - std::min(result_.due, result_.replied), longest);
    return result_;
  }

 private:
  bool is_done() const {
    return next_ >= limit_ && result_.acked + result_.refused >= limit_ &&
           (killed_ || result_.replied >= result_.messages) && delayed_.empty();
  }

  /// What still owes an answer is closed with this run, so that the service learns of it.
  void keep_graph() {
    for (auto& [fd, socket] : sockets_) {
      if (socket->of == Socket::Of::graph) sink_.kept.push_back(std::move(socket));
    }
    std::erase_if(sockets_, [](auto const& entry) { return entry.second == nullptr; });
  }

  void kill_once() {
    if (!options_.kill || killed_) return;
    options_.kill();
    killed_ = true;
    delayed_.clear();
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
    add(std::make_shared<Socket>(fd, Socket::Of::service));
    idle_.push_back(fd);
  }

  void add(std::shared_ptr<Socket> socket) {
    watch(socket->fd, socket.get(), EPOLLIN);
    sockets_[socket->fd] = std::move(socket);
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
      due_.push_back(options_.rate > 0 ? due_of(next_) : Clock::now());
      Socket& socket = *sockets_[idle_.back()];
      idle_.pop_back();
      socket.asking = next_;
      socket.say(request(next_));
      flush(socket);
    }
  }

  int wait_ms() const {
    auto const now = Clock::now();
    double left = 50;
    if (!delayed_.empty()) left = std::min(left, seconds(delayed_.front().due - now) * 1e3);
    if (next_ < limit_ && !idle_.empty() && options_.rate > 0) {
      left = std::min(left, seconds(due_of(next_ + 1) - now) * 1e3);
    }
    return left < 0.5 ? 0 : static_cast<int>(left);
  }

  std::string request(std::size_t n) {
    Post const post = traffic_.post(n);
    for (std::int64_t const customer : post.customers) sender_[customer] = n;
    contents_.push_back({post.customers.size(), post.statuses});
    return "POST " + options_.path +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
           "application/json\r\nX-Hub-Signature-256: " +
           signature(options_.app_secret, post.body) +
           "\r\nContent-Length: " + std::to_string(post.body.size()) + "\r\n\r\n" + post.body;
  }

  void flush(Socket& socket) {
    if (socket.flush()) change(socket, EPOLLIN | EPOLLOUT);
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
    while (auto socket = sink_.accept()) add(std::move(socket));
  }

  bool receive(Socket& socket) {
    if (socket.tls == nullptr) return socket.receive();
    bool const was_shaken = socket.tls->is_shaken();
    bool const is_open = socket.receive();
    if (!was_shaken && socket.tls->is_shaken()) ++sink_.handshakes;
    flush(socket);
    return is_open;
  }

  void read(Socket& socket) {
    bool const is_open = receive(socket);
    // What came before the end counts: a service that was killed may have answered.
    while (std::size_t const size = complete(socket.in)) {
      if (socket.of == Socket::Of::graph) {
        graph_call(socket, size);
      } else {
        answer(socket);
        if (is_used_up(socket, size)) return lost(socket);
      }
      socket.in.erase(0, size);
    }
    if (!is_open) lost(socket);
  }

  void answer(Socket& socket) {
    auto const now = Clock::now();
    bool const ok = socket.in.compare(9, 3, "200") == 0;
    if (ok) {
      ++result_.acked;
      if (options_.kill) result_.acked_messages.push_back(traffic_.said(socket.asking));
      result_.messages += contents_[socket.asking - 1].messages;
      result_.statuses += contents_[socket.asking - 1].statuses;
      ack_us_.push_back(seconds(now - due_[socket.asking - 1]) * 1e6);
      result_.ack_s = seconds(now - start_);
    } else {
      ++result_.refused;
    }
    socket.asking = 0;
    ++socket.asked;
    idle_.push_back(socket.fd);
  }

  /// Whether the service, or our plan, says that this connection has had its share of requests.
  bool is_used_up(Socket const& socket, std::size_t size) const {
    if (options_.requests_per_connection != 0 && socket.asked >= options_.requests_per_connection) {
      return true;
    }
    std::string_view const answer = std::string_view{socket.in}.substr(0, size);
    return answer.find("\r\nConnection: close\r\n") != std::string_view::npos;
  }

  void graph_call(Socket& socket, std::size_t size) {
    auto const now = Clock::now();
    std::string_view const request{socket.in.data(), size};
    std::string_view to = between(request, "\"to\":\"", '"');
    if (to.starts_with('+')) to.remove_prefix(1);
    std::int64_t customer = 0;
    std::from_chars(to.data(), to.data() + to.size(), customer);
    auto const found = sender_.find(customer);
    if (found != sender_.end()) {
      ++result_.replied;
      reply_us_.push_back(seconds(now - due_[found->second - 1]) * 1e6);
      result_.reply_s = seconds(now - start_);
    }
    std::string const wamid =
        "wamid.SINK" + std::to_string(options_.traffic.run) + "x" + std::to_string(++calls_);
    untold_.add(
        {customer, wamid, std::string{between(request, "\"biz_opaque_callback_data\":\"", '"')}});
    std::string const body = R"({"messaging_product":"whatsapp","contacts":[{"input":")" +
                             std::string{to} + R"(","wa_id":")" + std::string{to} +
                             R"("}],"messages":[{"id":")" + wamid + R"("}]})";
    std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body;
    if (options_.graph_delay_s > 0) {
      auto const delay = std::chrono::duration<double>(options_.graph_delay_s);
      delayed_.push_back({now + std::chrono::duration_cast<Clock::duration>(delay),
                          sockets_.at(socket.fd), std::move(answer)});
      return;
    }
    socket.say(answer);
    flush(socket);
  }

  void answer_delayed() {
    auto const now = Clock::now();
    while (!delayed_.empty() && delayed_.front().due <= now) {
      if (auto const socket = delayed_.front().socket.lock()) {
        socket->say(delayed_.front().text);
        flush(*socket);
      }
      delayed_.pop_front();
    }
  }

  void lost(Socket& socket) {
    int const fd = socket.fd;
    bool const ours = socket.of == Socket::Of::service;
    if (ours && socket.asking != 0) ++result_.refused;
    std::erase(idle_, fd);
    sockets_.erase(fd);
    if (ours && next_ < limit_) connect();
  }

  /// What a webhook held.
  struct Contents {
    std::size_t messages = 0;
    std::size_t statuses = 0;
  };

  LoadOptions const& options_;
  Untold& untold_;
  Traffic traffic_;
  Sink& sink_;
  int epoll_ = -1;
  Clock::time_point start_;
  std::size_t limit_;  ///< webhooks that this run sends
  bool killed_ = false;
  std::unordered_map<int, std::shared_ptr<Socket>> sockets_;
  std::vector<int> idle_;
  std::deque<Delayed> delayed_;
  std::vector<Clock::time_point> due_;  ///< of each webhook
  std::vector<Contents> contents_;      ///< likewise
  std::unordered_map<std::int64_t, std::size_t> sender_;
  std::vector<double> ack_us_;
  std::vector<double> reply_us_;
  std::size_t next_ = 0;
  std::size_t calls_ = 0;
  LoadResult result_;
};

}  // namespace

LoadResult Load::run(LoadOptions const& options) {
  return Run(options, untold_, sink_).run();
}

}  // namespace waypost::bench
