#include "store/writer.h"

#include <algorithm>
#include <exception>
#include <future>
#include <string>

#include "store/storage_error.h"

namespace waypost::store {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kDoze{5};    // how late a dozing thread may see patient work
constexpr std::chrono::milliseconds kAwake{50};  // after the last group, before it sleeps

constexpr std::size_t kCrowd = 8;  // jobs of a group from which on the writer counts as busy

/// A closure that somebody waits for.
class WaitedJob final : public Job {
 public:
  WaitedJob(std::function<void(Store&)> work, std::promise<void> promise)
      : work_(std::move(work)), promise_(std::move(promise)) {}

  void run(Store& store) override {
    failure_ = nullptr;
    store.savepoint();
    try {
      work_(store);
      store.release();
    } catch (StorageError const& error) {
      reason_ = error.what();
      if (error.fault() != Fault::logic) throw;
      failure_ = std::current_exception();
      store.undo();
    } catch (...) {
      failure_ = std::current_exception();
      store.undo();
    }
  }
  void done(DurableReceipt const& /*receipt*/) noexcept override {
    if (failure_ != nullptr) {
      promise_.set_exception(failure_);
    } else {
      promise_.set_value();
    }
  }
  void refused(Refusal why) noexcept override {
    std::string text = "the change could not be stored";
    if (!reason_.empty()) text += ": " + reason_;
    promise_.set_exception(std::make_exception_ptr(
        StorageError(why == Refusal::busy ? Fault::full : Fault::fatal, text)));
  }

 private:
  std::function<void(Store&)> work_;
  std::promise<void> promise_;
  std::exception_ptr failure_;
  std::string reason_;
};

}  // namespace

Writer::Writer(Store& store, AttemptLog* attempts, WriterOptions options)
    : store_(store), attempts_(attempts), options_(std::move(options)) {
  thread_ = std::thread([this] { loop(); });
}

Writer::~Writer() {
  stop();
}

std::unique_ptr<Job> Writer::offer(std::unique_ptr<Job> job) {
  std::size_t const bytes = job->bytes();
  bool must_wake = false;
  {
    std::scoped_lock const lock(mutex_);
    if (stopping_ || failed_ || queued_outside_ >= options_.queue_jobs ||
        queued_bytes_ + bytes > options_.queue_bytes) {
      ++stats_.refused;
      return job;
    }
    must_wake = enqueue(std::move(job), false);
    ++queued_outside_;
    queued_bytes_ += bytes;
  }
  if (must_wake) wake_.notify_one();
  return nullptr;
}

bool Writer::post(std::unique_ptr<Job> job) {
  bool must_wake = false;
  {
    std::scoped_lock const lock(mutex_);
    if (!stopping_ && !failed_) {
      must_wake = enqueue(std::move(job), true);
    }
  }
  if (job != nullptr) {
    job->refused(Refusal::stopped);
    return false;
  }
  if (must_wake) wake_.notify_one();
  return true;
}

/// Whether the thread has to be woken for it: not for a patient job, while it only dozes.
bool Writer::enqueue(std::unique_ptr<Job> job, bool internal) {
  auto const now = Clock::now();
  auto const patience = job->patience();
  auto const until = now + patience;
  due_ = queue_.empty() ? until : std::min(due_, until);
  queue_.push_back({std::move(job), now, until, internal});
  return is_asleep_ || patience.count() == 0;
}

void Writer::run(std::function<void(Store&)> work) {
  std::promise<void> promise;
  std::future<void> future = promise.get_future();
  post(std::make_unique<WaitedJob>(std::move(work), std::move(promise)));
  future.get();
}

bool Writer::is_full() const noexcept {
  std::scoped_lock const lock(mutex_);
  return stopping_ || failed_ || queued_outside_ >= options_.queue_jobs ||
         queued_bytes_ >= options_.queue_bytes;
}

bool Writer::is_pressed() const noexcept {
  std::scoped_lock const lock(mutex_);
  return stopping_ || failed_ || queued_outside_ * 4 >= options_.queue_jobs * 3 ||
         queued_bytes_ / 3 >= options_.queue_bytes / 4;
}

WriterStats Writer::stats() const {
  std::scoped_lock const lock(mutex_);
  WriterStats stats = stats_;
  stats.queued = queue_.size();
  stats.queued_bytes = queued_bytes_;
  return stats;
}

void Writer::stop() {
  {
    std::scoped_lock const lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Writer::loop() {
  while (true) {
    Group group = next_group();
    if (group.empty()) return;
    if (failed_) {
      refuse(group, Refusal::storage_failed);
      continue;
    }
    std::size_t const jobs = group.size();
    auto const started = Clock::now();
    write(group);
    auto const took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started);
    try {
      if (!failed_) store_.tidy(haste_after(jobs));
    } catch (StorageError const& error) {
      if (error.fault() == Fault::fatal) fail(error.what());
    }
    std::scoped_lock const lock(mutex_);
    ++stats_.groups;
    stats_.jobs += jobs;
    stats_.commit_us += static_cast<std::uint64_t>(took.count());
    stats_.store = store_.counts();
  }
}

/// After a group of many the next is on its way, though nobody may wait at this very moment.
Store::Haste Writer::haste_after(std::size_t jobs) const {
  std::scoped_lock const lock(mutex_);
  bool const is_calm = queued_outside_ == 0 && jobs < kCrowd;
  return is_calm ? Store::Haste::none : Store::Haste::others_wait;
}

/// What queued meanwhile, up to the group's bounds. A body that was in hand at a death goes alone,
/// so that it can only take itself down.
Writer::Group Writer::next_group() {
  Group group;
  std::unique_lock lock(mutex_);
  wait_for_work(lock);
  std::size_t bytes = 0;
  while (!queue_.empty() && group.size() < options_.group_jobs && bytes < options_.group_bytes) {
    Waiting& first = queue_.front();
    bool const suspect = attempts_ != nullptr && !attempts_->is_clean() &&
                         first.job->body() != nullptr && attempts_->deaths(*first.job->body()) > 0;
    if (suspect && !group.empty()) break;
    std::size_t const size = first.job->bytes();
    bytes += size;
    queued_bytes_ -= size;
    if (!first.internal) --queued_outside_;
    group.push_back(std::move(first));
    queue_.pop_front();
    if (suspect) break;
  }
  for (Waiting const& left : queue_) due_ = std::min(due_, left.until);
  return group;
}

/// Until somebody is in a hurry: a group of those who are not would be a commit for nobody. For a
/// while after work came the thread only dozes, so that patient work need not wake it.
void Writer::wait_for_work(std::unique_lock<std::mutex>& lock) {
  auto const last = Clock::now();
  while (!stopping_) {
    auto const now = Clock::now();
    if (!queue_.empty()) {
      if (due_ <= now || queue_.size() >= options_.group_jobs) return;
      wake_.wait_until(lock, due_);
    } else if (now < last + kAwake) {
      wake_.wait_for(lock, kDoze);
    } else {
      is_asleep_ = true;
      wake_.wait(lock);
      is_asleep_ = false;
    }
  }
}

void Writer::write(Group& group) {
  auto const oldest = Clock::now() - options_.wait_max;
  Group late;
  for (Waiting& waiting : group) {
    if (!waiting.internal && waiting.since < oldest) late.push_back(std::move(waiting));
  }
  std::erase_if(group, [](Waiting const& waiting) { return waiting.job == nullptr; });
  refuse(late, Refusal::busy);
  if (group.empty()) return;
  note(group);
  if (!try_group(group) && !failed_) run_alone(group);
  if (attempts_ != nullptr && !failed_) attempts_->put_down();
}

/// One transaction for all. False when somebody's fault rolled it back.
bool Writer::try_group(Group& group) {
  try {
    store_.begin();
    for (Waiting& waiting : group) waiting.job->run(store_);
    if (options_.answer == WriterOptions::Answer::before_commit) {
      finish(group);
      store_.commit();
      return true;
    }
    store_.commit();
  } catch (StorageError const& error) {
    if (error.fault() == Fault::fatal) {
      fail(error.what());
      refuse(group, Refusal::storage_failed);
      return true;
    }
    try {
      store_.rollback();
    } catch (StorageError const&) {
      // A full disk rolls back by itself; there is nothing left to undo then.
    }
    if (error.fault() == Fault::full) {
      refuse(group, Refusal::busy);
      return true;
    }
    if (group.size() == 1) {
      refuse(group, Refusal::refused);
      return true;
    }
    return false;
  }
  finish(group);
  return true;
}

void Writer::run_alone(Group& group) {
  for (Waiting& waiting : group) {
    Group one;
    one.push_back(std::move(waiting));
    (void)try_group(one);
  }
  group.clear();
}

void Writer::note(Group const& group) {
  if (attempts_ == nullptr) return;
  std::vector<Digest> keys;
  keys.reserve(group.size());
  for (Waiting const& waiting : group) {
    if (waiting.job->body() != nullptr) keys.push_back(*waiting.job->body());
  }
  if (!keys.empty()) attempts_->take(keys);
}

void Writer::finish(Group& group) {
  DurableReceipt const receipt;
  for (Waiting& waiting : group) {
    if (waiting.job == nullptr) continue;
    if (attempts_ != nullptr && !attempts_->is_clean() && waiting.job->body() != nullptr) {
      attempts_->forget(*waiting.job->body());
    }
    waiting.job->done(receipt);
    waiting.job.reset();
  }
}

void Writer::refuse(Group& group, Refusal why) {
  for (Waiting& waiting : group) {
    if (waiting.job == nullptr) continue;
    waiting.job->refused(why);
    waiting.job.reset();
  }
}

void Writer::fail(std::string const& why) {
  if (failed_.exchange(true)) return;
  if (options_.on_fatal) options_.on_fatal(why);
}

}  // namespace waypost::store
