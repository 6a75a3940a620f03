// The Graph client on cpp-httplib: a thread and a kept connection for each call in flight.
//
// The library has no deadline for a whole call, and its stop() waits for connect and handshake.
// So each slot keeps a duplicate of its socket, and one watchdog shuts that down when a call's
// time is over: every read, write, connect and handshake then fails at once. The duplicate is
// ours alone, so the number cannot have become another socket meanwhile.

#include "http/graph_client.h"

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <httplib.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/graph_call.h"

namespace waypost::http {

namespace {

using Clock = std::chrono::steady_clock;
using outbox::HttpReply;
using outbox::NetworkFault;
using outbox::NoReply;
using outbox::SendOutcome;

/// Answers are small; what is longer than this before the body begins is not one of Graph's.
constexpr std::size_t kHeadersMax = 128;

struct Job {
  GraphCall call;
  GraphDone done;
  Clock::time_point until;
};

/// A duplicate of a slot's socket, to shut down from another thread.
class Handle {
 public:
  Handle() = default;
  Handle(Handle const&) = delete;
  Handle& operator=(Handle const&) = delete;
  ~Handle() { renew(-1); }

  void renew(int socket) {
    std::lock_guard const lock{guard_};
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
    if (socket < 0) return;
    // Time is over and the library tries its next address: give it a number that cannot connect.
    if (cut_) {
      int const nowhere = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
      ::dup2(nowhere, socket);
      ::close(nowhere);
      return;
    }
    fd_ = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  }
  /// From now until `begin`, nothing gets through.
  void cut() {
    std::lock_guard const lock{guard_};
    if (std::exchange(cut_, true)) return;
    if (fd_ >= 0) ::shutdown(fd_, SHUT_RDWR);
  }
  void begin() {
    std::lock_guard const lock{guard_};
    cut_ = false;
  }
  [[nodiscard]] bool was_cut() {
    std::lock_guard const lock{guard_};
    return cut_;
  }

 private:
  std::mutex guard_;
  int fd_ = -1;
  bool cut_ = false;
};

/// One thread's client: at most one connection, kept between calls.
class Slot {
 public:
  explicit Slot(GraphClientOptions const& options) : options_(options), client_(make()) {}

  [[nodiscard]] Handle& handle() noexcept { return handle_; }

  [[nodiscard]] SendOutcome call(GraphCall const& call, Clock::time_point until) {
    auto const now = Clock::now();
    if (now - used_at_ > options_.idle) client_->stop();
    auto const left = std::max(until - now, Clock::duration{std::chrono::milliseconds{1}});
    client_->set_connection_timeout(std::min<Clock::duration>(left, options_.connect));
    client_->set_read_timeout(left);
    client_->set_write_timeout(left);
    opened_ = Opened::no;
    reply_ = {};
    cut_at_cap_ = false;
    auto request = request_of(call);
    httplib::Response response;
    auto error = httplib::Error::Success;
    bool const ok = client_->send(request, response, error);
    used_at_ = Clock::now();
    if (ok) reply_.status = response.status;
    if (ok || cut_at_cap_) return std::move(reply_);
    return NoReply{fault_of(error, until)};
  }

 private:
  enum class Opened : std::uint8_t { no, yes };

  std::unique_ptr<httplib::ClientImpl> make() {
    auto const& origin = options_.origin;
    std::unique_ptr<httplib::ClientImpl> client;
    if (origin.scheme == Origin::Scheme::https) {
      auto tls = std::make_unique<httplib::SSLClient>(origin.host, origin.port);
      SSL_CTX_set_min_proto_version(tls->ssl_context(), TLS1_2_VERSION);
      tls->enable_server_certificate_verification(true);
      if (!options_.ca_file.empty()) tls->set_ca_cert_path(options_.ca_file);
      client = std::move(tls);
    } else {
      client = std::make_unique<httplib::ClientImpl>(origin.host, origin.port);
    }
    client->set_keep_alive(true);
    client->set_follow_location(false);
    client->set_decompress(false);
    client->set_url_encode(false);
    client->set_tcp_nodelay(true);
    client->set_socket_options([this](socket_t socket) {
      opened_ = Opened::yes;
      handle_.renew(socket);
    });
    return client;
  }

  httplib::Request request_of(GraphCall const& call) {
    httplib::Request request;
    request.method = name(call.verb);
    request.path = call.path;
    request.body = call.body;
    request.headers = {{"Accept", "application/json"}, {"User-Agent", "waypost"}};
    if (call.token) {
      std::string bearer = "Bearer ";
      bearer += call.token->text();
      request.headers.emplace("Authorization", std::move(bearer));
    }
    if (!call.body.empty()) request.headers.emplace("Content-Type", "application/json");
    request.response_handler = [this](httplib::Response const& response) {
      reply_.status = response.status;
      if (auto const after = response.headers.find("Retry-After"); after != response.headers.end())
        reply_.retry_after_s = parse_retry_after(after->second);
      return response.headers.size() <= kHeadersMax;
    };
    request.content_receiver = [this](char const* bytes, std::size_t size, std::uint64_t,
                                      std::uint64_t) {
      auto const room = options_.body_bytes_max - reply_.body.size();
      reply_.body.append(bytes, std::min(size, room));
      cut_at_cap_ = size > room;
      return !cut_at_cap_;
    };
    return request;
  }

  NetworkFault fault_of(httplib::Error error, Clock::time_point until) {
    switch (error) {
      case httplib::Error::Connection:
      case httplib::Error::ConnectionTimeout:
      case httplib::Error::BindIPAddress:
        return opened_ == Opened::no ? NetworkFault::dns : NetworkFault::connect;
      case httplib::Error::SSLConnection:
      case httplib::Error::SSLLoadingCerts:
      case httplib::Error::SSLServerVerification: return NetworkFault::tls;
      default: break;
    }
    // The library's own timeouts end a little before the watchdog's.
    bool const late = Clock::now() + std::chrono::milliseconds{20} >= until;
    return late || handle_.was_cut() ? NetworkFault::timeout : NetworkFault::reset;
  }

  GraphClientOptions const& options_;
  Handle handle_;
  Opened opened_ = Opened::no;
  HttpReply reply_;
  bool cut_at_cap_ = false;
  Clock::time_point used_at_{};
  std::unique_ptr<httplib::ClientImpl> client_;
};

class HttplibClient final : public GraphClient {
 public:
  explicit HttplibClient(GraphClientOptions options)
      : options_(std::move(options)), watchdog_([this] { watch(); }) {}
  HttplibClient(HttplibClient const&) = delete;
  HttplibClient& operator=(HttplibClient const&) = delete;
  ~HttplibClient() override { stop(std::chrono::milliseconds{0}); }

  void call(GraphCall call, GraphDone done) override {
    auto const until = Clock::now() + call.deadline;
    std::unique_lock lock{guard_};
    if (stopping_ || !is_sendable(call)) {
      lock.unlock();
      return done(NoReply{NetworkFault::connect});
    }
    jobs_.push_back({std::move(call), std::move(done), until});
    ++in_flight_;
    if (waiting_ < jobs_.size() && workers_.size() < options_.connections)
      workers_.emplace_back([this] { work(); });
    wake_worker_.notify_one();
  }

  [[nodiscard]] std::size_t in_flight() const override {
    std::lock_guard const lock{guard_};
    return in_flight_;
  }

  void stop(std::chrono::milliseconds grace) override {
    std::unique_lock lock{guard_};
    if (std::exchange(stopping_, true)) return;
    wake_worker_.notify_all();
    drained_.wait_for(lock, grace, [this] { return in_flight_ == 0; });
    for (auto const& [until, handle] : deadlines_) handle->cut();
    drained_.wait(lock, [this] { return in_flight_ == 0; });
    ended_ = true;
    wake_watchdog_.notify_all();
    lock.unlock();
    for (auto& worker : workers_) worker.join();
    watchdog_.join();
  }

 private:
  using Deadlines = std::multimap<Clock::time_point, Handle*>;

  void work() {
    // The library writes without MSG_NOSIGNAL.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    Slot slot{options_};
    std::unique_lock lock{guard_};
    for (;;) {
      ++waiting_;
      wake_worker_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      --waiting_;
      if (jobs_.empty()) return;
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      bool const begins = !stopping_ && Clock::now() < job.until;
      Deadlines::iterator deadline;
      if (begins) {
        slot.handle().begin();
        deadline = deadlines_.emplace(job.until, &slot.handle());
        if (job.until < next_look_) wake_watchdog_.notify_one();
      }
      lock.unlock();
      auto outcome =
          begins ? slot.call(job.call, job.until) : SendOutcome{NoReply{NetworkFault::connect}};
      if (begins) {
        lock.lock();
        deadlines_.erase(deadline);
        lock.unlock();
      }
      job.done(std::move(outcome));
      lock.lock();
      if (--in_flight_ == 0) drained_.notify_all();
    }
  }

  void watch() {
    std::unique_lock lock{guard_};
    while (!ended_) {
      auto const now = Clock::now();
      auto const next = deadlines_.upper_bound(now);
      // Those that are due stay until their worker takes them out; cutting twice is nothing.
      for (auto due = deadlines_.begin(); due != next; ++due) due->second->cut();
      next_look_ = next == deadlines_.end() ? Clock::time_point::max() : next->first;
      if (next == deadlines_.end()) {
        wake_watchdog_.wait(lock);
      } else {
        wake_watchdog_.wait_until(lock, next_look_);
      }
    }
  }

  GraphClientOptions const options_;
  std::mutex mutable guard_;
  std::condition_variable wake_worker_;
  std::condition_variable wake_watchdog_;
  std::condition_variable drained_;
  std::deque<Job> jobs_;
  Deadlines deadlines_;
  Clock::time_point next_look_ = Clock::time_point::max();
  std::size_t waiting_ = 0;
  std::size_t in_flight_ = 0;
  bool stopping_ = false;
  bool ended_ = false;
  std::vector<std::thread> workers_;
  std::thread watchdog_;
};

}  // namespace

std::unique_ptr<GraphClient> make_graph_client(GraphClientOptions options) {
  return std::make_unique<HttplibClient>(std::move(options));
}

}  // namespace waypost::http
