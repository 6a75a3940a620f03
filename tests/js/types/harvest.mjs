// A door that remembers what went in and came out, and asks the neighbours about it: an event
// that was parsed is asked for its keys, a decision for its explanation, a body for its preview.

import {Door, parsed, Refusal, text} from '../../../bindings/js/door.js';

function json(bytes) {
  try {
    return JSON.parse(typeof bytes === 'string' ? bytes : text(bytes));
  } catch {
    return undefined;
  }
}

export class HarvestDoor extends Door {
  #keep;

  /**
   * `keep(door, part, value)`: part is `input`, `output`, `refusal`, and of wp_compile
   *  `source`, `options`, `report`.
   */
  constructor(module, keep) {
    super(module);
    this.#keep = keep;
  }

  raw(name, bytes, ...first) {
    const answer = super.raw(name, bytes, ...first);
    const output = json(answer.bytes);
    if (answer.status !== 0) {
      this.#keep(name, 'refusal', output);
      return answer;
    }
    const input = name === 'wp_parse' ? undefined : json(bytes);
    if (input !== undefined) this.#keep(name, 'input', input);
    this.#keep(name, 'output', output);
    this.#follow(name, bytes, input, output, first);
    return answer;
  }

  call(name, value, ...first) { return parsed(this.raw(name, JSON.stringify(value), ...first)); }

  #follow(name, bytes, input, output, first) {
    const ask = (door, value) => this.raw(door, JSON.stringify(value));
    if (name === 'wp_parse') output.events.forEach((event) => ask('wp_keys', {event}));
    if (name === 'wp_decide') this.raw('wp_explain', bytes, ...first);
    if (name === 'wp_match' && typeof input.message === 'string')
      ask('wp_fold', {text: input.message, fold: 'strict'});
    if (name === 'wp_body') {
      const definition = input.definition ?? input.reply.definition;
      ask('wp_preview', {payload: output.payload, ...(definition && {definition})});
    }
  }

  compileRaw(source, options) {
    const made = super.compileRaw(source, options);
    const report = json(made.report.bytes);
    if (made.report.status !== 0) {
      this.#keep('wp_compile', 'refusal', report);
      return made;
    }
    if (options?.length) this.#keep('wp_compile', 'options', json(options));
    this.#keep('wp_compile', 'report', report);
    if (!report.diagnostics.some(({code}) => code.startsWith('E_')))
      this.#keep('wp_compile', 'source', json(source));
    return made;
  }

  open(blob) {
    try {
      const opened = super.open(blob);
      this.#keep('wp_open', 'output', opened.facts);
      return opened;
    } catch (error) {
      if (error instanceof Refusal) this.#keep('wp_open', 'refusal', {error: error.error});
      throw error;
    }
  }
}
