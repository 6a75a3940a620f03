#include "simulator/limits.h"

#include <algorithm>
#include <chrono>

namespace waypost::simulator {
namespace {

using std::chrono::hours;

constexpr hours kWindow{24};
constexpr hours kFreeEntryPoint{72};
constexpr hours kMessagingLimitPeriod{24};

double seconds(Duration length) {
  return std::chrono::duration<double>(length).count();
}

std::string key_of(std::string_view left, std::string_view right) {
  std::string key(left);
  key += '|';
  key += right;
  return key;
}

}  // namespace

void Bucket::refill(double capacity, double per_second, Instant now) {
  if (now <= filled_) return;  // the clock may have been put back
  tokens_ = std::min(capacity, tokens_ + seconds(now - filled_) * per_second);
  filled_ = now;
}

bool Bucket::take(double capacity, double per_second, Instant now) {
  refill(capacity, per_second, now);
  // A nanosecond's worth of slack: a wait of exactly the refill time must be enough.
  if (tokens_ < 1.0 - 1e-9) return false;
  tokens_ -= 1.0;
  return true;
}

void Bucket::spend(double capacity, double per_second, Instant now) {
  refill(capacity, per_second, now);
  tokens_ = std::max(0.0, tokens_ - 1.0);
}

bool Bucket::is_full(double capacity, double per_second, Instant now) const {
  return tokens_ + seconds(now - filled_) * per_second >= capacity;
}

Bucket& LimitBook::number_bucket(Number const& number, Instant now) {
  return numbers_.try_emplace(number.phone_number_id, number.messages_per_second, now)
      .first->second;
}

Bucket& LimitBook::pair_bucket(std::string key, Instant now) {
  if (pairs_.size() >= sweep_at_) {
    auto const rate = 1.0 / seconds(limits_.pair_refill);
    for (auto pair = pairs_.begin(); pair != pairs_.end();) {
      pair = pair->second.is_full(limits_.pair_burst, rate, now) ? pairs_.erase(pair)
                                                                 : std::next(pair);
    }
    sweep_at_ = std::max<std::size_t>(65'536, 2 * pairs_.size());
  }
  return pairs_.try_emplace(std::move(key), limits_.pair_burst, now).first->second;
}

Check LimitBook::take_send(Number const& number, std::string_view person, Instant now) {
  std::lock_guard const lock(mutex_);
  auto const limited = number.messages_per_second > 0;
  // The pair first, and put back nothing: a message the pair refuses leaves the number alone.
  if (limits_.pair_refill.count() > 0) {
    auto& pair = pair_bucket(key_of(number.phone_number_id, person), now);
    auto const rate = 1.0 / seconds(limits_.pair_refill);
    auto after = pair;
    if (!after.take(limits_.pair_burst, rate, now)) {
      return Refusal{131056, "Too many messages from this number to this person in a short time"};
    }
    if (limited && !number_bucket(number, now)
                        .take(number.messages_per_second, number.messages_per_second, now)) {
      return Refusal{130429, "Cloud API message throughput has been reached."};
    }
    pair = after;
    return std::nullopt;
  }
  if (limited && !number_bucket(number, now)
                      .take(number.messages_per_second, number.messages_per_second, now)) {
    return Refusal{130429, "Cloud API message throughput has been reached."};
  }
  return std::nullopt;
}

void LimitBook::note_inbound(Number const& number, Instant now) {
  if (number.messages_per_second <= 0) return;
  std::lock_guard const lock(mutex_);
  number_bucket(number, now).spend(number.messages_per_second, number.messages_per_second, now);
}

Check LimitBook::take_management_call(std::string_view waba_id, Instant now) {
  if (limits_.management_calls_per_hour == 0) return std::nullopt;
  std::lock_guard const lock(mutex_);
  auto& hour = hours_.try_emplace(std::string(waba_id), Hour{now, 0}).first->second;
  if (now - hour.start >= hours{1} || now < hour.start) hour = Hour{now, 0};
  if (hour.calls >= limits_.management_calls_per_hour) {
    return Refusal{80008, "Too many calls to this WhatsApp Business account within an hour"};
  }
  ++hour.calls;
  return std::nullopt;
}

void LimitBook::open_window(Pair pair, Instant at, Entry entry) {
  std::lock_guard const lock(mutex_);
  auto& window = windows_[key_of(pair.phone_number_id, pair.person)];
  window.open_until = std::max(window.open_until, at + kWindow);
  if (entry == Entry::referral) {
    window.free_until = std::max(window.free_until, at + kFreeEntryPoint);
  }
}

WindowState LimitBook::window(Pair pair, Instant now) const {
  std::lock_guard const lock(mutex_);
  auto const found = windows_.find(key_of(pair.phone_number_id, pair.person));
  if (found == windows_.end()) return {};
  return {now < found->second.open_until, now < found->second.free_until};
}

Reach LimitBook::reach(Number const& number, std::string_view person, Instant now) {
  if (number.messaging_limit == 0) return Reach::within;
  std::lock_guard const lock(mutex_);
  auto& book = reached_[number.portfolio_id];
  while (!book.order.empty() && now - book.order.front().first >= kMessagingLimitPeriod) {
    auto const& [at, who] = book.order.front();
    auto const last = book.last.find(who);
    if (last != book.last.end() && last->second == at) book.last.erase(last);
    book.order.pop_front();
  }
  std::string key(person);
  if (!book.last.contains(key) && book.last.size() >= number.messaging_limit) {
    return Reach::exhausted;
  }
  book.last[key] = now;
  book.order.emplace_back(now, std::move(key));
  return Reach::within;
}

void LimitBook::clear() {
  std::lock_guard const lock(mutex_);
  numbers_.clear();
  pairs_.clear();
  windows_.clear();
  reached_.clear();
  hours_.clear();
}

}  // namespace waypost::simulator
