// `rules explain` tells what the demo tells: the engine's own explanation.

import assert from 'node:assert/strict';
import {fileURLToPath} from 'node:url';
import {test} from 'node:test';

import {run} from './process.mjs';

const playbook = fileURLToPath(
  new URL('../../../host-native/demo/playbook.json', import.meta.url));
const open = ['--at', '2026-12-01T10:00:00+03:00'];

async function explain(...args) {
  const {status, output} = await run('rules', 'explain', playbook, ...open, ...args);
  assert.equal(status, 0, output);
  return output;
}

test('as JSON it is the explanation with all its members', async () => {
  const told = JSON.parse(await explain('--message', 'Are you open?', '--json'));
  assert.equal(told.loose, 'are you open?');
  assert.deepEqual(told.words, ['are', 'you', 'open']);
  assert.deepEqual(told.outcome, {kind: 'answered', detail: 'hours-open'});
  assert.equal(told.winner, 'hours-open');
  assert.deepEqual(told.asked, [{rule: 'hours-open', verdict: 'passed'}]);
  assert.deepEqual(told.matched.map(({rule}) => rule), ['hours-open', 'hours-closed', 'fallback']);
  assert.deepEqual(told.lines.map(({name}) => name), [
    'duplicate', 'kind', 'opt_word', 'bot_off', 'takeover', 'window', 'late', 'loop', 'rules',
  ]);
  assert.deepEqual(told.effects.map(({effect}) => effect), [
    'mark_seen', 'put_conversation', 'put_message', 'enqueue',
  ]);
});

test('as text it says who answers, and why each other rule does not', async () => {
  assert.equal(await explain('--message', 'are you open?'), `\
outcome: answered(hours-open)
read as: are you open?
matching rules, in the order in which they are asked:
  hours-open (keywords) on "open": answers
  hours-closed (keywords) on "open": comes later: priority 21, hours-open has 20
  fallback (fallback): comes only when no other rule answers
- the conversation, open for free replies
- the message is recorded with its outcome
- a reply (text) is in the outbox, to be sent within 3600 s
`);
});

test('a rule that is passed over says by which guard', async () => {
  const {output} = await run('rules', 'explain', playbook, '--message', 'are you open?',
    '--at', '2026-12-01T22:00:00+03:00');
  assert.match(output, /hours-open .*: passed over: it does not answer at this hour\n/);
  assert.match(output, /hours-closed .*: answers\n/);
});

test('what is settled before the rules says so', async () => {
  const output = await explain('--message', 'STOP');
  assert.match(output, /^outcome: answered\(opt_out\)\nwhy: the whole message is an opt-out/);
  assert.match(output, /fallback .*: was not asked\n/);
});

test("the demo's playbook passes its own tests", async () => {
  const {status, output} = await run('rules', 'test', playbook);
  assert.equal(output, '10 passed, 0 failed\n');
  assert.equal(status, 0);
});
