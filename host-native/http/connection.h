#pragma once
// One client's connection: a state and the one function that moves it.
//
//   handshake -> idle -> head -> body -> handling -> writing -> idle ...
//                                             \-> streaming      \-> lingering -> closed
//
// Private to server.cpp. Everything here runs on the shard's thread.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "http/request_parser.h"
#include "http/screen.h"
#include "http/shard.h"

namespace waypost::http {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  Connection(Shard& shard, Socket socket, Address const& peer, std::uint32_t slot);
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  void start();
  /// An answer, a stream or news of one. Ignored when it is for an earlier request.
  void deliver(Completions::Item item);
  void on_deadline();
  void on_drain();
  /// Gone at once, whatever was going on.
  void close();
  /// The same, throwing away what the client has not read.
  void reset();

 private:
  using Clock = Shard::Clock;
  using Error = boost::system::error_code;
  enum class State : std::uint8_t {
    handshake,
    idle,
    head,
    body,
    handling,
    writing,
    streaming,
    lingering,
    closed,
  };
  enum class Target : std::uint8_t { buffer, body };
  enum class AfterWrite : std::uint8_t { next_request, read_body, stream, linger, close };
  enum class Step : std::uint8_t { go_on, wait };

  // Moving.
  void run();
  [[nodiscard]] Step step();
  [[nodiscard]] Step read_head();
  [[nodiscard]] Step judge_head();
  [[nodiscard]] Step read_body();
  [[nodiscard]] Step read_sized_body();
  [[nodiscard]] Step read_chunked_body();
  [[nodiscard]] Step hand_over();
  [[nodiscard]] Step begin_answer();
  [[nodiscard]] Step write();
  [[nodiscard]] Step written();
  [[nodiscard]] Step stream();
  [[nodiscard]] Step linger();
  void next_request();

  // Answers of the listener's own.
  [[nodiscard]] Step refuse(Refusal const& refusal);
  [[nodiscard]] Step refuse_body(Refusal const& refusal);
  [[nodiscard]] Step refuse_memory();
  [[nodiscard]] Step respond(Response response, AfterWrite after);
  [[nodiscard]] Admission ask_service(Head const& head);

  // Reading and writing.
  [[nodiscard]] Step wait_for_bytes(Target target);
  void on_bytes(Error error, std::size_t size);
  template <class Buffer, class Done>
  void read_some(Buffer buffer, Done done);
  [[nodiscard]] bool make_room();
  [[nodiscard]] bool charge();
  void uncharge();
  void on_written(Error error, std::size_t size);
  [[nodiscard]] std::string_view unread() const noexcept {
    return {in_.data() + in_begin_, in_end_ - in_begin_};
  }

  void arm(std::chrono::milliseconds in) { shard_.wheel().arm(deadline_, Clock::now() + in); }
  void enter_unfinished();
  void leave_unfinished();
  [[nodiscard]] bool has_unread_input();

  Shard& shard_;
  Socket socket_;
  std::unique_ptr<boost::asio::ssl::stream<Socket&>> tls_;
  Address const peer_;
  std::uint32_t const slot_;

  State state_ = State::idle;
  bool running_ = false;
  bool reading_ = false;
  bool writing_ = false;
  Target target_ = Target::buffer;
  AfterWrite after_write_ = AfterWrite::next_request;

  // The request being read.
  std::vector<char> in_;
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  Screen screen_;
  std::optional<RequestParser> parser_;  ///< kept for a chunked body
  Head head_;
  Admit admit_;
  std::string body_;
  std::size_t body_size_ = 0;  ///< bytes of `body_` that have arrived
  std::size_t chunk_overhead_ = 0;
  std::size_t charged_ = 0;
  Clock::time_point began_{};  ///< first byte of the request

  // The request being answered.
  std::uint64_t exchange_ = 0;
  std::optional<Completions::Item> answer_;
  std::size_t served_ = 0;
  bool head_only_ = false;
  bool keep_ = true;
  int version_ = 11;

  // The answer being written.
  std::string out_;
  std::string out_body_;
  std::size_t sent_ = 0;
  std::shared_ptr<StreamState> stream_;
  StreamState::After stream_after_ = StreamState::After::wait;
  bool stream_chunked_ = true;
  std::size_t discarded_ = 0;

  Wheel<Connection>::Deadline deadline_{this};
  Link<Connection> queue_{this};  ///< in the shard's idle or unfinished chain
  bool counted_unfinished_ = false;
};

}  // namespace waypost::http
