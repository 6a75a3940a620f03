#pragma once
// What happened, as values: the only thing the rest of the core sees of Meta's JSON.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "waypost/base/ids.h"
#include "waypost/base/instant.h"

namespace waypost::webhook {

/// A person as one webhook names them. Any member may be empty; at least one identity is set
/// in an event that carries a Party (cloud-api 2: the phone number may be absent since 2026).
struct Party {
  std::string phone;           ///< messages[].from: digits
  std::string wa_id;           ///< contacts[].wa_id; often, not always, equal to `phone`
  std::string user_id;         ///< business-scoped user id, "US.1349..."
  std::string parent_user_id;  ///< parent BSUID, "US.ENT.1181..."
  std::string name;            ///< profile name: untrusted text
  std::string username;        ///< without a leading @
  [[nodiscard]] bool named() const noexcept {
    return !(phone.empty() && wa_id.empty() && user_id.empty() && parent_user_id.empty());
  }
  friend bool operator==(Party const&, Party const&) = default;
};

/// One item of an errors[] array (cloud-api 5.1, asynchronous form).
struct ErrorItem {
  std::optional<std::int64_t> code;  ///< numeric strings are accepted
  std::string title;
  std::string details;
  friend bool operator==(ErrorItem const&, ErrorItem const&) = default;
};

/// Where an event stands in Meta's envelope.
struct Place {
  WabaId waba_id;                    ///< entry.id (a portfolio id for partner events)
  PhoneNumberId phone_number_id;     ///< empty: cannot be routed to a number
  std::string display_phone_number;  ///< as sent; never used to route
  std::string pointer;               ///< JSON Pointer of the item in the body
  friend bool operator==(Place const&, Place const&) = default;
};

/// What a message is, as far as deciding cares. `other` is every type we have no word for.
enum class MessageKind : std::uint8_t {
  text,
  image,
  video,
  audio,
  document,
  sticker,
  location,
  contacts,
  interactive,
  button,
  reaction,
  order,
  system,
  request_welcome,
  edit,
  revoke,
  unsupported,
  other,
};

/// Media of a message: what a download needs.
struct Media {
  std::string id;
  std::string mime_type;
  std::string sha256;  ///< as sent: base64 (44 characters) or hex (64)
  std::string filename;
  friend bool operator==(Media const&, Media const&) = default;
};

/// A number or user id change told by a `system` message or a `user_id_update` (3.5, 6.8).
struct IdentityChange {
  Party before;
  Party after;
  friend bool operator==(IdentityChange const&, IdentityChange const&) = default;
};

/// A customer wrote (field `messages`), or, inside a FieldChanged, a message of an echo,
/// of history or of standby.
struct MessageReceived {
  Place place;
  Wamid id;
  Party from;
  Party to;                   ///< echoes and outgoing history only
  std::optional<Instant> at;  ///< Meta's time; nothing when it made no sense
  MessageKind kind = MessageKind::other;
  std::string type;                    ///< as Meta spelled it
  std::string subtype;                 ///< interactive.type, system.type, unsupported.type
  std::optional<std::string> text;     ///< what text rules match (fixtures README), as received
  std::optional<std::string> payload;  ///< what payload rules match
  std::string context_id;              ///< wamid of the message replied to
  GroupId group_id;
  std::optional<Media> media;
  std::optional<IdentityChange> change;  ///< `system` number and id changes
  std::string content;                   ///< the member named by `type`, compact JSON, or ""
  std::vector<ErrorItem> errors;
  friend bool operator==(MessageReceived const&, MessageReceived const&) = default;
};

/// Delivery states in rank order; `failed` stands outside the ladder (cloud-api 1.6).
enum class Status : std::uint8_t { accepted, sent, delivered, read, played, failed };

/// A message of ours moved (field `messages`, statuses[]).
struct StatusChanged {
  Place place;
  Wamid id;
  std::string word;              ///< as Meta spelled it; unknown words are kept
  std::optional<Status> status;  ///< nothing for words outside the ladder
  std::string type;              ///< "" for messages; "payment"
  Party recipient;               ///< phone = recipient_id
  std::string recipient_type;    ///< "" or "group"
  std::string participant;       ///< groups: the participant this speaks of
  std::optional<Instant> at;
  std::string opaque;  ///< biz_opaque_callback_data
  std::vector<ErrorItem> errors;
  std::string pricing;       ///< the pricing object, compact JSON, or ""
  std::string conversation;  ///< the conversation object, compact JSON, or ""
  friend bool operator==(StatusChanged const&, StatusChanged const&) = default;
};

/// A marketing preference a customer set in WhatsApp (6.6).
struct Preference {
  Party who;
  std::string category;
  std::string value;  ///< stop, resume, signup, or a word of the future
  std::optional<Instant> at;
  friend bool operator==(Preference const&, Preference const&) = default;
};

/// Any other change: templates, account, number, echoes, history, standby, calls, groups,
/// value-level errors, and fields nobody has seen yet. Kept, never refused, never answered.
struct FieldChanged {
  Place place;
  std::string field;    ///< as Meta spelled it
  std::string kind;     ///< "field_event", or "value_error": an item of value.errors[] (3.8)
  std::string detail;   ///< what it says: event word, decision, alert type; the error's code
  std::string subject;  ///< what it is about: template name, flow id, WABA, display number, ...
  std::string state;    ///< where that stands now: quality score, ban state, pause title, ...
  std::optional<Instant> at;               ///< entry.time or the value's own
  std::string value;                       ///< the change's value, compact JSON
  std::vector<MessageReceived> echoes;     ///< smb_message_echoes
  std::vector<Preference> preferences;     ///< user_preferences
  std::vector<IdentityChange> identities;  ///< user_id_update
  friend bool operator==(FieldChanged const&, FieldChanged const&) = default;
};

/// A timer the engine asked for has come (effect Wake).
struct Tick {
  std::string key;
  friend bool operator==(Tick const&, Tick const&) = default;
};

using Event = std::variant<MessageReceived, StatusChanged, FieldChanged, Tick>;

}  // namespace waypost::webhook
