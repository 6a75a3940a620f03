// The package's types say what the module writes: TypeScript checks every answer.

import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {test} from 'node:test';

test('every answer of the module has its type', (t) => {
  const program = new URL('types/conformance.mjs', import.meta.url).pathname;
  const {status, stdout, stderr} = spawnSync(process.execPath, [program], {encoding: 'utf8'});
  t.diagnostic(stdout.trim().split('\n').at(-1));
  assert.equal(status, 0, stdout + stderr);
});
