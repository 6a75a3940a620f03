// The listener: accepts, shares connections out to its I/O threads, drains and stops. The only
// translation unit that includes Asio and Beast.

#include "http/server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <openssl/ssl.h>
#include <sys/resource.h>

#include "http/connection.h"
#include "http/connection.ipp"
#include "http/connection_io.ipp"
#include "http/shard.h"

namespace waypost::http {

namespace {

using Tcp = boost::asio::ip::tcp;
using Error = boost::system::error_code;

/// Files, databases and outgoing calls need descriptors too.
constexpr std::size_t kDescriptorsKept = 256;
constexpr int kBacklog = 4096;
/// Accepted in one go before connections get their turn.
constexpr int kAcceptsAtOnce = 64;
constexpr std::chrono::milliseconds kAcceptPause{50};

/// Raises the limit of open files as far as it may be, and returns how many may be connections.
std::size_t affordable(std::size_t wanted) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  rlim_t const needed = wanted + kDescriptorsKept;
  if (files.rlim_cur < needed) {
    files.rlim_cur = std::min(files.rlim_max, needed);
    if (::setrlimit(RLIMIT_NOFILE, &files) != 0) ::getrlimit(RLIMIT_NOFILE, &files);
  }
  auto const open = static_cast<std::size_t>(files.rlim_cur);
  auto const free = open > 2 * kDescriptorsKept ? open - kDescriptorsKept : open / 2;
  return std::min(wanted, free);
}

Address address_of(boost::asio::ip::address const& from) {
  Address to;
  if (from.is_v4()) {
    to.bytes[10] = to.bytes[11] = 0xff;
    auto const bytes = from.to_v4().to_bytes();
    std::copy(bytes.begin(), bytes.end(), to.bytes.begin() + 12);
  } else {
    auto const bytes = from.to_v6().to_bytes();
    std::copy(bytes.begin(), bytes.end(), to.bytes.begin());
  }
  return to;
}

std::unique_ptr<boost::asio::ssl::context> tls_context(TlsFiles const& files) {
  using boost::asio::ssl::context;
  auto tls = std::make_unique<context>(context::tls_server);
  tls->set_options(context::default_workarounds | context::no_sslv2 | context::no_sslv3 |
                   context::no_tlsv1 | context::no_tlsv1_1 | context::no_compression |
                   SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  auto const demand = [](Error const& error, std::string const& what) {
    if (!error) return;
    throw std::system_error{std::make_error_code(std::errc::invalid_argument),
                            what + ": " + error.message()};
  };
  Error error;
  tls->use_certificate_chain_file(files.certificate_chain, error);
  demand(error, "TLS certificate " + files.certificate_chain);
  tls->use_private_key_file(files.private_key, context::pem, error);
  demand(error, "TLS key " + files.private_key);
  return tls;
}

ServerOptions checked(ServerOptions options) {
  auto& limits = options.limits;
  if (options.io_threads < 1 || options.io_threads > 2)
    throw std::invalid_argument{"http server: one or two I/O threads"};
  // Views into a head are two 16-bit numbers.
  if (limits.request_line_bytes + limits.headers_bytes > 60'000)
    throw std::invalid_argument{"http server: a head may have 60,000 bytes at most"};
  limits.connections = affordable(limits.connections);
  limits.unfinished_requests = std::max<std::size_t>(limits.unfinished_requests, 2);
  return options;
}

QuotaLimits quota_of(Limits const& limits) {
  return {.connections = limits.connections,
          .connections_per_address = limits.connections_per_address,
          .buffered_bytes = limits.buffered_bytes,
          .buffered_bytes_per_address = limits.buffered_bytes_per_address};
}

std::shared_ptr<StreamBudget> streams_of(Limits const& limits) {
  auto budget = std::make_shared<StreamBudget>();
  budget->streams_max = limits.streams;
  budget->bytes_max = limits.stream_bytes;
  return budget;
}

}  // namespace

Shared::Shared(ServerOptions given, Service& served)
    : options(checked(std::move(given))),
      service(&served),
      quota(quota_of(options.limits), options.unlimited),
      streams(streams_of(options.limits)),
      tls(options.tls ? tls_context(*options.tls) : nullptr) {}

// Shard: what needs Connection.

void Shard::serve(Tcp::socket socket, Address const& peer) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(connections_.size()));
    connections_.emplace_back();
  }
  auto const slot = free_slots_.back();
  free_slots_.pop_back();
  ++open_;
  counters_.accepted.add();
  if (!std::exchange(ticking_, true)) tick();
  auto const connection = connections_[slot] =
      std::make_shared<Connection>(*this, std::move(socket), peer, slot);
  connection->start();
}

void Shard::remove(std::uint32_t slot) {
  connections_[slot].reset();
  free_slots_.push_back(slot);
  --open_;
}

bool Shard::evict_idle() {
  auto* const oldest = idle_.front();
  if (oldest == nullptr) return false;
  counters_.evicted_idle.add();
  oldest->close();
  return true;
}

void Shard::close_all() {
  completions_->shut();
  ticker_.cancel();
  for (std::size_t slot = 0; slot < connections_.size(); ++slot)
    if (auto const connection = connections_[slot]) connection->close();
}

void Shard::begin_drain() {
  draining_ = true;
  for (std::size_t slot = 0; slot < connections_.size(); ++slot)
    if (auto const connection = connections_[slot]) connection->on_drain();
}

void Shard::complete() {
  for (auto& item : completions_->take()) {
    auto const slot = item.exchange & ((std::uint64_t{1} << kSlotBits) - 1);
    if (auto const connection = connections_[slot]) {
      connection->deliver(std::move(item));
    } else if (item.kind == Completions::Item::Kind::stream) {
      item.stream->abandon();
    }
  }
}

void Shard::tick() {
  wheel_.advance(Clock::now(), [](Connection& connection) { connection.on_deadline(); });
  if (open_ == 0) {
    ticking_ = false;
    return;
  }
  ticker_.expires_after(Wheel<Connection>::kTick);
  ticker_.async_wait([this](Error const& error) {
    if (!error) tick();
  });
}

class Server::Impl {
 public:
  Impl(ServerOptions options, Service& service) : shared_(std::move(options), service) {
    for (unsigned i = 0; i < shared_.options.io_threads; ++i)
      shards_.push_back(std::make_unique<Shard>(shared_, i));
    acceptor_.emplace(first().io());
    pause_.emplace(first().io());
    listen();
  }
  Impl(Impl const&) = delete;
  Impl& operator=(Impl const&) = delete;
  ~Impl() { stop(); }

  void start() {
    if (!threads_.empty() || stopped_) return;
    wait_for_connections();
    for (auto& shard : shards_) threads_.emplace_back([&shard] { shard->run(); });
  }

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  void stop_accepting() {
    if (threads_.empty()) return close_door();
    on_shard(first(), [this] { close_door(); });
  }

  std::size_t drain(Millis deadline) {
    stop_accepting();
    if (threads_.empty()) return 0;
    for (auto& shard : shards_) on_shard(*shard, [&shard] { shard->begin_drain(); });
    auto const until = std::chrono::steady_clock::now() + deadline;
    while (shared_.quota.connections() > 0 && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(Millis{2});
    return shared_.quota.connections();
  }

  void stop() {
    if (std::exchange(stopped_, true)) return;
    if (threads_.empty()) return close_door();
    stop_accepting();
    for (auto& shard : shards_)
      on_shard(*shard, [&shard] {
        shard->close_all();
        shard->io().stop();
      });
    for (auto& thread : threads_) thread.join();
  }

  [[nodiscard]] ServerStats stats() const;

 private:
  [[nodiscard]] Shard& first() noexcept { return *shards_.front(); }

  void listen() {
    auto const& options = shared_.options;
    Error error;
    auto const address = boost::asio::ip::make_address(options.address, error);
    auto const demand = [&](char const* what) {
      if (error) throw std::system_error{error.value(), std::system_category(), what};
    };
    demand("listen address");
    Tcp::endpoint const endpoint{address, options.port};
    acceptor_->open(endpoint.protocol(), error);
    demand("listen socket");
    acceptor_->set_option(Tcp::acceptor::reuse_address{true}, error);
    acceptor_->bind(endpoint, error);
    demand("bind");
    acceptor_->listen(kBacklog, error);
    demand("listen");
    acceptor_->non_blocking(true, error);
    port_ = acceptor_->local_endpoint(error).port();
  }

  /// Runs `what` on the shard's thread and waits for it.
  template <class What>
  void on_shard(Shard& shard, What what) {
    std::mutex guard;
    std::condition_variable done;
    bool ready = false;
    boost::asio::post(shard.io(), [&] {
      what();
      std::lock_guard const lock{guard};
      ready = true;
      done.notify_one();
    });
    std::unique_lock lock{guard};
    done.wait(lock, [&] { return ready; });
  }

  void close_door() {
    Error ignored;
    acceptor_->close(ignored);
    pause_->cancel();
  }

  void wait_for_connections() {
    acceptor_->async_wait(Tcp::acceptor::wait_read, [this](Error const& error) {
      if (!error) accept_some();
    });
  }

  void accept_some() {
    for (int i = 0; i < kAcceptsAtOnce; ++i) {
      auto& shard = *shards_[next_++ % shards_.size()];
      Error error;
      Tcp::endpoint from;
      Tcp::socket socket{shard.io()};
      acceptor_->accept(socket, from, error);
      if (error == boost::asio::error::would_block || error == boost::asio::error::try_again) break;
      if (is_shortage(error)) return pause();
      if (!error) admit(std::move(socket), address_of(from.address()), shard);
    }
    wait_for_connections();
  }

  /// No descriptors or memory: asking again at once would only burn the CPU.
  static bool is_shortage(Error const& error) {
    return error.value() == EMFILE || error.value() == ENFILE || error.value() == ENOBUFS ||
           error.value() == ENOMEM;
  }

  void pause() {
    first().fault("accept: out of descriptors or memory");
    (void)first().evict_idle();
    pause_->expires_after(kAcceptPause);
    pause_->async_wait([this](Error const& error) {
      if (!error) wait_for_connections();
    });
  }

  /// A refused socket is closed as it goes out of scope: the fast close.
  void admit(Tcp::socket socket, Address const& peer, Shard& shard) {
    auto entry = shared_.quota.enter(peer);
    if (entry == Quota::Entry::total && make_room()) entry = shared_.quota.enter(peer);
    if (entry == Quota::Entry::total) return first().counters().refused_total.add();
    if (entry == Quota::Entry::address) return first().counters().refused_address.add();
    if (&shard == &first()) return shard.serve(std::move(socket), peer);
    boost::asio::post(shard.io(), [&shard, peer, socket = std::move(socket)]() mutable {
      shard.serve(std::move(socket), peer);
    });
  }

  /// The other shard makes room a moment later: good enough for the connection after this one.
  bool make_room() {
    if (first().evict_idle()) return true;
    for (std::size_t i = 1; i < shards_.size(); ++i)
      boost::asio::post(shards_[i]->io(), [&other = *shards_[i]] { (void)other.evict_idle(); });
    return false;
  }

  Shared shared_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::optional<Tcp::acceptor> acceptor_;
  std::optional<boost::asio::steady_timer> pause_;
  std::vector<std::thread> threads_;
  std::size_t next_ = 0;
  std::uint16_t port_ = 0;
  bool stopped_ = false;
};

ServerStats Server::Impl::stats() const {
  ServerStats sum;
  for (auto const& shard : shards_) {
    auto const& counters = shard->counters();
    sum.accepted += counters.accepted.get();
    sum.requests += counters.requests.get();
    sum.responses += counters.responses.get();
    sum.bytes_in += counters.bytes_in.get();
    sum.bytes_out += counters.bytes_out.get();
    sum.in_flight += counters.in_flight.get();
    sum.unfinished += counters.unfinished.get();
    sum.refused_total += counters.refused_total.get();
    sum.refused_address += counters.refused_address.get();
    sum.refused_malformed += counters.refused_malformed.get();
    sum.refused_body += counters.refused_body.get();
    sum.refused_by_service += counters.refused_by_service.get();
    sum.refused_memory += counters.refused_memory.get();
    sum.timed_out_head += counters.timed_out_head.get();
    sum.timed_out_body += counters.timed_out_body.get();
    sum.timed_out_write += counters.timed_out_write.get();
    sum.timed_out_reply += counters.timed_out_reply.get();
    sum.evicted_idle += counters.evicted_idle.get();
    sum.evicted_unfinished += counters.evicted_unfinished.get();
    sum.dropped_streams += counters.dropped_streams.get();
    sum.faults += counters.faults.get();
  }
  sum.open = shared_.quota.connections();
  sum.buffered = shared_.quota.buffered();
  sum.streams = shared_.streams->open.load();
  return sum;
}

Server::Server(ServerOptions options, Service& service)
    : impl_(std::make_unique<Impl>(std::move(options), service)) {}
Server::~Server() = default;
void Server::start() {
  impl_->start();
}
std::uint16_t Server::port() const noexcept {
  return impl_->port();
}
void Server::stop_accepting() {
  impl_->stop_accepting();
}
std::size_t Server::drain(Millis deadline) {
  return impl_->drain(deadline);
}
void Server::stop() {
  impl_->stop();
}
ServerStats Server::stats() const {
  return impl_->stats();
}

}  // namespace waypost::http
