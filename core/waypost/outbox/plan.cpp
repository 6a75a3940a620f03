#include "waypost/outbox/plan.h"

#include <algorithm>
#include <utility>

#include "waypost/base/limits.h"
#include "waypost/outbox/later.h"
#include "waypost/template/body.h"
#include "waypost/wire/words.h"

namespace waypost::outbox {
namespace {

/// Free text goes while the service window is open, less the margin; a template at any time.
Instant window_end(Item const& item, Standing const& standing) noexcept {
  if (item.form == Form::template_message) return Instant::max();
  if (!standing.last_inbound_at) return Instant::min();
  auto constexpr kOpen = kServiceWindow - kServiceWindowMargin;
  return later(*standing.last_inbound_at, kOpen);
}

/// `all` leaves the one confirmation of the opt-out itself, and codes a person asked for.
bool forbidden(Item const& item, Standing const& standing) noexcept {
  if (item.purpose == Purpose::marketing)
    return standing.marketing_withdrawn || standing.opted_out_of_all;
  return standing.opted_out_of_all && item.purpose != Purpose::authentication &&
         item.rule != kOptOutRule;
}

bool suppressed(Item const& item, Standing const& standing, Instant now) noexcept {
  return item.purpose == Purpose::marketing && standing.suppressed_until &&
         now < *standing.suppressed_until;
}

}  // namespace

Plan plan(Item const& item,
          Standing const& standing,
          Budget const& budget,
          std::string_view opaque,
          Instant now) {
  // Only `ready` may go: anything else was posted, or ended.
  if (item.state != State::ready)
    return Wait{Instant::max(), WaitReason::not_due, std::string(wire::word(item.state)), {}};
  if (now >= item.expires_at) return Drop{DropReason::expired};
  if (forbidden(item, standing)) return Drop{DropReason::opted_out};
  if (now < item.due_at)
    return Wait{std::min(item.due_at, item.expires_at), WaitReason::not_due, item.reason, {}};
  if (suppressed(item, standing, now)) return Drop{DropReason::suppressed};
  auto const closes = window_end(item, standing);
  if (now >= closes) return Drop{DropReason::window_closed};

  // However long it has to wait, it is looked at again when it can only be dropped.
  auto const last = std::min(item.expires_at, closes);
  if (standing.stopped_until && now < *standing.stopped_until)
    return Wait{
        std::min(*standing.stopped_until, last), WaitReason::stopped, standing.stopped_why, {}};

  auto verdict = take(
      budget.limiters,
      {.now = now, .utc_offset_s = budget.utc_offset_s, .new_recipient = budget.new_recipient});
  if (verdict.allow)
    return Send{templating::with_opaque(item.body, opaque), std::move(verdict.limiters)};
  auto const until = verdict.retry_after_us == kNever
                         ? last
                         : std::min(last, later(now, Span(verdict.retry_after_us)));
  auto const by = verdict.limited_by.value_or(0);
  auto limited_by = by < verdict.limiters.size() ? verdict.limiters[by].id : std::string();
  return Wait{until, WaitReason::limited, std::move(limited_by), std::move(verdict.limiters)};
}

}  // namespace waypost::outbox
