// The npm package as its users have it: installed in an empty folder and imported by name.
// WAYPOST_PACKAGE names the folder that the build made.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'waypost-js-'));
after(() => rmSync(folder, {recursive: true}));
mkdirSync(join(folder, 'node_modules'));
symlinkSync(process.env.WAYPOST_PACKAGE, join(folder, 'node_modules', 'waypost'));

/** Runs a program beside the installed package; what it printed, as JSON. */
function run(program) {
  writeFileSync(join(folder, 'program.mjs'), program);
  return JSON.parse(execFileSync(process.execPath, ['program.mjs'], {cwd: folder}));
}

test('loads by name and answers', () => {
  const said = run(`
    import {load, zoneTable} from 'waypost';
    const core = await load();
    const {blob, diagnostics} = core.compile(JSON.stringify({waypost: 1, rules: [
      {id: 'menu', kind: 'contains_word', triggers: 'menu', reply: {type: 'text', body: 'Hi'}}
    ]}), {tenant_zone: 'Europe/Istanbul', zone_table: await zoneTable()});
    const playbook = core.open(blob);
    const {rule} = playbook.match({message: 'the menu?'});
    console.log(JSON.stringify({rule, diagnostics, rules: playbook.rules,
      text: core.render({template: 'Hi {{n|upper}}', vars: {n: 'ay'}})}));`);
  assert.deepEqual(said, {rule: 'menu', diagnostics: [], rules: 1, text: 'Hi AY'});
});

test('takes a module that the host compiled', () => {
  const said = run(`
    import {readFileSync} from 'node:fs';
    import {Waypost} from 'waypost/core';
    const path = new URL(import.meta.resolve?.('waypost/waypost.wasm') ??
        'node_modules/waypost/waypost.wasm', import.meta.url);
    const core = new Waypost(new WebAssembly.Module(readFileSync(path)));
    console.log(JSON.stringify(core.fold({text: 'Stra\\u00dfe', fold: 'loose'})));`);
  assert.equal(said.text, 'strasse');
});

test('holds every file that it names, and nothing that reaches out', () => {
  const at = (name) => join(process.env.WAYPOST_PACKAGE, name);
  const {exports} = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const named = (value) =>
      (typeof value === 'string' ? [value] : Object.values(value).flatMap(named));
  for (const file of named(exports)) assert.ok(readFileSync(at(file)).length > 0, file);
  for (const file of ['door.js', 'core.js', 'load_file.js', 'load_fetch.js', 'load_workerd.js']) {
    const imports = [...readFileSync(at(file), 'utf8').matchAll(/from '([^']+)'/g)];
    for (const [, from] of imports) assert.match(from, /^\.\/|^node:fs$/, file);
  }
});
