#include "waypost/webhook/contacts.h"

#include <algorithm>
#include <array>

namespace waypost::webhook {
namespace {

constexpr std::size_t kFew = 8;  // so many are searched one by one

constexpr std::array<std::string_view, 4> kContactMembers{"profile", "wa_id", "user_id",
                                                          "parent_user_id"};
constexpr std::array<std::string_view, 2> kProfileMembers{"name", "username"};

Known known_of(json::object const& contact) {
  auto const [profile, wa_id, user_id, parent] = pick(contact, kContactMembers);
  Known known{wa_id, user_id, parent, {}, {}};
  if (auto const* const object = object_of(profile)) {
    auto const [name, username] = pick(*object, kProfileMembers);
    known.name = text_of(name);
    known.username = text_of(username);
    if (!known.username.empty() && known.username.front() == '@') known.username.remove_prefix(1);
  }
  return known;
}

bool names(json::value const* id, std::string_view wanted) noexcept {
  return !wanted.empty() && text_of(id) == wanted;
}

}  // namespace

Contacts::Contacts(json::value const* contacts) {
  auto const* const items = array_of(contacts);
  if (items == nullptr) return;
  for (auto const& item : *items) {
    auto const* const contact = item.if_object();
    if (contact == nullptr) continue;
    if (size_ == 0 && items->size() > 1) rest_.reserve(items->size());
    if (items->size() > 1) {
      rest_.push_back(known_of(*contact));
    } else {
      first_ = known_of(*contact);
    }
    ++size_;
  }
  if (size_ == 1 && !rest_.empty()) first_ = rest_.front();
}

Known const* Contacts::single() const noexcept {
  return size_ == 1 ? &first_ : nullptr;
}

Known const* Contacts::find(std::string_view wa_id, std::string_view user_id) {
  if (size_ == 0) return nullptr;
  if (size_ == 1) {
    return names(first_.user_id, user_id) || names(first_.wa_id, wa_id) ? &first_ : nullptr;
  }
  if (size_ > kFew) return find_among_many(wa_id, user_id);
  for (auto const& known : rest_) {
    if (names(known.user_id, user_id)) return &known;
  }
  for (auto const& known : rest_) {
    if (names(known.wa_id, wa_id)) return &known;
  }
  return nullptr;
}

void Contacts::index_all() {
  by_wa_id_.reserve(rest_.size());
  by_user_id_.reserve(rest_.size());
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    auto const at = static_cast<std::uint32_t>(i);
    by_wa_id_.emplace_back(text_of(rest_[i].wa_id), at);
    by_user_id_.emplace_back(text_of(rest_[i].user_id), at);
  }
  std::sort(by_wa_id_.begin(), by_wa_id_.end());
  std::sort(by_user_id_.begin(), by_user_id_.end());
}

Known const* Contacts::find_among_many(std::string_view wa_id, std::string_view user_id) {
  if (by_wa_id_.empty()) index_all();
  auto const lookup = [this](Index const& index, std::string_view id) -> Known const* {
    if (id.empty()) return nullptr;
    auto const found = std::lower_bound(index.begin(), index.end(), std::pair(id, 0U));
    return found != index.end() && found->first == id ? &rest_[found->second] : nullptr;
  };
  auto const* const by_user_id = lookup(by_user_id_, user_id);
  return by_user_id != nullptr ? by_user_id : lookup(by_wa_id_, wa_id);
}

void complete(Party& party, Known const& known, std::size_t& name_bytes_left) {
  set_id(party.wa_id, known.wa_id);
  if (party.user_id.empty()) set_id(party.user_id, known.user_id);
  if (party.parent_user_id.empty()) set_id(party.parent_user_id, known.parent_user_id);
  std::size_t const bytes = known.name.size() + known.username.size();
  if (bytes > name_bytes_left) return;
  name_bytes_left -= bytes;
  party.name = known.name;
  party.username = known.username;
}

}  // namespace waypost::webhook
