#include "waypost/engine/guards.h"

#include <algorithm>
#include <functional>
#include <string_view>

#include "waypost/engine/memory.h"

namespace waypost::engine {
namespace {

bool has_tag(Contact const& contact, std::string_view tag) noexcept {
  return std::binary_search(contact.tags.begin(), contact.tags.end(), tag, std::less<>());
}

/// The value of a field, or null when the contact has none of that name.
std::string const* field_of(Contact const& contact, std::string_view name) noexcept {
  auto const found = std::lower_bound(
      contact.fields.begin(), contact.fields.end(), name,
      [](auto const& field, std::string_view wanted) { return field.first < wanted; });
  return found == contact.fields.end() || found->first != name ? nullptr : &found->second;
}

bool fits(playbook::Field const& guard, Contact const& contact) noexcept {
  auto const* const value = field_of(contact, guard.name);
  return guard.value ? value != nullptr && *value == *guard.value : value == nullptr;
}

}  // namespace

GuardVerdict ask_guards(playbook::Rule const& rule,
                        Contact const& contact,
                        Openness openness) noexcept {
  auto const when = rule.when();
  if ((when == playbook::When::open && openness == Openness::closed) ||
      (when == playbook::When::closed && openness == Openness::open))
    return GuardVerdict::hours;
  auto const all = rule.tags_all();
  for (std::size_t index = 0; index < all.size(); ++index)
    if (!has_tag(contact, all[index])) return GuardVerdict::tags_all;
  auto const none = rule.tags_none();
  for (std::size_t index = 0; index < none.size(); ++index)
    if (has_tag(contact, none[index])) return GuardVerdict::tags_none;
  auto const fields = rule.fields_guard();
  for (std::size_t index = 0; index < fields.size(); ++index)
    if (!fits(fields[index], contact)) return GuardVerdict::fields;
  return GuardVerdict::passed;
}

bool is_cooling_down(playbook::Rule const& rule,
                     Conversation const& conversation,
                     Instant now) noexcept {
  if (rule.cooldown_s() <= 0) return false;
  Span const cooldown = std::chrono::seconds(rule.cooldown_s());
  return std::any_of(conversation.answered.begin(), conversation.answered.end(),
                     [&](Answered const& answered) {
                       return answered.rule == rule.id() && is_within(answered.at, now, cooldown);
                     });
}

char const* word(GuardVerdict verdict) noexcept {
  switch (verdict) {
    case GuardVerdict::passed: return "passed";
    case GuardVerdict::hours: return "hours";
    case GuardVerdict::tags_all: return "tags_all";
    case GuardVerdict::tags_none: return "tags_none";
    case GuardVerdict::fields: break;
  }
  return "fields";
}

}  // namespace waypost::engine
