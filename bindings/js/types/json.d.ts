// What every shape is made of: JSON, times, and numbers that a JavaScript number cannot hold.

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * Compact JSON as text, kept byte for byte as Meta sent it (numbers beyond 2^53 included).
 * `JSON.parse` reads it; what it then is, is said where a member has this type.
 */
export type JsonText = string;

/** A point in time: whole microseconds since 1970-01-01T00:00:00Z; exact in a double. */
export type Micros = number;

/** A point in time in microseconds since 1970, or `'forever'`: until somebody ends it. */
export type Instant = Micros | 'forever';

/** A 64-bit number: exactly 16 lower-case hexadecimal digits. Absent instead of all zeros. */
export type Hex64 = string;

/** A JSON Pointer (RFC 6901), `''` for the whole: `/rules/0/triggers`. */
export type JsonPointer = string;
