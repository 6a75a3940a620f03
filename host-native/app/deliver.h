#pragma once
// From an outbox row to Graph and back: whose turn it is, and nothing about what to send.
//
//   due row -> plan (in a transaction) -> `dispatching` committed -> POST -> settle -> committed
//
// A row that is due at its birth is planned in the transaction that makes it (begin).
//
// The core says whether to send and what a reply means; this loop only keeps lanes, order within
// a conversation, and the number of calls in flight.

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "waypost/outbox/item.h"
#include "waypost/outbox/settle.h"

#include "app/clock.h"
#include "app/directory.h"
#include "app/log.h"
#include "app/metrics.h"
#include "app/receive.h"
#include "crypto/hmac.h"
#include "http/graph_client.h"
#include "store/writer.h"

namespace waypost::app {

struct DeliverOptions {
  std::size_t in_flight = 256;  ///< calls at once; rate x latency: 256 carry 1,000/s at 256 ms
  std::string graph_version = "v24.0";
  std::chrono::milliseconds call_deadline{30'000};
  /// How long an item in doubt holds its conversation back (reliability 3.3 G6).
  Span reply_doubt = std::chrono::seconds{60};
  Span bulk_doubt = std::chrono::minutes{10};
};

struct DeliverParts {
  store::Writer& writer;
  http::GraphClient& graph;
  DirectoryHolder& directory;
  crypto::Hmac const& token_key;
  Clock const& clock;
  Log& log;
  Metrics& metrics;
};

class Deliver final : public CommitListener {
 public:
  Deliver(DeliverParts parts, DeliverOptions options);
  ~Deliver() override;  ///< stops
  Deliver(Deliver const&) = delete;
  Deliver& operator=(Deliver const&) = delete;

  /// What a former process left: `dispatching` becomes `unknown`, never `ready`; ready items are
  /// queued; items in doubt wait for evidence. Call before the listener opens.
  void recover();
  void start();

  /// No new call begins; those in flight are settled or parked; returns when none is left.
  void stop(std::chrono::milliseconds grace);

  std::unique_ptr<store::Job> begin(store::Applied::Queued const& item) override;
  void queued(std::vector<store::Applied::Queued> const& items) override;
  void moved(std::vector<store::Applied::Moved> const& items) override;
  void received(RowId number, std::int64_t messages) override;
  void stops_changed() override;
  /// A limit may have been raised or a number enabled: what waits for one is asked again.
  void limits_changed();

  [[nodiscard]] std::size_t in_flight() const;
  /// Items known to be waiting for their time, turn or budget.
  [[nodiscard]] std::size_t waiting() const;

 private:
  class Dispatch;
  class Settle;
  friend class Dispatch;
  friend class Settle;

  /// One conversation's items of one lane, in the order they were made.
  struct Line {
    std::map<RowId, Instant> items;  ///< id -> due
    bool busy = false;               ///< its head is being planned or sent
    bool limited = false;            ///< its head waits for a budget, not for its time
    Instant held_until{};            ///< its former head is in doubt
  };
  struct LineKey {
    outbox::Lane lane{};
    RowId number = 0;
    RowId conversation = 0;
    friend bool operator<(LineKey const& a, LineKey const& b) {
      if (a.lane != b.lane) return a.lane < b.lane;
      if (a.number != b.number) return a.number < b.number;
      return a.conversation < b.conversation;
    }
  };
  /// Heads of the lines of one number in one lane, by when they are due.
  struct Queue {
    std::set<std::pair<Instant, LineKey>> heads;
    Instant blocked_until{};  ///< the number's budget or a stopped scope said so
  };
  using QueueKey = std::pair<outbox::Lane, RowId>;

  void loop();
  void go_on(std::unique_lock<std::mutex>& lock);
  bool launch(Instant now, std::unique_lock<std::mutex>& lock);
  [[nodiscard]] Instant next_wake(Instant now) const;
  void add(LineKey const& key, RowId item, Instant due);
  void requeue(LineKey const& key);
  void unqueue(LineKey const& key);
  void leave(LineKey const& key, RowId item);

  // Called by the jobs, on the writer's thread, after their commit.
  void planned(LineKey const& key, RowId item, http::GraphCall call);
  enum class Waits : std::uint8_t {
    due,      ///< for its own time
    limited,  ///< for a budget that does not concern its neighbours
    number,   ///< with everything its number has to send
  };
  void wait(LineKey const& key, RowId item, Instant until, Waits what);
  void gone(LineKey const& key, RowId item);
  void settled(LineKey const& key, RowId item, outbox::State state, Instant due);
  void refused(LineKey const& key, RowId item);
  void doubt(RowId item, Instant since);

  [[nodiscard]] std::int64_t take_received(RowId number);
  [[nodiscard]] bool has_successor(LineKey const& key) const;

  DeliverParts parts_;
  DeliverOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<LineKey, Line> lines_;
  std::map<QueueKey, Queue> queues_;
  std::unordered_map<RowId, LineKey> line_of_;        ///< waiting or in flight
  std::set<std::pair<Instant, RowId>> doubts_;        ///< when the wait for evidence ends
  std::unordered_map<RowId, std::int64_t> received_;  ///< inbound since the number's last send
  RowId after_number_ = 0;                            ///< round robin over numbers
  std::size_t in_flight_ = 0;
  bool stopping_ = false;
  bool poked_ = false;
  bool is_running_ = false;
  Instant asleep_until_ = Instant::min();  ///< the loop; min while it is awake
  std::thread thread_;
};

}  // namespace waypost::app
