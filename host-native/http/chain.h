#pragma once
// Intrusive lists, and deadlines kept in them: arming, moving and disarming cost a few pointers,
// whatever the number of connections.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace waypost::http {

/// A place in at most one chain. Leaves it when it dies.
template <class Owner>
class Link {
 public:
  Link() noexcept = default;
  explicit Link(Owner* owner) noexcept : owner_(owner) {}
  Link(Link const&) = delete;
  Link& operator=(Link const&) = delete;
  ~Link() { unlink(); }

  [[nodiscard]] bool linked() const noexcept { return after_ != this; }
  void unlink() noexcept {
    before_->after_ = after_;
    after_->before_ = before_;
    before_ = after_ = this;
  }
  /// Before `place`; leaves the chain it was in.
  void insert_before(Link& place) noexcept {
    unlink();
    before_ = place.before_;
    after_ = &place;
    before_->after_ = this;
    place.before_ = this;
  }
  [[nodiscard]] Owner* owner() const noexcept { return owner_; }
  [[nodiscard]] Link* after() const noexcept { return after_; }

 private:
  Link* before_ = this;
  Link* after_ = this;
  Owner* owner_ = nullptr;
};

/// First in, first out; does not own.
template <class Owner>
class Chain {
 public:
  void push_back(Link<Owner>& link) noexcept { link.insert_before(end_); }
  /// The oldest, or null.
  [[nodiscard]] Owner* front() const noexcept { return end_.after()->owner(); }
  [[nodiscard]] bool empty() const noexcept { return !end_.linked(); }

 private:
  Link<Owner> end_;
};

/// Deadlines in slots of a tenth of a second. They fire up to a tenth late and never early.
template <class Owner>
class Wheel {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kTick{100};

  class Deadline {
   public:
    explicit Deadline(Owner* owner) noexcept : link_(this), owner_(owner) {}
    [[nodiscard]] bool armed() const noexcept { return link_.linked(); }
    void disarm() noexcept { link_.unlink(); }

   private:
    friend class Wheel;
    Link<Deadline> link_;
    Owner* owner_;
    std::uint64_t due_ = 0;  ///< tick
  };

  explicit Wheel(Clock::time_point start) noexcept : start_(start) {}

  void arm(Deadline& deadline, Clock::time_point due) noexcept {
    deadline.due_ = tick_of(due) + 1;
    if (deadline.due_ <= done_) deadline.due_ = done_ + 1;
    slots_[deadline.due_ % kSlots].push_back(deadline.link_);
  }

  /// Calls `on_due(owner)` for every deadline up to `now`. It may arm and disarm any.
  template <class OnDue>
  void advance(Clock::time_point now, OnDue on_due) {
    for (auto const last = tick_of(now); done_ < last;) {
      ++done_;
      // Into a chain of its own first: what is armed meanwhile must not be met again.
      Chain<Deadline> due;
      auto& slot = slots_[done_ % kSlots];
      while (auto* const deadline = slot.front()) due.push_back(deadline->link_);
      while (auto* const deadline = due.front()) {
        if (deadline->due_ > done_) {
          slot.push_back(deadline->link_);  // of a later round
        } else {
          deadline->disarm();
          on_due(*deadline->owner_);
        }
      }
    }
  }

 private:
  static constexpr std::size_t kSlots = 1024;

  [[nodiscard]] std::uint64_t tick_of(Clock::time_point at) const noexcept {
    return at <= start_ ? 0 : static_cast<std::uint64_t>((at - start_) / kTick);
  }

  Clock::time_point start_;
  std::uint64_t done_ = 0;
  std::array<Chain<Deadline>, kSlots> slots_;
};

}  // namespace waypost::http
