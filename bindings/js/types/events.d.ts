// What happened: everything that wp_parse makes of a webhook body, told apart by `event`.
//
// A member that holds its default ('', 0, false, an empty list or object, nothing) is left out:
// read an absent text as ''. Only the tag and words such as `kind` are always there.

import type { Instant, JsonPointer, JsonText } from './json.js';

/** One thing that happened. wp_parse returns the first three; a host makes the fourth. */
export type Event = MessageReceived | StatusChanged | FieldChanged | Tick;

/**
 * A person as one webhook names them. An event that carries one names at least one identity; the
 * phone number may be absent since 2026, when Meta began to send user ids alone.
 */
export interface Party {
  /** `messages[].from` or `statuses[].recipient_id`, as received: usually digits. */
  phone?: string;
  /** `contacts[].wa_id`; often, not always, equal to `phone`. */
  wa_id?: string;
  /** Business-scoped user id: `US.1349...`. */
  user_id?: string;
  /** The same for the parent business: `US.ENT.1181...`. */
  parent_user_id?: string;
  /** Profile name, `contacts[].profile.name`: untrusted text. */
  name?: string;
  /** Username without its leading @. */
  username?: string;
}

/** Where an event stands in Meta's envelope. */
export interface Place {
  /** `entry[].id`: the WhatsApp Business Account; a portfolio in partner events. */
  waba_id?: string;
  /** `metadata.phone_number_id`. Absent: the event belongs to no number. */
  phone_number_id?: string;
  /** `metadata.display_phone_number`, as sent, up to 64 bytes. Nothing is routed by it. */
  display_phone_number?: string;
  /** JSON Pointer of the item in the body: `/entry/0/changes/0/value/messages/0`. */
  pointer?: JsonPointer;
}

/** One item of an `errors[]` array of Meta's. */
export interface ErrorItem {
  /** Graph's error code, such as 131047; a numeric string of Meta's is a number here. */
  code?: number;
  /** Meta's headline. */
  title?: string;
  /** `error_data.details`: what to know besides. */
  details?: string;
}

/**
 * What a message is, as far as deciding cares. `other` is every type that has no word here;
 * `type` then says how Meta spelled it. `unknown`, `errors` and `ephemeral` of Meta's are
 * `unsupported`, `voice` is `audio`.
 */
export type MessageKind =
  | 'text'
  | 'image'
  | 'video'
  | 'audio'
  | 'document'
  | 'sticker'
  | 'location'
  | 'contacts'
  | 'interactive'
  | 'button'
  | 'reaction'
  | 'order'
  | 'system'
  | 'request_welcome'
  | 'edit'
  | 'revoke'
  | 'unsupported'
  | 'other';

/** What a download of media needs. */
export interface Media {
  /** Meta's media id, for `GET /{version}/{id}`; good for 7 days. */
  id?: string;
  /** As sent, parameters included: `audio/ogg; codecs=opus`. */
  mime_type?: string;
  /** Digest of the file, as sent: base64 (44 characters) or hex (64). */
  sha256?: string;
  /** Documents, rarely videos: untrusted text, never a path. */
  filename?: string;
}

/** Somebody's number or user id changed. */
export interface IdentityChange {
  /** Under which identities the person was known. */
  before?: Party;
  /** The identities that hold from now on. */
  after?: Party;
}

/** A message, whoever wrote it: the body of MessageReceived, and of an echo. */
export interface Message {
  /** Where in the body it stood. */
  place?: Place;
  /** Meta's message id: `wamid....`. */
  id?: string;
  /** Who wrote it; in an echo the business. */
  from?: Party;
  /** Whom it was for: echoes and outgoing history only. */
  to?: Party;
  /** Meta's time of it; absent when that made no sense. */
  at?: Instant;
  /** What it is. */
  kind: MessageKind;
  /** The same as Meta spelled it. */
  type?: string;
  /** `interactive.type`, `system.type` or `unsupported.type`. */
  subtype?: string;
  /**
   * What text rules match, as received: a text's body, a pressed button's title, a caption, an
   * order's note. Absent: there was no text at all, which is not the same as ''.
   */
  text?: string;
  /** What payload rules match: the id of the pressed button or list row. */
  payload?: string;
  /** The wamid of the message this one answers. */
  context_id?: string;
  /** The group it was written in. */
  group_id?: string;
  /** Image, video, audio, document, sticker. */
  media?: Media;
  /** A `system` message about a number or id that changed. */
  change?: IdentityChange;
  /** The member named by `type`, as JSON: a `MessageContent` once parsed. */
  content?: JsonText;
  /** What Meta could not deliver of it, for example code 131051 for an unsupported type. */
  errors?: ErrorItem[];
}

/** A customer wrote (field `messages`, `messages[]`). */
export interface MessageReceived extends Message {
  event: 'message_received';
}

/** Delivery states in their order; `failed` stands outside it. A state implies those before. */
export type Status = 'accepted' | 'sent' | 'delivered' | 'read' | 'played' | 'failed';

/** A message of ours moved (field `messages`, `statuses[]`). */
export interface StatusChanged {
  event: 'status_changed';
  /** Where in the body it stood. */
  place?: Place;
  /** Whose status: the wamid that Graph answered when the message was sent. */
  id?: string;
  /** The state as Meta spelled it; words of the future are kept. */
  word?: string;
  /** The same as one of ours; absent for other words, and when `type` is there. */
  status?: Status;
  /** Absent for messages; `payment` for a payment's status, `call` for a call's. */
  type?: string;
  /** To whom we wrote; `phone` is `recipient_id`, in a group the group's id. */
  recipient?: Party;
  /** `group`, or absent. */
  recipient_type?: string;
  /** Groups: the participant this speaks of. */
  participant?: string;
  /** Meta's time of it; absent when that made no sense. */
  at?: Instant;
  /** `biz_opaque_callback_data`: our token and, behind a space, the caller's own. */
  opaque?: string;
  /** Why it failed. */
  errors?: ErrorItem[];
  /** Meta's pricing object, as JSON: a `Pricing` once parsed. */
  pricing?: JsonText;
  /** Meta's conversation object, as JSON: a `StatusConversation` once parsed. */
  conversation?: JsonText;
}

/** A marketing preference that a person set in WhatsApp (field `user_preferences`). */
export interface Preference {
  /** Who set it. */
  who?: Party;
  /** `marketing_messages`. */
  category?: string;
  /** `stop`, `resume`, `signup`, or a word of the future. */
  value?: string;
  /** When it was set. */
  at?: Instant;
}

/**
 * Any other change: templates, account, number, echoes, history, standby, calls, groups,
 * value-level errors, and fields nobody has seen yet. Kept, never refused, never answered.
 */
export interface FieldChanged {
  event: 'field_changed';
  /** Where in the body it stood. */
  place?: Place;
  /** The field as Meta spelled it: `message_template_status_update`; see `FieldValues`. */
  field?: string;
  /** `field_event`, or `value_error` for an item of `value.errors[]`. */
  kind?: 'field_event' | 'value_error' | (string & {});
  /** What it says: an event word, a decision, an alert's type; the code of a value error. */
  detail?: string;
  /** What it is about: a template's name, a flow, an account, a display number, ... */
  subject?: string;
  /** Where that stands now: a quality score, a ban's state, a pause's title, a status. */
  state?: string;
  /** `entry[].time`, or the value's own timestamp. */
  at?: Instant;
  /** The change's value, or the error's item, as JSON: one of `FieldValues` once parsed. */
  value?: JsonText;
  /** `smb_message_echoes`: what staff typed on the phone of the business. */
  echoes?: Message[];
  /** `user_preferences`. */
  preferences?: Preference[];
  /** `user_id_update`. */
  identities?: IdentityChange[];
}

/** A timer that an effect `wake` asked for has come. The host makes it. */
export interface Tick {
  event: 'tick';
  /** The key of that `wake`. */
  key?: string;
}

/**
 * An event as wp_keys, wp_decide and wp_explain accept it: what wp_parse wrote, as it is. Where
 * a host makes one itself, words may be missing (`kind` is then `other`), and a member that is
 * there or not may be null. A member that no shape has is refused (`wrong_shape`).
 */
export type GivenEvent = GivenMessageReceived | GivenStatusChanged | GivenFieldChanged | Tick;

/** An error's item as it is accepted. */
export interface GivenErrorItem extends Omit<ErrorItem, 'code'> {
  /** null is absent. */
  code?: number | null;
}

/** A message as it is accepted; null is absent. */
export interface GivenMessage
  extends Omit<
    Message,
    'at' | 'kind' | 'text' | 'payload' | 'media' | 'change' | 'errors'
  > {
  at?: Instant | null;
  /** Absent: `other`. */
  kind?: MessageKind;
  text?: string | null;
  payload?: string | null;
  media?: Media | null;
  change?: IdentityChange | null;
  errors?: GivenErrorItem[];
}

/** A MessageReceived as it is accepted. */
export interface GivenMessageReceived extends GivenMessage {
  event: 'message_received';
}

/** A StatusChanged as it is accepted; null is absent. */
export interface GivenStatusChanged extends Omit<StatusChanged, 'at' | 'status' | 'errors'> {
  at?: Instant | null;
  status?: Status | null;
  errors?: GivenErrorItem[];
}

/** A Preference as it is accepted; null is absent. */
export interface GivenPreference extends Omit<Preference, 'at'> {
  at?: Instant | null;
}

/** A FieldChanged as it is accepted; null is absent. */
export interface GivenFieldChanged extends Omit<FieldChanged, 'at' | 'echoes' | 'preferences'> {
  at?: Instant | null;
  echoes?: GivenMessage[];
  preferences?: GivenPreference[];
}
