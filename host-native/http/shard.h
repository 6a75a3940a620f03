#pragma once
// One I/O thread's part of the listener: its loop, its deadlines, its connections by number.
// Private to server.cpp (one translation unit: Asio costs fifteen seconds each time).

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/chain.h"
#include "http/completions.h"
#include "http/encode.h"
#include "http/quota.h"
#include "http/server.h"

namespace waypost::http {

class Connection;

/// A number that one thread writes and any reads.
class Counter {
 public:
  void add(std::uint64_t n = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  void sub() noexcept { add(~std::uint64_t{0}); }
  [[nodiscard]] std::uint64_t get() const noexcept {
    return value_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// What ServerStats sums up over the shards.
struct Counters {
  Counter accepted, requests, responses, bytes_in, bytes_out, in_flight, unfinished;
  Counter refused_total, refused_address, refused_malformed, refused_body, refused_by_service,
      refused_memory;
  Counter timed_out_head, timed_out_body, timed_out_write, timed_out_reply;
  Counter evicted_idle, evicted_unfinished, dropped_streams, faults;
};

/// What the shards of one listener share; nothing in it changes while they run, but Quota and
/// StreamBudget, which lock.
struct Shared {
  Shared(ServerOptions given, Service& served);

  ServerOptions const options;  ///< with the limits that this process can keep
  Service* const service;
  Quota quota;
  std::shared_ptr<StreamBudget> const streams;
  std::unique_ptr<boost::asio::ssl::context> const tls;  ///< null: plain
};

class Shard {
 public:
  using Clock = std::chrono::steady_clock;

  /// `index` in [0, io_threads).
  Shard(Shared& shared, unsigned index)
      : shared_(shared),
        completions_(std::make_shared<Completions>(
            [this] { boost::asio::post(io_, [this] { complete(); }); }, shared.streams)),
        ticker_(io_),
        wheel_(Clock::now()),
        exchanges_(index) {}
  Shard(Shard const&) = delete;
  Shard& operator=(Shard const&) = delete;

  /// The thread's whole life.
  void run() {
    completions_->adopt();
    auto const guard = boost::asio::make_work_guard(io_);
    io_.run();
  }

  /// Serves a connection that was let in; its address has entered the quota.
  void serve(boost::asio::ip::tcp::socket socket, Address const& peer);
  /// Makes room by closing the longest idle connection. False when none is idle.
  [[nodiscard]] bool evict_idle();
  void close_all();
  void begin_drain();

  // What connections use.
  [[nodiscard]] Limits const& limits() const noexcept { return shared_.options.limits; }
  [[nodiscard]] Shared& shared() noexcept { return shared_; }
  [[nodiscard]] boost::asio::io_context& io() noexcept { return io_; }
  [[nodiscard]] Counters& counters() noexcept { return counters_; }
  [[nodiscard]] Wheel<Connection>& wheel() noexcept { return wheel_; }
  [[nodiscard]] Chain<Connection>& idle() noexcept { return idle_; }
  [[nodiscard]] Chain<Connection>& unfinished() noexcept { return unfinished_; }
  [[nodiscard]] std::shared_ptr<Completions> const& completions() noexcept { return completions_; }
  [[nodiscard]] bool draining() const noexcept { return draining_; }
  void remove(std::uint32_t slot);
  /// Numbers a request: its slot and a count, never 0, in no
  /// shard twice.
  [[nodiscard]] std::uint64_t next_exchange(std::uint32_t slot) noexcept {
    exchanges_ += shared_.options.io_threads;
    return (exchanges_ << kSlotBits) | slot;
  }
  [[nodiscard]] std::string_view date();
  void fault(std::string_view what) {
    counters_.faults.add();
    if (shared_.options.on_fault) shared_.options.on_fault(what);
  }

 private:
  static constexpr unsigned kSlotBits = 20;

  void complete();
  void tick();

  Shared& shared_;
  boost::asio::io_context io_{1};  ///< one thread runs it
  std::shared_ptr<Completions> const completions_;
  boost::asio::steady_timer ticker_;
  Wheel<Connection> wheel_;
  Chain<Connection> idle_;
  Chain<Connection> unfinished_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::vector<std::uint32_t> free_slots_;
  std::size_t open_ = 0;
  std::uint64_t exchanges_;
  std::time_t date_at_ = 0;
  std::string date_;
  Counters counters_;
  bool draining_ = false;
  bool ticking_ = false;
};

inline std::string_view Shard::date() {
  std::time_t const now = std::time(nullptr);
  if (now != date_at_ || date_.empty()) {
    date_at_ = now;
    date_ = http_date(now);
  }
  return date_;
}

}  // namespace waypost::http
