#include "simulator/validate.h"

#include <array>
#include <vector>

#include "simulator/directory.h"
#include "simulator/schema.h"
#include "simulator/text.h"

namespace waypost::simulator {
namespace {

constexpr std::size_t kOpaqueCharacters = 512;
constexpr auto kOldestReference = std::chrono::hours{24 * 30};

/// The members that every send may have.
constexpr std::array kCommon = std::to_array<Field>({
    {"messaging_product", Kind::text, Need::required},
    {"recipient_type", Kind::text},
    {"to", Kind::text},
    {"recipient", Kind::text},
    {"type", Kind::text},
    {"context", Kind::object},
    {"biz_opaque_callback_data", Kind::string, Need::optional, kOpaqueCharacters},
    {"recipient_identity_key_hash", Kind::text},
    {"ttl", Kind::scalar},
    {"category", Kind::text},
});

constexpr std::array kMarketing = std::to_array<Field>({
    {"product_policy", Kind::text},
    {"message_activity_sharing", Kind::boolean},
});

constexpr std::array kContext = std::to_array<Field>({
    {"message_id", Kind::text, Need::required},
});

constexpr std::array kRead = std::to_array<Field>({
    {"messaging_product", Kind::text, Need::required},
    {"status", Kind::text, Need::required},
    {"message_id", Kind::text, Need::required},
    {"typing_indicator", Kind::object},
});

constexpr std::array kTyping = std::to_array<Field>({{"type", Kind::text, Need::required}});

enum class Groups { taken, refused };

/// The types, the kind of the object named by each, and whether a group takes it.
struct Type {
  std::string_view name;
  Kind kind;
  Groups groups;
};

constexpr std::array kTypes = std::to_array<Type>({
    {"text", Kind::object, Groups::taken},
    {"image", Kind::object, Groups::taken},
    {"video", Kind::object, Groups::taken},
    {"audio", Kind::object, Groups::taken},
    {"document", Kind::object, Groups::taken},
    {"sticker", Kind::object, Groups::taken},
    {"location", Kind::object, Groups::refused},
    {"contacts", Kind::array, Groups::refused},
    {"reaction", Kind::object, Groups::refused},
    {"interactive", Kind::object, Groups::refused},
    {"template", Kind::object, Groups::taken},
    {"pin", Kind::object, Groups::taken},
});

Type const* find_type(std::string_view name) {
  for (auto const& type : kTypes) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

Check check_product(boost::json::object const& body) {
  if (text_in(body, "messaging_product") == "whatsapp") return std::nullopt;
  return Refusal{100, "The parameter messaging_product is required."};
}

Check check_common(boost::json::object const& body, Type const& type, Facts const& facts) {
  std::vector<Field> fields(kCommon.begin(), kCommon.end());
  fields.push_back({type.name, type.kind, Need::required});
  if (facts.endpoint == Endpoint::marketing_messages) {
    fields.insert(fields.end(), kMarketing.begin(), kMarketing.end());
  }
  if (auto refusal = check_members(body, fields, "")) return refusal;
  auto const* context = object_in(body, "context");
  if (context == nullptr) return std::nullopt;
  if (type.name == "reaction") return bad_value("context", "cannot go with a reaction.");
  return check_members(*context, kContext, "context");
}

Check check_group(Send& send, Type const& type) {
  send.target = Send::Target::group;
  if (send.to.empty()) return missing("to");
  if (type.groups == Groups::refused) {
    return Refusal{131051, "A group does not take messages of type " + std::string(type.name)};
  }
  send.address = send.to;
  return std::nullopt;
}

Check check_recipient(boost::json::object const& body,
                      Type const& type,
                      Facts const& facts,
                      Send& send) {
  static constexpr std::array<std::string_view, 2> kRecipientTypes{"individual", "group"};
  auto const recipient_type = text_in(body, "recipient_type");
  if (!recipient_type.empty()) {
    if (auto refusal = check_word(recipient_type, kRecipientTypes, "recipient_type")) {
      return refusal;
    }
  }
  if (recipient_type == "group") return check_group(send, type);
  if (type.name == "pin") return bad_value("type", "pin is for groups.");
  if (send.to.empty() && send.recipient.empty()) return missing("to");
  if (send.to.empty()) {
    if (is_user_id(send.recipient)) return std::nullopt;
    return bad_value("recipient", "is not a business-scoped user id.");
  }
  auto phone = canonical_phone(send.to, facts.number.country_code);
  if (!phone) return bad_value("to", "is not a phone number.");
  if (*phone == facts.number.display_phone_number) {
    return Refusal{131021, "The recipient's number is the sender's."};
  }
  send.address = std::move(*phone);
  return std::nullopt;
}

Check check_body(boost::json::object const& body,
                 std::string_view type,
                 Facts const& facts,
                 Send& send) {
  auto const& value = body.at(type);
  if (type == "text") return check_text(value, facts);
  if (type == "location") return check_location(value, "location");
  if (type == "contacts") return check_contacts(value, facts);
  if (type == "reaction") return check_reaction(value, facts);
  if (type == "pin") return check_pin(value, facts);
  if (type == "interactive") return check_interactive(value, facts);
  if (type == "template") return check_template(value, facts, send);
  return check_media_message(type, value, facts);
}

Check judge(boost::json::object const& body, Facts const& facts, Send& send) {
  if (auto refusal = check_product(body)) return refusal;
  auto const* type = find_type(send.type);
  if (type == nullptr) {
    return Refusal{131051, "Message type " + std::string(send.type) + " is not supported."};
  }
  if (facts.endpoint == Endpoint::marketing_messages && type->name != "template") {
    return Refusal{131055, "This endpoint takes marketing templates only."};
  }
  if (auto refusal = check_common(body, *type, facts)) return refusal;
  if (auto refusal = check_recipient(body, *type, facts, send)) return refusal;
  return check_body(body, type->name, facts, send);
}

}  // namespace

Verdict judge_send(boost::json::object const& body, Facts const& facts) {
  Verdict verdict;
  auto& send = verdict.send;
  send.to = text_in(body, "to");
  send.recipient = text_in(body, "recipient");
  send.type = body.if_contains("type") == nullptr ? "text" : text_in(body, "type");
  send.biz_opaque_callback_data = text_in(body, "biz_opaque_callback_data");
  if (auto const* object = object_in(body, "template")) {
    send.template_name = text_in(*object, "name");
  }
  verdict.refusal = judge(body, facts, send);
  return verdict;
}

Check judge_read(boost::json::object const& body, Facts const& facts) {
  if (auto refusal = check_product(body)) return refusal;
  if (auto refusal = check_members(body, kRead, "")) return refusal;
  if (text_in(body, "status") != "read") return bad_value("status", "must be one of {read}.");
  if (auto const* typing = object_in(body, "typing_indicator")) {
    if (auto refusal = check_members(*typing, kTyping, "typing_indicator")) return refusal;
    if (text_in(*typing, "type") != "text") {
      return bad_value("typing_indicator['type']", "must be one of {text}.");
    }
  }
  auto const wamid = text_in(body, "message_id");
  if (auto refusal = check_known_message(wamid, "message_id", facts)) return refusal;
  auto const known = facts.messages.find(wamid);
  if (known && known->direction == Direction::outbound) {
    return bad_value("message_id", "is a message of the business.");
  }
  return std::nullopt;
}

Check check_known_message(std::string_view wamid, std::string_view where, Facts const& facts) {
  auto const known = facts.messages.find(wamid);
  if (!known) {
    if (facts.unknown_ids == UnknownIds::accepted) return std::nullopt;
    return bad_value(where, "is not a known message.");
  }
  if (facts.now - known->at > kOldestReference) {
    return bad_value(where, "is a message older than 30 days.");
  }
  return std::nullopt;
}

}  // namespace waypost::simulator
