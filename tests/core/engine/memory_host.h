#pragma once
// The smallest host there can be: rows in maps, effects applied as effect.h says.

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "waypost/engine/decide.h"
#include "waypost/engine/effect.h"
#include "waypost/engine/keys.h"
#include "waypost/engine/snapshot.h"
#include "waypost/outbox/token.h"

namespace waypost::test {

/// One tenant, one number. Ids count from 1.
class MemoryHost {
 public:
  /// Every token that names a row of ours checks; a MAC is the native host's business.
  engine::Snapshot load(engine::Keys const& keys) const {
    engine::Snapshot snapshot;
    snapshot.number = {keys.phone_number_id, 1, "+1 555 010 0100"};
    snapshot.seen = !keys.seen.empty() && seen_.count(keys.seen) == 1;
    for (auto const& party : keys.parties) snapshot.found.push_back(find(party));
    if (keys.token && items_.count(keys.token->row) == 1)
      snapshot.item = items_.at(keys.token->row);
    return snapshot;
  }

  void apply(engine::Effects const& effects, engine::Snapshot const& snapshot) {
    contact_of_.clear();
    conversation_of_.clear();
    for (auto const& found : snapshot.found) {
      contact_of_.push_back(found.contact ? found.contact->id : 0);
      conversation_of_.push_back(found.conversation ? found.conversation->id : 0);
    }
    for (auto const& effect : effects) std::visit([&](auto const& one) { perform(one); }, effect);
  }

  /// Brings one event, as a webhook does.
  engine::Effects deliver(playbook::Playbook const& playbook,
                          webhook::Event const& event,
                          Instant now,
                          engine::DecideScratch& scratch) {
    auto const snapshot = load(engine::keys(event));
    auto effects = engine::decide(playbook, snapshot, event, now, scratch);
    apply(effects, snapshot);
    return effects;
  }

  std::map<std::int64_t, outbox::Item>& items() { return items_; }
  std::map<std::int64_t, engine::Contact> const& contacts() const { return contacts_; }
  std::map<std::int64_t, engine::Conversation> const& conversations() const {
    return conversations_;
  }
  std::map<std::string, engine::PutMessage> const& messages() const { return messages_; }
  std::set<std::string> const& enqueued() const { return enqueued_; }

 private:
  using Identity = std::pair<char, std::string>;

  std::int64_t identity(char kind, std::string const& value) const {
    auto const found = identities_.find({kind, value});
    return value.empty() || found == identities_.end() ? 0 : found->second;
  }

  engine::Found find(webhook::Party const& party) const {
    engine::Found found;
    auto const user = identity('u', party.user_id);
    auto phone = identity('p', party.phone);
    if (phone == 0) phone = identity('p', party.wa_id);
    auto const contact = user != 0 ? user : phone;
    if (contact == 0) return found;
    if (user != 0 && phone != 0 && user != phone) found.other = phone;
    found.contact = contacts_.at(contact);
    for (auto const& [id, talk] : conversations_)
      if (talk.contact == contact) found.conversation = talk;
    return found;
  }

  void perform(engine::MarkSeen const& mark) {
    EXPECT_TRUE(seen_.insert(mark.key).second) << "seen twice: " << mark.key;
  }
  void perform(engine::PutContact const& put) {
    auto contact = put.contact;
    if (contact.id == 0) contact.id = static_cast<std::int64_t>(contacts_.size()) + 1;
    for (auto entry = identities_.begin(); entry != identities_.end();)
      entry = entry->second == contact.id ? identities_.erase(entry) : std::next(entry);
    for (auto const& phone : {contact.phone, contact.wa_id})
      if (!phone.empty()) identities_.emplace(Identity('p', phone), contact.id);
    if (!contact.user_id.empty()) identities_.emplace(Identity('u', contact.user_id), contact.id);
    contact_of_.at(put.party) = contact.id;
    contacts_[contact.id] = std::move(contact);
  }
  void perform(engine::PutConversation const& put) {
    auto talk = put.conversation;
    if (talk.id == 0) talk.id = static_cast<std::int64_t>(conversations_.size()) + 1;
    if (talk.contact == 0) talk.contact = contact_of_.at(put.party);
    conversation_of_.at(put.party) = talk.id;
    conversations_[talk.id] = std::move(talk);
  }
  void perform(engine::PutMessage const& put) { messages_.emplace(put.key, put); }
  void perform(engine::PutEvent const& /*put*/) {}
  void perform(engine::Enqueue const& put) {
    auto item = put.item;
    item.id = static_cast<std::int64_t>(items_.size()) + 1;
    if (item.contact == 0) item.contact = contact_of_.at(put.party);
    if (item.conversation == 0) item.conversation = conversation_of_.at(put.party);
    EXPECT_TRUE(enqueued_.insert(item.key).second) << "enqueued twice: " << item.key;
    items_[item.id] = std::move(item);
  }
  void perform(engine::Move const& move) {
    auto& item = items_.at(move.item);
    item.state = move.to;
    if (move.due_at) item.due_at = *move.due_at;
    if (!move.wamid.empty()) item.wamid = move.wamid;
    if (!move.reason.empty()) item.reason = move.reason;
    item.failures = move.failures;
  }
  template <class Other>
  void perform(Other const& /*effect*/) {}

  std::set<std::string> seen_;
  std::set<std::string> enqueued_;
  std::map<Identity, std::int64_t> identities_;
  std::map<std::int64_t, engine::Contact> contacts_;
  std::map<std::int64_t, engine::Conversation> conversations_;
  std::map<std::string, engine::PutMessage> messages_;
  std::map<std::int64_t, outbox::Item> items_;
  std::vector<std::int64_t> contact_of_;
  std::vector<std::int64_t> conversation_of_;
};

}  // namespace waypost::test
