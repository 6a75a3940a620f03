#include "app/send_context.h"

#include <algorithm>

#include "waypost/base/limits.h"
#include "waypost/outbox/budgets.h"

namespace waypost::app {
namespace {

using outbox::Limiter;

/// The latest end of all stops that concern the item; a stop without an end beats all.
void apply_stops(store::Store& store,
                 outbox::Item const& item,
                 Number const& number,
                 outbox::Standing& standing) {
  if (!number.enabled) {
    standing.stopped_until = Instant::max();
    standing.stopped_why = "number_disabled";
    return;
  }
  std::string const sender = std::to_string(number.id);
  std::string const tenant = std::to_string(number.tenant);
  for (store::Stop const& stop : store.stops()) {
    bool const concerns = (stop.scope == "sender" && stop.subject == sender) ||
                          (stop.scope == "waba" && stop.subject == sender) ||
                          (stop.scope == "tenant" && stop.subject == tenant) ||
                          (stop.scope == "app" && stop.subject == std::to_string(number.app)) ||
                          (stop.scope == "template_name" && item.type == "template" &&
                           stop.subject.starts_with(tenant + ":") &&
                           item.body.find("\"name\":\"" + stop.subject.substr(tenant.size() + 1) +
                                          "\"") != std::string::npos);
    if (!concerns) continue;
    Instant const until = stop.until.value_or(Instant::max());
    if (!standing.stopped_until || until > *standing.stopped_until) {
      standing.stopped_until = until;
      standing.stopped_why = stop.reason;
    }
  }
}

std::string pace_name(Number const& number) {
  return limiter_name("pace", number.phone_number_id.value);
}
std::string number_name(Number const& number) {
  return limiter_name("number", number.phone_number_id.value);
}

}  // namespace

std::string limiter_name(std::string_view kind, std::string_view subject) {
  return std::string{kind} + ":" + std::string{subject};
}

SendContext read_context(store::Store& store,
                         outbox::Item const& item,
                         Number const& number,
                         Instant now) {
  SendContext context;
  store::Surroundings around = store.surroundings(item);
  context.standing.last_inbound_at = around.last_inbound_at;
  context.standing.marketing_withdrawn = around.marketing_withdrawn;
  context.standing.opted_out_of_all = around.opted_out_of_all;
  context.standing.suppressed_until = around.suppressed_until;
  context.initiated_at = around.initiated_at;
  apply_stops(store, item, number, context.standing);

  outbox::Pace const pace = outbox::pace_of(store.limiter(pace_name(number)));
  context.budget.limiters.push_back(outbox::with_state(
      outbox::number_limiter(number.mps, pace, now), store.limiter(number_name(number))));
  context.budget.limiters.push_back(outbox::with_state(outbox::pair_limiter(), around.pair_limit));
  bool const window_open = around.last_inbound_at && now < *around.last_inbound_at + kServiceWindow;
  if (!window_open && item.form == outbox::Form::template_message) {
    context.budget.new_recipient =
        !around.initiated_at || now >= *around.initiated_at + kServiceWindow;
  }
  return context;
}

void charge_received(SendContext& context, std::int64_t messages, Instant now) {
  if (messages <= 0) return;
  Limiter& number = context.budget.limiters.front();
  number = outbox::charge(std::move(number), messages, now);
}

void store_limiters(store::Store& store,
                    outbox::Item const& item,
                    Number const& number,
                    SendContext const& context,
                    outbox::Limiters const& limiters,
                    Instant now) {
  std::string pair;
  for (Limiter const& limiter : limiters) {
    if (limiter.id == "pair") {
      pair = outbox::state_text(limiter);
    } else if (limiter.id == "number") {
      store.put_limiter(number_name(number), outbox::state_text(limiter));
    } else {
      store.put_limiter(limiter_name(limiter.id, number.portfolio), outbox::state_text(limiter));
    }
  }
  std::optional<Instant> initiated;
  if (context.budget.new_recipient) initiated = now;
  store.charge(item, pair, initiated);
}

void slow(store::Store& store, Number const& number, Instant now) {
  outbox::Pace const pace = outbox::pace_of(store.limiter(pace_name(number)));
  store.put_limiter(pace_name(number), outbox::pace_text(outbox::slowed(number.mps, pace, now)));
}

}  // namespace waypost::app
