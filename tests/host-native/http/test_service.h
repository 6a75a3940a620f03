#pragma once
// The routes the listener's tests speak to, and a server that serves them.

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/router.h"
#include "http/server.h"

namespace waypost::http::testing {

/// Answers from a thread of its own, a batch at a time, like a group commit.
class LateAnswers {
 public:
  LateAnswers() : thread_([this] { run(); }) {}
  ~LateAnswers() {
    stop_ = true;
    thread_.join();
  }
  void add(Reply reply, Response response) {
    std::lock_guard const lock{guard_};
    waiting_.emplace_back(std::move(reply), std::move(response));
  }

 private:
  void run() {
    while (!stop_) {
      std::vector<std::pair<Reply, Response>> batch;
      {
        std::lock_guard const lock{guard_};
        batch.swap(waiting_);
      }
      for (auto& [reply, response] : batch) std::move(reply).send(std::move(response));
      std::this_thread::sleep_for(std::chrono::microseconds{200});
    }
  }
  std::mutex guard_;
  std::vector<std::pair<Reply, Response>> waiting_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// A running server with the routes below on a free port.
///
///   GET  /livez            200 "ok"
///   POST /hook             webhook limits, signature header demanded; answers the body's size
///   POST /api              256 KiB, answers the body
///   POST /upload           1 MiB, chunked allowed, pace upload; answers the body's size
///   GET  /reflect          header X-Reflect comes back as X-Reflected
///   GET  /item/{id}        answers the decoded id
///   GET  /big              2 MiB
///   POST /late             answers the body, later, from another thread
///   GET  /never            keeps the Reply in `kept`
///   GET  /throw  /drop     an exception; a Reply that dies
///   GET  /events           a stream, handed to `streams`
class TestServer {
 public:
  explicit TestServer(ServerOptions options = {});
  ~TestServer() { server_.stop(); }

  [[nodiscard]] std::uint16_t port() const noexcept { return server_.port(); }
  [[nodiscard]] Server& server() noexcept { return server_; }
  [[nodiscard]] std::vector<Stream> take_streams() {
    std::lock_guard const lock{guard_};
    return std::exchange(streams_, {});
  }
  void drop_kept() {
    std::lock_guard const lock{guard_};
    kept_.clear();
  }
  [[nodiscard]] std::uint64_t handled() const noexcept { return handled_; }

 private:
  void add_routes();

  std::mutex guard_;
  std::vector<Stream> streams_;
  std::vector<Reply> kept_;
  std::atomic<std::uint64_t> handled_{0};
  LateAnswers late_;
  Router router_;
  Server server_;
};

/// Small deadlines, so that tests of them are short.
[[nodiscard]] ServerOptions quick_options();

}  // namespace waypost::http::testing
