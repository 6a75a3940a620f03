// What stands in the JSON texts of messages and statuses, once parsed: Meta's own objects.
//
// They are Meta's words, kept byte for byte, and nobody checked them: any member may be missing
// or of another type, and new ones come. Every text in them is untrusted.

import type { Json } from './json.js';

/** What `Message.content` is for each `type` (cloud API, webhooks reference, `messages`). */
export interface MessageContents {
  text: TextContent;
  image: MediaContent;
  video: MediaContent;
  audio: MediaContent;
  document: MediaContent;
  sticker: MediaContent;
  location: LocationContent;
  contacts: ContactContent[];
  interactive: InteractiveContent;
  button: ButtonContent;
  reaction: ReactionContent;
  order: OrderContent;
  system: SystemContent;
  edit: EditContent;
  revoke: RevokeContent;
  unsupported: UnsupportedContent;
}

/** Any of them. Other types, and those of the future, are Json. */
export type MessageContent = MessageContents[keyof MessageContents];

/** `text`. */
export interface TextContent {
  body?: string;
}

/** `image`, `video`, `audio`, `document`, `sticker`. */
export interface MediaContent {
  id?: string;
  mime_type?: string;
  /** Base64, seldom hex. */
  sha256?: string;
  caption?: string;
  filename?: string;
  /** Audio: recorded as a voice note. */
  voice?: boolean;
  /** Stickers. */
  animated?: boolean;
  /** Since November 2025; needs the token, and lives minutes. */
  url?: string;
}

/** `location`. */
export interface LocationContent {
  /** Degrees. */
  latitude?: number;
  /** Degrees. */
  longitude?: number;
  name?: string;
  address?: string;
  url?: string;
}

/** A card of `contacts`. */
export interface ContactContent {
  name?: {
    formatted_name?: string;
    first_name?: string;
    last_name?: string;
    middle_name?: string;
    prefix?: string;
    suffix?: string;
  };
  phones?: { phone?: string; wa_id?: string; type?: string }[];
  emails?: { email?: string; type?: string }[];
  addresses?: { [name: string]: Json }[];
  org?: { company?: string; department?: string; title?: string };
  urls?: { url?: string; type?: string }[];
  /** `1990-01-31`. */
  birthday?: string;
  /** Since 2026. */
  vcard?: string;
  /** Since 2026: `contact_request` answers a request of ours; `other`. */
  origin?: string;
}

/** `interactive`: what was pressed or filled in, told apart by `type`. */
export interface InteractiveContent {
  type?: string;
  /** A reply button of ours. */
  button_reply?: { id?: string; title?: string };
  /** A list row of ours. */
  list_reply?: { id?: string; title?: string; description?: string };
  /** A flow or an address; `response_json` holds JSON that may not parse. */
  nfm_reply?: { name?: string; body?: string; response_json?: string };
  /** The expiration is in seconds since 1970; absent on reject and when permanent. */
  call_permission_reply?: {
    response?: string;
    is_permanent?: boolean;
    expiration_timestamp?: number | string;
    response_source?: string;
  };
}

/** `button`: a quick reply of a template. */
export interface ButtonContent {
  /** The label, unless the send set another. */
  payload?: string;
  text?: string;
}

/** `reaction`. */
export interface ReactionContent {
  /** The wamid of our message. */
  message_id?: string;
  /** '' or absent: taken back. */
  emoji?: string;
}

/** `order`: a cart. */
export interface OrderContent {
  catalog_id?: string;
  text?: string;
  product_items?: {
    product_retailer_id?: string;
    quantity?: number | string;
    /** A decimal price in `currency`. */
    item_price?: number | string;
    currency?: string;
  }[];
}

/** `system`: a number or user id changed; the event tells it as `change`. */
export interface SystemContent {
  /** A sentence for a person. */
  body?: string;
  /** `user_changed_number`, `user_changed_user_id`, `customer_identity_changed`, ... */
  type?: string;
  wa_id?: string;
  /** In one old sample a number. */
  new_wa_id?: string | number;
  user_id?: string;
  previous_user_id?: string;
  parent_user_id?: string;
  previous_parent_user_id?: string;
  customer?: string;
  identity?: string;
}

/** `edit`: coexistence numbers only. */
export interface EditContent {
  original_message_id?: string;
  /** The message as it is now, with `type` and the member of that name. */
  message?: { [name: string]: Json };
}

/** `revoke`: coexistence numbers only. */
export interface RevokeContent {
  original_message_id?: string;
}

/** `unsupported`: since November 2025 it says of what. */
export interface UnsupportedContent {
  /** `poll`, ... */
  type?: string;
}

/** `StatusChanged.pricing`: comes with `sent` and one of delivered and read. */
export interface Pricing {
  /** To be deprecated by Meta: use `type` and `category`. */
  billable?: boolean;
  /** `PMP` since July 2025, `CBP` before. */
  pricing_model?: string;
  /** `regular` is billed; `free_customer_service`, `free_entry_point`. */
  type?: string;
  /** `marketing`, `utility`, `authentication`, `service`, `referral_conversion`, ... */
  category?: string;
}

/** `StatusChanged.conversation`: since v24 only in a free entry point. */
export interface StatusConversation {
  id?: string;
  /** Seconds since 1970; only with `sent`. */
  expiration_timestamp?: number | string;
  /** As the categories of `Pricing`. */
  origin?: { type?: string };
  /** Seen in a group's status. */
  pricing?: Pricing;
}
