#include "waypost/outbox/consequence.h"

#include <boost/json/value.hpp>

#include "waypost/outbox/later.h"
#include "waypost/wire/read.h"
#include "waypost/wire/words.h"

namespace waypost::outbox {
namespace {

namespace json = boost::json;
using engine::NoteLevel;
using engine::ScopeKind;

/// Meta's word for "throughput reached": the only one that halves a number's rate.
constexpr std::string_view kThroughput = "130429";

/// The name in a template message's body, "" in any other.
std::string template_name(std::string_view body) {
  auto const value = wire::read_json(body);
  auto const* const message = value ? value->if_object() : nullptr;
  auto const* const part = message == nullptr ? nullptr : message->if_contains("template");
  auto const* const members = part == nullptr ? nullptr : part->if_object();
  auto const* const name = members == nullptr ? nullptr : members->if_contains("name");
  auto const* const text = name == nullptr ? nullptr : name->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

/// A stop that lasts, or nothing when the failure stops nothing.
std::optional<std::optional<Instant>> stop_until(FailureKind const& kind,
                                                 Instant now,
                                                 Instant until) {
  auto const until_a_person_acts = std::optional<Instant>();
  switch (kind.failure) {
    case FailureClass::throttle:
    case FailureClass::pair:
    case FailureClass::maintenance:
    case FailureClass::hold: return std::optional(until);
    case FailureClass::suppress: return std::optional(later(now, kSuppressFor));
    case FailureClass::opt_out:
    case FailureClass::auth:
    case FailureClass::account: return until_a_person_acts;
    case FailureClass::permanent:
      if (kind.scope == ScopeKind::template_name) return until_a_person_acts;
      return std::nullopt;
    case FailureClass::transient:
    case FailureClass::window_closed:
    case FailureClass::ambiguous: break;
  }
  return std::nullopt;
}

std::optional<NoteLevel> note_level(FailureKind const& kind) {
  switch (kind.failure) {
    case FailureClass::auth:
    case FailureClass::account: return NoteLevel::alert;
    case FailureClass::hold: return NoteLevel::warning;
    case FailureClass::permanent:
      if (kind.scope == ScopeKind::sender) return NoteLevel::alert;
      if (kind.scope == ScopeKind::template_name) return NoteLevel::warning;
      return std::nullopt;
    default: return std::nullopt;
  }
}

}  // namespace

std::string reason_of(Failure const& failure) {
  if (failure.code) return std::to_string(*failure.code);
  if (failure.http_status) return "http_" + std::to_string(*failure.http_status);
  if (failure.network) return std::string(wire::word(*failure.network));
  return "nothing_known";
}

engine::Effects consequences(FailureKind const& kind,
                             std::string_view reason,
                             Item const& item,
                             Instant now,
                             Instant until) {
  engine::Effects effects;
  std::string const what(wire::word(kind.failure));
  if (auto const stop = stop_until(kind, now, until)) {
    auto detail = kind.scope == ScopeKind::template_name ? template_name(item.body) : std::string();
    effects.emplace_back(
        engine::StopScope{kind.scope, *stop, what + ":" + std::string(reason), std::move(detail)});
  }
  if (reason == kThroughput) effects.emplace_back(engine::SlowNumber{item.phone_number_id});
  if (auto const level = note_level(kind))
    effects.emplace_back(engine::Note{*level, what, std::string(reason)});
  return effects;
}

}  // namespace waypost::outbox
