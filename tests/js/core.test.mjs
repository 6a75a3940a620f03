// The core for JavaScript: what it refuses, what it survives, what it keeps.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';

import {Refusal, Trap, Waypost} from '../../bindings/js/core.js';

const module = new WebAssembly.Module(readFileSync(process.env.WAYPOST_MODULE));
const core = new Waypost(module);
const source =
    JSON.stringify({waypost: 1, rules: [{id: 'menu', kind: 'contains_word', triggers: 'menu'}]});
const compiled = core.compile(source);

test('a refusal names its code, its place and one sentence', () => {
  assert.throws(() => core.render({}), (error) => {
    assert.ok(error instanceof Refusal);
    assert.equal(error.code, 'bad_argument');
    assert.equal(error.where, '/template');
    assert.equal(error.message, 'bad_argument: A string is needed.');
    return true;
  });
});

test('text and bytes are the same body', () => {
  const body =
      readFileSync(new URL('../fixtures/webhooks/messages/text/plain.json', import.meta.url));
  assert.deepEqual(core.parse(new Uint8Array(body)), core.parse(body.toString()));
  assert.equal(core.parse(body.toString()).events.length, 1);
});

test('texts of every size and script arrive whole', () => {
  for (const unit of ['x', '\u00e9', '\u20ac', '\ud83d\ude00']) {
    for (const length of [0, 1, 5461, 5462, 21_845, 21_846, 65_535, 65_536, 200_000]) {
      const text = unit.repeat(length);
      assert.equal(core.render({template: '{{x}}', vars: {x: text}, max_chars: 1e6}), text);
    }
  }
});

test('a compilation that is refused gives no blob', () => {
  assert.throws(() => core.compile('{'), {name: 'Refusal', code: 'not_json'});
  const {blob, diagnostics} =
      core.compile('{"waypost":1,"rules":[{"id":"a","kind":"regex","triggers":"("}]}');
  assert.deepEqual(diagnostics.map(({code, rule}) => [code, rule]), [['E_REGEX', 'a']]);
  assert.ok(blob.length > 0, 'the other rules still work');
});

test('a playbook is its own: two are open at once, and closing one leaves the other', () => {
  const other = core.compile(source.replaceAll('menu', 'price'));
  const [menu, price] = [core.open(compiled.blob), core.open(other.blob)];
  assert.equal(menu.match({message: 'the menu'}).rule, 'menu');
  assert.equal(price.match({message: 'the menu'}).rule, null);
  menu.close();
  menu.close();
  assert.throws(() => menu.match({message: 'the menu'}), TypeError);
  assert.equal(price.match({message: 'the price'}).rule, 'price');
  price.close();
});

test('the caller may do with a blob what he likes once it is open', () => {
  const blob = compiled.blob.slice();
  const playbook = core.open(blob);
  blob.fill(0);
  assert.equal(playbook.match({message: 'menu'}).rule, 'menu');
  playbook.close();
});

test('a damaged blob is refused', () => {
  const blob = compiled.blob.slice();
  blob[blob.length >> 1] ^= 0x55;
  assert.throws(() => core.open(blob), {name: 'Refusal', code: 'bad_blob'});
});

test('open playbooks outlive a trap', () => {
  const fresh = new Waypost(module);
  const playbook = fresh.open(compiled.blob);
  // More rules than the module has memory for.
  const rules = Array.from(
      {length: 250_000}, (_, i) => ({id: `r${i}`, kind: 'contains', triggers: `${i} `.repeat(9)}));
  assert.throws(() => fresh.compile(JSON.stringify({waypost: 1, rules})), Trap);
  assert.equal(playbook.match({message: 'the menu'}).rule, 'menu');
  playbook.close();
});

test('refusing a large input takes no memory', () => {
  const body = new Uint8Array(300_000).fill(0x5b);
  const refuse = () => assert.throws(() => core.parse(body), Refusal);
  refuse();
  const before = core.memoryBytes;
  for (let i = 0; i < 1000; i += 1) refuse();
  assert.equal(core.memoryBytes, before);
});

test('a million calls take no memory', () => {
  const playbook = core.open(compiled.blob);
  const ask = (i) => {
    if (i % 2 === 0) return playbook.match({message: `what is on the menu, ${i}?`}).rule;
    return core.render({template: 'Hi {{n}}', vars: {n: i}});
  };
  for (let i = 0; i < 1000; i += 1) ask(i);
  const before = core.memoryBytes;
  for (let i = 0; i < 1_000_000; i += 1) ask(i);
  assert.equal(core.memoryBytes, before);
  playbook.close();
});
