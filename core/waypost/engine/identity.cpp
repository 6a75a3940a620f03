#include "waypost/engine/identity.h"

#include <string>
#include <utility>

#include "waypost/webhook/storable.h"

namespace waypost::engine {
namespace {

std::string contact_word(std::int64_t id) {
  return "contact:" + std::to_string(id);
}

Note merge_note(std::int64_t kept, std::int64_t other) {
  return {NoteLevel::warning, "merge_proposed", contact_word(kept) + "," + contact_word(other)};
}

void learn(Draft<Contact>& contact, std::string Contact::*member, std::string const& value) {
  if (!value.empty()) contact.set(member, value);
}

/// Both users and phones stand for a person: a stored one that is replaced is news.
std::vector<Note> identity_news(Contact const& before, Contact const& after) {
  auto const replaced = [](std::string const& old, std::string const& fresh) {
    return !old.empty() && old != fresh;
  };
  if (before.id == 0) return {};
  if (!replaced(before.user_id, after.user_id) && !replaced(before.phone, after.phone)) return {};
  return {{NoteLevel::info, "identity_changed", contact_word(before.id)}};
}

}  // namespace

std::vector<Note> join(Draft<Contact>& contact, webhook::Party const& who, std::int64_t other) {
  auto const is_other = other != 0 && other != contact->id;
  auto const old_user = contact->user_id;
  auto const old_phone = contact->phone;
  if (!is_other) {
    learn(contact, &Contact::phone, who.phone);
    learn(contact, &Contact::wa_id, who.wa_id);
  }
  learn(contact, &Contact::user_id, who.user_id);
  learn(contact, &Contact::parent_user_id, who.parent_user_id);
  learn(contact, &Contact::username, who.username);
  if (contact->name.empty() && !who.name.empty())
    contact.set(&Contact::name, webhook::storable(who.name));
  if (is_other) return {merge_note(contact->id, other)};
  Contact before;
  before.id = contact->id;
  before.user_id = old_user;
  before.phone = old_phone;
  return identity_news(before, contact.get());
}

std::vector<Note> change_identity(Draft<Contact>& contact,
                                  webhook::Party const& after,
                                  Contact const* newcomer) {
  if (newcomer != nullptr && newcomer->id != contact->id)
    return {merge_note(contact->id, newcomer->id)};
  Contact before;
  before.id = contact->id;
  before.user_id = contact->user_id;
  before.phone = contact->phone;
  // A system message names the new number only as wa_id; the old one can no longer be dialled.
  learn(contact, &Contact::phone, after.phone.empty() ? after.wa_id : after.phone);
  learn(contact, &Contact::wa_id, after.wa_id);
  learn(contact, &Contact::user_id, after.user_id);
  learn(contact, &Contact::parent_user_id, after.parent_user_id);
  return identity_news(before, contact.get());
}

}  // namespace waypost::engine
