// The playbook file: what customers may write, and what they get. One JSON document.

import type { Reply } from './replies.js';
import type { Json } from './json.js';

/** A playbook as it is written. Everything but `waypost` and `rules` may be missing. */
export interface PlaybookFile {
  /** Version of the format. */
  waypost: 1;
  /** The operator's own variables for texts: `{{shop}}`. */
  vars?: { [name: string]: Json };
  /** When the business is open, for rules with `when`. */
  hours?: Hours;
  /** What messages get that come late, after an outage for example. */
  late?: Late;
  /** When two bots seem to talk. */
  loop?: Loop;
  /** Words that stop messages. */
  opt_out?: OptWords;
  /** Words that allow them again. */
  opt_in?: OptWords;
  /** At most 100,000. */
  rules: Rule[];
  /** What should answer what; `waypost rules test` runs them. */
  tests?: PlaybookTest[];
}

/** Opening hours. With `holidays` and no `week` it is open at any other time. */
export interface Hours {
  /** IANA name, `Europe/Istanbul`; absent: the tenant's. */
  zone?: string;
  /** A day that is missing is closed. */
  week?: { [day in Weekday]?: Opening[] };
  /** Days it is closed: `2026-12-25`. */
  holidays?: string[];
}

/** A day of the week. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** From and until, `['09:00', '18:00']`; the end is `24:00` at most. Split what spans midnight. */
export type Opening = [from: string, until: string];

/** What a late message gets. */
export interface Late {
  /** Seconds after Meta's time of the message. Default 3600. */
  after_s?: number;
  /** `silent` (default), `reply` with the reply below, or `answer` as if it were not late. */
  policy?: 'silent' | 'reply' | 'answer';
  reply?: Reply | null;
}

/** More than `replies` automatic replies to one person within `within_s` is a loop. */
export interface Loop {
  /** Default 20. */
  replies?: number;
  /** Seconds. Default 60. */
  within_s?: number;
}

/** Words that opt out or in: as whole messages only, under the loose fold. */
export interface OptWords {
  /** Instead of the built-in ones; an empty list turns this off. */
  words?: string[];
  /** What an opt-out takes back. Default `marketing`. */
  scope?: 'marketing' | 'all';
  /** One confirmation. */
  reply?: Reply | null;
}

/** What every rule may have. */
export interface RuleCommon {
  /** Unique, 1 to 128 bytes. */
  id: string;
  /** false: the rule does not exist. Default true. */
  enabled?: boolean;
  /** Smaller answers first; equal ones as they stand. A whole number. Default 0. */
  priority?: number;
  /** Only while the business is open or closed. Default `any`. */
  when?: 'any' | 'open' | 'closed';
  /** Seconds for which it keeps silent to a person after having answered. Default 0. */
  cooldown_s?: number;
  /** Only for people who fit; others are passed over. */
  contact?: ContactGuard;
  /** One message, or up to 10 that go out in order. */
  reply?: Reply | Reply[] | null;
  /** Answer in reply to the message. Default false. */
  quote?: boolean;
  /** What changes about the person after answering. */
  set?: ContactChange;
  /** Then a person takes over, and the bot is silent for so many seconds; -1: until resumed. */
  takeover_s?: number;
}

/** Whom a rule is for. */
export interface ContactGuard {
  /** Has all of these tags. */
  tags_all?: string[];
  /** Has none of these tags. */
  tags_none?: string[];
  /** Fields with these values; null: the field is absent. */
  fields?: { [name: string]: FieldValue };
}

/** What a rule changes. */
export interface ContactChange {
  tags_add?: string[];
  tags_remove?: string[];
  /** New values; null removes the field. */
  fields?: { [name: string]: FieldValue };
}

/** Numbers and booleans become text. */
export type FieldValue = string | number | boolean | null;

/**
 * What a rule waits for. A string is a list, separated by commas or line breaks; `\,` is a comma
 * inside a trigger. An array is taken as it stands. At most 1,000.
 */
export type Triggers = string | string[];

/** How texts and triggers are made alike: `strict` keeps accents. Default `loose`. */
export type Fold = 'loose' | 'strict';

/** A rule about a text. */
export interface TextRule extends RuleCommon {
  /**
   * `is`: the message is a trigger; `starts_with`, `ends_with`: it begins or ends with one;
   * `contains`: has one anywhere; `contains_word`: has one as whole words.
   */
  kind: 'is' | 'starts_with' | 'ends_with' | 'contains' | 'contains_word';
  triggers: Triggers;
  fold?: Fold;
}

/** Words in any order: every one of `all`, one of `any`, none of `none`. Needs `all` or `any`. */
export interface KeywordsRule extends RuleCommon {
  kind: 'keywords';
  all?: string[];
  any?: string[];
  none?: string[];
  fold?: Fold;
}

/** A trigger with a slip or two of the finger. */
export interface FuzzyRule extends RuleCommon {
  kind: 'fuzzy';
  triggers: Triggers;
  /** Slips allowed in a long word, 0 to 2. Default 2. */
  max_edits?: 0 | 1 | 2;
  fold?: Fold;
}

/** Patterns in RE2's syntax, found anywhere in the message. */
export interface RegexRule extends RuleCommon {
  kind: 'regex';
  /** A string is one pattern, never split. At most 1,024 code points each. */
  triggers: Triggers;
  /** Default false. */
  case_sensitive?: boolean;
}

/** A pressed button or list row. */
export interface PayloadRule extends RuleCommon {
  kind: 'payload';
  /** Its id, byte for byte; a string is one id, never split. */
  triggers: Triggers;
  /** `prefix`: ids that begin so. Default `exact`. */
  match?: 'exact' | 'prefix';
}

/** The first message of a person to this number. */
export interface WelcomeRule extends RuleCommon {
  kind: 'welcome';
}

/** What nothing else answered. */
export interface FallbackRule extends RuleCommon {
  kind: 'fallback';
}

/** A rule, told apart by `kind`. */
export type Rule =
  | TextRule
  | KeywordsRule
  | FuzzyRule
  | RegexRule
  | PayloadRule
  | WelcomeRule
  | FallbackRule;

/** The words of the kinds. */
export type RuleKind = Rule['kind'];

/** What a message should meet. */
export interface PlaybookTest {
  message?: string | null;
  /** Id of the pressed button or row. */
  payload?: string | null;
  /** What the person has. */
  contact?: TestContact;
  /** Whether it is the person's first message. Default false. */
  first_contact?: boolean;
  /** RFC 3339, `2026-12-01T10:00:00+03:00`; absent: any time. */
  at?: string | null;
  /** A rule's id, or an outcome: `silent(no_rule)`. */
  expect: string;
}

/** Of the person in a test. */
export interface TestContact {
  name?: string;
  email?: string;
  tags?: string[];
  fields?: { [name: string]: string };
  /** The bot is switched off for this person. */
  bot_off?: boolean;
}
