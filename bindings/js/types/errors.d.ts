// How the doors say no: a refusal is an answer, with a code and a place.

import type { JsonPointer } from './json.js';

/** What any door answers that it refuses: status 1 of the module. `Refusal` carries it. */
export interface RefusalAnswer {
  error: RefusalError | TemplateRefusalError;
}

/** Why, and where. */
export interface RefusalError {
  code: RefusalCode;
  /** JSON Pointer into the input; '' for the whole of it. */
  where: JsonPointer;
  /** One sentence for a person; holds no text of a message, no number and no secret. */
  detail: string;
}

/** Why a text could not be filled or a message not be built. */
export interface TemplateRefusalError {
  code: TemplateErrorCode;
  /** JSON Pointer to the field; '' when the text stands alone. */
  where: JsonPointer;
  /** The same place with dots, as in `truncated`: `buttons.0.title`. */
  field: string;
  /** Code points from the start of the field's template text. */
  position: number;
  /** The limit that was passed; 0 when it was none. */
  limit: number;
  /** One sentence that says what to do. */
  detail: string;
}

/** The words of a refusal. Which door may say which: `Doors`. */
export type RefusalCode =
  /** Not exactly one JSON text. */
  | 'not_json'
  /** Bytes that are not UTF-8. */
  | 'not_utf8'
  /** Over 3 MiB and 64 KiB, 400,000 values, 32 levels, or 10,000 updates in one webhook. */
  | 'too_large'
  /** A documented member is absent, of another type, or there is none of that name. */
  | 'wrong_shape'
  /** A webhook of another product of Meta's: acknowledge it, nothing is lost. */
  | 'wrong_object'
  /** No digest matches, or the header is not of Meta's form. */
  | 'bad_signature'
  /** The verify token does not match. */
  | 'bad_token'
  /** The challenge is not one that is echoed. */
  | 'bad_challenge'
  /** An argument is absent, of another type or out of its range. */
  | 'bad_argument'
  /** Not a compiled playbook of this version, or damaged. */
  | 'bad_blob';

/** The words of texts and message bodies. */
export type TemplateErrorCode =
  /** A placeholder, or a quote in it, never ends. */
  | 'E_UNCLOSED'
  /** A placeholder that is not `{{ path | filter:argument }}`. */
  | 'E_SYNTAX'
  /** Unknown filter; a missing, superfluous or wrong argument. */
  | 'E_FILTER'
  /** An object or array where text is needed; an unknown kind of message. */
  | 'E_TYPE'
  /** No value, and `on_missing` is `error`. */
  | 'E_MISSING'
  /** Over a limit that may not be cut. */
  | 'E_TOO_LONG'
  /** Positional and named parameters together. */
  | 'E_MIXED'
  /** A parameter of a template send without what it needs. */
  | 'E_BINDING'
  /** A parameter of a template send without text. */
  | 'E_EMPTY_PARAM'
  /** A required text that is empty. */
  | 'E_EMPTY'
  /** Too few or too many buttons, sections, rows, cards. */
  | 'E_COUNT'
  /** Ids or button titles that are not unique. */
  | 'E_DUP'
  /** An unknown or mistyped field. */
  | 'E_FIELD';

/** What every door whose input is a JSON object may say of it. */
export type InputCode = 'not_json' | 'not_utf8' | 'too_large' | 'bad_argument';
