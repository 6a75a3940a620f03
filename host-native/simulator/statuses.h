/// What becomes of an accepted message: which statuses come, when, with what price or error.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simulator/world.h"

namespace waypost::simulator {

/// A message that Meta took, as its statuses need it.
struct Accepted {
  std::uint64_t ordinal = 0;
  std::string wamid;
  Number number;
  Customer customer;
  std::string group_id;
  std::string type;
  std::string biz_opaque_callback_data;
  /// Empty unless a template: MARKETING, UTILITY, AUTHENTICATION.
  std::string category;
  std::string template_name;
  std::string template_language;
  enum class Voice { no, yes } voice = Voice::no;
  /// Whether it was addressed by phone number or by user id.
  enum class Address { phone, user_id } address = Address::phone;
  WindowState window;
  Instant at;
  /// Not 0: it fails with this code.
  int failure = 0;
  /// Statuses wait for this before anything is sent (quality assessment).
  Duration held{0};
};

/// One status to come.
struct PlannedStatus {
  std::string status;
  Duration after{0};
  int code = 0;
  /// The price comes with `sent` and with the first of `delivered` and `read`.
  enum class Price { unsaid, said } price = Price::unsaid;
};

/// The code of the failure that awaits this message outside all faults; 0 if it will arrive. Counts
/// the person towards the messaging limit, so it is asked once for each message.
int failure_of(World& world, Accepted const& message);

/// The statuses of the message and when, with jitter and read share drawn from the seed and the
/// fault of its fate, if any, worked in.
std::vector<PlannedStatus> plan_statuses(Options const& options,
                                         std::uint64_t seed,
                                         Accepted const& message,
                                         std::optional<Fault> const& fault);

/// The update that tells a status.
Update status_update(World& world, Accepted const& message, PlannedStatus const& planned);

/// Puts the statuses on the timeline. With the `status_early` fault the first is posted now, and
/// this returns when the callback has answered it (or after two real seconds).
void schedule_statuses(World& world, std::shared_ptr<Accepted const> message);

}  // namespace waypost::simulator
