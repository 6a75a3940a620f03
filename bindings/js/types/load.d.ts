// The package's entry, on every runtime: how the core and its zone table are loaded.

import type { Waypost } from './core.js';

export * from './core.js';

/** The core, compiled and ready. */
export function load(): Promise<Waypost>;

/** The zone table that compile() asks for, as text. */
export function zoneTable(): Promise<string>;
