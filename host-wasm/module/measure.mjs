// Microseconds a call of the module's hot doors, for one module or several side by side:
// node measure.mjs MODULE... Interleaved, the least of nine rounds: ratios in one run carry over,
// absolute figures do not.

import {readFileSync} from 'node:fs';

import {doorOf} from '../../tests/wasm/module.mjs';

const encoder = new TextEncoder();
const fixtures = new URL('../../tests/fixtures/webhooks/', import.meta.url);
const body = (name) => new Uint8Array(readFileSync(new URL(name, fixtures)));
const ask = (value) => encoder.encode(JSON.stringify(value));

const rules = Array.from(
    {length: 1000},
    (_, i) => ({id: `r${i}`, kind: 'contains_word', triggers: [`word${i}`, `other${i} thing`]}));
const words = 'Hello, I would like to know when the shop opens tomorrow and what a pizza costs?';
const text = body('messages/text/plain.json');

function casesOf(door) {
  const source = ask({waypost: 1, rules});
  const {blob} = door.compileRaw(source);
  const {handle} = door.open(blob);
  const event = door.call('wp_keys', {event: {event: 'tick', key: 'x'}}) && {
    event: 'message_received',
    place: {phone_number_id: '800000000000001'},
    id: 'wamid.A',
    from: {phone: '15550100001'},
    at: 1767225600000000,
    kind: 'text',
    type: 'text',
    text: words,
  };
  const snapshot = {number: {phone_number_id: '800000000000001', tenant: 1}, found: [{}]};
  const decision = ask({snapshot, event, now_us: 1767225601000000});
  const question = ask({message: words});
  const foreign = ask({
    message: 'Merhaba, yar\u0131n d\u00fckk\u00e2n ka\u00e7ta a\u00e7\u0131l\u0131yor? ' +
        '\u0645\u0631\u062d\u0628\u0627 \u0928\u092e\u0938\u094d\u0924\u0947',
  });
  const template = ask({template: 'Hi {{name|capitalize}}, {{n}} left', vars: {name: 'ana', n: 3}});
  return {
    'parse, one text': () => door.raw('wp_parse', text),
    'match, 1,000 rules': () => door.raw('wp_match', question, handle),
    'match, not ASCII': () => door.raw('wp_match', foreign, handle),
    'decide': () => door.raw('wp_decide', decision, handle),
    'render': () => door.raw('wp_render', template),
    'compile, 1,000 rules': () => door.compileRaw(source),
  };
}

const doors = process.argv.slice(2).map(doorOf);
const sets = doors.map(casesOf);
for (const name of Object.keys(sets[0])) {
  const best = sets.map(() => Infinity);
  const calls = name.startsWith('compile') ? 10 : 2000;
  for (let round = 0; round < 9; round += 1) {
    for (const [i, cases] of sets.entries()) {
      const began = process.hrtime.bigint();
      for (let call = 0; call < calls; call += 1) cases[name]();
      best[i] = Math.min(best[i], Number(process.hrtime.bigint() - began) / 1000 / calls);
    }
  }
  const figures = best.map((us) => us.toFixed(2).padStart(9));
  console.log(name.padEnd(22), ...figures, sets.length > 1 ? (best[1] / best[0]).toFixed(2) : '');
}
