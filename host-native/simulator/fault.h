/// What can go wrong on demand: each fault as a value that says where, how often and with what.
#pragma once

#include <cstdint>
#include <string>

#include "simulator/options.h"

namespace waypost::simulator {

/// The kinds, spelled in the control API as here.
enum class FaultKind {
  // The answer to POST .../messages. With Accept::yes the message is accepted all the same.
  error,      ///< a Graph error body with `code` (130429, 131056, 80007, 4, 190, 131000, ...)
  html,       ///< a proxy's HTML page, `http_status` 502 unless given
  empty,      ///< no body at all, `http_status` 503 unless given
  truncated,  ///< half of the answer, then the connection closes
  reset,      ///< TCP RST instead of an answer
  close,      ///< the connection closes in silence; with Accept::yes the reply is lost
  slow,       ///< a normal answer, `delay` late
  held,       ///< `held_for_quality_assessment`: no status until `delay` has passed
  // What becomes of an accepted message.
  fail_later,        ///< status `failed` with `code` instead of the others
  status_missing,    ///< the status named by `status` never comes; all of them if it is empty
  status_late,       ///< statuses come `delay` later
  status_early,      ///< `sent` is posted and answered before the reply to the send leaves
  status_duplicate,  ///< each status comes twice
  status_reordered,  ///< `read` first, `sent` last
  // The webhook sender, for statuses and customers' messages alike.
  post_duplicate,  ///< the same bytes once more, even after 200
  post_delay,      ///< posted `delay` later
  post_reorder,    ///< let the next POST pass, at most `delay` long
  post_drop,       ///< never posted: Meta gave up
};

/// One fault. It applies to what matches all non-empty filters, `share` of the time (chosen by the
/// seed), at most `count` times. The first of the list that fires wins within its group (answer,
/// accepted message, webhook); faults of different groups combine.
struct Fault {
  FaultKind kind = FaultKind::error;
  /// Probability between 0 and 1.
  double share = 1.0;
  /// How many times it fires; -1 is without end.
  std::int64_t count = -1;
  /// Whether a send that is hit was accepted behind the fault. `slow` and `held` always accept.
  enum class Accept { no, yes } accept = Accept::no;
  /// For `error` and `fail_later`.
  int code = 131000;
  /// 0: what belongs to the kind or the code.
  int http_status = 0;
  /// On the simulator's clock.
  Duration delay = std::chrono::milliseconds{50};
  // Filters; empty matches everything.
  std::string phone_number_id;
  std::string to;      ///< wa_id, or user id
  std::string type;    ///< message type
  std::string status;  ///< for the status kinds
  std::string field;   ///< for the webhook kinds: `messages`, `statuses` (inside messages), ...
};

}  // namespace waypost::simulator
