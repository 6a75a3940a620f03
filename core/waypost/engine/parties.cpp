#include "waypost/engine/parties.h"

#include <string>

namespace waypost::engine {
namespace {

using webhook::IdentityChange;
using webhook::Party;

bool shared(std::string const& a, std::string const& b) noexcept {
  return !a.empty() && a == b;
}

bool same_person(Party const& a, Party const& b) noexcept {
  return shared(a.user_id, b.user_id) || shared(a.phone, b.phone) || shared(a.wa_id, b.wa_id);
}

void fill(std::string& member, std::string const& from) {
  if (member.empty()) member = from;
}

/// The place of `person` in `people`, who knows all of their identities afterwards.
std::size_t place_of(std::vector<Party>& people, Party const& person) {
  for (std::size_t index = 0; index < people.size(); ++index) {
    auto& known = people[index];
    if (!same_person(known, person)) continue;
    fill(known.phone, person.phone);
    fill(known.wa_id, person.wa_id);
    fill(known.user_id, person.user_id);
    fill(known.parent_user_id, person.parent_user_id);
    fill(known.name, person.name);
    fill(known.username, person.username);
    return index;
  }
  people.push_back(person);
  return people.size() - 1;
}

/// What of the new identities was not known before: somebody else may be known under them.
Party only_new(IdentityChange const& change) {
  Party fresh;
  if (change.after.phone != change.before.phone) fresh.phone = change.after.phone;
  if (change.after.wa_id != change.before.wa_id) fresh.wa_id = change.after.wa_id;
  if (change.after.user_id != change.before.user_id) fresh.user_id = change.after.user_id;
  return fresh;
}

ChangedPair pair_of(std::vector<Party>& people, IdentityChange const& change) {
  ChangedPair pair{place_of(people, change.before), std::nullopt};
  auto const fresh = only_new(change);
  if (fresh.named()) {
    // Not place_of(): the newcomer must be looked up apart from the person before the change.
    pair.after = people.size();
    people.push_back(fresh);
  }
  return pair;
}

}  // namespace

Parties parties_of(webhook::MessageReceived const& message) {
  Parties parties;
  if (message.change)
    parties.identities.push_back(pair_of(parties.people, *message.change));
  else
    parties.people.push_back(message.from);
  return parties;
}

Parties parties_of(webhook::FieldChanged const& change) {
  Parties parties;
  for (auto const& echo : change.echoes)
    parties.echoes.push_back(place_of(parties.people, echo.to));
  for (auto const& preference : change.preferences)
    parties.preferences.push_back(place_of(parties.people, preference.who));
  for (auto const& identity : change.identities)
    parties.identities.push_back(pair_of(parties.people, identity));
  return parties;
}

}  // namespace waypost::engine
