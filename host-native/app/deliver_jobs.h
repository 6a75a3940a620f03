#pragma once
// The two transactions of a send: planned before the first byte, settled after the last.
// Internal to Deliver, whose lines and queues they report to once they are durable.

#include <cstdint>
#include <string>

#include "waypost/outbox/plan.h"

#include "app/deliver.h"
#include "app/send_context.h"

namespace waypost::app {

/// Plans one item inside the writer's transaction: the budget is charged and `dispatching` is
/// committed together, or nothing is.
class Deliver::Dispatch final : public store::Job {
 public:
  Dispatch(Deliver& deliver, LineKey key, RowId item) : deliver_(deliver), key_(key), item_(item) {}
  /// Never heard of its commit: the transaction that made the item was undone.
  ~Dispatch() override {
    if (!is_heard_) deliver_.gone(key_, item_);
  }
  Dispatch(Dispatch const&) = delete;
  Dispatch& operator=(Dispatch const&) = delete;

  void run(store::Store& store) override;
  void done(store::DurableReceipt const& receipt) noexcept override;
  void refused(store::Refusal why) noexcept override;

 private:
  enum class Result : std::uint8_t { send, wait, gone };

  /// What the transaction knows of the item.
  struct Known {
    store::Store& store;
    outbox::Item const& item;
    Number const& number;
    SendContext const& context;
    Instant now;
  };
  void carry_out(Known const& known, outbox::Send const& send);
  void carry_out(Known const& known, outbox::Wait const& wait);
  void carry_out(Known const& known, outbox::Drop const& drop);

  Deliver& deliver_;
  LineKey key_;
  RowId item_;
  Result result_ = Result::gone;
  Instant until_{};
  Waits waits_ = Waits::due;
  std::int64_t received_ = 0;
  bool is_heard_ = false;
  http::GraphCall call_;
};

/// Stores what a reply, or its absence, means.
class Deliver::Settle final : public store::Job {
 public:
  /// `successor`: the line has a next item, which waits for this one's commit.
  enum class Successor : std::uint8_t { none, waits };
  Settle(
      Deliver& deliver, LineKey key, RowId item, outbox::SendOutcome outcome, Successor successor)
      : deliver_(deliver),
        key_(key),
        item_(item),
        outcome_(std::move(outcome)),
        successor_(successor) {}

  void run(store::Store& store) override;
  void done(store::DurableReceipt const& receipt) noexcept override;
  /// Not stored: the row stays `dispatching` and the next process will call it `unknown`.
  void refused(store::Refusal why) noexcept override;
  [[nodiscard]] std::chrono::microseconds patience() const noexcept override {
    return successor_ == Successor::none ? kPatience : std::chrono::microseconds{};
  }

 private:
  /// What the row will say: the line goes on by it.
  void remember(engine::Move const& move);
  void tell();

  /// A death meanwhile leaves one more item in doubt; a commit saved is a third of a webhook's.
  static constexpr std::chrono::microseconds kPatience{5'000};

  Deliver& deliver_;
  LineKey key_;
  RowId item_;
  outbox::SendOutcome outcome_;
  Successor successor_;
  store::Applied applied_;
  bool gone_ = false;
  outbox::State state_{};
  Instant due_{};
  std::string reason_;
  std::string trace_;
};

}  // namespace waypost::app
