#include "waypost/webhook/status.h"

#include <array>

#include "waypost/webhook/error_items.h"
#include "waypost/wire/words.h"

namespace waypost::webhook {
namespace {

// In the order Meta's samples have them: see pick().
constexpr std::array<std::string_view, 15> kMembers{"id",
                                                    "status",
                                                    "timestamp",
                                                    "recipient_id",
                                                    "recipient_user_id",
                                                    "recipient_parent_user_id",
                                                    "recipient_type",
                                                    "recipient_participant_id",
                                                    "participant_recipient_id",
                                                    "recipient_participant_user_id",
                                                    "biz_opaque_callback_data",
                                                    "conversation",
                                                    "pricing",
                                                    "errors",
                                                    "type"};

// An object's JSON; anything else is not what the member means.
std::string object_json(json::value const* value) {
  return object_of(value) == nullptr ? std::string{} : json_of(value);
}

}  // namespace

std::optional<Error> read_status(json::value const& item,
                                 Contacts& contacts,
                                 Reading& reading,
                                 StatusChanged& status) {
  auto const& where = status.place.pointer;
  auto const* const object = item.if_object();
  if (object == nullptr) return refuse(Errc::wrong_shape, where, "A status is not an object.");
  auto const [id, word, timestamp, recipient_id, user_id, parent, recipient_type, participant,
              old_participant, participant_user_id, opaque, conversation, pricing, errors, type] =
      pick(*object, kMembers);
  if (string_of(id)) status.id.value = id_of(id);
  if (status.id.empty()) {
    return refuse(Errc::wrong_shape, where + "/id", "A status has no usable id.");
  }
  status.word = text_of(word);
  if (status.word.empty()) {
    return refuse(Errc::wrong_shape, where + "/status", "A status has no word.");
  }
  status.type = text_of(type);
  // A payment can fail, too, while its message stands: only messages climb the ladder.
  if (status.type.empty()) status.status = wire::value_of<Status>(status.word);
  set_id(status.recipient.phone, recipient_id);
  set_id(status.recipient.user_id, user_id);
  set_id(status.recipient.parent_user_id, parent);
  status.recipient_type = text_of(recipient_type);
  // The participant of a group has had two names, and may have a user id alone.
  for (auto const* const named : {participant, old_participant, participant_user_id}) {
    if (status.participant.empty()) set_id(status.participant, named);
  }
  if (auto const* const known = contacts.find(status.recipient.phone, status.recipient.user_id)) {
    complete(status.recipient, *known, reading.name_bytes_left);
  }
  status.at = instant_of(timestamp);
  status.opaque = text_of(opaque);
  if (errors != nullptr) status.errors = error_items(errors);
  if (conversation != nullptr) status.conversation = object_json(conversation);
  if (pricing != nullptr) status.pricing = object_json(pricing);
  if (auto const* const inside = object_of(conversation); inside != nullptr && pricing == nullptr) {
    status.pricing = object_json(member(*inside, "pricing"));  // seen in a group's status
  }
  return std::nullopt;
}

}  // namespace waypost::webhook
