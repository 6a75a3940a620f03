#include "app/send_context.h"

#include <algorithm>

#include "waypost/base/limits.h"
#include "waypost/outbox/budgets.h"
#include "waypost/schedule/calendar.h"

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

/// Under which name a shared limiter's state is kept.
std::string shared_name(std::string_view limiter, Number const& number) {
  if (limiter == "number") return limiter_name(limiter, number.phone_number_id.value);
  if (limiter == "portfolio") return limiter_name(limiter, number.portfolio);
  return limiter_name(limiter, std::to_string(number.tenant));
}

Limiter shared(store::Store& store, Limiter limiter, Number const& number) {
  std::string const state = store.limiter(shared_name(limiter.id, number));
  return outbox::with_state(std::move(limiter), state);
}

/// Whether Meta would count the contact as one more that the business began with.
bool begins_anew(store::Surroundings const& around, outbox::Item const& item, Instant now) {
  if (item.form != outbox::Form::template_message) return false;
  bool const is_open = around.last_inbound_at && now < *around.last_inbound_at + kServiceWindow;
  return !is_open && (!around.initiated_at || now >= *around.initiated_at + kServiceWindow);
}

}  // namespace

std::string limiter_name(std::string_view kind, std::string_view subject) {
  return std::string{kind} + ":" + std::string{subject};
}

SendContext read_context(store::Store& store,
                         outbox::Item const& item,
                         Directory const& directory,
                         Number const& number,
                         Instant now) {
  SendContext context;
  store::Surroundings const around = store.surroundings(item);
  context.standing.last_inbound_at = around.last_inbound_at;
  context.standing.marketing_withdrawn = around.marketing_withdrawn;
  context.standing.opted_out_of_all = around.opted_out_of_all;
  context.standing.suppressed_until = around.suppressed_until;
  apply_stops(store, item, number, context.standing);

  outbox::Limiters& limiters = context.budget.limiters;
  outbox::Pace const pace = outbox::pace_of(store.limiter(pace_name(number)));
  limiters.push_back(shared(store, outbox::number_limiter(number.mps, pace, now), number));
  limiters.push_back(outbox::with_state(outbox::pair_limiter(), around.pair_limit));
  context.budget.new_recipient = begins_anew(around, item, now);
  if (context.budget.new_recipient && number.tier) {
    limiters.push_back(shared(store, outbox::portfolio_limiter(number.tier), number));
  }
  Tenant const* const tenant = directory.tenant(number.tenant);
  if (tenant != nullptr && tenant->day_cap) {
    limiters.push_back(shared(store, outbox::tenant_limiter(tenant->day_cap), number));
    context.budget.utc_offset_s =
        schedule::utc_offset_s(tenant->transitions, now);
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
  for (Limiter const& limiter : limiters) {
    std::string const state = outbox::state_text(limiter);
    if (auto const* pair = std::get_if<outbox::BurstWindow>(&limiter.rule)) {
      store.owe(item.conversation, state, instant_of_us(pair->tat_us.value_or(0)), now);
    } else {
      store.put_limiter(shared_name(limiter.id, number), state);
    }
  }
  if (context.budget.new_recipient) store.initiate(item.conversation, now);
}

void slow(store::Store& store, Number const& number, Instant now) {
  outbox::Pace const pace = outbox::pace_of(store.limiter(pace_name(number)));
  store.put_limiter(pace_name(number), outbox::pace_text(outbox::slowed(number.mps, pace, now)));
}

}  // namespace waypost::app
