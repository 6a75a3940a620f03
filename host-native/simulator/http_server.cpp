#include "simulator/http_server.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_set>

#include <httplib.h>
#include <sys/socket.h>

#include "simulator/connection.h"

namespace waypost::simulator {
namespace {

constexpr int kBacklog = 1024;  // the library's own is 5
constexpr int kKeepAliveSeconds = 75;
constexpr std::size_t kKeepAliveRequests = 1'000'000;
constexpr std::size_t kLargestBody = 105U << 20U;  // a document of 100 MB and its multipart

struct ContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, ContextDeleter>;

Context make_context(HttpServerOptions const& options) {
  if (options.tls_certificate_file.empty()) return nullptr;
  Context context(SSL_CTX_new(TLS_server_method()));
  if (!context ||
      SSL_CTX_use_certificate_chain_file(context.get(), options.tls_certificate_file.c_str()) !=
          1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), options.tls_key_file.c_str(), SSL_FILETYPE_PEM) !=
          1) {
    throw std::runtime_error("cannot use the TLS certificate " + options.tls_certificate_file +
                             " with the key " + options.tls_key_file);
  }
  return context;
}

/// A thread for each open connection up to a limit: idle keep-alive connections of a client's pool
/// must not keep the others waiting.
class GrowingPool final : public httplib::TaskQueue {
 public:
  explicit GrowingPool(std::size_t most) : most_(most) {}

  void enqueue(std::function<void()> job) override {
    std::lock_guard const lock(mutex_);
    jobs_.push_back(std::move(job));
    if (idle_ < jobs_.size() && threads_.size() < most_) {
      threads_.emplace_back([this] { work(); });
    }
    wake_.notify_one();
  }

  void shutdown() override {
    {
      std::lock_guard const lock(mutex_);
      closed_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ++idle_;
      wake_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
      --idle_;
      if (jobs_.empty()) return;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      lock.lock();
    }
  }

  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool closed_ = false;
};

/// The library's server with connections of our own, for it cannot cut one in the middle.
class Listener final : public httplib::Server {
 public:
  Listener(HttpServerOptions const& options, Context context) : context_(std::move(context)) {
    new_task_queue = [most = options.max_connections] { return new GrowingPool(most); };
    // The library's default lets two servers share a port in silence.
    set_socket_options([](socket_t socket) {
      int const on = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    set_payload_max_length(kLargestBody);
    set_keep_alive_max_count(kKeepAliveRequests);
    set_keep_alive_timeout(kKeepAliveSeconds);
  }

  void widen_backlog() { ::listen(svr_sock_, kBacklog); }

  void close_connections() {
    std::lock_guard const lock(mutex_);
    closing_ = true;
    for (auto const socket : open_) ::shutdown(socket, SHUT_RDWR);
  }

  /// The connection that this thread serves.
  static Connection*& current() {
    static thread_local Connection* connection = nullptr;
    return connection;
  }

 private:
  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket, context_.get());
    if (!enter(socket)) return false;
    current() = &connection;
    if (connection.open()) serve(connection);
    current() = nullptr;
    leave(socket);
    return true;
  }

  void serve(Connection& connection) {
    bool closed = false;
    while (!closed && connection.wait(kKeepAliveSeconds * 1000)) {
      auto const answered = process_request(connection, false, closed, nullptr);
      if (!connection.finish() || !answered) return;
    }
  }

  bool enter(socket_t socket) {
    std::lock_guard const lock(mutex_);
    if (!closing_) open_.insert(socket);
    return !closing_;
  }

  /// Before the descriptor is closed: it may be somebody else's right after.
  void leave(socket_t socket) {
    std::lock_guard const lock(mutex_);
    open_.erase(socket);
  }

  Context context_;
  std::mutex mutex_;
  std::unordered_set<socket_t> open_;
  bool closing_ = false;
};

HttpRequest to_request(httplib::Request const& request) {
  HttpRequest out;
  out.method = request.method;
  out.path = request.path;
  for (auto const& [name, value] : request.params) out.query.emplace(name, value);
  for (auto const& [name, file] : request.files) {
    out.parts[name] = HttpPart{file.content_type, file.filename, file.content};
  }
  out.authorization = request.get_header_value("Authorization");
  out.content_type = request.get_header_value("Content-Type");
  out.user_agent = request.get_header_value("User-Agent");
  out.body = request.body;
  return out;
}

}  // namespace

struct HttpServer::State {
  State(HttpServerOptions from, Handler with)
      : options(std::move(from)),
        handler(std::move(with)),
        listener(options, make_context(options)) {}

  void answer(httplib::Request const& request, httplib::Response& response) {
    auto answer = handler(to_request(request));
    Listener::current()->cut(answer.cut);
    response.status = answer.status;
    for (auto const& [name, value] : answer.headers) response.set_header(name, value);
    response.set_content(std::move(answer.body), answer.content_type);
  }

  HttpServerOptions options;
  Handler handler;
  Listener listener;
  std::thread thread;
  int port = 0;
};

HttpServer::HttpServer(HttpServerOptions options, Handler handler)
    : state_(std::make_unique<State>(std::move(options), std::move(handler))) {
  auto const serve = [state = state_.get()](httplib::Request const& request,
                                            httplib::Response& response) {
    state->answer(request, response);
  };
  constexpr auto kEverything = "/.*";
  auto& listener = state_->listener;
  listener.Get(kEverything, serve);
  listener.Post(kEverything, serve);
  listener.Put(kEverything, serve);
  listener.Patch(kEverything, serve);
  listener.Delete(kEverything, serve);
}

HttpServer::~HttpServer() {
  stop();
}

void HttpServer::start() {
  auto const& options = state_->options;
  auto& listener = state_->listener;
  if (options.port == 0) {
    state_->port = listener.bind_to_any_port(options.host);
  } else {
    state_->port = listener.bind_to_port(options.host, options.port) ? options.port : -1;
  }
  if (state_->port < 0) {
    state_->port = 0;
    throw std::runtime_error("cannot listen on " + options.host + ":" +
                             std::to_string(options.port));
  }
  listener.widen_backlog();
  state_->thread = std::thread([&listener] { listener.listen_after_bind(); });
  while (!listener.is_running()) std::this_thread::yield();
}

void HttpServer::stop() {
  if (!state_->thread.joinable()) return;
  state_->listener.close_connections();
  state_->listener.stop();
  state_->thread.join();
}

int HttpServer::port() const {
  return state_->port;
}

}  // namespace waypost::simulator
