// What is wrong with a playbook, and what to do about it.

import type { JsonPointer } from './json.js';

/** E_: something was left out, and the rest works. W_: worth a look. */
export type DiagnosticCode =
  /** Unknown kind of rule: the rule is left out. */
  | 'E_KIND'
  /** The id is taken by an earlier rule: this one is left out. */
  | 'E_DUP_ID'
  /** Nothing usable to match: the rule is left out. */
  | 'E_NO_TRIGGERS'
  /** Over 512 code points after folding: that trigger is left out. */
  | 'E_TRIGGER_TOO_LONG'
  /** RE2 refuses the pattern, or the memory for patterns is used up: it is left out. */
  | 'E_REGEX'
  /** Unknown or mistyped field, or a name given twice: the field is left out. */
  | 'E_FIELD'
  /** A reply that could never be sent: the rule is left out. */
  | 'E_REPLY'
  /** Over 100,000 rules, 1,000 triggers in one, 1,000,000 in all, or 16 MiB of source. */
  | 'E_TOO_MANY'
  /** Every text the rule matches is answered by earlier rules; see `shadows`. */
  | 'W_DEAD'
  /** A text longer than WhatsApp takes: its end will be cut. */
  | 'W_TRUNCATED'
  /** The rule answers nothing. */
  | 'W_NO_REPLY'
  /** A trigger that folds to another trigger of the same rule. */
  | 'W_FOLD';

/** Why one trigger of a dead rule never answers. */
export interface Shadow {
  /** Folded; for `keywords` all of its words. */
  trigger: string;
  /** Id of the rule that answers instead. */
  rule: string;
  /** A text that the dead rule matches, too, and the other one answers. */
  witness: string;
}

/** One remark about a playbook. */
export interface Diagnostic {
  code: DiagnosticCode;
  /** The rule's id; null: not about a rule, or the rule has no usable id. */
  rule: string | null;
  /** JSON Pointer into the playbook. */
  where: JsonPointer;
  /** One sentence for the operator that says what to do. */
  text: string;
  /** W_DEAD only, one for each trigger. */
  shadows?: Shadow[];
}
