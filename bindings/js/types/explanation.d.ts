// Why a message was answered as it was: for who writes rules and wants to see. No member is ever
// left out, but for those of `effects`.

import type { Effects } from './effects.js';
import type { OutcomeKind } from './outcomes.js';
import type { RuleKind } from './playbook.js';

/** Which text a piece of evidence lies in; `none`: the rule needs no text. */
export type Reading = 'loose' | 'strict' | 'regex' | 'payload' | 'none';

/** What of a rule matched. */
export interface Evidence {
  /** The folded trigger, the pattern, the payload, or the keyword. */
  trigger: string;
  in: Reading;
  /** First byte, in UTF-8, of the text that `in` names. */
  begin: number;
  /** The byte behind the last one. */
  end: number;
}

/** A rule that matches. */
export interface Matched {
  /** Its id. */
  rule: string;
  kind: RuleKind;
  /** Smaller answers first. */
  priority: number;
  /** Place in the playbook's `rules`, from 0. */
  place: number;
  /** The first trigger that matches, at its first place; all words found for `keywords`. */
  evidence: Evidence[];
}

/** How a message was read, and every rule that matches. */
export interface MatchExplanation {
  /** The text under the loose fold; null: there was no text. */
  loose: string | null;
  /** The text under the strict fold. */
  strict: string | null;
  /** The text that regex rules search. */
  regex: string | null;
  /** The words of `loose`, at most 1,000. */
  words: string[];
  /** Whether the whole message opts out or in. */
  opt_word: 'none' | 'opt_out' | 'opt_in';
  /** In answering order, at most 1,000: the first that no guard passes over answers. */
  matched: Matched[];
}

/** A line of the table that names the outcome, in its order. */
export type LineName =
  | 'duplicate'
  | 'kind'
  | 'opt_word'
  | 'bot_off'
  | 'takeover'
  | 'window'
  | 'late'
  | 'loop'
  | 'rules'
  | 'none';

/** One line that was looked at. They stop at the first that applies. */
export interface Line {
  name: LineName;
  applied: boolean;
}

/** `passed`: it answers; `cooldown`: it won, and keeps silent; else the guard that said no. */
export type Verdict = 'passed' | 'cooldown' | 'hours' | 'tags_all' | 'tags_none' | 'fields';

/** A rule that matched and was asked. */
export interface Asked {
  /** Its id. */
  rule: string;
  verdict: Verdict;
}

/** A decision and how it came about. Of an event that is no message only its end is told. */
export interface Explanation extends MatchExplanation {
  lines: Line[];
  asked: Asked[];
  /** Id of the rule that won, also when its cooldown kept it silent; '' if none did. */
  winner: string;
  /** How it ended; `detail` is '' when there is nothing to say. */
  outcome: { kind: OutcomeKind; detail: string };
  /** What wp_decide would have answered, byte for byte. */
  effects: Effects;
}
