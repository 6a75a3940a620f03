#include "waypost/webhook/content.h"

#include <algorithm>
#include <array>

#include "waypost/wire/json.h"
#include "waypost/wire/words.h"

namespace waypost::webhook {
namespace {

constexpr std::size_t kMediaIdCharsMax = 128;  // reliability B-WP-27

struct Alias {
  std::string_view type;
  MessageKind kind;
};

// Words of other days for kinds we know (cloud-api 3.3).
constexpr std::array<Alias, 4> kAliases{{{"unknown", MessageKind::unsupported},
                                         {"errors", MessageKind::unsupported},
                                         {"ephemeral", MessageKind::unsupported},
                                         {"voice", MessageKind::audio}}};

// The kinds whose member has their name, in the order in which a missing type is looked for.
constexpr std::array<MessageKind, 15> kNamedByMember{
    MessageKind::interactive, MessageKind::text,     MessageKind::image,    MessageKind::video,
    MessageKind::audio,       MessageKind::document, MessageKind::sticker,  MessageKind::location,
    MessageKind::contacts,    MessageKind::button,   MessageKind::reaction, MessageKind::order,
    MessageKind::system,      MessageKind::edit,     MessageKind::revoke};

MessageKind kind_of(std::string_view type) noexcept {
  if (auto const kind = wire::value_of<MessageKind>(type)) return *kind;
  for (auto const& alias : kAliases) {
    if (alias.type == type) return alias.kind;
  }
  return MessageKind::other;
}

std::string_view type_of_member(json::object const& message) noexcept {
  for (auto const kind : kNamedByMember) {
    if (member(message, wire::word(kind)) != nullptr) return wire::word(kind);
  }
  return {};
}

std::optional<std::string> owned(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  return std::string(*text);
}

std::optional<std::string> text_member(json::object const& object, std::string_view name) {
  return owned(string_of(member(object, name)));
}

void read_interactive(json::object const& interactive, MessageReceived& read) {
  read.subtype = text_of(member(interactive, "type"));
  if (read.subtype != "button_reply" && read.subtype != "list_reply") return;
  auto const* const reply = object_of(member(interactive, read.subtype));
  if (reply == nullptr) return;
  read.text = text_member(*reply, "title");
  read.payload = text_member(*reply, "id");
}

bool is_media_id(std::string_view id) noexcept {
  return !id.empty() && id.size() <= kMediaIdCharsMax &&
         std::all_of(id.begin(), id.end(), [](char byte) {
           return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                  (byte >= 'a' && byte <= 'z') || byte == '_' || byte == '-';
         });
}

std::optional<Error> read_media(json::object const& media, MessageReceived& read) {
  constexpr std::array<std::string_view, 5> kMembers{"id", "mime_type", "sha256", "filename",
                                                     "caption"};
  auto const [id, mime_type, sha256, filename, caption] = pick(media, kMembers);
  if (read.kind != MessageKind::audio && read.kind != MessageKind::sticker) {
    read.text = owned(string_of(caption));
  }
  if (id == nullptr) return std::nullopt;
  auto media_id = id_of(id);
  if (!is_media_id(media_id)) {
    auto where = read.place.pointer;
    wire::append_pointer(where, read.type);
    return refuse(Errc::wrong_shape, where + "/id", "The media id is none; the message is kept.");
  }
  read.media = Media{std::move(media_id), std::string(text_of(mime_type)),
                     std::string(text_of(sha256)), std::string(text_of(filename))};
  return std::nullopt;
}

// A number or user id change. `from` of such a message is the old identity (cloud-api 3.5).
void read_system(json::object const& system, MessageReceived& read) {
  constexpr std::array<std::string_view, 8> kMembers{"type",           "wa_id",
                                                     "user_id",        "previous_user_id",
                                                     "parent_user_id", "previous_parent_user_id",
                                                     "new_wa_id",      "customer"};
  auto const [type, wa_id, user_id, old_user_id, parent, old_parent, new_wa_id, customer] =
      pick(system, kMembers);
  read.subtype = text_of(type);
  Party after;
  after.wa_id = id_of(wa_id != nullptr ? wa_id : new_wa_id);
  after.user_id = id_of(user_id);
  after.parent_user_id = id_of(parent);
  if (!after.named()) return;
  Party before = read.from;
  if (auto old = id_of(old_user_id); !old.empty()) before.user_id = std::move(old);
  if (auto old = id_of(old_parent); !old.empty()) before.parent_user_id = std::move(old);
  if (before.phone.empty()) before.phone = id_of(customer);
  read.change = IdentityChange{std::move(before), std::move(after)};
}

std::optional<Error> read_object(json::object const& object, MessageReceived& read) {
  switch (read.kind) {
    case MessageKind::text: read.text = text_member(object, "body"); break;
    case MessageKind::image:
    case MessageKind::video:
    case MessageKind::audio:
    case MessageKind::document:
    case MessageKind::sticker: return read_media(object, read);
    case MessageKind::interactive: read_interactive(object, read); break;
    case MessageKind::button:
      read.text = text_member(object, "text");
      read.payload = text_member(object, "payload");
      break;
    case MessageKind::order:
      read.text = text_member(object, "text");
      if (read.text && read.text->empty()) read.text.reset();
      break;
    case MessageKind::system: read_system(object, read); break;
    case MessageKind::unsupported: read.subtype = text_of(member(object, "type")); break;
    case MessageKind::location:
    case MessageKind::contacts:
    case MessageKind::reaction:
    case MessageKind::request_welcome:
    case MessageKind::edit:
    case MessageKind::revoke:
    case MessageKind::other: break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> read_content(json::object const& message, MessageReceived& read) {
  if (read.type.empty()) read.type = type_of_member(message);
  read.kind = kind_of(read.type);
  auto const* const content = member(message, read.type);
  if (content == nullptr) return std::nullopt;
  read.content = json_of(content);
  auto const* const object = content->if_object();
  return object == nullptr ? std::nullopt : read_object(*object, read);
}

}  // namespace waypost::webhook
