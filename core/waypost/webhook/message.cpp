#include "waypost/webhook/message.h"

#include <array>

#include "waypost/webhook/content.h"
#include "waypost/webhook/error_items.h"

namespace waypost::webhook {
namespace {

// In the order Meta's samples have them: see pick().
constexpr std::array<std::string_view, 12> kMembers{"from",
                                                    "from_user_id",
                                                    "id",
                                                    "timestamp",
                                                    "type",
                                                    "context",
                                                    "group_id",
                                                    "to",
                                                    "to_user_id",
                                                    "to_parent_user_id",
                                                    "from_parent_user_id",
                                                    "errors"};

constexpr std::array<std::string_view, 4> kSenderMembers{"id", "from", "from_user_id", "group_id"};

// A number is no message id: what cannot be compared with a redelivery cannot be known again.
bool is_message_id(json::value const* id) noexcept {
  return string_of(id) && is_id(id);
}

// Read as a message to us alone, a message of an unreadable group would be answered.
bool is_group_or_none(json::value const* group_id) noexcept {
  return group_id == nullptr || string_of(group_id) == "" || is_id(group_id);
}

Error refuse_item(Place const& place, std::string_view member, std::string_view why) {
  return refuse(Errc::wrong_shape, place.pointer + std::string(member), std::string(why));
}

void set_ids(Party& person,
             json::value const* phone,
             json::value const* user_id,
             json::value const* parent) {
  set_id(person.phone, phone);
  set_id(person.user_id, user_id);
  set_id(person.parent_user_id, parent);
}

}  // namespace

std::optional<Error> MessageReader::read(json::value const& item, MessageReceived& message) {
  auto const* const object = item.if_object();
  if (object == nullptr) return refuse_item(message.place, {}, "A message is not an object.");
  auto const [from, from_user_id, id, timestamp, type, context, group_id, to, to_user_id, to_parent,
              from_parent, errors] = pick(*object, kMembers);
  if (string_of(id)) message.id.value = id_of(id);
  if (message.id.empty()) return refuse_item(message.place, "/id", "A message has no usable id.");
  if (!is_group_or_none(group_id)) {
    return refuse_item(message.place, "/group_id", "A message's group is no id.");
  }
  set_id(message.group_id.value, group_id);
  set_ids(message.from, from, from_user_id, from_parent);
  auto& person = side_ == Side::customer ? message.from : message.to;
  if (side_ == Side::business) set_ids(person, to, to_user_id, to_parent);
  if (auto const* const contact = known(person)) {
    complete(person, *contact, reading_.name_bytes_left);
  }
  if (!person.named() && (side_ == Side::customer || message.group_id.empty())) {
    return refuse_item(message.place, side_ == Side::customer ? "/from" : "/to",
                       "A message names nobody.");
  }
  message.at = instant_of(timestamp);
  message.type = text_of(type);
  if (auto const* const replied = object_of(context)) {
    set_id(message.context_id, member(*replied, "id"));
  }
  if (errors != nullptr) message.errors = error_items(errors);
  if (auto refused = read_content(*object, message)) {
    reading_.parsed.refused.push_back(std::move(*refused));
  }
  return std::nullopt;
}

Known const* MessageReader::known(Party const& person) {
  if (auto const* const named = contacts_.find(person.phone, person.user_id)) return named;
  // `from` and wa_id of one person may differ. Whoever is alone in contacts[] is the sender,
  // unless the messages name several or the user ids say otherwise.
  auto const* const single = contacts_.single();
  if (single == nullptr || side_ == Side::business) return nullptr;
  auto const user_id = text_of(single->user_id);
  if (!user_id.empty() && !person.user_id.empty()) return nullptr;
  if (!one_sender_) one_sender_ = name_one_sender();
  return *one_sender_ ? single : nullptr;
}

bool MessageReader::name_one_sender() const {
  std::string_view phone;
  std::string_view user_id;
  for (auto const& item : messages_) {
    auto const* const message = item.if_object();
    if (message == nullptr) continue;
    auto const [id, from, from_user_id, group_id] = pick(*message, kSenderMembers);
    if (!is_message_id(id) || !is_group_or_none(group_id)) continue;  // refused: has no say
    auto const differs = [](std::string_view& known, std::string_view said) {
      if (known.empty()) known = said;
      return !said.empty() && said != known;
    };
    if (differs(phone, text_of(from)) || differs(user_id, text_of(from_user_id))) return false;
  }
  return true;
}

}  // namespace waypost::webhook
