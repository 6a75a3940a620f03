// What to do: a host applies effects in their order, in one transaction.
//
// Members that hold their default are left out, as in events. Row ids that are absent are the
// event's own: the host knows them, or has just made them.

import type { Contact, Conversation } from './snapshot.js';
import type { Item, ScopeKind, State } from './outbox.js';
import type { Instant, JsonText } from './json.js';
import type { Outcome } from './outcomes.js';

/** One thing to do, told apart by `effect`. */
export type Effect =
  | MarkSeen
  | PutContact
  | PutConversation
  | PutMessage
  | PutEvent
  | Enqueue
  | Move
  | Annotate
  | StopScope
  | SlowNumber
  | Wake
  | Note;

/** Effects in the order in which they are applied. */
export type Effects = Effect[];

/** Store the key; if it is there already, drop all effects: the event is a duplicate. */
export interface MarkSeen {
  effect: 'mark_seen';
  /** `Keys.seen`. */
  key?: string;
}

/** Insert (no id) or replace a contact with its identities. */
export interface PutContact {
  effect: 'put_contact';
  /** Place of its party in `Keys.parties`; absent: 0. */
  party?: number;
  contact?: Contact;
}

/** Insert (no id) or replace a conversation. */
export interface PutConversation {
  effect: 'put_conversation';
  /** Place of its party in `Keys.parties`; absent: 0. */
  party?: number;
  conversation?: Conversation;
}

/** `echo`: what staff typed on the phone of the business. */
export type Direction = 'inbound' | 'echo';

/** Record a message with its outcome. A host that has `key` already keeps what it has. */
export interface PutMessage {
  effect: 'put_message';
  /** Place of its party in `Keys.parties`; absent: 0. */
  party?: number;
  direction: Direction;
  /** Dedupe key. */
  key?: string;
  wamid?: string;
  /** Meta's time, or arrival when that made no sense. */
  at?: Instant;
  /** As Meta spelled it. */
  type?: string;
  /** Without NUL, so that any store takes it. */
  text?: string;
  payload?: string;
  /** The wamid it answers. */
  context_id?: string;
  /** The member named by `type`: a `MessageContent` once parsed. */
  content?: JsonText;
  outcome: Outcome;
}

/** Record any other event with its outcome. */
export interface PutEvent {
  effect: 'put_event';
  /** Dedupe key; absent: nothing to be found by. */
  key?: string;
  /** `messages` for a status of nobody's, else the field of the change. */
  field?: string;
  /** The status word, or `field_event`, `value_error`. */
  kind?: string;
  /** The error code, event word, decision, ... */
  detail?: string;
  at?: Instant;
  /** What Meta said. */
  value?: JsonText;
  outcome: Outcome;
}

/** Put a message into the outbox. */
export interface Enqueue {
  effect: 'enqueue';
  /** Place of its party in `Keys.parties`; absent: 0. */
  party?: number;
  item: Item;
}

/** Move an outbox item. Members that are absent leave what is there, but for `failures`. */
export interface Move {
  effect: 'move';
  /** Row id. */
  item?: number;
  to: State;
  due_at?: Instant;
  /** When Meta says it happened. */
  at?: Instant;
  wamid?: string;
  reason?: string;
  /** New value of `Item.failures`; absent: 0. */
  failures?: number;
}

/** Keep a fact about an item that does not move it. */
export interface Annotate {
  effect: 'annotate';
  /** Row id. */
  item?: number;
  /** `played`, `pricing`, `held`, `late_reply`, or the status that came too late. */
  word?: string;
  /** When Meta says it happened. */
  at?: Instant;
  /** A `Pricing`, or a string: a code, a wamid. */
  value?: JsonText;
}

/** Stop a shared scope; items that were not sent wait there and burn no attempts. */
export interface StopScope {
  effect: 'stop_scope';
  scope: ScopeKind;
  /** Absent: until a person acts. */
  until?: Instant;
  /** Class of failure, or `news`, `:`, and the code or word: `throttle:130429`, `news:PAUSED`. */
  reason?: string;
  /** The template's name; the id of an account that an event names. */
  detail?: string;
}

/** Halve a number's rate (Meta's 130429); it grows back by itself. */
export interface SlowNumber {
  effect: 'slow_number';
  phone_number_id?: string;
}

/** Ask again: give the engine a `tick` with this key at this time. */
export interface Wake {
  effect: 'wake';
  key?: string;
  at?: Instant;
}

/** How much an operator wants to know it. */
export type NoteLevel = 'info' | 'warning' | 'alert';

/** Something an operator may want to know: codes and ids, never text, digits or secrets. */
export interface Note {
  effect: 'note';
  level: NoteLevel;
  /** What: a `NoteCode`, a field of Meta's news, or a `FailureClass`. */
  code?: NoteCode | (string & {});
  /** About what: `contact:3`, `conversation:5`, `outbox:7`, a rule's id, a code. */
  subject?: string;
}

/** Notes that are not news of Meta's or a class of failure. */
export type NoteCode =
  /** A text was longer than WhatsApp takes; `subject`: the rule. */
  | 'reply_cut'
  /** A reply could not be built; `subject`: the rule. */
  | 'reply_failed'
  /** Too many automatic replies; `subject`: the conversation. */
  | 'loop'
  /** Two contacts may be one person; `subject`: both. */
  | 'merge_proposed'
  /** A contact goes on under a new identity. */
  | 'identity_changed'
  /** A status came for an item that had ended. */
  | 'late_evidence'
  /** A message may have gone out twice. */
  | 'possible_duplicate'
  /** No evidence ever came of a send. */
  | 'unknown_final'
  /** A code of Graph's that no table has; `subject`: the code. */
  | 'unmapped_code'
  /** An item of `value.errors[]`; `subject`: its code. */
  | 'value_error';
