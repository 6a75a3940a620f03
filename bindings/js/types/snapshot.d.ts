// What is known when something happens: the rows that wp_keys named, read by the host.
//
// What the module writes leaves out members that hold their default; what it is given may leave
// them out, too. So rows that came in effects go back as they are.

import type { GivenItem } from './outbox.js';
import type { Party } from './events.js';
import type { Hex64, Instant } from './json.js';

/** Which rows a host reads before wp_decide; the answer of wp_keys. */
export interface Keys {
  /**
   * Dedupe key: `m:<phone_number_id>:<wamid>` for a message, `s:...` for a status without our
   * token, `e:...` for other events. Absent: statuses with our token, and ticks, repeat harmlessly.
   */
  seen?: string;
  /** The number's row, with its tenant. */
  phone_number_id?: string;
  /** Whose contacts and conversations: `Snapshot.found` has one entry for each, in this order. */
  parties?: Party[];
  /** Which outbox row a status speaks of; believe it only after its MAC was checked. */
  token?: TokenParts;
}

/** An opaque token taken apart. */
export interface TokenParts {
  /** Id of the outbox row. */
  row?: number;
  /** Which attempt of it, from 1. */
  attempt?: number;
  /** Random bits of that attempt. */
  random?: Hex64;
  /** What the host's 64-bit MAC over `signed_part` must be. */
  mac?: Hex64;
  /** The text the MAC is over. */
  signed_part?: string;
  /** What the caller itself had put in `biz_opaque_callback_data`. */
  caller_data?: string;
}

/** The rows that Keys named. Everything may be missing: nothing was found. */
export interface Snapshot {
  /** The event's key is stored already: nothing happens. */
  seen?: boolean;
  /** The business number the event belongs to. */
  number?: BusinessNumber;
  /** Parallel to `Keys.parties`; `{}` for a party nobody knows. */
  found?: Found[];
  /** The outbox row that the token of a status names, once its MAC held; null is absent. */
  item?: GivenItem | null;
}

/** A business number and whose it is. */
export interface BusinessNumber {
  /** Meta's id of it. */
  phone_number_id?: string;
  /** Row id of its tenant. */
  tenant?: number;
  /** As a person reads it: `{{number.display}}`. */
  display?: string;
}

/** One party, looked up. */
export interface Found {
  /** The contact: of two known ones the one with the user id. null is absent. */
  contact?: GivenContact | null;
  /** Its conversation with this number. null is absent. */
  conversation?: GivenConversation | null;
  /** Row id of the second contact, when the event names two that are known. */
  other?: number;
}

/** Marketing consent as the person left it. `unknown` forbids nothing by itself. */
export type Consent = 'unknown' | 'given' | 'withdrawn';

/** A person, under all identities that are known; as an effect `put_contact` writes it. */
export interface Contact {
  /** Row id; absent (0): not stored yet. */
  id?: number;
  /** Dialling form: digits. */
  phone?: string;
  wa_id?: string;
  /** Business-scoped user id. */
  user_id?: string;
  parent_user_id?: string;
  /** Untrusted text unless an operator wrote it. */
  name?: string;
  /** Without a leading @. */
  username?: string;
  email?: string;
  /** The operator's own: `{{contact.FIELD}}`. */
  fields?: { [name: string]: string };
  /** Sorted. */
  tags?: string[];
  /** The bot never answers this person. */
  bot_off?: boolean;
  /** Marketing consent. */
  marketing: Consent;
  /** Opted out with scope `all`: nothing goes out but codes the person asks for. */
  opted_out_of_all?: boolean;
  /** No marketing before this; Meta's 131049. */
  suppressed_until?: Instant;
}

/** A contact as it is accepted; null is absent. */
export interface GivenContact extends Omit<Contact, 'marketing' | 'suppressed_until'> {
  /** Absent: `unknown`. */
  marketing?: Consent;
  suppressed_until?: Instant | null;
}

/** When a rule last answered in a conversation. */
export interface Answered {
  /** The rule's id. */
  rule?: string;
  at?: Instant;
}

/** Number x contact; as an effect `put_conversation` writes it. */
export interface Conversation {
  /** Row id; absent (0): not stored yet. */
  id?: number;
  /** Row id of the contact; absent (0): the contact of the same party. */
  contact?: number;
  phone_number_id?: string;
  /** The newest of Meta's times of messages that open the window: it closes 24 hours later. */
  last_inbound_at?: Instant;
  /** A person has taken over until then; `'forever'`: until resumed. */
  takeover_until?: Instant;
  /** For cooldowns: oldest first, at most 32. */
  answered?: Answered[];
  /** When automatic replies went out, for the loop breaker: oldest first, at most 128. */
  replies?: Instant[];
}

/** A conversation as it is accepted; null is absent. */
export interface GivenConversation
  extends Omit<Conversation, 'last_inbound_at' | 'takeover_until'> {
  last_inbound_at?: Instant | null;
  takeover_until?: Instant | null;
}
