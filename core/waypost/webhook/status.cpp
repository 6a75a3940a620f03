#include "waypost/webhook/status.h"

#include <array>

#include "waypost/webhook/error_items.h"
#include "waypost/wire/json.h"
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

void append_object(std::string& text, json::value const* value) {
  if (auto const* const object = object_of(value)) wire::append_json(text, *object);
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
  if (!string_of(id) || !is_id(id)) {
    return refuse(Errc::wrong_shape, where + "/id", "A status has no usable id.");
  }
  status.id = Wamid(id_of(id));
  status.word = text_of(word);
  if (status.word.empty()) {
    return refuse(Errc::wrong_shape, where + "/status", "A status has no word.");
  }
  status.type = text_of(type);
  // A payment can fail, too, while its message stands: only messages climb the ladder.
  if (status.type.empty()) status.status = wire::value_of<Status>(status.word);
  status.recipient.phone = id_of(recipient_id);
  status.recipient.user_id = id_of(user_id);
  status.recipient.parent_user_id = id_of(parent);
  status.recipient_type = text_of(recipient_type);
  // The participant of a group has had two names, and may have a user id alone.
  for (auto const* const named : {participant, old_participant, participant_user_id}) {
    if (status.participant.empty()) status.participant = id_of(named);
  }
  if (auto const* const known = contacts.find(status.recipient.phone, status.recipient.user_id)) {
    complete(status.recipient, *known, reading.name_bytes_left);
  }
  status.at = instant_of(timestamp);
  status.opaque = text_of(opaque);
  status.errors = error_items(errors);
  append_object(status.conversation, conversation);
  append_object(status.pricing, pricing);
  if (auto const* const inside = object_of(conversation); inside != nullptr && pricing == nullptr) {
    append_object(status.pricing, member(*inside, "pricing"));  // seen in a group's status
  }
  return std::nullopt;
}

}  // namespace waypost::webhook
