// Browsers and whatever else fetches: the module is compiled while it arrives. Under a
// Content-Security-Policy this needs script-src 'wasm-unsafe-eval' and nothing more.

import {Waypost} from './core.js';

export {Playbook, Refusal, Trap, Waypost} from './core.js';

const beside = (name) => new URL(name, import.meta.url);

async function fetched(name) {
  const response = await fetch(beside(name));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response;
}

/** The core, compiled and ready. */
export async function load() {
  const response = await fetched('waypost.wasm');
  // A server that does not say application/wasm is served all the same.
  if (response.headers.get('content-type') !== 'application/wasm') {
    return new Waypost(await WebAssembly.compile(await response.arrayBuffer()));
  }
  return new Waypost(await WebAssembly.compileStreaming(response));
}

/** The zone table that compile() asks for, as text. */
export async function zoneTable() { return (await fetched('zones.txt')).text(); }
