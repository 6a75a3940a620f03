// Everything else that Meta tells: kept, sometimes news for an operator, never answered.

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "waypost/engine/draft.h"
#include "waypost/engine/identity.h"
#include "waypost/engine/keys.h"
#include "waypost/engine/news.h"
#include "waypost/engine/parties.h"
#include "waypost/engine/walk.h"
#include "waypost/outbox/later.h"
#include "waypost/webhook/storable.h"

namespace waypost::engine {
namespace {

using webhook::FieldChanged;
using webhook::MessageReceived;
using webhook::Preference;

/// A person of the event with what is known of them.
struct Person {
  Draft<Contact> contact;
  Draft<Conversation> talk;
  bool is_kept = false;  ///< stored already, or the event is reason enough to begin a contact
  bool has_talk = false;
};

std::string_view silence_of(FieldChanged const& event) noexcept {
  if (event.field == "smb_message_echoes" || event.field == "message_echoes") return "echo";
  if (event.field == "history" || event.field == "standby") return event.field;
  return {};
}

Outcome outcome_of_field(FieldChanged const& event) {
  auto const silence = silence_of(event);
  if (!silence.empty()) return {OutcomeKind::silent, std::string(silence)};
  return {OutcomeKind::recorded, event.kind};
}

/// One change on its way.
class FieldWalk {
 public:
  FieldWalk(Snapshot const& snapshot, FieldChanged const& event, Instant now)
      : snapshot_(snapshot), event_(event), now_(now), parties_(parties_of(event)) {
    people_.reserve(parties_.people.size());
    for (std::size_t place = 0; place < parties_.people.size(); ++place) {
      auto const* const contact = contact_at(snapshot, place);
      people_.push_back(
          {Draft(contact), Draft(conversation_at(snapshot, place)), contact != nullptr, false});
    }
  }

  Effects run() {
    Effects effects;
    effects.emplace_back(MarkSeen{keys(event_).seen});
    for (std::size_t index = 0; index < event_.echoes.size(); ++index) hear(index);
    for (std::size_t index = 0; index < event_.preferences.size(); ++index)
      heed(person(parties_.preferences[index]), event_.preferences[index]);
    for (std::size_t index = 0; index < event_.identities.size(); ++index) rename(index);
    put_people(effects);
    for (std::size_t index = 0; index < event_.echoes.size(); ++index)
      effects.emplace_back(echo(index));
    effects.emplace_back(put());
    auto news = news_of(event_, now_);
    std::move(news.begin(), news.end(), std::back_inserter(effects));
    for (auto& note : notes_) effects.emplace_back(std::move(note));
    return effects;
  }

 private:
  Person& person(std::size_t place) { return people_[place]; }

  void meet(std::size_t place) {
    auto& one = person(place);
    auto const& who = parties_.people[place];
    if (!who.named()) return;
    add(join(one.contact, who, other_at(snapshot_, place)));
    one.is_kept = true;
  }

  /// Staff typed on the phone: the conversation is theirs for a while (cloud-api 6.4).
  void hear(std::size_t index) {
    auto const place = parties_.echoes[index];
    meet(place);
    auto& one = person(place);
    if (!one.is_kept) return;
    one.has_talk = true;
    if (!one.talk.is_stored()) {
      one.talk.edit().contact = one.contact->id;
      one.talk.edit().phone_number_id = event_.place.phone_number_id;
    }
    auto const until = outbox::later(time_of(event_.echoes[index]), kEchoTakeover);
    auto const& held = one.talk->takeover_until;
    if (until > now_ && (!held || *held < until)) one.talk.edit().takeover_until = until;
  }

  /// The switch in WhatsApp for marketing; others, if there are any, are only kept.
  void heed(Person& one, Preference const& preference) {
    meet(static_cast<std::size_t>(&one - people_.data()));
    if (!preference.category.empty() && preference.category != "marketing_messages") return;
    if (preference.value == "stop") one.contact.set(&Contact::marketing, Consent::withdrawn);
    if (preference.value == "resume" || preference.value == "signup")
      one.contact.set(&Contact::marketing, Consent::given);
  }

  void rename(std::size_t index) {
    auto const& pair = parties_.identities[index];
    auto& one = person(pair.before);
    if (!one.is_kept) return;  // nobody we know
    auto const* const newcomer = pair.after ? contact_at(snapshot_, *pair.after) : nullptr;
    add(change_identity(one.contact, event_.identities[index].after, newcomer));
  }

  void put_people(Effects& effects) {
    for (std::size_t place = 0; place < people_.size(); ++place) {
      auto& one = person(place);
      if (one.is_kept && one.contact.is_changed())
        effects.emplace_back(PutContact{place, std::move(one.contact.edit())});
      if (one.has_talk && one.talk.is_changed())
        effects.emplace_back(PutConversation{place, std::move(one.talk.edit())});
    }
  }

  Instant time_of(MessageReceived const& echo) const {
    return echo.at ? *echo.at : event_.at.value_or(now_);
  }

  PutMessage echo(std::size_t index) const {
    auto const& said = event_.echoes[index];
    PutMessage made;
    made.party = parties_.echoes[index];
    made.direction = Direction::echo;
    made.key = message_key(said);
    made.wamid = said.id;
    made.at = time_of(said);
    made.type = webhook::storable(said.type);
    if (said.text) made.text = webhook::storable(*said.text);
    if (said.payload) made.payload = webhook::storable(*said.payload);
    made.context_id = said.context_id;
    made.content = said.content;
    made.outcome = {OutcomeKind::silent, "echo"};
    return made;
  }

  PutEvent put() const {
    PutEvent made;
    made.key = keys(event_).seen;
    made.field = webhook::storable(event_.field);
    made.kind = event_.kind;
    made.detail = webhook::storable(event_.detail);
    made.at = event_.at.value_or(now_);
    if (event_.echoes.empty()) made.value = event_.value;  // echoes stand in their messages
    made.outcome = outcome_of_field(event_);
    return made;
  }

  void add(std::vector<Note> notes) {
    std::move(notes.begin(), notes.end(), std::back_inserter(notes_));
  }

  Snapshot const& snapshot_;
  FieldChanged const& event_;
  Instant now_;
  Parties parties_;
  std::vector<Person> people_;
  std::vector<Note> notes_;
};

}  // namespace

Effects decide_field(Snapshot const& snapshot, FieldChanged const& event, Instant now) {
  if (snapshot.seen) return {};
  return FieldWalk(snapshot, event, now).run();
}

}  // namespace waypost::engine
