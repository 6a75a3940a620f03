// The module as hosts rely on it: it reaches for nothing, exports what the header says, and
// whatever it is fed, the next call finds it well. WAYPOST_MODULE names it.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {gzipSync} from 'node:zlib';

import {functionsOf, importsOf} from './imports.mjs';
import {doorOf, Refusal, text, Trap} from './module.mjs';

const root = new URL('../../', import.meta.url);
const bytes = readFileSync(process.env.WAYPOST_MODULE);
const door = doorOf(process.env.WAYPOST_MODULE);
const encoder = new TextEncoder();
const healthy = () => assert.deepEqual(
    door.call('wp_render', {template: 'Hi {{n}}', vars: {n: 'Ay'}}), {text: 'Hi Ay'});

test('imports nothing', () => {
  assert.deepEqual(importsOf(bytes), []);
});

test('the imports lock sees a clock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waypost-'));
  try {
    const out = join(folder, 'planted.wasm');
    const source = new URL('planted.cpp', import.meta.url).pathname;
    const noImports = new URL('host-wasm/module/no_imports.c', root).pathname;
    const object = join(folder, 'no_imports.o');
    execFileSync('emcc', ['-c', noImports, '-o', object]);
    execFileSync('em++', [
      '-std=c++20', '-DNDEBUG', '--no-entry', '-sSTANDALONE_WASM=1',
      '-sEXPORTED_FUNCTIONS=_planted', source, object, '-o', out
    ]);
    assert.deepEqual(importsOf(readFileSync(out)), ['wasi_snapshot_preview1.clock_time_get']);
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test('exports what exports.txt and waypost.h say', () => {
  const list =
      readFileSync(new URL('host-wasm/module/exports.txt', root), 'utf8').match(/^wp_\w+$/gm);
  const header =
      readFileSync(new URL('bindings/c/waypost.h', root), 'utf8').match(/\bwp_\w+(?=\()/g);
  assert.deepEqual([...header].sort(), [...list].sort());
  const ours = functionsOf(bytes).filter((name) => name.startsWith('wp_'));
  assert.deepEqual(ours.sort(), [...list].sort());
});

test('speaks the version of its header', () => {
  const header = readFileSync(new URL('bindings/c/waypost.h', root), 'utf8');
  const constant = (name) => Number(header.match(new RegExp(`#define ${name} (\\d+)`))[1]);
  assert.equal(
      door.exports.wp_abi_version(),
      constant('WAYPOST_ABI_VERSION_OLDEST') * 65536 + constant('WAYPOST_ABI_VERSION'));
});

// The budget of the design is 190,000 bytes; the module is over twice that. Until it is met, this
// holds what there is: a change that adds two in a hundred has to say why.
const sizeGoal = 190_000;
const sizeLimit = 392_000;

test('grows no further', (t) => {
  const {length} = gzipSync(bytes, {level: 9});
  t.diagnostic(`${bytes.length} bytes, ${length} gzip; the goal is ${sizeGoal}`);
  assert.ok(length <= sizeLimit, `${length} bytes gzip`);
});

test('refuses hostile input and stays well', () => {
  const hostile = [
    '',
    '{',
    '[]',
    'null',
    '{"template":',
    '\u0000',
    '{"template":null}',
    '{"template":"{{"}',
    '"\\ud800"',
    `{"template":"${'{{x|upper'.repeat(1000)}"}`,
    `${'['.repeat(100_000)}`,
    `{"a":${'['.repeat(31)}${']'.repeat(31)}}`,
    `{"template":"x","vars":{"x":${'9'.repeat(100_000)}}}`,
  ];
  const names =
      readFileSync(new URL('host-wasm/module/exports.txt', root), 'utf8').match(/^wp_\w+$/gm);
  const skipped = [
    'wp_abi_version', 'wp_alloc', 'wp_free', 'wp_open', 'wp_close', 'wp_compile', 'wp_match',
    'wp_explain', 'wp_decide'
  ];
  for (const name of names.filter((one) => !skipped.includes(one))) {
    for (const json
             of [...hostile.map((one) => encoder.encode(one)), new Uint8Array([0xff, 0xfe, 0x7b]),
                 new Uint8Array(4096)]) {
      const {status, bytes: answer} = door.raw(name, json);
      assert.ok(status === 0 || status === 1);
      assert.equal(typeof JSON.parse(text(answer)), 'object', name);
    }
  }
  healthy();
});

test('refuses damaged blobs and stays well', () => {
  const source =
      encoder.encode('{"waypost":1,"rules":[{"id":"a","kind":"contains","triggers":"menu"}]}');
  const {blob} = door.compileRaw(source);
  for (let i = 0; i < blob.length; i += Math.ceil(blob.length / 200)) {
    const damaged = blob.slice();
    damaged[i] ^= 0x55;
    assert.throws(() => door.open(damaged), Refusal);
    assert.throws(() => door.open(blob.slice(0, i)), Refusal);
  }
  const playbook = door.open(blob);
  assert.equal(door.call('wp_match', {message: 'the menu'}, playbook.handle).rule, 'a');
  door.close(playbook);
  healthy();
});

test('reads the largest input a webhook may be, of the densest JSON, without a trap', () => {
  const most = 3 * 1024 * 1024 + 64 * 1024;
  for (const unit of ['0,', '"",', '{},', '[],', '{"":0},', '1.5e300,', '"\\u0000\\ud800",']) {
    const list = unit.repeat(Math.floor((most - 20) / unit.length)).slice(0, -1);
    const {status, bytes: answer} = door.raw('wp_limit', encoder.encode(`{"limits":[${list}]}`));
    assert.equal(status, 1);
    assert.match(JSON.parse(text(answer)).error.code, /^(too_large|bad_argument)$/);
  }
  healthy();
});

test('a trap costs an instance and nothing else', () => {
  assert.throws(() => door.raw('wp_match', encoder.encode('{"message":"x"}'), 0xffffff0), Trap);
  healthy();
});

test('memory does not grow with the number of calls', () => {
  const ask = {template: 'Hi {{n|upper}}', vars: {n: 'x'.repeat(5000)}};
  for (let i = 0; i < 200; i += 1) door.call('wp_render', ask);
  const before = door.memoryBytes;
  for (let i = 0; i < 20_000; i += 1) door.call('wp_render', ask);
  assert.equal(door.memoryBytes, before);
});
