#pragma once
// What Meta posts: texts of customers and, as in production, the statuses of what they were sent.

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "webhook.h"

namespace waypost::bench {

struct TrafficOptions {
  /// Each message is from a customer of its own until all have written, in mixed order.
  std::int64_t customers = kCustomers;
  std::size_t first = 0;    ///< so many have written before
  std::size_t updates = 1;  ///< in one POST
  /// Share of updates that are statuses, as far as enough was sent to have them; below that a
  /// POST is shorter.
  double statuses = 0;
  /// Distinguishes runs on one database: part of every wamid.
  std::uint64_t run = 0;
};

/// One webhook: whose messages it brings, and how many statuses.
struct Post {
  std::string body;
  std::vector<std::int64_t> customers;
  std::size_t statuses = 0;
};

/// One message of a customer.
struct Said {
  std::int64_t customer = 0;
  std::string wamid;
};

/// A reply that Graph accepted.
struct Sent {
  std::int64_t customer = 0;
  std::string wamid;
  std::string opaque;  ///< biz_opaque_callback_data, without anything that JSON escapes
};

/// Replies whose statuses Meta still has to tell, by number: kept from run to run, because what
/// is sent under load is told of later. The oldest are forgotten.
class Untold {
 public:
  struct Told {
    Sent reply;
    std::size_t times = 0;  ///< statuses told
  };
  void add(Sent reply);
  [[nodiscard]] std::deque<Told>& of(std::size_t number) { return told_[number]; }

 private:
  std::array<std::deque<Told>, kNumbers> told_;
};

/// Not thread-safe. A POST with statuses, or with several updates, belongs to one number.
class Traffic {
 public:
  /// `untold` outlives this.
  Traffic(TrafficOptions const& options, Untold& untold);

  /// Webhook `n`, counted from 1.
  [[nodiscard]] Post post(std::size_t n);
  /// What webhook `n` says when it is one text.
  [[nodiscard]] Said said(std::size_t n) const;

 private:
  [[nodiscard]] Post one(std::size_t n) const;
  [[nodiscard]] std::int64_t next_customer(std::size_t number);
  void add_status(std::string& statuses, std::size_t number);

  TrafficOptions options_;
  std::string at_;
  double messages_due_ = 0;  ///< asked for by the share, not posted yet
  double statuses_due_ = 0;
  Untold& untold_;
  std::array<std::size_t, kNumbers> turns_{};
};

}  // namespace waypost::bench
