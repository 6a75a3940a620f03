// Programs that a host would write, and mistakes that the types must refuse.

import type {
  DecideInput,
  Doors,
  Effect,
  Event,
  Item,
  Plan,
  PlaybookFile,
  Reply,
  Rule,
  Snapshot,
} from '../../../bindings/js/types/index.js';
import { load, Refusal, zoneTable } from '../../../bindings/js/types/load.js';

/** The tags tell alternatives apart. */
export function told(event: Event): string {
  switch (event.event) {
    case 'message_received':
      return event.text ?? event.media?.id ?? event.kind;
    case 'status_changed':
      return event.status ?? event.word ?? '';
    case 'field_changed':
      return `${event.field}: ${event.echoes?.length ?? 0}`;
    case 'tick':
      return event.key ?? '';
  }
}

/** What an effect wrote goes back into the next snapshot as it is. */
export function remembered(effects: Effect[]): Snapshot {
  const snapshot: Snapshot = { found: [{}] };
  for (const effect of effects) {
    if (effect.effect === 'put_contact' && effect.contact)
      snapshot.found = [{ contact: effect.contact }];
    if (effect.effect === 'put_conversation' && effect.conversation)
      snapshot.found = [{ conversation: effect.conversation }];
    if (effect.effect === 'enqueue') snapshot.item = effect.item;
  }
  return snapshot;
}

/** What wp_parse wrote and the host read is what wp_decide takes. */
export function asked(event: Event, snapshot: Snapshot, now_us: number): DecideInput {
  return { snapshot, event, now_us };
}

/** What wp_plan gave goes back into it. */
export function again(plan: Plan, item: Item): Doors['wp_plan']['input'] {
  const limiters = plan.plan === 'drop' ? [] : (plan.limiters ?? []);
  return { item, budget: { limiters }, now_us: 0 };
}

/** From a webhook's bytes to what happens, and why. */
export async function answered(body: Uint8Array, source: string): Promise<Effect[]> {
  const waypost = await load();
  const { blob, diagnostics } = waypost.compile(source, { zone_table: await zoneTable() });
  if (diagnostics.some(({ code }) => code === 'E_REPLY')) return [];
  const playbook = waypost.open(blob);
  try {
    const [event] = waypost.parse(body).events;
    if (event === undefined) return [];
    const found = (waypost.keys({ event }).parties ?? []).map(() => ({}));
    const question = { event, snapshot: { found }, now_us: 0 };
    const winner: string = playbook.explain(question).winner;
    const loose: string | null = playbook.explain({ message: winner }).loose;
    return loose === null ? [] : playbook.decide(question);
  } catch (error) {
    if (error instanceof Refusal && 'field' in error.error) return [];
    throw error;
  } finally {
    playbook.close();
  }
}

export const playbook: PlaybookFile = {
  waypost: 1,
  hours: { week: { mon: [['09:00', '12:00']] } },
  rules: [{ id: 'menu', kind: 'is', triggers: 'menu', reply: { type: 'text', body: 'Roses.' } }],
};

// @ts-expect-error: there is no such event
export const noEvent: Event = { event: 'message_sent' };
// @ts-expect-error: a member that no event has
export const noMember: Event = { event: 'tick', name: 'x' };
// @ts-expect-error: Meta's times are numbers
export const noTime: Event = { event: 'message_received', kind: 'text', at: '1767225600' };
// @ts-expect-error: a message always says what it is
export const noKind: Event = { event: 'message_received' };
// @ts-expect-error: a move says where to
export const noState: Effect = { effect: 'move', item: 7 };
// @ts-expect-error: there is no such state
export const noWord: Effect = { effect: 'move', item: 7, to: 'lost' };
// @ts-expect-error: rules have triggers
export const noTriggers: Rule = { id: 'menu', kind: 'contains' };
// @ts-expect-error: max_edits is for fuzzy rules
export const noEdits: Rule = { id: 'menu', kind: 'is', triggers: 'menu', max_edits: 1 };
// @ts-expect-error: a text is called body
export const noBody: Reply = { type: 'text', text: 'Roses.' };
// @ts-expect-error: cards are of one kind
export const noCards: Reply = { type: 'carousel', body: 'x', cards: [{ catalog_id: '1' }, {}] };
// @ts-expect-error: an opening is a pair
export const noPair: PlaybookFile = { waypost: 1, rules: [], hours: { week: { mon: [['9']] } } };
// @ts-expect-error: wp_fold takes a text
export const noText: Doors['wp_fold']['input'] = { fold: 'strict' };
// @ts-expect-error: wp_fold says nothing of templates
export const noCode: Doors['wp_fold']['refuses'] = 'E_SYNTAX';
