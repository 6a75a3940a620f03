#pragma once
// A client that sends exactly what it is told and reports exactly what came back.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace waypost::http::testing {

using Millis = std::chrono::milliseconds;

struct Answer {
  int status = 0;
  std::string head;  ///< status line and headers
  std::string body;
  [[nodiscard]] std::string header(std::string_view name) const;  ///< "" when absent
};

/// A TCP connection to 127.0.0.1. Every wait has an end.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, std::string_view source = "127.0.0.1");
  RawClient(RawClient&& from) noexcept
      : fd_(std::exchange(from.fd_, -1)), in_(std::move(from.in_)) {}
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient();

  [[nodiscard]] bool connected() const noexcept { return fd_ >= 0; }
  /// Blocks at most two seconds; false when the peer has closed.
  bool send(std::string_view bytes);
  /// In pieces: one byte each, or of the given sizes in turn.
  bool send_in(std::string_view bytes, std::vector<std::size_t> const& sizes);
  void end_sending();
  void reset();  ///< closes with RST
  void small_receive_buffer();

  /// The next response; nothing at the timeout or the end.
  [[nodiscard]] std::optional<Answer> read(Millis timeout = Millis{5'000}, bool of_head = false);
  /// Bytes, until `enough` are there, the peer closes or the time is over.
  [[nodiscard]] std::string read_some(std::size_t enough, Millis timeout);
  /// All responses until the peer closes; `closed()` tells whether it did.
  [[nodiscard]] std::vector<Answer> read_all(Millis timeout = Millis{5'000});
  /// Whether the peer closes within the time; what it sends meanwhile is kept.
  [[nodiscard]] bool closes_within(Millis timeout);
  [[nodiscard]] int fd() const noexcept { return fd_; }

 private:
  enum class Got : std::uint8_t { bytes, end, nothing };
  Got fill(Millis timeout);

  int fd_ = -1;
  std::string in_;
  bool ended_ = false;
};

}  // namespace waypost::http::testing
