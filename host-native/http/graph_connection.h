#pragma once
// One connection to Graph and the call it carries. Private to graph_client.cpp; everything here
// runs on the client's thread.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "http/chain.h"
#include "http/graph_client.h"
#include "http/response_parser.h"

namespace waypost::http {

class GraphConnection;

/// A call on its way: waiting (no connection yet) or carried by one.
struct PendingCall {
  GraphCall call;
  GraphDone done;
  std::chrono::steady_clock::time_point until;
  GraphConnection* carrier = nullptr;
  std::list<std::unique_ptr<PendingCall>>::iterator place = {};  ///< while waiting
  Wheel<PendingCall>::Deadline deadline{this};
};

/// What a connection needs of the client that owns it.
class GraphPool {
 public:
  using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

  virtual ~GraphPool() = default;
  /// Calls `connection->on_resolved` with the host's addresses, none when it has none.
  virtual void resolve(std::shared_ptr<GraphConnection> connection) = 0;
  virtual void connected_to(boost::asio::ip::tcp::endpoint const& endpoint) = 0;
  virtual void could_not_connect() = 0;
  /// The call is over. `connection` is idle or closed.
  virtual void finished(std::unique_ptr<PendingCall> call,
                        outbox::SendOutcome outcome,
                        GraphConnection& connection) = 0;
  /// An idle connection was closed by the other side.
  virtual void lost(GraphConnection& connection) = 0;
  [[nodiscard]] virtual GraphClientOptions const& options() const noexcept = 0;
  [[nodiscard]] virtual boost::asio::ssl::context* tls() noexcept = 0;
  [[nodiscard]] virtual Wheel<GraphConnection>& attempts() noexcept = 0;
};

class GraphConnection : public std::enable_shared_from_this<GraphConnection> {
 public:
  using Tcp = boost::asio::ip::tcp;
  using Clock = std::chrono::steady_clock;

  GraphConnection(GraphPool& pool, boost::asio::io_context& io);
  GraphConnection(GraphConnection const&) = delete;
  GraphConnection& operator=(GraphConnection const&) = delete;

  /// Connects first when it is new. An idle one must be `usable`.
  void carry(std::unique_ptr<PendingCall> call);
  /// Idle for not too long, and nothing has come from the other side.
  [[nodiscard]] bool usable(Clock::time_point now);
  [[nodiscard]] bool is_idle() const noexcept { return phase_ == Phase::idle; }
  void on_resolved(GraphPool::Endpoints endpoints);
  void on_attempt_deadline();
  /// Ends the call now: its time is over, or the client's is.
  void cut();
  void close();

 private:
  using Error = boost::system::error_code;
  enum class Phase : std::uint8_t {
    fresh,
    resolving,
    connecting,
    securing,
    writing,
    reading,
    idle,
    closed,
  };

  void connect_next();
  void on_connected(Error error, std::size_t attempt);
  void secure();
  void send();
  void write_more();
  void receive();
  void on_bytes(Error error, std::size_t size);
  void on_end();
  void parse();
  void succeed();
  void fail(outbox::NetworkFault fault);
  void release(outbox::SendOutcome outcome);
  [[nodiscard]] outbox::NetworkFault fault_if(outbox::NetworkFault sent) const noexcept;
  [[nodiscard]] std::string request() const;
  [[nodiscard]] bool has_ended();

  GraphPool& pool_;
  Tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<Tcp::socket&>> tls_;
  Phase phase_ = Phase::fresh;
  std::unique_ptr<PendingCall> call_;
  Clock::time_point idle_since_{};

  GraphPool::Endpoints endpoints_;
  std::size_t attempt_ = 0;
  Clock::time_point connect_until_{};
  Wheel<GraphConnection>::Deadline attempt_deadline_{this};

  std::string out_;
  std::size_t written_ = 0;
  std::vector<char> buffer_;
  std::string in_;
  std::optional<ResponseParser> parser_;
  unsigned interims_ = 0;
  bool reading_ = false;
};

}  // namespace waypost::http
