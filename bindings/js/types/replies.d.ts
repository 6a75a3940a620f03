// What may be sent: the replies of a playbook, of wp_body and of the API, told apart by `type`.
//
// Every string in a reply is a text with holes, ids and links too. "Cut" is said of what a person
// reads: in mode `reply` the end goes and `truncated` names it, in `strict` it is E_TOO_LONG. What
// a machine reads is never cut. Lengths are Unicode code points.

import type { Bindings, TemplateComponent, TemplateText } from './templates.js';
import type { Json } from './json.js';

/** One message to send. */
export type Reply =
  | TextReply
  | ButtonsReply
  | ListReply
  | UrlReply
  | ImageReply
  | VideoReply
  | AudioReply
  | DocumentReply
  | StickerReply
  | TemplateReply
  | LocationReply
  | ContactsReply
  | ReactionReply
  | FlowReply
  | ProductReply
  | ProductListReply
  | CatalogReply
  | CarouselReply
  | RequestReply
  | AddressReply
  | OrderReply
  | PinReply;

/** The words of `type`. */
export type ReplyType = Reply['type'];

/** A text. */
export interface TextReply {
  type: 'text';
  /** Cut at 4,096. */
  body: TemplateText;
  /** Show a picture of the first link. Default false. */
  preview_url?: boolean;
}

/** A text above an interactive message: cut at 60. */
export interface TextHeader {
  type: 'text';
  text: TemplateText;
}

/** A picture, film or file above an interactive message. */
export interface MediaHeader {
  type: 'image' | 'video' | 'document';
  /** Public https address; `id` wins. At most 2,048 bytes. */
  link?: TemplateText;
  /** Id of an upload. */
  id?: TemplateText;
  /** Documents only: at most 240 bytes. */
  filename?: TemplateText;
}

/** One to three buttons. */
export interface ButtonsReply {
  type: 'buttons';
  /** Cut at 1,024. */
  body: TemplateText;
  header?: TextHeader | MediaHeader;
  /** Cut at 60. */
  footer?: TemplateText;
  buttons: ReplyButton[];
}

/** A button: pressing it sends its id as payload. */
export interface ReplyButton {
  /** Unique, at most 256. */
  id: TemplateText;
  /** Unique also when cut at 20. */
  title: TemplateText;
}

/** A sheet of rows behind one button. */
export interface ListReply {
  type: 'list';
  /** Cut at 1,024. */
  body: TemplateText;
  /** The button's label: cut at 20. */
  button: TemplateText;
  header?: TextHeader;
  /** Cut at 60. */
  footer?: TemplateText;
  /** One to ten, with one to ten rows in all. */
  sections: ListSection[];
}

/** A part of the sheet. */
export interface ListSection {
  /** Cut at 24; required when there are several sections. */
  title?: TemplateText;
  rows: ListRow[];
}

/** A row: choosing it sends its id as payload. */
export interface ListRow {
  /** Unique in the list, at most 200. */
  id: TemplateText;
  /** Cut at 24. */
  title: TemplateText;
  /** Cut at 72. */
  description?: TemplateText;
}

/** A button that opens an address. */
export interface UrlReply {
  type: 'cta_url';
  /** Cut at 1,024. */
  body: TemplateText;
  /** The button's label: cut at 20. */
  display_text: TemplateText;
  /** At most 2,048 bytes; in mode `strict` it begins with http:// or https://. */
  url: TemplateText;
  header?: TextHeader | MediaHeader;
  /** Cut at 60. */
  footer?: TemplateText;
}

/** Where a file is: `link` or `id`, and `id` wins. */
export interface MediaSource {
  /** Public https address; at most 2,048 bytes. */
  link?: TemplateText;
  /** Id of an upload. */
  id?: TemplateText;
}

/** A picture. */
export interface ImageReply extends MediaSource {
  type: 'image';
  /** Cut at 1,024. */
  caption?: TemplateText;
}

/** A film. */
export interface VideoReply extends MediaSource {
  type: 'video';
  /** Cut at 1,024. */
  caption?: TemplateText;
}

/** A sound. */
export interface AudioReply extends MediaSource {
  type: 'audio';
  /** A voice note, played in the chat: OGG with Opus, at most 512 KiB. Default false. */
  voice?: boolean;
  /** Left out: WhatsApp shows none. */
  caption?: TemplateText;
}

/** A file. */
export interface DocumentReply extends MediaSource {
  type: 'document';
  /** Cut at 1,024. */
  caption?: TemplateText;
  /** At most 240 bytes. */
  filename?: TemplateText;
}

/** A sticker: WebP. */
export interface StickerReply extends MediaSource {
  type: 'sticker';
  /** Left out: WhatsApp shows none. */
  caption?: TemplateText;
}

/** An approved template: the one thing that may go outside the 24-hour window. */
export interface TemplateReply {
  type: 'template';
  name: TemplateText;
  /** `en_US`, or Meta's object of it; `-` becomes `_`. */
  language: TemplateText | { code: TemplateText; policy?: string };
  /** What fills its parameters. */
  bindings?: Bindings;
  /** Meta's components of it; absent: those that wp_body was given. */
  definition?: TemplateComponent[];
  /** The components of the send as Graph takes them, instead of the two above. */
  components?: Json[];
}

/** A place on the map. */
export interface LocationReply {
  type: 'location';
  /** Degrees. */
  latitude: number | TemplateText;
  /** Degrees. */
  longitude: number | TemplateText;
  name?: TemplateText;
  address?: TemplateText;
}

/** Contact cards, 1 to 257. */
export interface ContactsReply {
  type: 'contacts';
  contacts: ContactCard[];
}

/** A contact card of Meta's. */
export interface ContactCard {
  name: {
    formatted_name: TemplateText;
    first_name?: TemplateText;
    last_name?: TemplateText;
    middle_name?: TemplateText;
    suffix?: TemplateText;
    prefix?: TemplateText;
  };
  /** With `wa_id` the card shows "Message". */
  phones?: { phone?: TemplateText; wa_id?: TemplateText; type?: TemplateText }[];
  emails?: { email?: TemplateText; type?: TemplateText }[];
  org?: { company?: TemplateText; department?: TemplateText; title?: TemplateText };
  /** `1990-01-31`. */
  birthday?: TemplateText;
  addresses?: {
    street?: TemplateText;
    city?: TemplateText;
    state?: TemplateText;
    zip?: TemplateText;
    country?: TemplateText;
    country_code?: TemplateText;
    type?: TemplateText;
  }[];
  urls?: { url?: TemplateText; type?: TemplateText }[];
}

/** An emoji on a message of the person. */
export interface ReactionReply {
  type: 'reaction';
  /** '' or absent takes it back. */
  emoji?: TemplateText;
  /** Absent: the message that is answered. */
  message_id?: TemplateText;
}

/** A form of WhatsApp's. */
export interface FlowReply {
  type: 'flow';
  /** Cut at 1,024. */
  body: TemplateText;
  /** The button's label: cut at 30. */
  flow_cta: TemplateText;
  /** This or `flow_name`; the id wins. */
  flow_id?: TemplateText;
  flow_name?: TemplateText;
  /** Comes back with the answer. Default `unused`. */
  flow_token?: TemplateText;
  /** Meta's default is `published`. */
  mode?: 'draft' | 'published';
  /** Meta's default is `navigate`. */
  flow_action?: 'navigate' | 'data_exchange';
  /** Not with `data_exchange`. */
  flow_action_payload?: { screen: TemplateText; data?: { [name: string]: Json } };
  /** Default `3`. */
  flow_message_version?: TemplateText;
  header?: TextHeader | MediaHeader;
  /** Cut at 60. */
  footer?: TemplateText;
}

/** One product of a catalog. */
export interface ProductReply {
  type: 'product';
  catalog_id: TemplateText;
  product_retailer_id: TemplateText;
  /** Cut at 1,024. */
  body?: TemplateText;
  /** Cut at 60. */
  footer?: TemplateText;
}

/** Several products of a catalog. */
export interface ProductListReply {
  type: 'product_list';
  header: TextHeader;
  /** Cut at 1,024. */
  body: TemplateText;
  catalog_id: TemplateText;
  /** One to ten, with one to thirty products in all. */
  sections: ProductSection[];
  /** Cut at 60. */
  footer?: TemplateText;
}

/** A part of a product list. */
export interface ProductSection {
  /** Cut at 24; required when there are several sections. */
  title?: TemplateText;
  product_items: { product_retailer_id: TemplateText }[];
}

/** The whole catalog. */
export interface CatalogReply {
  type: 'catalog';
  /** Cut at 1,024. */
  body: TemplateText;
  /** The product whose picture is shown. */
  thumbnail_product_retailer_id?: TemplateText;
  /** Cut at 60. */
  footer?: TemplateText;
}

/** Two to ten cards of one kind beside each other. */
export interface CarouselReply {
  type: 'carousel';
  /** Cut at 1,024. */
  body: TemplateText;
  cards: MediaCard[] | ProductCard[];
}

/** A card with a picture or film and a link. */
export interface MediaCard {
  /** All cards' of one type. */
  header: MediaHeader & { type: 'image' | 'video' };
  /** Cut at 160, and at two line breaks. */
  body?: TemplateText;
  /** The button's label: cut at 20. */
  display_text: TemplateText;
  url: TemplateText;
}

/** A card with a product. */
export interface ProductCard {
  product_retailer_id: TemplateText;
  catalog_id: TemplateText;
}

/** Asks the person for the place they are at, for permission to call, or for their number. */
export interface RequestReply {
  type: 'location_request' | 'call_permission' | 'contact_request';
  /** Cut at 1,024. */
  body: TemplateText;
}

/** Asks for an address (India). */
export interface AddressReply {
  type: 'address';
  /** Cut at 1,024. */
  body: TemplateText;
  /** `IN`. */
  country: TemplateText;
  /** What is filled in already. */
  values?: { [name: string]: Json };
  /** `{id, value}` each. */
  saved_addresses?: Json[];
  /** What was wrong with the last answer, by field. */
  validation_errors?: { [name: string]: Json };
}

/** Payments: Meta's object, passed on with its texts filled. */
export interface OrderReply {
  type: 'order_details' | 'order_status';
  interactive: { [name: string]: Json };
}

/** Pins a message in a group. */
export interface PinReply {
  type: 'pin';
  pin_type: 'pin' | 'unpin';
  /** Absent: the message that is answered. */
  message_id?: TemplateText;
  /** 1 to 30. */
  expiration_days?: number;
}
