#pragma once
// The members of every value that crosses a door, once: writing and reading both walk them.
// Inside the wire room only; the shapes are documented in encode.h. Long because it is one
// table: every member of every value, spelled once.

#include <string_view>

#include "waypost/engine/effect.h"
#include "waypost/engine/snapshot.h"
#include "waypost/outbox/item.h"
#include "waypost/outbox/plan.h"
#include "waypost/outbox/settle.h"
#include "waypost/webhook/event.h"

namespace waypost::wire {

/// A 64-bit number without a meaning: 16 hexadecimal digits, for a JavaScript number has 53 bits.
template <class T>
struct Opaque64 {
  T& value;
};
template <class T>
Opaque64(T&) -> Opaque64<T>;

/// Sorted names with values: an object.
template <class T>
struct NamedTexts {
  T& value;
};
template <class T>
NamedTexts(T&) -> NamedTexts<T>;

/// Members<T>::walk(visit, object) calls visit(name, member) for each member, in the order of
/// the wire. `object` may be const: Visit is the writer or the reader.
template <class T>
struct Members;

/// The word that tells the alternatives of a variant apart, e.g. {"effect": "move", ...}.
template <class T>
inline constexpr std::string_view kTag{};

template <>
struct Members<webhook::Party> {
  static void walk(auto& visit, auto& object) {
    visit("phone", object.phone);
    visit("wa_id", object.wa_id);
    visit("user_id", object.user_id);
    visit("parent_user_id", object.parent_user_id);
    visit("name", object.name);
    visit("username", object.username);
  }
};

template <>
struct Members<webhook::ErrorItem> {
  static void walk(auto& visit, auto& object) {
    visit("code", object.code);
    visit("title", object.title);
    visit("details", object.details);
  }
};

template <>
struct Members<webhook::Place> {
  static void walk(auto& visit, auto& object) {
    visit("waba_id", object.waba_id);
    visit("phone_number_id", object.phone_number_id);
    visit("display_phone_number", object.display_phone_number);
    visit("pointer", object.pointer);
  }
};

template <>
struct Members<webhook::Media> {
  static void walk(auto& visit, auto& object) {
    visit("id", object.id);
    visit("mime_type", object.mime_type);
    visit("sha256", object.sha256);
    visit("filename", object.filename);
  }
};

template <>
struct Members<webhook::IdentityChange> {
  static void walk(auto& visit, auto& object) {
    visit("before", object.before);
    visit("after", object.after);
  }
};

template <>
struct Members<webhook::MessageReceived> {
  static void walk(auto& visit, auto& object) {
    visit("place", object.place);
    visit("id", object.id);
    visit("from", object.from);
    visit("to", object.to);
    visit("at", object.at);
    visit("kind", object.kind);
    visit("type", object.type);
    visit("subtype", object.subtype);
    visit("text", object.text);
    visit("payload", object.payload);
    visit("context_id", object.context_id);
    visit("group_id", object.group_id);
    visit("media", object.media);
    visit("change", object.change);
    visit("content", object.content);
    visit("errors", object.errors);
  }
};
template <>
inline constexpr std::string_view kTag<webhook::MessageReceived> = "message_received";

template <>
struct Members<webhook::StatusChanged> {
  static void walk(auto& visit, auto& object) {
    visit("place", object.place);
    visit("id", object.id);
    visit("word", object.word);
    visit("status", object.status);
    visit("type", object.type);
    visit("recipient", object.recipient);
    visit("recipient_type", object.recipient_type);
    visit("participant", object.participant);
    visit("at", object.at);
    visit("opaque", object.opaque);
    visit("errors", object.errors);
    visit("pricing", object.pricing);
    visit("conversation", object.conversation);
  }
};
template <>
inline constexpr std::string_view kTag<webhook::StatusChanged> = "status_changed";

template <>
struct Members<webhook::Preference> {
  static void walk(auto& visit, auto& object) {
    visit("who", object.who);
    visit("category", object.category);
    visit("value", object.value);
    visit("at", object.at);
  }
};

template <>
struct Members<webhook::FieldChanged> {
  static void walk(auto& visit, auto& object) {
    visit("place", object.place);
    visit("field", object.field);
    visit("kind", object.kind);
    visit("detail", object.detail);
    visit("subject", object.subject);
    visit("state", object.state);
    visit("at", object.at);
    visit("value", object.value);
    visit("echoes", object.echoes);
    visit("preferences", object.preferences);
    visit("identities", object.identities);
  }
};
template <>
inline constexpr std::string_view kTag<webhook::FieldChanged> = "field_changed";

template <>
struct Members<webhook::Tick> {
  static void walk(auto& visit, auto& object) { visit("key", object.key); }
};
template <>
inline constexpr std::string_view kTag<webhook::Tick> = "tick";

template <>
struct Members<engine::Contact> {
  static void walk(auto& visit, auto& object) {
    visit("id", object.id);
    visit("phone", object.phone);
    visit("wa_id", object.wa_id);
    visit("user_id", object.user_id);
    visit("parent_user_id", object.parent_user_id);
    visit("name", object.name);
    visit("username", object.username);
    visit("email", object.email);
    visit("fields", NamedTexts{object.fields});
    visit("tags", object.tags);
    visit("bot_off", object.bot_off);
    visit("marketing", object.marketing);
    visit("opted_out_of_all", object.opted_out_of_all);
    visit("suppressed_until", object.suppressed_until);
  }
};

template <>
struct Members<engine::Answered> {
  static void walk(auto& visit, auto& object) {
    visit("rule", object.rule);
    visit("at", object.at);
  }
};

template <>
struct Members<engine::Conversation> {
  static void walk(auto& visit, auto& object) {
    visit("id", object.id);
    visit("contact", object.contact);
    visit("phone_number_id", object.phone_number_id);
    visit("last_inbound_at", object.last_inbound_at);
    visit("takeover_until", object.takeover_until);
    visit("answered", object.answered);
    visit("replies", object.replies);
  }
};

template <>
struct Members<engine::Number> {
  static void walk(auto& visit, auto& object) {
    visit("phone_number_id", object.phone_number_id);
    visit("tenant", object.tenant);
    visit("display", object.display);
  }
};

template <>
struct Members<engine::Found> {
  static void walk(auto& visit, auto& object) {
    visit("contact", object.contact);
    visit("conversation", object.conversation);
    visit("other", object.other);
  }
};

template <>
struct Members<outbox::Item> {
  static void walk(auto& visit, auto& object) {
    visit("id", object.id);
    visit("key", object.key);
    visit("tenant", object.tenant);
    visit("conversation", object.conversation);
    visit("contact", object.contact);
    visit("phone_number_id", object.phone_number_id);
    visit("to", object.to);
    visit("recipient", object.recipient);
    visit("lane", object.lane);
    visit("purpose", object.purpose);
    visit("form", object.form);
    visit("rule", object.rule);
    visit("type", object.type);
    visit("body", object.body);
    visit("caller_data", object.caller_data);
    visit("state", object.state);
    visit("attempt", object.attempt);
    visit("failures", object.failures);
    visit("token_random", Opaque64{object.token_random});
    visit("created_at", object.created_at);
    visit("due_at", object.due_at);
    visit("expires_at", object.expires_at);
    visit("dispatched_at", object.dispatched_at);
    visit("wamid", object.wamid);
    visit("reason", object.reason);
    visit("retry_of", object.retry_of);
  }
};

template <>
struct Members<engine::Snapshot> {
  static void walk(auto& visit, auto& object) {
    visit("seen", object.seen);
    visit("number", object.number);
    visit("found", object.found);
    visit("item", object.item);
  }
};

template <>
struct Members<engine::TokenParts> {
  static void walk(auto& visit, auto& object) {
    visit("row", object.row);
    visit("attempt", object.attempt);
    visit("random", Opaque64{object.random});
    visit("mac", Opaque64{object.mac});
    visit("signed_part", object.signed_part);
    visit("caller_data", object.caller_data);
  }
};

template <>
struct Members<engine::Keys> {
  static void walk(auto& visit, auto& object) {
    visit("seen", object.seen);
    visit("phone_number_id", object.phone_number_id);
    visit("parties", object.parties);
    visit("token", object.token);
  }
};

template <>
struct Members<engine::Outcome> {
  static void walk(auto& visit, auto& object) {
    visit("kind", object.kind);
    visit("detail", object.detail);
  }
};

template <>
struct Members<engine::MarkSeen> {
  static void walk(auto& visit, auto& object) { visit("key", object.key); }
};
template <>
inline constexpr std::string_view kTag<engine::MarkSeen> = "mark_seen";

template <>
struct Members<engine::PutContact> {
  static void walk(auto& visit, auto& object) {
    visit("party", object.party);
    visit("contact", object.contact);
  }
};
template <>
inline constexpr std::string_view kTag<engine::PutContact> = "put_contact";

template <>
struct Members<engine::PutConversation> {
  static void walk(auto& visit, auto& object) {
    visit("party", object.party);
    visit("conversation", object.conversation);
  }
};
template <>
inline constexpr std::string_view kTag<engine::PutConversation> = "put_conversation";

template <>
struct Members<engine::PutMessage> {
  static void walk(auto& visit, auto& object) {
    visit("party", object.party);
    visit("direction", object.direction);
    visit("key", object.key);
    visit("wamid", object.wamid);
    visit("at", object.at);
    visit("type", object.type);
    visit("text", object.text);
    visit("payload", object.payload);
    visit("context_id", object.context_id);
    visit("content", object.content);
    visit("outcome", object.outcome);
  }
};
template <>
inline constexpr std::string_view kTag<engine::PutMessage> = "put_message";

template <>
struct Members<engine::PutEvent> {
  static void walk(auto& visit, auto& object) {
    visit("key", object.key);
    visit("field", object.field);
    visit("kind", object.kind);
    visit("detail", object.detail);
    visit("at", object.at);
    visit("value", object.value);
    visit("outcome", object.outcome);
  }
};
template <>
inline constexpr std::string_view kTag<engine::PutEvent> = "put_event";

template <>
struct Members<engine::Enqueue> {
  static void walk(auto& visit, auto& object) {
    visit("party", object.party);
    visit("item", object.item);
  }
};
template <>
inline constexpr std::string_view kTag<engine::Enqueue> = "enqueue";

template <>
struct Members<engine::Move> {
  static void walk(auto& visit, auto& object) {
    visit("item", object.item);
    visit("to", object.to);
    visit("due_at", object.due_at);
    visit("at", object.at);
    visit("wamid", object.wamid);
    visit("reason", object.reason);
    visit("failures", object.failures);
  }
};
template <>
inline constexpr std::string_view kTag<engine::Move> = "move";

template <>
struct Members<engine::Annotate> {
  static void walk(auto& visit, auto& object) {
    visit("item", object.item);
    visit("word", object.word);
    visit("at", object.at);
    visit("value", object.value);
  }
};
template <>
inline constexpr std::string_view kTag<engine::Annotate> = "annotate";

template <>
struct Members<engine::StopScope> {
  static void walk(auto& visit, auto& object) {
    visit("scope", object.scope);
    visit("until", object.until);
    visit("reason", object.reason);
    visit("detail", object.detail);
  }
};
template <>
inline constexpr std::string_view kTag<engine::StopScope> = "stop_scope";

template <>
struct Members<engine::SlowNumber> {
  static void walk(auto& visit, auto& object) { visit("phone_number_id", object.phone_number_id); }
};
template <>
inline constexpr std::string_view kTag<engine::SlowNumber> = "slow_number";

template <>
struct Members<engine::Wake> {
  static void walk(auto& visit, auto& object) {
    visit("key", object.key);
    visit("at", object.at);
  }
};
template <>
inline constexpr std::string_view kTag<engine::Wake> = "wake";

template <>
struct Members<engine::Note> {
  static void walk(auto& visit, auto& object) {
    visit("level", object.level);
    visit("code", object.code);
    visit("subject", object.subject);
  }
};
template <>
inline constexpr std::string_view kTag<engine::Note> = "note";

template <>
struct Members<outbox::Standing> {
  static void walk(auto& visit, auto& object) {
    visit("last_inbound_at", object.last_inbound_at);
    visit("marketing_withdrawn", object.marketing_withdrawn);
    visit("opted_out_of_all", object.opted_out_of_all);
    visit("suppressed_until", object.suppressed_until);
    visit("stopped_until", object.stopped_until);
    visit("stopped_why", object.stopped_why);
  }
};

template <>
struct Members<outbox::Budget> {
  static void walk(auto& visit, auto& object) {
    visit("limiters", object.limiters);
    visit("new_recipient", object.new_recipient);
    visit("utc_offset_s", object.utc_offset_s);
  }
};

template <>
struct Members<outbox::Send> {
  static void walk(auto& visit, auto& object) {
    visit("body", object.body);
    visit("limiters", object.limiters);
  }
};
template <>
inline constexpr std::string_view kTag<outbox::Send> = "send";

template <>
struct Members<outbox::Wait> {
  static void walk(auto& visit, auto& object) {
    visit("until", object.until);
    visit("why", object.why);
    visit("detail", object.detail);
    visit("limiters", object.limiters);
  }
};
template <>
inline constexpr std::string_view kTag<outbox::Wait> = "wait";

template <>
struct Members<outbox::Drop> {
  static void walk(auto& visit, auto& object) { visit("why", object.why); }
};
template <>
inline constexpr std::string_view kTag<outbox::Drop> = "drop";

template <>
struct Members<outbox::HttpReply> {
  static void walk(auto& visit, auto& object) {
    visit("status", object.status);
    visit("body", object.body);
    visit("retry_after_s", object.retry_after_s);
  }
};
template <>
inline constexpr std::string_view kTag<outbox::HttpReply> = "http_reply";

template <>
struct Members<outbox::NoReply> {
  static void walk(auto& visit, auto& object) { visit("why", object.why); }
};
template <>
inline constexpr std::string_view kTag<outbox::NoReply> = "no_reply";

template <>
struct Members<outbox::ProcessDied> {
  static void walk(auto& /*visit*/, auto& /*object*/) {}
};
template <>
inline constexpr std::string_view kTag<outbox::ProcessDied> = "process_died";

template <>
struct Members<outbox::EvidenceEnded> {
  static void walk(auto& /*visit*/, auto& /*object*/) {}
};
template <>
inline constexpr std::string_view kTag<outbox::EvidenceEnded> = "evidence_ended";

}  // namespace waypost::wire
