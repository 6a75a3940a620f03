#include "simulator/statuses.h"

#include <algorithm>
#include <utility>

#include <boost/json/array.hpp>

#include "simulator/inbound.h"
#include "simulator/random.h"
#include "simulator/text.h"

namespace waypost::simulator {
namespace {

using boost::json::object;

constexpr auto kEarlyAnswer = std::chrono::seconds{2};
// Streams of chance.
constexpr std::uint64_t kReadStream = 21;
constexpr std::uint64_t kJitterStream = 22;

/// The same message without a template's licence may only go inside the window.
bool is_free_form(Accepted const& message) {
  return message.category.empty();
}

object pricing_of(Accepted const& message) {
  auto const category = message.category.empty() ? "service" : to_lower(message.category);
  auto const free_of_charge =
      message.category.empty() || (message.category == "UTILITY" && message.window.open);
  auto const* type = message.window.free_entry_point ? "free_entry_point"
                     : free_of_charge                ? "free_customer_service"
                                                     : "regular";
  return object{{"billable", !free_of_charge && !message.window.free_entry_point},
                {"pricing_model", "PMP"},
                {"type", type},
                {"category", category}};
}

void add_recipient(object& status, Accepted const& message, PlannedStatus const& planned) {
  auto const& customer = message.customer;
  if (!message.group_id.empty()) {
    status["recipient_type"] = "group";
    status["recipient_id"] = message.group_id;
    if (!customer.wa_id.empty()) status["recipient_participant_id"] = customer.wa_id;
    return;
  }
  auto const by_phone = message.address == Accepted::Address::phone;
  if (by_phone || (!customer.wa_id.empty() && customer.phone == Customer::Phone::shown)) {
    status["recipient_id"] = customer.wa_id;
  }
  if (planned.status != "failed" || !by_phone) status["recipient_user_id"] = customer.user_id;
}

Duration stretched(Duration delay, double jitter, std::uint64_t seed, std::uint64_t ordinal) {
  auto const share = draw_share(seed, kJitterStream, ordinal);
  auto const length = static_cast<double>(delay.count()) * (1.0 + jitter * share);
  return Duration{static_cast<std::int64_t>(length)};
}

std::vector<PlannedStatus> usual(Options const& options,
                                 std::uint64_t seed,
                                 Accepted const& message) {
  auto const& timing = options.statuses;
  std::vector<PlannedStatus> plan{{"sent", timing.sent}};
  if (message.type == "reaction") return plan;
  plan.push_back({"delivered", timing.delivered});
  auto const reads = message.customer.read_receipts == Customer::ReadReceipts::on &&
                     draw_share(seed, kReadStream, message.ordinal) < timing.read_share;
  if (!reads) return plan;
  plan.push_back({"read", timing.read});
  if (message.voice == Accepted::Voice::yes) plan.push_back({"played", timing.played});
  return plan;
}

bool concerns(Fault const& fault, PlannedStatus const& planned) {
  return fault.status.empty() || fault.status == planned.status;
}

void work_in(Fault const& fault, std::vector<PlannedStatus>& plan) {
  switch (fault.kind) {
    case FaultKind::status_missing:
      std::erase_if(plan, [&](PlannedStatus const& one) { return concerns(fault, one); });
      return;
    case FaultKind::status_late:
      for (auto& one : plan) {
        if (concerns(fault, one)) one.after += fault.delay;
      }
      return;
    case FaultKind::status_duplicate: {
      auto const once = plan;
      for (auto const& one : once) {
        if (concerns(fault, one))
          plan.push_back({one.status, one.after + fault.delay, one.code, one.price});
      }
      return;
    }
    case FaultKind::status_reordered: {
      std::vector<Duration> times;
      for (auto const& one : plan) times.push_back(one.after);
      for (auto& one : plan) {
        one.after = times.back();
        times.pop_back();
      }
      return;
    }
    default: return;
  }
}

void name_price(std::vector<PlannedStatus>& plan) {
  auto arrived = false;
  for (auto& one : plan) {
    auto const arrival = one.status == "delivered" || one.status == "read";
    if (one.status == "sent" || (arrival && !arrived)) one.price = PlannedStatus::Price::said;
    arrived = arrived || arrival;
  }
}

void emit(World& world, Accepted const& message, PlannedStatus const& planned) {
  world.ledger.add(StatusUpdate{0, world.clock.now(), message.wamid, planned.status, planned.code});
  if (!world.watch.anybody()) return;
  Event event;
  event.kind = Event::Kind::status;
  event.at = world.clock.now();
  event.phone_number_id = message.number.phone_number_id;
  event.customer =
      message.customer.wa_id.empty() ? message.customer.user_id : message.customer.wa_id;
  event.wamid = message.wamid;
  event.word = planned.status;
  event.code = planned.code;
  world.watch.tell(event);
}

void put_on_timeline(World& world,
                     std::shared_ptr<Accepted const> const& message,
                     std::vector<PlannedStatus> plan,
                     Instant from) {
  for (auto& planned : plan) {
    auto const due = from + planned.after;
    world.timeline.at(due, [&world, message, planned = std::move(planned)] {
      emit(world, *message, planned);
      world.outgoing.offer(status_update(world, *message, planned));
    });
  }
}

/// A held message leaves only if its template is still good when the assessment ends.
void release_held(World& world,
                  std::shared_ptr<Accepted const> const& message,
                  std::vector<PlannedStatus> plan) {
  auto const definition = world.templates.find(message->number.waba_id, message->template_name,
                                               message->template_language);
  if (definition != nullptr && definition->status != "APPROVED") {
    plan = {PlannedStatus{"failed", Duration{0}, 132015}};
  }
  put_on_timeline(world, message, std::move(plan), world.clock.now());
}

void post_early(World& world, Accepted const& message, std::vector<PlannedStatus>& plan) {
  auto const first = plan.front();
  plan.erase(plan.begin());
  emit(world, message, first);
  world.outgoing.post_now(status_update(world, message, first)).wait_for(kEarlyAnswer);
}

}  // namespace

int failure_of(World& world, Accepted const& message) {
  auto const& customer = message.customer;
  if (customer.undeliverable_code != 0) return customer.undeliverable_code;
  if (!message.group_id.empty()) return 0;
  if (is_free_form(message)) {
    auto const closed = world.options.window == WindowCheck::failed_status &&
                        !message.window.open && message.template_name.empty();
    return closed ? 131047 : 0;
  }
  if (message.category == "MARKETING") {
    if (customer.marketing == Customer::Marketing::stopped) return 131050;
    auto const american = customer.wa_id.size() == 11 && customer.wa_id.front() == '1';
    if (american && world.options.limits.us_marketing == Limits::UsMarketing::blocked) {
      return 131049;
    }
  }
  if (message.window.open) return 0;
  auto const& key = customer.wa_id.empty() ? customer.user_id : customer.wa_id;
  auto const reach = world.limits.reach(message.number, key, message.at);
  return reach == Reach::exhausted ? world.options.limits.messaging_limit_code : 0;
}

std::vector<PlannedStatus> plan_statuses(Options const& options,
                                         std::uint64_t seed,
                                         Accepted const& message,
                                         std::optional<Fault> const& fault) {
  if (options.statuses.mode == StatusTiming::Mode::off) return {};
  std::vector<PlannedStatus> plan;
  if (fault && fault->kind == FaultKind::fail_later) {
    plan = {PlannedStatus{"failed", options.statuses.sent, fault->code}};
  } else if (message.failure != 0) {
    plan = {PlannedStatus{"failed", options.statuses.sent, message.failure}};
  } else {
    plan = usual(options, seed, message);
  }
  for (std::size_t index = 0; index < plan.size(); ++index) {
    plan[index].after =
        stretched(plan[index].after, options.statuses.jitter, seed, 8 * message.ordinal + index);
  }
  if (fault) work_in(*fault, plan);
  name_price(plan);
  return plan;
}

Update status_update(World& world, Accepted const& message, PlannedStatus const& planned) {
  object status{{"id", message.wamid},
                {"status", planned.status},
                {"timestamp", timestamp_of(world.clock.now())}};
  add_recipient(status, message, planned);
  if (!message.biz_opaque_callback_data.empty()) {
    status["biz_opaque_callback_data"] = message.biz_opaque_callback_data;
  }
  if (planned.price == PlannedStatus::Price::said) {
    status["pricing"] = pricing_of(message);
    if (message.window.free_entry_point) {
      status["conversation"] =
          object{{"id", "c0" + message.wamid.substr(message.wamid.size() - 24)},
                 {"origin", object{{"type", "referral_conversion"}}}};
    }
  }
  if (planned.status == "failed") {
    status["errors"] = boost::json::array{error_item(planned.code)};
  }
  Update update;
  update.part = Update::Part::status;
  update.app_id = message.number.app_id;
  update.waba_id = message.number.waba_id;
  update.phone_number_id = message.number.phone_number_id;
  update.display_phone_number = message.number.display_phone_number;
  update.body = std::move(status);
  if (planned.status != "failed" && message.group_id.empty()) {
    update.contact = contact_of(message.customer);
  }
  update.item = {"status", message.wamid, planned.status};
  update.customer =
      message.customer.wa_id.empty() ? message.customer.user_id : message.customer.wa_id;
  update.word = planned.status;
  return update;
}

void schedule_statuses(World& world, std::shared_ptr<Accepted const> message) {
  auto const fault = world.faults.strike(FaultGroup::fate,
                                         {message->number.phone_number_id, message->customer.wa_id,
                                          message->customer.user_id, message->type, "statuses"});
  auto plan = plan_statuses(world.options, world.seed, *message, fault);
  if (plan.empty()) return;
  if (message->held.count() > 0) {
    world.timeline.at(message->at + message->held,
                      [&world, message, plan = std::move(plan)]() mutable {
                        release_held(world, message, std::move(plan));
                      });
    return;
  }
  if (fault && fault->kind == FaultKind::status_early) post_early(world, *message, plan);
  put_on_timeline(world, message, std::move(plan), message->at);
}

}  // namespace waypost::simulator
