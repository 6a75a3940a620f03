#include "candidates.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include <httplib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http/router.h"
#include "http/server.h"

namespace waypost::bench {

namespace {

using http::Method;

void tell(int pipe, std::uint16_t port) {
  if (::write(pipe, &port, sizeof port) != sizeof port) std::_Exit(1);
  ::close(pipe);
}

/// Answers what has gathered, like the writer after a commit.
class Writer {
 public:
  Writer() : thread_([this] { run(); }) {}
  ~Writer() { thread_.join(); }
  void add(http::Reply reply, std::size_t size) {
    std::lock_guard const lock{guard_};
    waiting_.emplace_back(std::move(reply), size);
  }

 private:
  void run() {
    for (;;) {
      std::vector<std::pair<http::Reply, std::size_t>> group;
      {
        std::lock_guard const lock{guard_};
        group.swap(waiting_);
      }
      for (auto& [reply, size] : group)
        std::move(reply).send(http::text(200, std::to_string(size)));
      std::this_thread::sleep_for(std::chrono::microseconds{300});
    }
  }
  std::mutex guard_;
  std::vector<std::pair<http::Reply, std::size_t>> waiting_;
  std::thread thread_;
};

[[noreturn]] void serve_ours(int pipe, Candidate::Kind kind) {
  http::Router router;
  std::unique_ptr<Writer> writer;
  if (kind == Candidate::Kind::ours_late) writer = std::make_unique<Writer>();
  router.add({.method = Method::get,
              .pattern = "/livez",
              .handle = [](http::Request, http::PathParams, http::Reply reply) {
                std::move(reply).send(http::text(200, "ok"));
              }});
  router.add({.method = Method::post,
              .pattern = "/hook",
              .body = {.body_bytes_max = kBodyBytesMax},
              .handle = [&](http::Request request, http::PathParams, http::Reply reply) {
                auto const size = request.body.size();
                if (writer) return writer->add(std::move(reply), size);
                std::move(reply).send(http::text(200, std::to_string(size)));
              }});
  http::ServerOptions options;
  options.port = 0;
  // The load keeps 64 connections for as long as it likes.
  options.limits.requests_per_connection = 1U << 30;
  http::Server server{options, router};
  server.start();
  tell(pipe, server.port());
  for (;;) ::pause();
}

[[noreturn]] void serve_httplib(int pipe, unsigned threads) {
  httplib::Server server;
  server.Get("/livez", [](httplib::Request const&, httplib::Response& response) {
    response.set_content("ok", "text/plain");
  });
  server.Post("/hook", [](httplib::Request const& request, httplib::Response& response) {
    response.set_content(std::to_string(request.body.size()), "text/plain");
  });
  server.set_keep_alive_max_count(1U << 30);
  server.set_tcp_nodelay(true);
  server.set_payload_max_length(kBodyBytesMax);
  server.new_task_queue = [threads] { return new httplib::ThreadPool(threads); };
  tell(pipe, static_cast<std::uint16_t>(server.bind_to_any_port("127.0.0.1")));
  server.listen_after_bind();
  std::_Exit(0);
}

}  // namespace

std::vector<Candidate> candidates() {
  using Kind = Candidate::Kind;
  return {{"waypost (Asio/Beast), 1 I/O thread", Kind::ours, 1},
          {"the same, answered by a writer thread", Kind::ours_late, 1},
          {"cpp-httplib, 8 threads", Kind::httplib, 8},
          {"cpp-httplib, 256 threads", Kind::httplib, 256}};
}

Running::Running(Candidate const& candidate) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error{"pipe"};
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close(ends[0]);
    if (candidate.kind == Candidate::Kind::httplib) serve_httplib(ends[1], candidate.threads);
    serve_ours(ends[1], candidate.kind);
  }
  ::close(ends[1]);
  if (::read(ends[0], &port_, sizeof port_) != sizeof port_)
    throw std::runtime_error{"the server did not start"};
  ::close(ends[0]);
  std::this_thread::sleep_for(std::chrono::milliseconds{100});
}

Running::~Running() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

double Running::cpu_seconds() const {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

double Running::resident_mib() const {
  std::ifstream status{"/proc/" + std::to_string(pid_) + "/status"};
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::atof(line.c_str() + 6) / 1024;
  return 0;
}

}  // namespace waypost::bench
