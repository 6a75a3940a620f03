// The module under test, as its users hold it: through the loader of the npm package.

import {readFileSync} from 'node:fs';

import {Door} from '../../bindings/js/door.js';

export {parsed, Refusal, text, Trap} from '../../bindings/js/door.js';

/** The module in a file, behind its door. */
export function doorOf(path) { return new Door(new WebAssembly.Module(readFileSync(path))); }
