// The module as a host holds it: bytes in, bytes out (bindings/c/waypost.h), and a new instance
// after a trap.

const abiVersion = 1;

const refused = 1;
const resultBytes = 12;  // {status, data, size}

// What small inputs are written into, kept from call to call; larger ones get memory of their own.
const roomBytes = 64 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** The text of an answer. */
export function text(bytes) { return decoder.decode(bytes); }

/** A door said no. `code` and `where` are for programs, `message` is one sentence for people. */
export class Refusal extends Error {
  constructor(error) {
    super(`${error.code}: ${error.detail}`);
    this.name = 'Refusal';
    this.code = error.code;
    this.where = error.where;
    this.error = error;
  }
}

/**
 * The module trapped: it ran out of memory. The next call has a new instance. Nothing is lost, for
 * no call leaves anything behind, but open playbooks: their generation is over.
 */
export class Trap extends Error {
  constructor(cause) {
    super('the module trapped', {cause});
    this.name = 'Trap';
  }
}

export class Door {
  #module;
  #wasm;
  #result;
  #room;
  #view;
  #generation = -1;

  /** @param module  waypost.wasm, compiled by whatever means the runtime has. */
  constructor(module) {
    this.#module = module;
    this.renew();
  }

  /** A fresh instance; handles of the old one are gone with it. */
  renew() {
    this.#wasm = new WebAssembly.Instance(this.#module, {}).exports;
    this.#wasm._initialize();
    const version = this.#wasm.wp_abi_version();
    const [oldest, newest] = [version >>> 16, version & 0xffff];
    if (abiVersion < oldest || abiVersion > newest) {
      throw new Error(`this loader speaks ABI ${abiVersion}, the module ${oldest} to ${newest}`);
    }
    this.#result = this.#wasm.wp_alloc(2 * resultBytes);
    this.#room = this.#wasm.wp_alloc(roomBytes);
    this.#view = new Uint8Array(this.#wasm.memory.buffer);
    this.#generation += 1;
  }

  /** Counts instances: a handle is good while this is what it was at open(). */
  get generation() { return this.#generation; }

  get exports() { return this.#wasm; }

  /** What the module holds. It only grows, and a new instance begins small. */
  get memoryBytes() { return this.#wasm.memory.buffer.byteLength; }

  /** Runs `work`; a trap leaves a new instance behind and is thrown on. */
  #guard(work) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.renew();
      throw new Trap(error);
    }
  }

  /** The memory as it is now: growing it leaves the former view empty. */
  #memory() {
    if (this.#view.length === 0) this.#view = new Uint8Array(this.#wasm.memory.buffer);
    return this.#view;
  }

  #alloc(size) {
    const at = this.#wasm.wp_alloc(size);
    if (at === 0) throw new RangeError(`no room in the module for ${size} bytes`);
    return at;
  }

  #put(bytes) {
    const at = this.#alloc(bytes.length);
    this.#memory().set(bytes, at);
    return at;
  }

  /** Calls `use(at, size)` with the place of an input, text or bytes, inside the module. */
  #lend(input, use) {
    if (typeof input === 'string' && 3 * input.length <= roomBytes) {
      const room = this.#memory().subarray(this.#room, this.#room + roomBytes);
      return use(this.#room, encoder.encodeInto(input, room).written);
    }
    const bytes = typeof input === 'string' ? encoder.encode(input) : input;
    if (bytes.length <= roomBytes) {
      this.#memory().set(bytes, this.#room);
      return use(this.#room, bytes.length);
    }
    const at = this.#put(bytes);
    try {
      return use(at, bytes.length);
    } finally {
      this.#wasm.wp_free(at);
    }
  }

  /** Status and bytes of an answer; the bytes are the module's until the next call. */
  #answer(at = this.#result) {
    const [status, data, size] = new Uint32Array(this.#wasm.memory.buffer, at, 3);
    return {status, bytes: this.#memory().subarray(data, data + size)};
  }

  #asked(name, input, first, read) {
    return this.#guard(() => this.#lend(input, (at, size) => {
      this.#wasm[name](...first, at, size, this.#result);
      return read(this.#answer());
    }));
  }

  /** Calls a door of the shape (json, size, result): its status and a copy of its bytes. */
  raw(name, input, ...first) {
    return this.#asked(name, input, first, ({status, bytes}) => ({status, bytes: bytes.slice()}));
  }

  /** The same with a value, or JSON as it is; a refusal is thrown. */
  call(name, value, ...first) {
    const plain = typeof value === 'string' || value instanceof Uint8Array;
    return this.#asked(name, plain ? value : JSON.stringify(value), first, parsed);
  }

  /** Compiles: the blob, and the report as raw() gives an answer. */
  compileRaw(source, options = new Uint8Array()) {
    return this.#guard(() => {
      const from = this.#put(source);
      const beside = this.#put(options);
      this.#wasm.wp_compile(
          from, source.length, beside, options.length, this.#result, this.#result + resultBytes);
      this.#wasm.wp_free(from);
      this.#wasm.wp_free(beside);
      const {status, bytes} = this.#answer(this.#result + resultBytes);
      return {blob: this.#answer().bytes.slice(), report: {status, bytes: bytes.slice()}};
    });
  }

  /** Opens a blob; the handle keeps its bytes inside the module until close(). */
  open(blob) {
    return this.#guard(() => {
      const bytes = this.#put(blob);
      const handle = this.#wasm.wp_open(bytes, blob.length, this.#result);
      const answer = this.#answer();
      if (handle === 0) this.#wasm.wp_free(bytes);
      return {handle, bytes, generation: this.#generation, facts: parsed(answer)};
    });
  }

  /** Harmless for what a former instance opened. */
  close({handle, bytes, generation}) {
    if (generation !== this.#generation) return;
    this.#wasm.wp_close(handle);
    this.#wasm.wp_free(bytes);
  }
}

/** An answer as a value; a refusal is thrown. */
export function parsed({status, bytes}) {
  const value = JSON.parse(text(bytes));
  if (status === refused) throw new Refusal(value.error);
  return value;
}
