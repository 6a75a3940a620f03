// Every vector file under a folder through the module: node vectors.mjs MODULE DIR.
// Says what failed, and ends with `N passed, N failed`.

import {readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';

import {runCase} from './cases.mjs';
import {doorOf} from './module.mjs';

const [module, folder] = process.argv.slice(2);
let passed = 0;
let failed = 0;
const fail = (where, why) => {
  failed += 1;
  console.error(`${where}: ${why}`);
};

function filesUnder(at) {
  return readdirSync(at, {withFileTypes: true})
      .flatMap(
          (entry) =>
              (entry.isDirectory() ? filesUnder(join(at, entry.name)) : [join(at, entry.name)]))
      .filter((path) => path.endsWith('.json'))
      .sort();
}

function read(path) {
  try {
    const file = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof file.format.file === 'string' && Array.isArray(file.cases)) return file;
  } catch {
    // said below, as for every other file that is none of ours
  }
  fail(path, 'not {format, cases}');
  return undefined;
}

const door = doorOf(module);
for (const path of filesUnder(folder)) {
  const file = read(path);
  for (const one of file?.cases ?? []) {
    const why = runCase(door, file.format.file, one);
    if (why === '')
      passed += 1;
    else
      fail(`${basename(path)} ${one?.id} (wasm)`, why);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
