// The doors to what may go out now, and to what a failed send means.

#include <charconv>
#include <string_view>

#include "waypost/outbox/plan.h"
#include "waypost/outbox/rate.h"
#include "waypost/outbox/retry.h"
#include "waypost/outbox/settle.h"
#include "waypost/wire/decode.h"
#include "waypost/wire/encode.h"
#include "waypost/wire/json.h"
#include "waypost/wire/words.h"

#include "door.h"

namespace waypost::door {
namespace {

using outbox::Limiter;

/// The rule that `kind` names with its settings; nothing when one is missing or no number.
std::optional<Limiter> limiter_of(boost::json::object const& input) {
  auto const kind = text_of(input, "kind").value_or("");
  auto const interval = integer_of(input, "interval_us");
  auto const burst = integer_of(input, "burst");
  auto const window = integer_of(input, "window_us");
  auto const limit = integer_of(input, "limit");
  bool const unlimited = member(input, "limit") == nullptr;
  Limiter limiter;
  limiter.id = text_of(input, "id").value_or("");
  if (kind == "gcra" && interval && burst) {
    limiter.rule = outbox::Gcra{*interval, *burst, {}};
  } else if (kind == "burst_window" && interval && burst && window) {
    limiter.rule = outbox::BurstWindow{*interval, *burst, *window, {}, {}};
  } else if (kind == "day_cap" && (limit || unlimited)) {
    limiter.rule = outbox::DayCap{limit, {}, 0};
  } else if (kind == "unique24" && (limit || unlimited)) {
    limiter.rule = outbox::Unique24{limit, {}};
  } else {
    return std::nullopt;
  }
  if (!outbox::is_valid(limiter)) return std::nullopt;
  return limiter;
}

/// The limiters of the input with their states, or nothing after having refused.
std::optional<outbox::Limiters> limiters_of(Call& call, boost::json::object const& input) {
  boost::json::array const* const list = array_of(input, "limits");
  boost::json::object const* const states = object_of(input, "state");
  if (list == nullptr) {
    call.refuse_member("/limits", "An array of limiters is needed.");
    return std::nullopt;
  }
  outbox::Limiters limiters;
  for (std::size_t i = 0; i < list->size(); ++i) {
    boost::json::object const* const one = (*list)[i].if_object();
    std::optional<Limiter> limiter = one == nullptr ? std::nullopt : limiter_of(*one);
    if (!limiter) {
      call.refuse_member("/limits/" + std::to_string(i), "Not a limiter that can be used.");
      return std::nullopt;
    }
    if (states != nullptr && states->if_contains(limiter->id) != nullptr) {
      std::string const state = wire::to_json(*states->if_contains(limiter->id));
      limiter = outbox::with_state(std::move(*limiter), state);
    }
    limiters.push_back(std::move(*limiter));
  }
  return limiters;
}

std::optional<outbox::Ask> ask_of(boost::json::object const& input) {
  boost::json::object const* const request = object_of(input, "req");
  if (request == nullptr) return std::nullopt;
  auto const now = integer_of(*request, "now_us");
  auto const offset = integer_of(*request, "utc_offset_s").value_or(0);
  outbox::Ask ask;
  ask.cost = integer_of(*request, "cost").value_or(1);
  ask.new_recipient = boolean_of(*request, "new_recipient").value_or(false);
  constexpr std::int64_t kDay = 86'400;
  if (!now || ask.cost < 0 || offset < -kDay || offset > kDay) return std::nullopt;
  ask.now = instant_of_us(*now);
  ask.utc_offset_s = static_cast<std::int32_t>(offset);
  return ask;
}

void limit(Call& call, boost::json::object const& input) {
  auto limiters = limiters_of(call, input);
  if (!limiters) return;
  auto const ask = ask_of(input);
  if (!ask) return call.refuse_member("/req", "now_us, a cost of 0 or more, an offset of a day.");
  outbox::Verdict const verdict = outbox::take(std::move(*limiters), *ask);
  auto const left = outbox::remaining(verdict.limiters, *ask);

  wire::JsonWriter json(call.text());
  json.begin_object().key("allow").boolean(verdict.allow);
  json.key("retry_after_us").integer(verdict.retry_after_us).key("limited_by");
  if (verdict.limited_by) {
    json.string(verdict.limiters[*verdict.limited_by].id);
  } else {
    json.null();
  }
  json.key("remaining").begin_object();
  for (std::size_t i = 0; i < left.size(); ++i) {
    json.any_key(verdict.limiters[i].id);
    if (left[i]) {
      json.integer(*left[i]);
    } else {
      json.null();
    }
  }
  json.end_object().key("state").begin_object();
  for (Limiter const& limiter : verdict.limiters) {
    json.any_key(limiter.id).raw(outbox::state_text(limiter));
  }
  json.end_object().end_object();
  call.answer();
}

outbox::Failure failure_of(boost::json::object const& input) {
  outbox::Failure failure;
  failure.code = integer_of(input, "code");
  if (auto const status = integer_of(input, "http_status");
      status && *status > 0 && *status < 1000) {
    failure.http_status = static_cast<int>(*status);
  }
  failure.is_transient = boolean_of(input, "is_transient").value_or(false);
  failure.network = wire::value_of<outbox::NetworkFault>(text_of(input, "network").value_or(""));
  failure.retry_after_s = integer_of(input, "retry_after_s");
  return failure;
}

std::optional<std::uint64_t> seed_of(boost::json::object const& input) noexcept {
  auto const text = text_of(input, "seed");
  if (!text) return std::nullopt;
  std::uint64_t seed = 0;
  auto const [end, fault] = std::from_chars(text->data(), text->data() + text->size(), seed);
  bool const whole = fault == std::errc{} && end == text->data() + text->size();
  return whole ? std::optional(seed) : std::nullopt;
}

void classify(Call& call, boost::json::object const& input) {
  boost::json::object const* const error = object_of(input, "error");
  auto const attempt = integer_of(input, "attempt");
  auto const seed = seed_of(input);
  constexpr std::int64_t kAttemptsMax = 1'000'000;
  if (error == nullptr) return call.refuse_member("/error", "An object is needed.");
  if (!attempt || *attempt < 1 || *attempt > kAttemptsMax) {
    return call.refuse_member("/attempt", "A whole number from 1 on is needed.");
  }
  if (!seed) return call.refuse_member("/seed", "An unsigned 64-bit number, as a string.");

  outbox::Failure const failure = failure_of(*error);
  outbox::FailureKind const kind = outbox::classify(failure);
  outbox::NextTry const next = outbox::next_try(kind, static_cast<std::int32_t>(*attempt), *seed,
                                                failure.retry_after_s.value_or(0));
  wire::JsonWriter json(call.text());
  json.begin_object().key("class").string(wire::word(kind.failure));
  json.key("scope").string(wire::word(kind.scope));
  json.key("action").string(wire::word(next.action)).key("delay_ms");
  if (next.delay_ms) {
    json.integer(*next.delay_ms);
  } else {
    json.null();
  }
  json.key("known_code").boolean(kind.known_code).end_object();
  call.answer();
}

void plan(Call& call, boost::json::object const& input) {
  auto const now = call.instant(input, "now_us");
  if (!now) return;
  auto const item = call.decode<outbox::Item>(input, "item");
  if (!item) return;
  auto const standing = call.decode<outbox::Standing>(input, "standing");
  if (!standing) return;
  auto const budget = call.decode<outbox::Budget>(input, "budget");
  if (!budget) return;
  std::string_view const opaque = text_of(input, "opaque").value_or("");
  wire::append(call.text(), outbox::plan(*item, *standing, *budget, opaque, *now));
  call.answer();
}

void settle(Call& call, boost::json::object const& input) {
  auto const now = call.instant(input, "now_us");
  if (!now) return;
  auto const item = call.decode<outbox::Item>(input, "item");
  if (!item) return;
  auto const outcome = call.decode<outbox::SendOutcome>(input, "outcome");
  if (!outcome) return;
  wire::append(call.text(), outbox::settle(*item, *outcome, *now));
  call.answer();
}

}  // namespace
}  // namespace waypost::door

extern "C" {

void wp_plan(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::plan);
}

void wp_settle(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::settle);
}

void wp_limit(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::limit);
}

void wp_classify(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::classify);
}

}  // extern "C"
