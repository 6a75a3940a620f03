#pragma once
// Values become JSON: what the C door, the vectors and JavaScript see of the core.
//
// The shapes, in TypeScript. A member that holds its default (0, false, "", an empty list, an
// empty object, an absent option) is left out, except words and the members of a variant's tag;
// the others stand in the order given here, so that equal values are equal bytes.
//
//   type Instant = number | "forever"   // microseconds since 1970-01-01T00:00:00Z
//   type Json = string                  // compact JSON text, kept byte for byte
//   type Hex = string                   // a 64-bit number, 16 lower-case hexadecimal digits
//
//   type Party = { phone?, wa_id?, user_id?, parent_user_id?, name?, username?: string }
//   type Place = { waba_id?, phone_number_id?, display_phone_number?, pointer?: string }
//   type ErrorItem = { code?: number, title?, details?: string }
//   type IdentityChange = { before?, after?: Party }
//
//   type Event = MessageReceived | StatusChanged | FieldChanged | Tick
//   type MessageReceived = { event: "message_received" } & Message
//   type Message = { place?: Place, id?: string, from?, to?: Party, at?: Instant,
//     kind: MessageKind, type?, subtype?, text?, payload?, context_id?, group_id?: string,
//     media?: { id?, mime_type?, sha256?, filename?: string }, change?: IdentityChange,
//     content?: Json, errors?: ErrorItem[] }
//   type StatusChanged = { event: "status_changed", place?: Place, id?, word?: string,
//     status?: Status, type?: string, recipient?: Party, recipient_type?, participant?: string,
//     at?: Instant, opaque?: string, errors?: ErrorItem[], pricing?, conversation?: Json }
//   type FieldChanged = { event: "field_changed", place?: Place, field?, kind?, detail?,
//     subject?, state?: string, at?: Instant, value?: Json, echoes?: Message[],
//     preferences?: { who?: Party, category?, value?: string, at?: Instant }[],
//     identities?: IdentityChange[] }
//   type Tick = { event: "tick", key?: string }
//
//   type Keys = { seen?, phone_number_id?: string, parties?: Party[], token?: TokenParts }
//   type TokenParts = { row?, attempt?: number, random?, mac?: Hex,
//     signed_part?, caller_data?: string }
//   type Snapshot = { seen?: boolean,
//     number?: { phone_number_id?: string, tenant?: number, display?: string },
//     found?: { contact?: Contact, conversation?: Conversation, other?: number }[], item?: Item }
//   type Contact = { id?: number, phone?, wa_id?, user_id?, parent_user_id?, name?, username?,
//     email?: string, fields?: { [name: string]: string }, tags?: string[], bot_off?: boolean,
//     marketing: Consent, opted_out_of_all?: boolean, suppressed_until?: Instant }
//   type Conversation = { id?, contact?: number, phone_number_id?: string,
//     last_inbound_at?, takeover_until?: Instant, answered?: { rule?: string, at?: Instant }[],
//     replies?: Instant[] }
//   type Item = { id?: number, key?: string, tenant?, conversation?, contact?: number,
//     phone_number_id?, to?, recipient?: string, lane: Lane, purpose: Purpose, form: Form,
//     rule?, type?: string, body?: Json, caller_data?: string, state: State,
//     attempt?, failures?: number, token_random?: Hex, created_at?, due_at?, expires_at?: Instant,
//     dispatched_at?: Instant, wamid?, reason?: string, retry_of?: number }
//
//   type Outcome = { kind: OutcomeKind, detail?: string }
//   type Effect =
//     | { effect: "mark_seen", key?: string }
//     | { effect: "put_contact", party?: number, contact?: Contact }
//     | { effect: "put_conversation", party?: number, conversation?: Conversation }
//     | { effect: "put_message", party?: number, direction: Direction, key?, wamid?: string,
//         at?: Instant, type?, text?, payload?, context_id?: string, content?: Json,
//         outcome: Outcome }
//     | { effect: "put_event", key?, field?, kind?, detail?: string, at?: Instant, value?: Json,
//         outcome: Outcome }
//     | { effect: "enqueue", party?: number, item: Item }
//     | { effect: "move", item?: number, to: State, due_at?, at?: Instant, wamid?,
//         reason?: string, failures?: number }
//     | { effect: "annotate", item?: number, word?: string, at?: Instant, value?: Json }
//     | { effect: "stop_scope", scope: ScopeKind, until?: Instant, reason?, detail?: string }
//     | { effect: "slow_number", phone_number_id?: string }
//     | { effect: "wake", key?: string, at?: Instant }
//     | { effect: "note", level: NoteLevel, code?, subject?: string }
//
//   type Limiter = { id: string, kind: "gcra", interval_us, burst: number, state: object }
//     | { id: string, kind: "burst_window", interval_us, burst, window_us: number, state: object }
//     | { id: string, kind: "day_cap" | "unique24", limit: number | null, state: object }
//   type Plan = { plan: "send", body?: Json, limiters?: Limiter[] }
//     | { plan: "wait", until?: Instant, why: WaitReason, detail?: string, limiters?: Limiter[] }
//     | { plan: "drop", why: DropReason }
//   type Standing = { last_inbound_at?: Instant, marketing_withdrawn?, opted_out_of_all?: boolean,
//     suppressed_until?, stopped_until?: Instant, stopped_why?: string }
//   type Budget = { limiters?: Limiter[], new_recipient?: boolean, utc_offset_s?: number }
//   type SendOutcome = { outcome: "http_reply", status?: number, body?: string,
//       retry_after_s?: number }
//     | { outcome: "no_reply", why: NetworkFault }
//     | { outcome: "process_died" } | { outcome: "evidence_ended" }
//
// The words of MessageKind, Status, ... are the enumerators' (words.h; two differ from their C++
// name: "template" for Form and ScopeKind). A state is as outbox/rate.h documents it.

#include <string>

#include "waypost/engine/effect.h"
#include "waypost/engine/snapshot.h"
#include "waypost/outbox/item.h"
#include "waypost/outbox/plan.h"
#include "waypost/outbox/settle.h"
#include "waypost/webhook/event.h"

namespace waypost::wire {

/// Appends the value. The same value gives the same bytes on every host. Cost: O(result).
void append(std::string& json, webhook::Event const& event);
void append(std::string& json, engine::Keys const& keys);
void append(std::string& json, engine::Snapshot const& snapshot);
void append(std::string& json, engine::Effect const& effect);
void append(std::string& json, engine::Effects const& effects);
void append(std::string& json, outbox::Item const& item);
void append(std::string& json, outbox::Limiters const& limiters);
void append(std::string& json, outbox::Plan const& plan);
void append(std::string& json, outbox::SendOutcome const& outcome);
void append(std::string& json, outbox::Standing const& standing);

/// The same, owning its result.
template <class T>
[[nodiscard]] std::string encode(T const& value) {
  std::string json;
  append(json, value);
  return json;
}

}  // namespace waypost::wire
