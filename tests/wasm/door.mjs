// The module as a host holds it: bytes in, bytes out, and a new instance after any trap.

import {readFileSync} from 'node:fs';

const refused = 1;

/** What a door said no with: `code` and the whole of its answer. */
export class Refusal extends Error {
  constructor(text) {
    super(text);
    this.error = JSON.parse(text).error;
  }
}

export class Door {
  #module;
  #wasm;
  #result;

  constructor(module) {
    this.#module = module;
    this.renew();
  }

  static async load(path) {
    return new Door(await WebAssembly.compile(readFileSync(path)));
  }

  /** A fresh instance; handles of the old one are gone with it. */
  renew() {
    this.#wasm = new WebAssembly.Instance(this.#module, {}).exports;
    this.#wasm._initialize();
    this.#result = this.#wasm.wp_alloc(24);
  }

  get exports() {
    return this.#wasm;
  }

  get memoryBytes() {
    return this.#wasm.memory.buffer.byteLength;
  }

  /** Runs `work`; a trap leaves a new instance behind and is thrown on. */
  #guard(work) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refusal)) this.renew();
      throw error;
    }
  }

  put(bytes) {
    const at = this.#wasm.wp_alloc(bytes.length);
    if (at === 0) throw new RangeError('no memory in the module');
    new Uint8Array(this.#wasm.memory.buffer, at, bytes.length).set(bytes);
    return at;
  }

  #answer(at) {
    const [status, data, size] = new Uint32Array(this.#wasm.memory.buffer, at, 3);
    return {status, bytes: new Uint8Array(this.#wasm.memory.buffer, data, size).slice()};
  }

  /** Calls a door of the shape (json, size, result): its status and a copy of its bytes. */
  raw(name, bytes, ...first) {
    return this.#guard(() => {
      const input = this.put(bytes);
      this.#wasm[name](...first, input, bytes.length, this.#result);
      this.#wasm.wp_free(input);
      return this.#answer(this.#result);
    });
  }

  /** The same with values; a refusal is thrown. */
  call(name, value, ...first) {
    return parsed(this.raw(name, new TextEncoder().encode(JSON.stringify(value)), ...first));
  }

  compileRaw(source, options = new Uint8Array()) {
    return this.#guard(() => {
      const from = this.put(source);
      const beside = this.put(options);
      this.#wasm.wp_compile(
          from, source.length, beside, options.length, this.#result, this.#result + 12);
      this.#wasm.wp_free(from);
      this.#wasm.wp_free(beside);
      return {blob: this.#answer(this.#result).bytes, report: this.#answer(this.#result + 12)};
    });
  }

  /** Opens a blob; the handle keeps its bytes inside the module until close(). */
  open(blob) {
    return this.#guard(() => {
      const bytes = this.put(blob);
      const handle = this.#wasm.wp_open(bytes, blob.length, this.#result);
      if (handle !== 0) return {handle, bytes};
      this.#wasm.wp_free(bytes);
      throw new Refusal(text(this.#answer(this.#result).bytes));
    });
  }

  close({handle, bytes}) {
    this.#wasm.wp_close(handle);
    this.#wasm.wp_free(bytes);
  }
}

export function text(bytes) {
  return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
}

export function parsed({status, bytes}) {
  if (status === refused) throw new Refusal(text(bytes));
  return JSON.parse(text(bytes));
}
