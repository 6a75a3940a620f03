// The Graph client: event-driven, one thread whatever the number of calls in flight. Beside
// server.cpp the only translation unit that includes Asio and Beast.

#include "http/graph_client.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <list>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "http/address.h"
#include "http/graph_call.h"
#include "http/graph_connection.h"
#include "http/graph_connection.ipp"

namespace waypost::http {

namespace {

using Clock = std::chrono::steady_clock;
using Error = boost::system::error_code;
using Tcp = boost::asio::ip::tcp;
using outbox::NetworkFault;
using outbox::NoReply;
using outbox::SendOutcome;

/// How long resolved addresses are used. Graph's names have addresses with a minute's life.
constexpr std::chrono::seconds kAddressesLast{30};

std::unique_ptr<boost::asio::ssl::context> tls_context(GraphClientOptions const& options) {
  using boost::asio::ssl::context;
  if (options.origin.scheme == Origin::Scheme::http) return nullptr;
  auto tls = std::make_unique<context>(context::tls_client);
  tls->set_options(context::default_workarounds | context::no_sslv2 | context::no_sslv3 |
                   context::no_tlsv1 | context::no_tlsv1_1 | context::no_compression);
  tls->set_verify_mode(boost::asio::ssl::verify_peer);
  if (options.ca_file.empty()) {
    tls->set_default_verify_paths();
  } else {
    Error error;
    tls->load_verify_file(options.ca_file, error);
    if (error) throw std::runtime_error{"CA bundle " + options.ca_file + ": " + error.message()};
  }
  return tls;
}

class EventClient final : public GraphClient, private GraphPool {
 public:
  explicit EventClient(GraphClientOptions options)
      : options_(std::move(options)),
        tls_(tls_context(options_)),
        resolver_(io_),
        ticker_(io_),
        calls_(Clock::now()),
        attempts_(Clock::now()),
        thread_([this] { run(); }) {}
  EventClient(EventClient const&) = delete;
  EventClient& operator=(EventClient const&) = delete;
  ~EventClient() override { stop(std::chrono::milliseconds{0}); }

  void call(GraphCall call, GraphDone done) override {
    auto pending = std::make_unique<PendingCall>();
    pending->until = Clock::now() + call.deadline;
    pending->call = std::move(call);
    pending->done = std::move(done);
    {
      std::unique_lock lock{guard_};
      if (!stopping_ && is_sendable(pending->call)) {
        ++in_flight_;
        arrived_.push_back(std::move(pending));
        if (arrived_.size() == 1) boost::asio::post(io_, [this] { take_arrived(); });
        return;
      }
    }
    pending->done(NoReply{NetworkFault::connect});
  }

  [[nodiscard]] std::size_t in_flight() const override { return in_flight_; }

  void stop(std::chrono::milliseconds grace) override {
    std::unique_lock lock{guard_};
    if (std::exchange(stopping_, true)) return;
    boost::asio::post(io_, [this] { turn_away_waiting(); });
    auto const idle = [this] { return in_flight_ == 0; };
    if (!drained_.wait_for(lock, grace, idle)) {
      boost::asio::post(io_, [this] { cut_all(); });
      drained_.wait(lock, idle);
    }
    lock.unlock();
    boost::asio::post(io_, [this] {
      auto const open = connections_;
      for (auto const& connection : open) connection->close();
      io_.stop();
    });
    thread_.join();
  }

 private:
  using Connection = std::shared_ptr<GraphConnection>;

  void run() {
    auto const guard = boost::asio::make_work_guard(io_);
    io_.run();
  }

  void take_arrived() {
    std::vector<std::unique_ptr<PendingCall>> arrived;
    {
      std::lock_guard const lock{guard_};
      arrived.swap(arrived_);
    }
    for (auto& call : arrived) {
      calls_.arm(call->deadline, call->until);
      waiting_.push_back(std::move(call));
      waiting_.back()->place = std::prev(waiting_.end());
    }
    if (!std::exchange(ticking_, true)) tick();
    dispatch();
  }

  /// Gives waiting calls to idle connections, the last used first, or to new ones.
  void dispatch() {
    auto const now = Clock::now();
    while (!waiting_.empty() && !cutting_) {
      auto connection = take_idle(now);
      if (!connection) {
        if (connections_.size() >= options_.connections) return;
        connection = std::make_shared<GraphConnection>(pool(), io_);
        connections_.insert(connection);
      }
      auto call = std::move(waiting_.front());
      waiting_.pop_front();
      connection->carry(std::move(call));
    }
  }

  [[nodiscard]] Connection take_idle(Clock::time_point now) {
    while (!idle_.empty()) {
      auto const connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection->usable(now)) return connection;
      drop(*connection);
    }
    return nullptr;
  }

  void drop(GraphConnection& connection) {
    connection.close();
    connections_.erase(connection.shared_from_this());
  }

  void end(std::unique_ptr<PendingCall> call, SendOutcome outcome) {
    call->deadline.disarm();
    call->done(std::move(outcome));
    std::lock_guard const lock{guard_};
    if (--in_flight_ == 0) drained_.notify_all();
  }

  void on_deadline(PendingCall& call) {
    if (call.carrier != nullptr) return call.carrier->cut();
    auto waiting = std::move(*call.place);
    waiting_.erase(call.place);
    end(std::move(waiting), NoReply{NetworkFault::connect});
  }

  void tick() {
    auto const now = Clock::now();
    calls_.advance(now, [this](PendingCall& call) { on_deadline(call); });
    attempts_.advance(now, [](GraphConnection& connection) { connection.on_attempt_deadline(); });
    // The oldest idle ones are in front.
    while (!idle_.empty() && !idle_.front()->usable(now)) {
      auto const connection = std::move(idle_.front());
      idle_.erase(idle_.begin());
      drop(*connection);
    }
    if (connections_.empty() && waiting_.empty()) {
      ticking_ = false;
      return;
    }
    ticker_.expires_after(Wheel<PendingCall>::kTick);
    ticker_.async_wait([this](Error const& error) {
      if (!error) tick();
    });
  }

  void turn_away_waiting() {
    take_arrived();
    auto waiting = std::move(waiting_);
    waiting_.clear();
    for (auto& call : waiting) end(std::move(call), NoReply{NetworkFault::connect});
  }

  void cut_all() {
    cutting_ = true;
    auto const open = connections_;
    for (auto const& connection : open) connection->cut();
  }

  // GraphPool.

  [[nodiscard]] GraphPool& pool() noexcept { return *this; }

  void resolve(Connection connection) override {
    auto const now = Clock::now();
    if (now < addresses_until_) return connection->on_resolved(addresses_);
    if (auto const literal = literal_address()) return connection->on_resolved({*literal});
    resolving_.push_back(std::move(connection));
    if (resolving_.size() > 1) return;
    resolver_.async_resolve(options_.origin.host, std::to_string(options_.origin.port),
                            [this](Error const& error, Tcp::resolver::results_type const& found) {
                              on_resolved(error, found);
                            });
  }

  void on_resolved(Error const& error, Tcp::resolver::results_type const& found) {
    if (!error) {
      addresses_.assign(found.begin(), found.end());
      addresses_until_ = Clock::now() + kAddressesLast;
    }
    auto const waiting = std::exchange(resolving_, {});
    for (auto const& connection : waiting)
      connection->on_resolved(error ? Endpoints{} : addresses_);
  }

  [[nodiscard]] std::optional<Tcp::endpoint> literal_address() const {
    Error error;
    auto const address = boost::asio::ip::make_address(options_.origin.host, error);
    if (error) return std::nullopt;
    return Tcp::endpoint{address, options_.origin.port};
  }

  /// The address that worked is tried first next time.
  void connected_to(Tcp::endpoint const& endpoint) override {
    auto const at = std::find(addresses_.begin(), addresses_.end(), endpoint);
    if (at != addresses_.end()) std::iter_swap(addresses_.begin(), at);
  }

  void could_not_connect() override { addresses_until_ = {}; }

  void finished(std::unique_ptr<PendingCall> call,
                SendOutcome outcome,
                GraphConnection& connection) override {
    if (connection.is_idle() && !cutting_) {
      idle_.push_back(connection.shared_from_this());
    } else {
      drop(connection);
    }
    end(std::move(call), std::move(outcome));
    dispatch();
  }

  void lost(GraphConnection& connection) override {
    auto const self = connection.shared_from_this();
    idle_.erase(std::remove(idle_.begin(), idle_.end(), self), idle_.end());
    drop(connection);
    dispatch();
  }

  [[nodiscard]] GraphClientOptions const& options() const noexcept override { return options_; }
  [[nodiscard]] boost::asio::ssl::context* tls() noexcept override { return tls_.get(); }
  [[nodiscard]] Wheel<GraphConnection>& attempts() noexcept override { return attempts_; }

  GraphClientOptions const options_;
  std::unique_ptr<boost::asio::ssl::context> const tls_;
  boost::asio::io_context io_{1};
  Tcp::resolver resolver_;
  boost::asio::steady_timer ticker_;
  Wheel<PendingCall> calls_;
  Wheel<GraphConnection> attempts_;
  std::set<Connection> connections_;
  std::vector<Connection> idle_;
  std::list<std::unique_ptr<PendingCall>> waiting_;
  std::vector<Connection> resolving_;
  Endpoints addresses_;
  Clock::time_point addresses_until_{};
  bool ticking_ = false;
  bool cutting_ = false;

  std::mutex mutable guard_;
  std::condition_variable drained_;
  std::vector<std::unique_ptr<PendingCall>> arrived_;  ///< under `guard_`
  bool stopping_ = false;                              ///< under `guard_`
  std::atomic<std::size_t> in_flight_{0};
  std::thread thread_;
};

}  // namespace

std::unique_ptr<GraphClient> make_graph_client(GraphClientOptions options) {
  return std::make_unique<EventClient>(std::move(options));
}

}  // namespace waypost::http
