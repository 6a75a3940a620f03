#include "calls.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <variant>
#include <vector>

#include <httplib.h>
#include <sys/resource.h>

#include "http/graph_client.h"

namespace waypost::bench {

namespace {

using Clock = std::chrono::steady_clock;

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  auto const seconds = [](timeval const& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Times `work`, which makes `count` calls and returns how many failed.
template <class Work>
Calls measured(std::size_t count, Work work) {
  double const cpu = cpu_seconds();
  auto const began = Clock::now();
  Calls calls;
  calls.failed = work();
  auto const seconds = std::chrono::duration<double>(Clock::now() - began).count();
  calls.per_second = static_cast<double>(count) / seconds;
  calls.cpu_us = (cpu_seconds() - cpu) * 1e6 / static_cast<double>(count);
  return calls;
}

}  // namespace

Calls calls_ours(std::uint16_t port, std::size_t at_once, std::size_t count) {
  http::GraphClientOptions options;
  options.origin = {.scheme = http::Origin::Scheme::http, .host = "127.0.0.1", .port = port};
  options.connections = at_once;
  auto const client = http::make_graph_client(options);
  std::atomic<std::size_t> begun{0};
  std::atomic<std::size_t> failed{0};
  std::function<void()> next = [&] {
    if (begun++ >= count) return;
    client->call({.path = "/hook", .body = std::string(300, 'c')},
                 [&](outbox::SendOutcome outcome) {
                   auto const* const reply = std::get_if<outbox::HttpReply>(&outcome);
                   if (reply == nullptr || reply->status != 200) ++failed;
                   next();
                 });
  };
  return measured(count, [&] {
    for (std::size_t i = 0; i < at_once; ++i) next();
    while (client->in_flight() > 0) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    return failed.load();
  });
}

Calls calls_httplib(std::uint16_t port, std::size_t at_once, std::size_t count) {
  std::atomic<std::size_t> begun{0};
  std::atomic<std::size_t> failed{0};
  return measured(count, [&] {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < at_once; ++i)
      threads.emplace_back([&] {
        httplib::Client client{"127.0.0.1", port};
        client.set_keep_alive(true);
        client.set_tcp_nodelay(true);
        std::string const body(300, 'c');
        while (begun++ < count) {
          auto const answer = client.Post("/hook", body, "application/json");
          if (!answer || answer->status != 200) ++failed;
        }
      });
    for (auto& thread : threads) thread.join();
    return failed.load();
  });
}

}  // namespace waypost::bench
