#pragma once
// The one thread that writes: it takes what queued during the last commit, runs it in one
// transaction, and hands out receipts when the disk has it.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "store/attempts.h"
#include "store/store.h"

namespace waypost::store {

/// Proof that a job's effects are on stable storage. Only the writer can make one, so only what
/// the writer committed can be answered 200.
class DurableReceipt {
 public:
  DurableReceipt(DurableReceipt const&) = delete;
  DurableReceipt& operator=(DurableReceipt const&) = delete;

 private:
  friend class Writer;
  DurableReceipt() = default;
};

/// Why a job did not become durable. Nothing of it is stored.
enum class Refusal : std::uint8_t {
  busy,            ///< queue full, waited too long, or no space on the disk: 503, try again
  refused,         ///< the job's own fault: a statement was refused twice
  storage_failed,  ///< latched: the process is about to exit
  stopped,         ///< the writer has shut its door
};

/// Work for the writer. Lives until done() or refused() returned; both are called on the writer
/// thread, exactly one of them, once.
class Job {
 public:
  virtual ~Job() = default;

  /// Inside the group's transaction. May use savepoints; must be repeatable from the start,
  /// because a group that fails is run again one by one. Throws StorageError.
  virtual void run(Store& store) = 0;
  virtual void done(DurableReceipt const& receipt) noexcept = 0;
  virtual void refused(Refusal why) noexcept = 0;

  /// How long it may wait for company in a group, because nobody waits for its commit.
  [[nodiscard]] virtual std::chrono::microseconds patience() const noexcept { return {}; }

  /// Bytes it keeps in memory while queued.
  [[nodiscard]] virtual std::size_t bytes() const noexcept { return 0; }

  /// The body it works on, noted in the attempt log; null for internal work.
  [[nodiscard]] virtual Digest const* body() const noexcept { return nullptr; }
};

struct WriterOptions {
  std::size_t group_jobs = 128;
  std::size_t group_bytes = 4U << 20;
  std::size_t queue_jobs = 2'048;
  std::size_t queue_bytes = 64U << 20;
  std::chrono::milliseconds wait_max{2'000};  ///< a job older than this is refused as busy
  /// When receipts leave. `before_commit` breaks the promise; tests show that they notice.
  enum class Answer : std::uint8_t { after_commit, before_commit };
  Answer answer = Answer::after_commit;
  /// Called once, on the writer thread, when storage failed for good; must end the process.
  std::function<void(std::string const&)> on_fatal;
};

struct WriterStats {
  std::uint64_t groups = 0;
  std::uint64_t jobs = 0;
  std::uint64_t refused = 0;
  std::uint64_t commit_us = 0;  ///< sum, wall
  std::size_t queued = 0;
  std::size_t queued_bytes = 0;
  Store::Counts store;
};

class Writer {
 public:
  /// `attempts` may be null (tools that do not take webhooks). Both outlive the writer.
  Writer(Store& store, AttemptLog* attempts, WriterOptions options);
  ~Writer();  ///< stops
  Writer(Writer const&) = delete;
  Writer& operator=(Writer const&) = delete;

  /// Queues work from outside. When the queue is full the job is handed back: answer 503.
  [[nodiscard]] std::unique_ptr<Job> offer(std::unique_ptr<Job> job);

  /// Queues work of our own, which is bounded by what is in flight and never turned away.
  /// False after stop(): the job was refused.
  bool post(std::unique_ptr<Job> job);

  /// Runs `work` on the writer thread in the next group and waits for its commit.
  /// Throws what `work` threw, or StorageError when it did not become durable.
  void run(std::function<void(Store&)> work);

  /// Whether `offer` would turn work away now.
  [[nodiscard]] bool is_full() const noexcept;
  /// Whether the queue is above three quarters: not ready for more.
  [[nodiscard]] bool is_pressed() const noexcept;
  [[nodiscard]] bool has_failed() const noexcept { return failed_; }
  [[nodiscard]] WriterStats stats() const;

  /// Commits what is queued, then ends the thread.
  void stop();

 private:
  struct Waiting {
    std::unique_ptr<Job> job;
    std::chrono::steady_clock::time_point since;
    std::chrono::steady_clock::time_point until;  ///< it waits no longer for company
    bool internal = false;
  };
  using Group = std::vector<Waiting>;

  void loop();
  bool enqueue(std::unique_ptr<Job> job, bool internal);
  void wait_for_work(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] Store::Haste haste_after(std::size_t jobs) const;
  Group next_group();
  void write(Group& group);
  bool try_group(Group& group);
  void run_alone(Group& group);
  void note(Group const& group);
  void finish(Group& group);
  void refuse(Group& group, Refusal why);
  void fail(std::string const& why);

  Store& store_;
  AttemptLog* attempts_;
  WriterOptions options_;
  std::atomic<bool> failed_{false};
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  std::chrono::steady_clock::time_point due_;  ///< of queued work, when the next group begins
  std::size_t queued_bytes_ = 0;
  std::size_t queued_outside_ = 0;
  bool stopping_ = false;
  bool is_asleep_ = false;
  WriterStats stats_;
  std::thread thread_;
};

}  // namespace waypost::store
