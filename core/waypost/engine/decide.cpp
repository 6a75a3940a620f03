#include "waypost/engine/decide.h"

#include <string>

#include "waypost/engine/walk.h"
#include "waypost/wire/words.h"

namespace waypost::engine {
namespace {

/// Nobody asks for a wake yet, so nobody waits for this one: it is kept and seen.
Effects decide_tick(webhook::Tick const& tick, Instant now) {
  PutEvent put;
  put.field = "tick";
  put.kind = "tick";
  put.detail = tick.key;
  put.at = now;
  put.outcome = {OutcomeKind::recorded, "tick"};
  return {Effect(std::move(put))};
}

struct Deciding {
  playbook::Playbook const& playbook;
  Snapshot const& snapshot;
  Instant now;
  DecideScratch& scratch;

  Effects operator()(webhook::MessageReceived const& event) const {
    return decide_message(playbook, snapshot, event, now, scratch, nullptr);
  }
  Effects operator()(webhook::StatusChanged const& event) const {
    return decide_status(snapshot, event, now);
  }
  Effects operator()(webhook::FieldChanged const& event) const {
    return decide_field(snapshot, event, now);
  }
  Effects operator()(webhook::Tick const& event) const { return decide_tick(event, now); }
};

/// The outcome that one effect records, if it records one.
struct Recording {
  std::optional<Outcome> operator()(PutMessage const& put) const {
    if (put.direction == Direction::echo) return std::nullopt;
    return put.outcome;
  }
  std::optional<Outcome> operator()(PutEvent const& put) const { return put.outcome; }
  std::optional<Outcome> operator()(Move const& move) const {
    return Outcome{OutcomeKind::recorded, std::string(wire::word(move.to))};
  }
  std::optional<Outcome> operator()(Annotate const& note) const {
    return Outcome{OutcomeKind::recorded, note.word};
  }
  template <class Other>
  std::optional<Outcome> operator()(Other const& /*effect*/) const {
    return std::nullopt;
  }
};

}  // namespace

Contact const* contact_at(Snapshot const& snapshot, std::size_t place) noexcept {
  if (place >= snapshot.found.size() || !snapshot.found[place].contact) return nullptr;
  return &*snapshot.found[place].contact;
}

Conversation const* conversation_at(Snapshot const& snapshot, std::size_t place) noexcept {
  if (place >= snapshot.found.size() || !snapshot.found[place].conversation) return nullptr;
  return &*snapshot.found[place].conversation;
}

std::int64_t other_at(Snapshot const& snapshot, std::size_t place) noexcept {
  return place < snapshot.found.size() ? snapshot.found[place].other : 0;
}

Effects decide(playbook::Playbook const& playbook,
               Snapshot const& snapshot,
               webhook::Event const& event,
               Instant now,
               DecideScratch& scratch) {
  return std::visit(Deciding{playbook, snapshot, now, scratch}, event);
}

Outcome outcome_of(Effects const& effects) {
  for (auto const& effect : effects)
    if (auto outcome = std::visit(Recording{}, effect)) return std::move(*outcome);
  return {OutcomeKind::duplicate, ""};
}

}  // namespace waypost::engine
