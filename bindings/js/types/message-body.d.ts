// The body of POST /{version}/{phone_number_id}/messages, as wp_body writes it.

import type { Json } from './json.js';
import type { SendComponent } from './templates.js';

/** A message as Graph takes it, told apart by `type`. */
export type MessageBody = MessageEnvelope &
  (
    | { type: 'text'; text: { preview_url: boolean; body: string } }
    | { type: 'image'; image: SentFile & { caption?: string } }
    | { type: 'video'; video: SentFile & { caption?: string } }
    | { type: 'audio'; audio: SentFile & { voice?: true } }
    | { type: 'document'; document: SentFile & { caption?: string; filename?: string } }
    | { type: 'sticker'; sticker: SentFile }
    | { type: 'location'; location: SentLocation }
    | { type: 'contacts'; contacts: SentContact[] }
    | { type: 'reaction'; reaction: { message_id: string; emoji: string } }
    | { type: 'pin'; pin: SentPin }
    | { type: 'template'; template: SentTemplate }
    | { type: 'interactive'; interactive: SentInteractive }
  );

/** What every message has. */
export interface MessageEnvelope {
  messaging_product: 'whatsapp';
  recipient_type: 'individual' | 'group';
  /** A phone, or a group's id. */
  to?: string;
  /** A business-scoped user id, instead of `to`. */
  recipient?: string;
  /** The message that is answered. */
  context?: { message_id: string };
  /** Put in by wp_plan: the token that brings a status back to its row, at most 512. */
  biz_opaque_callback_data?: string;
}

/** A file by the id of its upload or by its address. */
export interface SentFile {
  id?: string;
  link?: string;
}

/** A place; coordinates as the reply had them. */
export interface SentLocation {
  latitude: number | string;
  longitude: number | string;
  name?: string;
  address?: string;
}

/** A contact card. */
export interface SentContact {
  name: {
    formatted_name: string;
    first_name?: string;
    last_name?: string;
    middle_name?: string;
    suffix?: string;
    prefix?: string;
  };
  phones?: Json;
  emails?: Json;
  org?: Json;
  birthday?: Json;
  addresses?: Json;
  urls?: Json;
}

/** A pin in a group. */
export interface SentPin {
  type: 'pin' | 'unpin';
  message_id: string;
  expiration_days?: number;
}

/** A template send. */
export interface SentTemplate {
  name: string;
  language: { code: string };
  /** Absent: no part needs a parameter. */
  components?: SendComponent[] | Json[];
}

/** The interactive types that have a shape here; `order_*` are Meta's, passed on. */
export type InteractiveType =
  | 'button'
  | 'list'
  | 'cta_url'
  | 'flow'
  | 'product'
  | 'product_list'
  | 'catalog_message'
  | 'carousel'
  | 'location_request_message'
  | 'call_permission_request'
  | 'request_contact_info'
  | 'address_message';

/** An interactive message, or a payment that was passed on. */
export type SentInteractive = SentAction | SentOrder;

/** Header, body, footer, and what can be done. */
export interface SentAction {
  type: InteractiveType;
  header?: SentHeader;
  body?: { text: string };
  footer?: { text: string };
  /** Buttons, sections, cards or parameters, by `type`; Meta's reference has each. */
  action: { [name: string]: Json };
}

/** Meta's object of a payment. */
export interface SentOrder {
  type: 'order_details' | 'order_status';
  [name: string]: Json;
}

/** What stands above an interactive message. */
export type SentHeader =
  | { type: 'text'; text: string }
  | { type: 'image'; image: SentFile & { caption?: string } }
  | { type: 'video'; video: SentFile & { caption?: string } }
  | { type: 'document'; document: SentFile & { caption?: string; filename?: string } };
