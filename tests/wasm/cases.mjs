// How a vector file's cases become calls of the door, and what must come back: the twin of
// tests/bindings/cases.cpp for hosts that speak JavaScript.

import {readFileSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';

import {parsed, Refusal, text} from './module.mjs';

const encoder = new TextEncoder();
const zones = new URL('../../bindings/zones/zones.txt', import.meta.url);
const options = encoder.encode(JSON.stringify({zone_table: readFileSync(zones, 'utf8')}));
const show = (value) => JSON.stringify(value);

function compare(call, expect) {
  let got;
  try {
    got = call();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.error.code === expect.error ? '' :
                                               `expected ${show(expect)}, got ${error.message}`;
  }
  if ('error' in expect) return `expected error ${expect.error}, got ${show(got)}`;
  for (const [name, value] of Object.entries(expect)) {
    if (!isDeepStrictEqual(got[name], value))
      return `${name}: expected ${show(value)}, got ${show(got[name])}`;
  }
  return '';
}

function runMatching(door, one) {
  const source = encoder.encode(JSON.stringify({waypost: 1, rules: one.rules}));
  const {blob, report} = door.compileRaw(source);
  const errors = (pairs) => [...new Set(pairs.map(show))].sort();
  const reported =
      parsed(report).diagnostics.filter(({code}) => code.startsWith('E_')).map(({
                                                                                 rule,
                                                                                 code
                                                                               }) => [rule, code]);
  if (!isDeepStrictEqual(errors(reported), errors(one.diagnostics ?? []))) {
    return `diagnostics: expected ${show(one.diagnostics ?? [])}, got ${text(report.bytes)}`;
  }
  const playbook = door.open(blob);
  try {
    const {message = null, payload = null, first_contact = false} = one;
    const query = {message, payload, first_contact};
    const {rule} = door.call('wp_match', query, playbook.handle);
    door.call('wp_explain', query, playbook.handle);
    return rule === one.expect ? '' : `rule: expected ${one.expect}, got ${rule}`;
  } finally {
    door.close(playbook);
  }
}

function runRatelimit(door, {limits, steps, ...one}) {
  let {state} = one;
  for (const [i, {req, expect}] of steps.entries()) {
    const got = door.call('wp_limit', {limits, state, req});
    const wrong = compare(() => got, expect);
    if (wrong) return `step ${i}: ${wrong}`;
    ({state} = got);
  }
  return '';
}

function runPlain(door, name, {id, op, why, expect, ...input}) {
  return compare(() => door.call(name, input), expect);
}

/** The door's input is `given`; its whole answer is `expect`. See tests/bindings/cases.cpp. */
function runGiven(door, name, {given: {playbook: source, ...given}, expect}) {
  let playbook;
  const ask = () => {
    if (name === 'wp_parse') {
      const body = typeof given.body === 'string' ? given.body : JSON.stringify(given.body);
      return parsed(door.raw(name, encoder.encode(body)));
    }
    if (name !== 'wp_decide') return door.call(name, given);
    playbook = door.open(door.compileRaw(encoder.encode(JSON.stringify(source)), options).blob);
    return door.call(name, given, playbook.handle);
  };
  try {
    if ('error' in expect) return compare(ask, expect);
    const got = ask();
    return isDeepStrictEqual(got, expect) ? '' : `expected ${show(expect)}, got ${show(got)}`;
  } finally {
    if (playbook) door.close(playbook);
  }
}

const ops = {
  render: 'wp_render',
  analyze: 'wp_analyze',
  components: 'wp_components',
  payload: 'wp_body'
};
const runs = {
  matching: runMatching,
  ratelimit: runRatelimit,
  retry: (door, one) => runPlain(door, 'wp_classify', one),
  templating: (door, one) =>
      Object.hasOwn(ops, one.op) ? runPlain(door, ops[one.op], one) : `unknown op: ${one.op}`,
};
for (const name of ['parse', 'keys', 'decide', 'plan', 'settle']) {
  runs[name] = (door, one) => runGiven(door, `wp_${name}`, one);
}

/** '' when the case of a file whose format.file is `file` holds, else what differs. */
export function runCase(door, file, one) {
  if (!Object.hasOwn(runs, file)) return `unknown format.file: ${file}`;
  try {
    return runs[file](door, one);
  } catch (error) {
    return String(error);
  }
}
