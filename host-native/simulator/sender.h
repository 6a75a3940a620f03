/// The webhook sender: signs, posts over kept connections, and offers again what was not answered
/// 200.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "simulator/directory.h"
#include "simulator/envelope.h"
#include "simulator/ledger.h"
#include "simulator/timeline.h"

namespace waypost::simulator {

/// A body on its way to an app's callback.
struct Delivery {
  std::uint64_t id = 0;
  std::string app_id;
  std::string bytes;
  std::vector<Item> items;
  int attempts = 0;
  Instant first_attempt;
  /// Called once, after the first attempt; may be empty.
  std::function<void(int http_status)> answered;
};

/// A thread for each connection. Thread-safe.
class Sender {
 public:
  struct Config {
    std::size_t connections = 16;
    std::chrono::milliseconds timeout{10'000};
    RetrySchedule retries;
    std::string ca_file;
  };
  using Acknowledged = std::function<void(Delivery const&)>;

  Sender(Config config,
         Clock& clock,
         Timeline& timeline,
         Directory const& directory,
         Ledger& ledger,
         Acknowledged acknowledged);
  ~Sender();
  Sender(Sender const&) = delete;
  Sender& operator=(Sender const&) = delete;

  void start();
  /// Drops what is queued and breaks off what is under way.
  void stop();

  void push(std::shared_ptr<Delivery> delivery);
  /// Forgets what waits in the queue.
  void clear();

  /// Waits until nothing is queued or under way (what waits for a retry does not count).
  void wait_idle();
  /// Queued or under way.
  std::size_t busy() const;

  /// The GET verification of a callback: whether it answered 200 with the challenge.
  bool verify(App const& app);

 private:
  class Line;

  void work();
  std::size_t under_way() const;
  void attempt(std::shared_ptr<Delivery> const& delivery, std::map<std::string, Line>& lines);
  int post(Delivery const& delivery, App const& app, std::map<std::string, Line>& lines);
  WebhookPost::GaveUp retry(std::shared_ptr<Delivery> const& delivery);

  Config config_;
  Clock& clock_;
  Timeline& timeline_;
  Directory const& directory_;
  Ledger& ledger_;
  Acknowledged acknowledged_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  std::deque<std::shared_ptr<Delivery>> queue_;
  std::size_t in_flight_ = 0;
  bool stopping_ = true;
  std::vector<std::thread> threads_;
  std::mutex lines_mutex_;
  std::set<Line*> open_lines_;
};

}  // namespace waypost::simulator
