// WhatsApp templates: Meta's definition, what fills it, and the components of a send.

import type { Json } from './json.js';

/**
 * A text with holes: `Hi {{first_name|default:"there"}}`. Filters, from left to right: `default`,
 * `upper`, `lower`, `capitalize`, `trim`, `first_word`, `oneline`, `truncate:n`, `urlencode`,
 * `digits`. `\{{` is two plain braces.
 */
export type TemplateText = string;

/** What fills the holes: a path walks objects by name and arrays by index. */
export interface Vars {
  [name: string]: Json;
}

/** A component of a template's definition, as Meta returns it (`GET .../message_templates`). */
export interface TemplateComponent {
  /** HEADER, BODY, FOOTER, BUTTONS, CAROUSEL, LIMITED_TIME_OFFER; letters of either case. */
  type: string;
  /** HEADER: TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION, PRODUCT. Absent: TEXT. */
  format?: string;
  /** With parameters: `Hi {{1}}` or `Hi {{first_name}}`. */
  text?: string;
  /** Values for Meta's reviewers. */
  example?: Json;
  /** BUTTONS. */
  buttons?: TemplateButton[];
  /** CAROUSEL. */
  cards?: { components: TemplateComponent[] }[];
  /** LIMITED_TIME_OFFER. */
  limited_time_offer?: { text?: string; has_expiration?: boolean };
  /** Members of Meta's that nothing here looks at. */
  [name: string]: Json | TemplateButton[] | { components: TemplateComponent[] }[] | undefined;
}

/** A button of a template's definition. */
export interface TemplateButton {
  /** URL, QUICK_REPLY, PHONE_NUMBER, COPY_CODE, OTP, FLOW, CATALOG, MPM, VOICE_CALL, ... */
  type: string;
  /** The label. */
  text?: string;
  /** URL: with a parameter at its end, `https://shop.example/t/{{1}}`. */
  url?: string;
  /** PHONE_NUMBER. */
  phone_number?: string;
  /** Members of Meta's that nothing here looks at. */
  [name: string]: Json | undefined;
}

/** What a send brings for its parameters. Every text is a TemplateText. */
export interface Bindings {
  /** By parameter: `{"1": "{{order}}"}` or `{"order": "{{order}}"}`. */
  header?: { [parameter: string]: TemplateText };
  /** For a header that is no text. */
  header_media?: HeaderMedia;
  body?: { [parameter: string]: TemplateText };
  /** When the offer ends, milliseconds since 1970. */
  limited_time_offer?: { expiration_time_ms: number | TemplateText };
  /** One for each card of a carousel. */
  cards?: Bindings[];
  /** By place in the definition, from `"0"`. */
  buttons?: { [place: string]: ButtonBinding };
}

/** Media by `link` or by uploaded `id`, a place, or a product. */
export interface HeaderMedia {
  link?: TemplateText;
  id?: TemplateText;
  /** Documents only. */
  filename?: TemplateText;
  latitude?: number | TemplateText;
  longitude?: number | TemplateText;
  name?: TemplateText;
  address?: TemplateText;
  product_retailer_id?: TemplateText;
  catalog_id?: TemplateText;
}

/**
 * The end of a URL, a quick reply's payload, a code, a flow's token, a catalog's product; or, where
 * one text is not enough, Meta's action.
 */
export type ButtonBinding =
  | TemplateText
  | MultiProductAction
  | FlowAction
  | CatalogAction
  | VoiceCallBinding;

/** An `mpm` button's. */
export interface MultiProductAction {
  thumbnail_product_retailer_id: TemplateText;
  sections: { title?: TemplateText; product_items: { product_retailer_id: TemplateText }[] }[];
}

/** A `flow` button's. */
export interface FlowAction {
  flow_token?: TemplateText;
  /** For the flow's first screen. */
  flow_action_data?: { [name: string]: Json };
}

/** A `catalog` button's. */
export interface CatalogAction {
  thumbnail_product_retailer_id?: TemplateText;
}

/** A `voice_call` button's. */
export interface VoiceCallBinding {
  /** Minutes for which it can be pressed, 1 to 43,200. */
  ttl_minutes?: number | TemplateText;
  payload?: TemplateText;
}

/** A component of a send, as Graph takes it; parts without parameters are not listed. */
export type SendComponent = SendPart | SendButton | SendCarousel;

/** Header, body or offer. */
export interface SendPart {
  type: 'header' | 'body' | 'limited_time_offer';
  parameters: SendParameter[];
}

/** A button that needs something. */
export interface SendButton {
  type: 'button';
  sub_type: 'url' | 'quick_reply' | 'copy_code' | 'flow' | 'catalog' | 'mpm' | 'voice_call';
  /** Its place in the definition, from `"0"`. */
  index: string;
  parameters: SendParameter[];
}

/** The cards of a carousel. */
export interface SendCarousel {
  type: 'carousel';
  cards: { card_index: number; components: SendComponent[] }[];
}

/** One parameter of a send, told apart by `type`. */
export type SendParameter =
  | { type: 'text'; parameter_name?: string; text: string }
  | { type: 'image'; image: SendMedia }
  | { type: 'video'; video: SendMedia }
  | { type: 'document'; document: SendMedia & { filename?: string } }
  | { type: 'location'; location: { [name: string]: Json } }
  | { type: 'product'; product: { [name: string]: Json } }
  | { type: 'limited_time_offer'; limited_time_offer: { expiration_time_ms: number } }
  | { type: 'payload'; payload: string }
  | { type: 'coupon_code'; coupon_code: string }
  | { type: 'ttl_minutes'; ttl_minutes: number }
  | { type: 'action'; action: { [name: string]: Json } };

/** A file by its public https address, or by the id of its upload. */
export type SendMedia = { id: string; link?: never } | { link: string; id?: never };

/** How a template names its parameters. */
export type ParameterFormat = 'none' | 'positional' | 'named' | 'mixed';

/** What Meta would refuse in a template's text. E_: certainly; W_: usually. */
export type TemplateIssue =
  /** Positional and named parameters together. */
  | 'E_MIXED'
  /** A name is not of `[a-z][a-z0-9_]*`. */
  | 'E_NAME'
  /** Filters are not Meta's. */
  | 'E_FILTER'
  /** The numbers are not 1 to n. */
  | 'E_GAP'
  /** The text begins or ends with a parameter. */
  | 'W_EDGE'
  /** Nothing but white space between two parameters. */
  | 'W_ADJACENT';
