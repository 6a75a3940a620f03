#pragma once
// What is known when something happens: the rows that keys() named, read by the host.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "waypost/base/ids.h"
#include "waypost/base/instant.h"
#include "waypost/outbox/item.h"
#include "waypost/webhook/event.h"

namespace waypost::engine {

/// Marketing consent as the contact left it. `unknown` forbids nothing by itself.
enum class Consent : std::uint8_t { unknown, given, withdrawn };

/// A person, under all identities we know.
struct Contact {
  std::int64_t id = 0;  ///< row id; 0: not stored yet
  std::string phone;    ///< dialling form: digits
  std::string wa_id;
  std::string user_id;  ///< business-scoped user id
  std::string parent_user_id;
  std::string name;
  std::string username;
  std::string email;
  std::vector<std::pair<std::string, std::string>> fields;  ///< sorted by name
  std::vector<std::string> tags;                            ///< sorted
  bool bot_off = false;
  Consent marketing = Consent::unknown;
  bool opted_out_of_all = false;            ///< opt-out with scope "all"
  std::optional<Instant> suppressed_until;  ///< Meta's 131049: no marketing before this
  friend bool operator==(Contact const&, Contact const&) = default;
};

/// When a rule last answered in a conversation.
struct Answered {
  std::string rule;
  Instant at{};
  friend bool operator==(Answered const&, Answered const&) = default;
};

inline constexpr std::size_t kAnsweredMax = 32;  ///< newest kept per conversation
inline constexpr std::size_t kRepliesMax = 128;  ///< reply times kept; bounds loop.replies

/// Number x contact: what the window, takeover, cooldowns and the loop breaker need.
struct Conversation {
  std::int64_t id = 0;  ///< row id; 0: not stored yet
  std::int64_t contact = 0;
  PhoneNumberId phone_number_id;
  std::optional<Instant> last_inbound_at;  ///< max of Meta's times of messages that count
  std::optional<Instant> takeover_until;   ///< Instant::max(): until resumed
  std::vector<Answered> answered;          ///< cooldowns, oldest first, <= kAnsweredMax
  std::vector<Instant> replies;            ///< automatic replies, oldest first, <= kRepliesMax
  friend bool operator==(Conversation const&, Conversation const&) = default;
};

/// The business number an event belongs to, with its tenant.
struct Number {
  PhoneNumberId phone_number_id;
  std::int64_t tenant = 0;
  std::string display;
  friend bool operator==(Number const&, Number const&) = default;
};

/// One party of an event, looked up. An event that names two known contacts finds both: the
/// business-scoped one in `contact`, the other's row id in `other`.
struct Found {
  std::optional<Contact> contact;
  std::optional<Conversation> conversation;
  std::int64_t other = 0;
  friend bool operator==(Found const&, Found const&) = default;
};

/// Rows named by Keys, in their order.
struct Snapshot {
  bool seen = false;  ///< the event's key is stored already
  Number number;
  std::vector<Found> found;          ///< parallel to Keys::parties
  std::optional<outbox::Item> item;  ///< the row that the token of a status names
  friend bool operator==(Snapshot const&, Snapshot const&) = default;
};

/// An opaque token taken apart; the host checks `mac` over `signed_part` before it believes it.
struct TokenParts {
  std::int64_t row = 0;
  std::int32_t attempt = 0;
  std::uint64_t random = 0;
  std::uint64_t mac = 0;
  std::string signed_part;  ///< the text the MAC is over
  std::string caller_data;  ///< what the caller had put in biz_opaque_callback_data
  friend bool operator==(TokenParts const&, TokenParts const&) = default;
};

/// Which rows a host must read before decide().
struct Keys {
  std::string seen;  ///< dedupe key; "" for events that fold by rank (statuses) and ticks
  PhoneNumberId phone_number_id;
  std::vector<webhook::Party> parties;
  std::optional<TokenParts> token;
  friend bool operator==(Keys const&, Keys const&) = default;
};

}  // namespace waypost::engine
