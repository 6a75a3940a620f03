// Values as TypeScript literals, one for each shape: a thousand alike messages are checked once.

/** Texts that may be a word of a union stand in the shape as they are. */
const word = /^[A-Za-z][\w-]{0,30}$/;
/** Names of members, as opposed to ids used as names. */
const member = /^[A-Za-z_][\w]*$/;

/** `value` with long texts shortened and lists thinned to one element of each shape. */
export function thinned(value) {
  if (typeof value === 'string') return word.test(value) ? value : value.slice(0, 24);
  if (Array.isArray(value)) {
    const seen = new Map();
    for (const one of value.map(thinned)) {
      const shape = shapeOf(one);
      if (!seen.has(shape)) seen.set(shape, one);
    }
    // A pair stays a pair: opening hours are one.
    return value.length === 2 ? value.map(thinned) : [...seen.values()];
  }
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, thinned(one)]));
  return value;
}

/** What of a thinned value a type can see. */
export function shapeOf(value) {
  if (typeof value === 'string') return word.test(value) && !/\d/.test(value) ? `'${value}` : '\'';
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value < 3 ? value : '0';
  if (Array.isArray(value)) return `[${value.map(shapeOf)}]`;
  if (value !== null && typeof value === 'object')
    return `{${
        Object.keys(value).sort().map(
            (name) => `${member.test(name) ? name : '?'}:${shapeOf(value[name])}`)}}`;
  return String(value);
}

/** JSON is TypeScript but for `__proto__`, which would not be a member there. */
export function literal(value) {
  return JSON.stringify(value).replaceAll('"__proto__":', '["__proto__"]:');
}
