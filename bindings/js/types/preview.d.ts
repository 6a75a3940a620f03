// What a phone draws of a message body: a tree for a page, a tester or a terminal.

import type { Json } from './json.js';

/** One bubble. Members that would be empty are absent. */
export interface Preview {
  /** The type of the body, for interactive ones its own: `text`, `image`, `button`, `list`, ... */
  type: string;
  /** Where the first letter that has a direction runs. */
  direction: 'ltr' | 'rtl';
  /** The wamid of the message that is answered. */
  reply_to?: string;
  /** What stands above the text. */
  header?: PreviewHeader;
  /** The text, its marks read. */
  blocks?: PreviewBlock[];
  footer?: string;
  buttons?: PreviewButton[];
  /** The sheet behind a list's or product list's button. */
  sections?: PreviewSection[];
  /** A carousel's cards: bubbles like this one. */
  cards?: Preview[];
  /** A limited-time offer. */
  offer?: PreviewOffer;
  location?: PreviewLocation;
  contacts?: PreviewContact[];
  reaction?: PreviewReaction;
  /** Which template this is. Without its definition nothing else is known. */
  template?: PreviewTemplate;
  /** How much of each limit is used. */
  counters: PreviewCounter[];
}

/** A text, or media by address or id; a location and a product have neither. */
export type PreviewHeader = { kind: 'text'; text: string } | PreviewMedia;

/** A picture, film, sound, file, sticker, place or product. */
export interface PreviewMedia {
  /** Meta's word for it. */
  kind:
    | 'image'
    | 'video'
    | 'audio'
    | 'document'
    | 'sticker'
    | 'location'
    | 'product'
    | (string & {});
  link?: string;
  id?: string;
  filename?: string;
  product_retailer_id?: string;
}

/** A run of text that is drawn alike. */
export interface PreviewSpan {
  /** Without its marks; may hold line breaks. */
  text: string;
  bold?: true;
  italic?: true;
  strike?: true;
  mono?: true;
}

/** A part of the text. */
export type PreviewBlock =
  | { kind: 'paragraph' | 'quote'; spans: PreviewSpan[] }
  | { kind: 'bullets'; items: PreviewSpan[][] }
  | { kind: 'numbers'; items: PreviewNumbered[] };

/** An entry of a numbered list. */
export interface PreviewNumbered {
  /** As it was written. */
  number: number;
  spans: PreviewSpan[];
}

/** Something to press. */
export interface PreviewButton {
  /** `reply`, `url`, `list`, `flow`, `phone`, `copy_code`, `location`, ... */
  kind: string;
  title: string;
  /** Of a `reply`: what comes back as payload. */
  id?: string;
  /** Of a `url`. */
  url?: string;
  /** Of a `phone`. */
  phone_number?: string;
}

/** A part of a sheet. */
export interface PreviewSection {
  title?: string;
  rows?: PreviewRow[];
  /** Product ids of the catalog. */
  products?: string[];
}

/** A row of a sheet. */
export interface PreviewRow {
  id?: string;
  title?: string;
  description?: string;
}

/** A limited-time offer. */
export interface PreviewOffer {
  text: string;
  /** Milliseconds since 1970, as the body has it. */
  expires_ms?: Json;
}

/** A place, as the body has it. */
export interface PreviewLocation {
  latitude?: number | string;
  longitude?: number | string;
  name?: string;
  address?: string;
}

/** A contact card. */
export interface PreviewContact {
  /** Its formatted name. */
  name?: string;
  phones: string[];
}

/** An emoji on a message. */
export interface PreviewReaction {
  /** '' takes it back. */
  emoji?: string;
  message_id?: string;
}

/** Which template is sent. */
export interface PreviewTemplate {
  name: string;
  /** `en_US`. */
  language: string;
}

/** A limit of WhatsApp's. */
export interface PreviewCounter {
  /** With dots: `buttons.0.title`. */
  field: string;
  /** Code points. */
  used: number;
  limit: number;
}
