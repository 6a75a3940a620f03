// Node, Bun and Deno: the module stands in a file beside this one.

import {readFileSync} from 'node:fs';

import {Waypost} from './core.js';

export {Playbook, Refusal, Trap, Waypost} from './core.js';

/** The core, compiled and ready. */
export async function load() {
  const bytes = readFileSync(new URL('waypost.wasm', import.meta.url));
  return new Waypost(await WebAssembly.compile(bytes));
}

/** The zone table that compile() asks for, as text. */
export async function zoneTable() {
  return readFileSync(new URL('zones.txt', import.meta.url), 'utf8');
}
