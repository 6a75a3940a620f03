#include "waypost/outbox/settle.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "waypost/outbox/consequence.h"
#include "waypost/outbox/graph_reply.h"
#include "waypost/outbox/later.h"
#include "waypost/outbox/states.h"
#include "waypost/wire/json.h"

namespace waypost::outbox {
namespace {

using engine::Annotate;
using engine::Effects;
using engine::Move;
using engine::Note;
using engine::NoteLevel;

std::string quoted(std::string_view text) {
  std::string json;
  wire::append_string(json, text);
  return json;
}

/// How long a scope stays stopped when its item gave up and has no delay of its own.
constexpr Span kStopAfterGivingUp = std::chrono::minutes{5};

/// A Move that says why, or a note beside the item when the item has moved on already.
void move_or_annotate(
    Effects& effects, Item const& item, Happening happening, std::string reason, Instant due_at) {
  auto const to = next(item.state, happening);
  if (!to) {
    effects.emplace_back(Annotate{item.id, "late_reply", std::nullopt, quoted(reason)});
    return;
  }
  Move move;
  move.item = item.id;
  move.to = *to;
  move.failures = item.failures;
  move.reason = std::move(reason);
  if (*to == State::ready || *to == State::unknown) move.due_at = due_at;
  effects.emplace_back(std::move(move));
}

void settle_failure(Effects& effects, Item const& item, Failure const& failure, Instant now) {
  auto const kind = classify(failure);
  auto const attempt = item.failures < INT32_MAX ? item.failures + 1 : item.failures;
  auto const after = failure.retry_after_s.value_or(0);
  auto const turn = next_try(kind, attempt, seed_of(item.key), after);
  auto const reason = reason_of(failure);
  auto const delay = turn.delay_ms ? Span(std::chrono::milliseconds(*turn.delay_ms)) : Span{0};
  auto const again = later(now, delay);
  switch (turn.action) {
    case RetryAction::retry: {
      auto counted = item;
      counted.failures = attempt;
      move_or_annotate(effects, counted, Happening::reply_retry, reason, again);
      break;
    }
    case RetryAction::hold:
    case RetryAction::pause:
      // Refused because of its scope, not of itself: the scope stops and the item waits there.
      move_or_annotate(effects, item, Happening::reply_retry, reason, again);
      break;
    case RetryAction::give_up:
    case RetryAction::fail:
    case RetryAction::use_template:
      move_or_annotate(effects, item, Happening::reply_failed, reason, now);
      break;
    case RetryAction::in_doubt:
      move_or_annotate(effects, item, Happening::no_reply, reason, later(now, kEvidenceWait));
      break;
  }
  auto const stop = turn.delay_ms ? again : later(now, kStopAfterGivingUp);
  auto more = consequences(kind, reason, item, now, stop);
  std::move(more.begin(), more.end(), std::back_inserter(effects));
  if (failure.code && !kind.known_code)
    effects.emplace_back(Note{NoteLevel::alert, "unmapped_code", reason});
}

/// Fills what a status could not know, when the status was faster than the reply.
void late_acceptance(Effects& effects, Item const& item, Wamid wamid) {
  if (item.wamid.empty()) {
    Move move;
    move.item = item.id;
    move.to = item.state;
    move.failures = item.failures;
    move.wamid = std::move(wamid);
    effects.emplace_back(std::move(move));
    return;
  }
  if (item.wamid == wamid) {
    effects.emplace_back(Annotate{item.id, "late_reply", std::nullopt, ""});
    return;
  }
  effects.emplace_back(Annotate{item.id, "late_reply", std::nullopt, quoted(wamid.value)});
  effects.emplace_back(
      Note{NoteLevel::alert, "possible_duplicate", "outbox:" + std::to_string(item.id)});
}

void settle_acceptance(Effects& effects, Item const& item, GraphReply reply, Instant now) {
  Wamid wamid(std::move(reply.message_id));
  if (auto const to = next(item.state, Happening::reply_accepted)) {
    Move move;
    move.item = item.id;
    move.to = *to;
    move.at = now;
    move.failures = item.failures;
    move.wamid = std::move(wamid);
    effects.emplace_back(std::move(move));
  } else {
    late_acceptance(effects, item, std::move(wamid));
  }
  // Accepted, and kept back by Meta: that no status comes is then no evidence of anything.
  if (!reply.message_status.empty() && reply.message_status != "accepted")
    effects.emplace_back(Annotate{item.id, "held", std::nullopt, quoted(reply.message_status)});
}

void settle_one(Effects& effects, Item const& item, HttpReply const& reply, Instant now) {
  auto read = read_graph_reply(reply.body);
  if (reply.status >= 200 && reply.status < 300 && !read.message_id.empty())
    return settle_acceptance(effects, item, std::move(read), now);
  Failure failure;
  failure.code = read.code;
  failure.http_status = reply.status;
  failure.is_transient = read.is_transient;
  if (reply.retry_after_s)
    failure.retry_after_s =
        std::clamp<std::int64_t>(*reply.retry_after_s, kRetryAfterMinS, kRetryAfterMaxS);
  settle_failure(effects, item, failure, now);
}

void settle_one(Effects& effects, Item const& item, NoReply const& fault, Instant now) {
  Failure failure;
  failure.network = fault.why;
  settle_failure(effects, item, failure, now);
}

void settle_one(Effects& effects, Item const& item, ProcessDied const& /*died*/, Instant now) {
  auto const begun = item.dispatched_at ? std::min(*item.dispatched_at, now) : now;
  move_or_annotate(effects, item, Happening::process_died, "process_died",
                   later(begun, kEvidenceWait));
}

void settle_one(Effects& effects, Item const& item, EvidenceEnded const& /*ended*/, Instant now) {
  // The same happening would expire a `ready` item, which has nothing to prove.
  if (item.state != State::unknown) return;
  move_or_annotate(effects, item, Happening::time_passed, "no_evidence", now);
  effects.emplace_back(
      Note{NoteLevel::warning, "unknown_final", "outbox:" + std::to_string(item.id)});
}

}  // namespace

Effects settle(Item const& item, SendOutcome const& outcome, Instant now) {
  Effects effects;
  std::visit([&](auto const& one) { settle_one(effects, item, one, now); }, outcome);
  return effects;
}

}  // namespace waypost::outbox
