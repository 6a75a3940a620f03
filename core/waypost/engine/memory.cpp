#include "waypost/engine/memory.h"

#include <algorithm>
#include <string>

#include "waypost/outbox/later.h"

namespace waypost::engine {
namespace {

bool is_recent(Instant reply, playbook::Loop const& loop, Instant now) noexcept {
  return is_within(reply, now, std::chrono::seconds(std::max<std::int64_t>(0, loop.within_s)));
}

template <class T>
void keep_newest(std::vector<T>& list, std::size_t count) {
  if (list.size() > count)
    list.erase(list.begin(), list.end() - static_cast<std::ptrdiff_t>(count));
}

void set_tag(Draft<Contact>& contact, std::string_view tag) {
  auto const& tags = contact->tags;
  auto const place = std::lower_bound(tags.begin(), tags.end(), tag, std::less<>());
  if (place != tags.end() && *place == tag) return;
  auto const at = place - tags.begin();
  auto& changed = contact.edit().tags;
  changed.emplace(changed.begin() + at, tag);
}

void clear_tag(Draft<Contact>& contact, std::string_view tag) {
  auto const& tags = contact->tags;
  auto const place = std::lower_bound(tags.begin(), tags.end(), tag, std::less<>());
  if (place == tags.end() || *place != tag) return;
  auto const at = place - tags.begin();
  auto& changed = contact.edit().tags;
  changed.erase(changed.begin() + at);
}

void set_field(Draft<Contact>& contact, playbook::Field const& field) {
  auto const& fields = contact->fields;
  auto const place = std::lower_bound(
      fields.begin(), fields.end(), field.name,
      [](auto const& held, std::string_view wanted) { return held.first < wanted; });
  auto const is_there = place != fields.end() && place->first == field.name;
  auto const at = place - fields.begin();
  if (!field.value) {
    if (!is_there) return;
    auto& changed = contact.edit().fields;
    changed.erase(changed.begin() + at);
    return;
  }
  if (is_there && place->second == *field.value) return;
  auto& changed = contact.edit().fields;
  if (is_there)
    changed[static_cast<std::size_t>(at)].second = *field.value;
  else
    changed.emplace(changed.begin() + at, std::string(field.name), std::string(*field.value));
}

}  // namespace

bool is_within(Instant a, Instant b, Span span) noexcept {
  return a < b ? b < outbox::later(a, span) : a < outbox::later(b, span);
}

std::size_t recent_replies(Conversation const& conversation,
                           playbook::Loop const& loop,
                           Instant now) noexcept {
  return static_cast<std::size_t>(
      std::count_if(conversation.replies.begin(), conversation.replies.end(),
                    [&](Instant reply) { return is_recent(reply, loop, now); }));
}

std::size_t reply_limit(playbook::Loop const& loop) noexcept {
  auto constexpr kMost = static_cast<std::int64_t>(kRepliesMax) - 1;
  return static_cast<std::size_t>(std::clamp<std::int64_t>(loop.replies, 0, kMost));
}

void remember_replies(Conversation& conversation,
                      std::size_t count,
                      playbook::Loop const& loop,
                      Instant now) {
  auto& replies = conversation.replies;
  replies.erase(std::remove_if(replies.begin(), replies.end(),
                               [&](Instant reply) { return !is_recent(reply, loop, now); }),
                replies.end());
  replies.insert(replies.end(), count, now);
  keep_newest(replies, kRepliesMax);
}

void remember_answer(Conversation& conversation, std::string_view rule, Instant now) {
  auto& answered = conversation.answered;
  answered.erase(std::remove_if(answered.begin(), answered.end(),
                                [&](Answered const& one) { return one.rule == rule; }),
                 answered.end());
  answered.push_back({std::string(rule), now});
  keep_newest(answered, kAnsweredMax);
}

Instant takeover_end(std::int64_t seconds, Instant now) noexcept {
  // Centuries are for ever; the bound keeps the seconds inside an Instant.
  auto constexpr kForever = std::int64_t{1} << 33;
  if (seconds < 0 || seconds > kForever) return Instant::max();
  return outbox::later(now, std::chrono::seconds(seconds));
}

void apply_set(Draft<Contact>& contact, playbook::Rule const& rule) {
  auto const add = rule.tags_add();
  for (std::size_t index = 0; index < add.size(); ++index) set_tag(contact, add[index]);
  auto const remove = rule.tags_remove();
  for (std::size_t index = 0; index < remove.size(); ++index) clear_tag(contact, remove[index]);
  auto const fields = rule.fields_set();
  for (std::size_t index = 0; index < fields.size(); ++index) set_field(contact, fields[index]);
}

}  // namespace waypost::engine
