// How much may go out: limiters, what they remember, and one decision over a list of them.

import type { Micros } from './json.js';

/** A steady rate with a burst. */
export interface GcraRule {
  kind: 'gcra';
  /** One permit per so many microseconds, 1 to a month (31 days). */
  interval_us: number;
  /** At most so many at once, 1 to 1,000,000. */
  burst: number;
}

/** Meta's pair rule: one per interval, or a burst inside a window, borrowed from the future. */
export interface BurstWindowRule {
  kind: 'burst_window';
  /** One permit per so many microseconds. */
  interval_us: number;
  /** So many inside one window, paid back before the next opens. */
  burst: number;
  /** Length of the window, microseconds; not longer than `interval_us`. */
  window_us: number;
}

/** So many a day of the tenant's zone. */
export interface DayCapRule {
  kind: 'day_cap';
  /** null: unlimited, and counted all the same. */
  limit: number | null;
}

/** So many new recipients in a moving day, in buckets of an hour. */
export interface Unique24Rule {
  kind: 'unique24';
  /** null: unlimited, and counted all the same. */
  limit: number | null;
}

/** What a limiter allows. */
export type LimiterRule = GcraRule | BurstWindowRule | DayCapRule | Unique24Rule;

/** The words of the four. */
export type LimiterKind = LimiterRule['kind'];

/** `gcra`: when the bucket is full again. `{}`: has seen nothing. */
export interface GcraState {
  tat_us?: Micros;
}

/** `burst_window`: the open window and when its debt is paid. `{}`: has seen nothing. */
export interface BurstWindowState {
  start_us?: Micros;
  tat_us?: Micros;
}

/** `day_cap`: the local day, counted from 1970, and what it used. `{}`: has seen nothing. */
export interface DayCapState {
  day?: number;
  used?: number;
}

/** `unique24`: new recipients by hour, counted from 1970. `{}`: has seen nothing. */
export interface Unique24State {
  hours?: { [hour: string]: number };
}

/** What a limiter has seen: keep it as it is and give it back. */
export type LimiterState = GcraState | BurstWindowState | DayCapState | Unique24State;

/** A limiter of wp_limit; its state stands beside the list, by `id`. */
export type NamedLimiterRule = LimiterRule & {
  /** The host's own name for it, unique in the list. */
  id: string;
};

/** A limiter with its state, as wp_plan writes it: store it with the item. */
export type Limiter =
  | (GcraRule & { id: string; state: GcraState })
  | (BurstWindowRule & { id: string; state: BurstWindowState })
  | (DayCapRule & { id: string; state: DayCapState })
  | (Unique24Rule & { id: string; state: Unique24State });

/** A limiter as wp_plan accepts it: without a state it has seen nothing. */
export type GivenLimiter =
  | (GcraRule & { id: string; state?: GcraState })
  | (BurstWindowRule & { id: string; state?: BurstWindowState })
  | (GivenDayCapRule & { id: string; state?: DayCapState })
  | (GivenUnique24Rule & { id: string; state?: Unique24State });

/** A DayCapRule as it is accepted: an absent limit is none. */
export interface GivenDayCapRule extends Omit<DayCapRule, 'limit'> {
  limit?: number | null;
}

/** A Unique24Rule as it is accepted: an absent limit is none. */
export interface GivenUnique24Rule extends Omit<Unique24Rule, 'limit'> {
  limit?: number | null;
}

/** What is asked of all limiters at once. */
export interface LimitRequest {
  now_us: Micros;
  /** Permits wanted, 0 or more; 0 asks without taking. Default 1. */
  cost?: number;
  /** Seconds the tenant's clock is ahead of UTC, at most a day either way. Default 0. */
  utc_offset_s?: number;
  /** Somebody who was not yet counted in this moving day, for `unique24`. Default false. */
  new_recipient?: boolean;
}

/** All allow: all were charged. One denies: none was. */
export interface LimitVerdict {
  allow: boolean;
  /** The longest wait of those that deny, microseconds; 0: none; -1: never as it stands. */
  retry_after_us: number;
  /** Id of the first limiter with that wait; null when allowed. */
  limited_by: string | null;
  /** What is left, by id; null: unlimited. */
  remaining: { [id: string]: number | null };
  /** What to store, by id, also when the answer is no: healed, and charged when allowed. */
  state: { [id: string]: LimiterState };
}
