// workerd (Cloudflare Workers): the bundler hands over a compiled module, for nothing may be
// compiled while the worker runs.

import {Waypost} from './core.js';
import module from './waypost.wasm';
import zones from './zones.txt';

export {Playbook, Refusal, Trap, Waypost} from './core.js';

/** The core, ready. */
export async function load() { return new Waypost(module); }

/** The zone table that compile() asks for, as text. */
export async function zoneTable() { return zones; }
