#pragma once
// What other threads hand to one I/O thread: answers, streams, and that a stream has bytes.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/server.h"

namespace waypost::http {

class Completions;

/// Open streams of a listener, counted across its I/O threads.
struct StreamBudget {
  std::size_t streams_max = 0;
  std::size_t bytes_max = 0;  ///< unread, of one stream
  std::atomic<std::size_t> open{0};
};

/// One stream between the service's threads and its connection's.
class StreamState final : public StreamSink {
 public:
  StreamState(std::shared_ptr<Completions> to,
              std::uint64_t exchange,
              std::shared_ptr<StreamBudget> budget);
  ~StreamState() override;

  bool push(std::string_view bytes) override;
  void close() noexcept override;
  [[nodiscard]] bool is_open() const noexcept override;

  enum class After : std::uint8_t { wait, end, drop };
  struct Pulled {
    std::string bytes;
    After after = After::wait;  ///< what follows once the bytes are written
  };
  /// I/O thread: takes what is pending; it counts as unread until the next call.
  [[nodiscard]] Pulled pull();
  /// I/O thread: the client is gone, or there was no room for it.
  void abandon() noexcept;

 private:
  void leave_budget() noexcept;

  std::shared_ptr<Completions> const to_;
  std::uint64_t const exchange_;
  std::shared_ptr<StreamBudget> const budget_;
  std::mutex mutable guard_;
  std::string pending_;
  std::size_t in_flight_ = 0;
  bool open_ = true;
  bool dropped_ = false;
  bool announced_ = true;  ///< the I/O thread knows that it has to look
  bool counted_ = true;
};

/// The queue in front of one I/O thread. The first item of a batch wakes the thread; the ones
/// that follow before it looks ride along.
class Completions final : public ReplySink, public std::enable_shared_from_this<Completions> {
 public:
  struct Item {
    std::uint64_t exchange = 0;
    enum class Kind : std::uint8_t { answer, stream, wake };
    Kind kind = Kind::answer;
    Response response = {};
    std::shared_ptr<StreamState> stream = {};
  };

  /// `wake` makes the I/O thread call `take` soon; it is called under a lock and must not block.
  Completions(std::function<void()> wake, std::shared_ptr<StreamBudget> budget);

  void complete(std::uint64_t exchange, Response response) override;
  std::shared_ptr<StreamSink> open_stream(std::uint64_t exchange, Response head) override;
  void announce(std::uint64_t exchange);

  /// Everything queued since the last call. I/O thread.
  [[nodiscard]] std::vector<Item> take();

  /// The calling thread is the I/O thread.
  void adopt() noexcept { owner_ = std::this_thread::get_id(); }
  /// I/O thread: until `end_direct`, an answer to `exchange` from this thread skips the queue.
  void begin_direct(std::uint64_t exchange) noexcept { direct_ = exchange; }
  [[nodiscard]] std::optional<Item> end_direct() noexcept;

  /// From now on everything is dropped. No `wake` runs after this returns.
  void shut();

 private:
  void queue(Item item);

  std::shared_ptr<StreamBudget> const budget_;
  std::atomic<std::thread::id> owner_{};
  std::uint64_t direct_ = 0;         ///< I/O thread's
  std::optional<Item> direct_item_;  ///< I/O thread's
  std::mutex guard_;
  std::function<void()> wake_;
  std::vector<Item> items_;
};

}  // namespace waypost::http
