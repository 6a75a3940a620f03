#pragma once
// Everything that moves an outbox item stands in this file, as one table.

#include <cstdint>
#include <optional>

namespace waypost::outbox {

/// Where an outgoing message is. The names are the wire's words (DESIGN 2).
enum class State : std::uint8_t {
  ready,        ///< waiting for its time, its turn or its budget
  dispatching,  ///< committed before the first byte goes to Graph
  unknown,      ///< we sent, and never heard: only evidence moves it
  accepted,     ///< Graph answered with a wamid
  sent,
  delivered,
  read,           ///< the end of good news (`played` is noted beside it)
  failed,         ///< end: refused, or Meta said so later
  expired,        ///< end: its time passed before it could be sent
  cancelled,      ///< end: its owner withdrew it
  dropped,        ///< end: a rule of ours forbade sending (window, consent)
  unknown_final,  ///< end: no evidence came, and the policy is never to send blindly
};

/// What can happen to an item.
enum class Happening : std::uint8_t {
  planned,         ///< plan said Send; `dispatching` is committed
  reply_accepted,  ///< 200 with a message id
  reply_retry,     ///< refused for now: certain that nothing was sent
  reply_failed,    ///< refused for good
  no_reply,        ///< ambiguous: may or may not have been sent
  process_died,    ///< found `dispatching` at start-up
  status_sent,
  status_delivered,
  status_read,
  status_failed,
  time_passed,  ///< expires_at reached, or the wait for evidence ended
  forbidden,    ///< plan said Drop for another reason than time
  withdrawn,    ///< the owner cancelled
};

inline constexpr int kStates = 12;
inline constexpr int kHappenings = 13;

/// The next state, or nothing when this cannot happen in `state` or changes nothing: a late
/// "delivered" after "read", a reply after its status, anything after an end.
[[nodiscard]] std::optional<State> next(State state, Happening happening) noexcept;

/// No happening leads out of an end. An operator's retry makes a new item.
[[nodiscard]] bool is_end(State state) noexcept;

}  // namespace waypost::outbox
