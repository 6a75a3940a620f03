#include "app/explained.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "waypost/playbook/explain.h"
#include "waypost/wire/json.h"
#include "waypost/wire/words.h"

namespace waypost::app {
namespace {

namespace json = boost::json;

std::string seconds_until(Instant from, Instant to) {
  return std::to_string((to - from).count() / 1'000'000) + " s";
}

/// One sentence an effect; "" for those that only repeat another.
struct Sentence {
  Instant now;

  std::string operator()(engine::MarkSeen const&) const { return {}; }
  std::string operator()(engine::PutContact const& put) const {
    return put.contact.id == 0 ? "met a new contact" : "updated the contact";
  }
  std::string operator()(engine::PutConversation const& put) const {
    std::string text =
        put.conversation.id == 0 ? "opened the conversation" : "updated the conversation";
    if (put.conversation.last_inbound_at)
      text += "; free replies are allowed for 24 h from this message";
    if (put.conversation.takeover_until && *put.conversation.takeover_until > now) {
      text += *put.conversation.takeover_until == Instant::max()
                  ? "; a person has taken over until resumed"
                  : "; a person has taken over for " +
                        seconds_until(now, *put.conversation.takeover_until);
    }
    return text;
  }
  std::string operator()(engine::PutMessage const& put) const {
    return "recorded the message with its outcome, " + std::string{wire::word(put.outcome.kind)};
  }
  std::string operator()(engine::PutEvent const& put) const {
    return "recorded the event " + put.field;
  }
  std::string operator()(engine::Enqueue const& put) const {
    return "put a reply (" + put.item.type + ") into the outbox; it may go until " +
           seconds_until(now, put.item.expires_at) + " from now";
  }
  std::string operator()(engine::Move const& move) const {
    return "moved an outgoing message to " + std::string{wire::word(move.to)};
  }
  std::string operator()(engine::Annotate const& note) const { return "noted " + note.word; }
  std::string operator()(engine::StopScope const& stop) const {
    return "stopped sending: " + stop.reason;
  }
  std::string operator()(engine::SlowNumber const&) const { return "slowed the number down"; }
  std::string operator()(engine::Wake const& wake) const {
    return "asked to be woken in " + seconds_until(now, wake.at);
  }
  std::string operator()(engine::Note const& note) const {
    return "told the operator: " + note.code;
  }
};

json::array sentences(engine::Effects const& effects, Instant now) {
  json::array list;
  for (engine::Effect const& effect : effects) {
    std::string text = std::visit(Sentence{now}, effect);
    if (!text.empty()) list.emplace_back(std::move(text));
  }
  return list;
}

engine::PutMessage const* record_of(engine::Effects const& effects) {
  for (engine::Effect const& effect : effects) {
    if (auto const* put = std::get_if<engine::PutMessage>(&effect)) return put;
  }
  return nullptr;
}

/// Which rules matched, in answering order, and what became of each.
json::array rules_of(playbook::Explanation const& walk, engine::Outcome const& outcome) {
  json::array rules;
  bool answered = false;
  for (playbook::Matched const& matched : walk.matched) {
    bool const wins =
        outcome.kind == engine::OutcomeKind::answered && matched.rule == outcome.detail;
    std::string verdict = wins       ? "answers"
                          : answered ? "comes later in order"
                                     : "passed over: its guards do not fit now";
    if (!wins && !answered && outcome.kind == engine::OutcomeKind::silent)
      verdict = "silent: " + outcome.detail;
    answered |= wins;
    rules.push_back(json::object{
        {"rule", matched.rule},
        {"kind", json::string(playbook::word(matched.kind))},
        {"trigger", matched.evidence.empty() ? json::value(nullptr)
                                             : json::value(matched.evidence.front().trigger)},
        {"verdict", verdict}});
  }
  return rules;
}

}  // namespace

std::string explained(playbook::Playbook const& playbook,
                      engine::Snapshot const& snapshot,
                      webhook::Event const& event,
                      Instant now,
                      engine::Effects const& effects) {
  auto const* message = std::get_if<webhook::MessageReceived>(&event);
  engine::PutMessage const* const record = record_of(effects);
  if (message == nullptr || record == nullptr) return {};
  playbook::Query query;
  if (message->text) query.text = *message->text;
  if (message->payload) query.payload = *message->payload;
  bool const known = !snapshot.found.empty() && snapshot.found.front().conversation.has_value();
  query.first = known ? playbook::FirstContact::no : playbook::FirstContact::yes;
  playbook::MatchScratch scratch;
  playbook::Explanation const walk = playbook::explain(playbook, query, scratch);

  json::object shown{{"event", "decided"}, {"wamid", message->id.value}, {"type", message->type}};
  std::string outcome{wire::word(record->outcome.kind)};
  if (!record->outcome.detail.empty()) outcome += "(" + record->outcome.detail + ")";
  shown["outcome"] = outcome;
  if (message->text) shown["text"] = *message->text;
  if (message->payload) shown["payload"] = *message->payload;
  if (walk.loose) shown["folded"] = *walk.loose;
  shown["words"] = json::array(walk.words.begin(), walk.words.end());
  shown["rules"] = rules_of(walk, record->outcome);
  shown["effects"] = sentences(effects, now);
  return wire::to_json(shown);
}

}  // namespace waypost::app
