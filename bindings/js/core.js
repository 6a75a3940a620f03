// The core for JavaScript: values in, values out, on whatever runtime compiled the module.

import {Door, parsed} from './door.js';

export {Refusal, Trap} from './door.js';

const encoder = new TextEncoder();
const bytesOf = (input) => (typeof input === 'string' ? encoder.encode(input) : input);

/** The core. It has no clock, no network and no memory of former calls. */
export class Waypost {
  #door;

  /** @param module  waypost.wasm, compiled by whatever means the runtime has. */
  constructor(module) { this.#door = new Door(module); }

  get memoryBytes() { return this.#door.memoryBytes; }

  handshake(question) { return this.#door.call('wp_handshake', question).challenge; }

  verify(question) { return this.#door.call('wp_verify', question).index; }

  parse(body) { return this.#door.call('wp_parse', bytesOf(body)); }

  compile(source, options = {}) {
    const {blob, report} =
        this.#door.compileRaw(bytesOf(source), encoder.encode(JSON.stringify(options)));
    return {blob, ...parsed(report)};
  }

  open(blob) { return new Playbook(this.#door, blob); }

  fold(question) { return this.#door.call('wp_fold', question); }

  render(question) { return this.#door.call('wp_render', question).text; }

  analyze(question) { return this.#door.call('wp_analyze', question); }

  components(question) { return this.#door.call('wp_components', question).components; }

  body(question) { return this.#door.call('wp_body', question); }

  preview(question) { return this.#door.call('wp_preview', question).preview; }

  limit(question) { return this.#door.call('wp_limit', question); }

  classify(question) { return this.#door.call('wp_classify', question); }

  keys(question) { return this.#door.call('wp_keys', question); }

  plan(question) { return this.#door.call('wp_plan', question); }

  settle(question) { return this.#door.call('wp_settle', question); }
}

/** A compiled playbook, open. Made by Waypost.open(). */
export class Playbook {
  #door;
  #blob;  // kept, so that a new instance can open it again
  #open;

  constructor(door, blob) {
    this.#door = door;
    this.#blob = blob.slice();
    this.#open = door.open(this.#blob);
    Object.assign(this, this.#open.facts);
  }

  #ask(name, question) {
    if (this.#blob === undefined) throw new TypeError('the playbook is closed');
    if (this.#open.generation !== this.#door.generation) this.#open = this.#door.open(this.#blob);
    return this.#door.call(name, question, this.#open.handle);
  }

  match(question) { return this.#ask('wp_match', question); }

  explain(question) { return this.#ask('wp_explain', question); }

  decide(question) { return this.#ask('wp_decide', question); }

  /** Gives its memory back. Closing twice is harmless; asking afterwards is a TypeError. */
  close() {
    if (this.#blob === undefined) return;
    this.#blob = undefined;
    this.#door.close(this.#open);
  }
}
