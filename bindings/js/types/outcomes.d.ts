// The one recorded end of everything that comes in.

/**
 * `answered` a rule or word answered; `silent` on purpose; `failed` the reply could not be built;
 * `recorded` kept, nothing to answer; `duplicate` was here before; `quarantined` a part of a body
 * that made no sense.
 */
export type OutcomeKind =
  | 'answered'
  | 'silent'
  | 'failed'
  | 'recorded'
  | 'duplicate'
  | 'quarantined';

/** Why nothing is answered, in the order in which it is looked at; `detail` of `silent`. */
export type SilentDetail =
  /** The body names no number of ours. */
  | 'unroutable'
  /** Nobody is named. */
  | 'no_sender'
  /** What staff typed on the phone. */
  | 'echo'
  /** Old messages that Meta hands over. */
  | 'history'
  /** Another handler owns the thread. */
  | 'standby'
  /** Kinds that are no question to a bot. */
  | 'reaction'
  | 'system'
  | 'unsupported'
  | 'edit'
  | 'revoke'
  /** It was written in a group. */
  | 'group'
  /** The contact's bot is switched off. */
  | 'bot_off'
  /** A person has taken over. */
  | 'takeover'
  /** Written 24 hours ago or more: WhatsApp takes no free answer any more. */
  | 'window_closed'
  /** Came later than `late.after_s`. */
  | 'late'
  /** Two bots seem to talk. */
  | 'loop'
  /** The rule that won answered a moment ago. */
  | 'cooldown'
  /** No rule matched, or guards passed over all that did. */
  | 'no_rule';

/** How one event ended: `answered(menu)`, `silent(takeover)`, `failed(E_EMPTY)`. */
export interface Outcome {
  kind: OutcomeKind;
  /**
   * `answered`: the rule's id, or `opt_out`, `opt_in`, `late`. `silent`: a `SilentDetail`.
   * `failed`: a `TemplateErrorCode`. `recorded`: what of it, such as `orphan` (a status that
   * belongs to no item of ours), `field_event`, `value_error`, `delivered`. Absent: nothing to say.
   */
  detail?: SilentDetail | (string & {});
}
