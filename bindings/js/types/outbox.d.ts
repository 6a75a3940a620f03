// What is to be sent, whether to send it now, and what came of it.

import type { GivenLimiter, Limiter } from './limits.js';
import type { Hex64, Instant, JsonText } from './json.js';

/** Replies go before bulk, always. */
export type Lane = 'reply' | 'bulk';

/**
 * What consent a message needs: `service` an answer inside the window; `utility` a template about
 * something the contact did; `marketing` one that opt-out forbids; `authentication` a code.
 */
export type Purpose = 'service' | 'utility' | 'marketing' | 'authentication';

/** Whether a body may go outside the 24-hour window: only a template may. */
export type Form = 'free_form' | 'template';

/** Where an outgoing message is. */
export type State =
  /** Waits for its time, its turn or its budget. */
  | 'ready'
  /** Stored before the first byte goes to Graph. */
  | 'dispatching'
  /** Sent, and never heard of: only evidence moves it. */
  | 'unknown'
  /** Graph answered with a wamid. */
  | 'accepted'
  | 'sent'
  | 'delivered'
  /** The end of good news; that a voice note was played is annotated beside it. */
  | 'read'
  /** End: refused, or Meta said so later. */
  | 'failed'
  /** End: its time passed before it could be sent. */
  | 'expired'
  /** End: its owner withdrew it. */
  | 'cancelled'
  /** End: a rule of ours forbade sending (window, consent). */
  | 'dropped'
  /** End: no evidence came, and nothing is ever sent blindly. */
  | 'unknown_final';

/** One outgoing message: one row of the outbox. As an effect `enqueue` writes it. */
export interface Item {
  /** Row id; absent (0) in an `enqueue`: the store gives it. */
  id?: number;
  /** `<event key>:<rule>:<n>`: derived, never random, so that twice is once. */
  key?: string;
  /** Row id of the tenant. */
  tenant?: number;
  /** Row id; absent (0) in an `enqueue`: the conversation of its party. */
  conversation?: number;
  /** Row id; absent (0) in an `enqueue`: the contact of its party. */
  contact?: number;
  /** The number it goes out from. */
  phone_number_id?: string;
  /** Phone, digits; absent when only `recipient` is known. */
  to?: string;
  /** Business-scoped user id, when there is no phone. */
  recipient?: string;
  lane: Lane;
  purpose: Purpose;
  form: Form;
  /** Id of the rule that answered, or `opt_out`, `opt_in`, `late`; absent for other sends. */
  rule?: string;
  /** `type` of the body: `text`, `interactive`, `template`, ... */
  type?: string;
  /** The body for Graph, without `biz_opaque_callback_data`: a `MessageBody` once parsed. */
  body?: JsonText;
  /** A caller's own `biz_opaque_callback_data`, at most 400 bytes. */
  caller_data?: string;
  state: State;
  /** Attempts begun. */
  attempt?: number;
  /** Attempts that count toward giving up. */
  failures?: number;
  /** Random bits of the newest attempt's token. */
  token_random?: Hex64;
  created_at?: Instant;
  /** Not before; while `unknown`, when the wait for evidence ends. */
  due_at?: Instant;
  /** Not after. */
  expires_at?: Instant;
  /** When the newest attempt began. */
  dispatched_at?: Instant;
  /** Meta's message id, once Graph or a status told it. */
  wamid?: string;
  /** Why it ended or waits: `131047`, `http_502`, `timeout`, ... */
  reason?: string;
  /** Row id of the ended item that an operator retried. */
  retry_of?: number;
}

/** An item as it is accepted; null is absent. */
export interface GivenItem
  extends Omit<Item, 'lane' | 'purpose' | 'form' | 'state' | 'dispatched_at'> {
  /** Absent: `reply`. */
  lane?: Lane;
  /** Absent: `service`. */
  purpose?: Purpose;
  /** Absent: `free_form`. */
  form?: Form;
  /** Absent: `ready`. */
  state?: State;
  dispatched_at?: Instant | null;
}

/** What wp_plan must know of the item's contact, number and tenant, as they are now. */
export interface Standing {
  /** Of the conversation; free text goes until 24 hours after it, less five minutes. */
  last_inbound_at?: Instant | null;
  /** `Contact.marketing` is `withdrawn`. */
  marketing_withdrawn?: boolean;
  /** `Contact.opted_out_of_all`. */
  opted_out_of_all?: boolean;
  /** `Contact.suppressed_until`: no marketing before. */
  suppressed_until?: Instant | null;
  /** A scope the item belongs to is stopped until then; `'forever'`: until resumed. */
  stopped_until?: Instant | null;
  /** `reason` of that `stop_scope`. */
  stopped_why?: string;
}

/** The limiters this send meets, in order. */
export interface Budget {
  limiters?: GivenLimiter[];
  /** Business-initiated to somebody not yet counted in this moving day. */
  new_recipient?: boolean;
  /** Seconds the tenant's clock is ahead of UTC, for `day_cap`. */
  utc_offset_s?: number;
}

/** Whether to send now. */
export type Plan = Send | Wait | Drop;

/** POST the body to `/{version}/{phone_number_id}/messages`. */
export interface Send {
  plan: 'send';
  /** The item's body with the `opaque` asked for as its `biz_opaque_callback_data`. */
  body?: JsonText;
  /** After charging: store them together with `dispatching`, before the first byte goes out. */
  limiters?: Limiter[];
}

/** `not_due` its time is not there; `stopped` a scope is; `limited` a limiter says no. */
export type WaitReason = 'not_due' | 'stopped' | 'limited';

/** Ask again at `until`. */
export interface Wait {
  plan: 'wait';
  /** Never after the item's own end; `'forever'` for an item that is not `ready`. */
  until?: Instant;
  why: WaitReason;
  /** The limiter's id, the stop's reason, the item's reason, or its state if not `ready`. */
  detail?: string;
  /** Healed, not charged: `limited` only. */
  limiters?: Limiter[];
}

/** `expired` and `window_closed`: too late; `opted_out` and `suppressed`: not to this person. */
export type DropReason = 'expired' | 'window_closed' | 'opted_out' | 'suppressed';

/** Never send it: move it to `expired` or `dropped`. */
export interface Drop {
  plan: 'drop';
  why: DropReason;
}

/** Where a call died. The first three mean that nothing was sent; `reset`: after a byte was. */
export type NetworkFault = 'dns' | 'connect' | 'tls' | 'timeout' | 'reset';

/** What came of a POST to Graph. */
export type SendOutcome = HttpReply | NoReply | ProcessDied | EvidenceEnded;

/** Graph answered, or something that speaks HTTP did. */
export interface HttpReply {
  outcome: 'http_reply';
  /** HTTP status. */
  status?: number;
  /** The body as it came, cut at 1 MiB. Anything: JSON, HTML, half of it. */
  body?: string;
  /** Retry-After in seconds; cut to 1 to 900. null is absent. */
  retry_after_s?: number | null;
}

/** Nothing came back. */
export interface NoReply {
  outcome: 'no_reply';
  /** Absent: `dns`. */
  why?: NetworkFault;
}

/** The process died while the item was dispatching: found at start-up. */
export interface ProcessDied {
  outcome: 'process_died';
}

/** The wait for evidence of an `unknown` item ended. */
export interface EvidenceEnded {
  outcome: 'evidence_ended';
}

/** A failed send as wp_classify is asked about it. What is missing is not known. */
export interface Failure {
  /** `error.code` of Graph. */
  code?: number | null;
  /** 1 to 999. */
  http_status?: number | null;
  /** `error.is_transient` of Graph. */
  is_transient?: boolean;
  network?: NetworkFault | null;
  /** What the server asked for, seconds: a lower bound for any delay. */
  retry_after_s?: number | null;
}

/** What kind of failure it is. */
export type FailureClass =
  /** Too much from this sender, app or account. */
  | 'throttle'
  /** Too much to this person. */
  | 'pair'
  /** Meta's trouble, or nothing was sent. */
  | 'transient'
  /** The number is being moved or upgraded. */
  | 'maintenance'
  /** Meta holds the sender, tenant or template back. */
  | 'hold'
  /** The 24-hour window is closed. */
  | 'window_closed'
  /** No marketing to this person for a day (131049). */
  | 'suppress'
  /** The person stopped marketing in WhatsApp (131050). */
  | 'opt_out'
  /** This message will never go. */
  | 'permanent'
  /** The token or its permissions. */
  | 'auth'
  /** The account or number: banned, unpaid, not registered. */
  | 'account'
  /** It may have been sent. */
  | 'ambiguous';

/** What a failure or a stop is about. `pair` is a number and a person, `sender` a number. */
export type ScopeKind =
  | 'message'
  | 'pair'
  | 'recipient'
  | 'sender'
  | 'waba'
  | 'app'
  | 'tenant'
  | 'template';

/** What to do about a failure. */
export type RetryAction =
  /** Again after `delay_ms`. */
  | 'retry'
  /** It failed too often: end it as failed. */
  | 'give_up'
  /** End it as failed. */
  | 'fail'
  /** Stop the scope for `delay_ms`, then one probe. */
  | 'hold'
  /** Stop the scope until a person acts. */
  | 'pause'
  /** End it; only a template may still go. */
  | 'use_template'
  /** Wait for evidence; never sent again by a timer. */
  | 'in_doubt';

/** What a failure means. */
export interface Classified {
  class: FailureClass;
  scope: ScopeKind;
  action: RetryAction;
  /** Milliseconds; null when the action carries no delay. */
  delay_ms: number | null;
  /** The code stands in the table; if not, an operator wants to know. False without a code. */
  known_code: boolean;
}
