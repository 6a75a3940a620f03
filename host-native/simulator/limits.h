/// Meta's brakes: throughput of a number, pair rate, messaging limit, windows, management calls.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "simulator/errors.h"
#include "simulator/options.h"

namespace waypost::simulator {

/// A number and a person.
struct Pair {
  std::string_view phone_number_id;
  std::string_view person;
};

/// Tokens that come back with time.
class Bucket {
 public:
  Bucket(double capacity, Instant now) : tokens_(capacity), filled_(now) {}

  /// Takes one if there is one.
  bool take(double capacity, double per_second, Instant now);
  /// Takes one if there is one; an inbound message is never refused.
  void spend(double capacity, double per_second, Instant now);
  bool is_full(double capacity, double per_second, Instant now) const;

 private:
  void refill(double capacity, double per_second, Instant now);

  double tokens_;
  Instant filled_;
};

/// What the messaging limit says to a message outside the window.
enum class Reach { within, exhausted };

/// What is free of charge and allowed between a number and a person.
struct WindowState {
  bool open = false;
  bool free_entry_point = false;
};

/// Thread-safe. All instants are the simulator's clock.
class LimitBook {
 public:
  explicit LimitBook(Limits limits) : limits_(limits) {}

  /// Takes one message from the number's and the pair's budget: 130429 or 131056. A refused
  /// message costs nothing.
  Check take_send(Number const& number, std::string_view person, Instant now);
  /// Inbound messages use the number's throughput as well.
  void note_inbound(Number const& number, Instant now);
  /// One call to a WABA's nodes: 80008 when the hour's share is used up.
  Check take_management_call(std::string_view waba_id, Instant now);

  /// The person wrote: the 24-hour window opens; `referral` opens 72 free hours.
  enum class Entry { plain, referral };
  void open_window(Pair pair, Instant at, Entry entry);
  WindowState window(Pair pair, Instant now) const;

  /// Counts the person among those the portfolio reached outside a window within 24 hours.
  Reach reach(Number const& number, std::string_view person, Instant now);

  void clear();

 private:
  struct Window {
    Instant open_until;
    Instant free_until;
  };
  struct Reached {
    std::unordered_map<std::string, Instant> last;
    std::deque<std::pair<Instant, std::string>> order;
  };
  struct Hour {
    Instant start;
    std::size_t calls = 0;
  };

  Bucket& number_bucket(Number const& number, Instant now);
  Bucket& pair_bucket(std::string key, Instant now);

  Limits limits_;
  mutable std::mutex mutex_;
  std::map<std::string, Bucket, std::less<>> numbers_;
  std::unordered_map<std::string, Bucket> pairs_;
  std::size_t sweep_at_ = 65'536;
  std::unordered_map<std::string, Window> windows_;
  std::map<std::string, Reached, std::less<>> reached_;
  std::map<std::string, Hour, std::less<>> hours_;
};

}  // namespace waypost::simulator
