// Repeats every call that the native vector runner recorded and compares every byte of the
// answers: node replay.mjs MODULE RECORD. Ends with `N passed, N failed`.

import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';

import {doorOf, text} from './module.mjs';

const [module, record] = process.argv.slice(2);
const asked = new Set(['wp_match', 'wp_explain', 'wp_decide']);
const door = doorOf(module);
let passed = 0;
let failed = 0;
let options;
let compiled;
let playbook;

function forget() {
  if (playbook) door.close(playbook);
  playbook = undefined;
}

function answer(name, input) {
  if (name === 'options') {
    options = input;
    return Buffer.alloc(0);
  }
  if (name === 'wp_compile') {
    forget();
    compiled = door.compileRaw(input, options);
    return compiled.report.bytes;
  }
  if (name === 'blob') return compiled.blob;
  if (asked.has(name)) {
    playbook ??= door.open(compiled.blob);
    return door.raw(name, input, playbook.handle).bytes;
  }
  return door.raw(name, input).bytes;
}

for await (const line of createInterface({input: createReadStream(record)})) {
  const {door: name, input, output} = JSON.parse(line);
  const want = Buffer.from(output, 'hex');
  const got = answer(name, Buffer.from(input, 'hex'));
  if (want.equals(got)) {
    passed += 1;
  } else {
    failed += 1;
    const shown = (bytes) =>
        (name === 'blob' ? `${bytes.length} bytes` : text(bytes).slice(0, 300));
    console.error(`${name} ${Buffer.from(input, 'hex').toString().slice(0, 300)}`);
    console.error(`  native: ${shown(want)}\n  module: ${shown(got)}`);
  }
}
forget();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
