// What each door of the module takes and gives. Every door is pure: what it answers depends on
// its arguments alone. Input and output are UTF-8 JSON of the types below; only wp_parse and
// wp_compile take bytes that somebody else wrote.

import type {
  Budget,
  Classified,
  Failure,
  GivenItem,
  Plan,
  SendOutcome,
  Standing,
} from './outbox.js';
import type { Diagnostic } from './diagnostics.js';
import type { Effects } from './effects.js';
import type { Event, GivenEvent } from './events.js';
import type { Explanation, MatchExplanation } from './explanation.js';
import type { Fold } from './playbook.js';
import type { InputCode, TemplateErrorCode } from './errors.js';
import type { JsonPointer, Micros } from './json.js';
import type { Keys, Snapshot } from './snapshot.js';
import type { LimitRequest, LimiterState, LimitVerdict, NamedLimiterRule } from './limits.js';
import type { MessageBody } from './message-body.js';
import type {
  Bindings,
  ParameterFormat,
  SendComponent,
  TemplateComponent,
  TemplateIssue,
  TemplateText,
  Vars,
} from './templates.js';
import type { Preview } from './preview.js';
import type { Reply } from './replies.js';

/** One door: what it takes, what it gives, and the codes it refuses with. */
export interface Door<Input, Output, Code extends string> {
  input: Input;
  output: Output;
  refuses: Code;
}

/** Every door by its name in the module; see bindings/c/waypost.h. */
export interface Doors {
  /** Meta asks whether a callback is ours: answer the challenge as text/plain. */
  wp_handshake: Door<
    HandshakeInput,
    HandshakeOutput,
    InputCode | 'bad_token' | 'bad_challenge'
  >;
  /** Whether Meta signed a body. */
  wp_verify: Door<VerifyInput, VerifyOutput, InputCode | 'bad_signature'>;
  /** A webhook body, exactly the bytes that were signed, becomes events. */
  wp_parse: Door<
    Uint8Array,
    Parsed,
    'not_json' | 'not_utf8' | 'too_large' | 'wrong_object' | 'wrong_shape'
  >;
  /** A playbook file becomes a blob; `options` may be left out. */
  wp_compile: Door<
    { source: Uint8Array; options?: CompileOptions },
    { blob: Uint8Array; report: CompileReport },
    InputCode | 'wrong_shape'
  >;
  /** A blob becomes a playbook that the three doors below ask. */
  wp_open: Door<Uint8Array, PlaybookFacts, 'bad_blob' | 'bad_argument'>;
  /** Which rule answers when no guard is asked. */
  wp_match: Door<MatchInput, MatchOutput, InputCode>;
  /** The same question, or wp_decide's, with every step told. */
  wp_explain: Door<
    MatchInput | DecideInput,
    MatchExplanation | Explanation,
    InputCode | 'wrong_shape'
  >;
  /** What happens because of an event. */
  wp_decide: Door<DecideInput, Effects, InputCode | 'wrong_shape'>;
  /** How a text is read. */
  wp_fold: Door<FoldInput, FoldOutput, InputCode>;
  /** A text with its holes filled. */
  wp_render: Door<
    RenderInput,
    RenderOutput,
    InputCode | 'E_UNCLOSED' | 'E_SYNTAX' | 'E_FILTER' | 'E_TYPE' | 'E_MISSING' | 'E_TOO_LONG'
  >;
  /** What Meta would refuse in a template's text. */
  wp_analyze: Door<
    AnalyzeInput,
    AnalyzeOutput,
    InputCode | 'E_UNCLOSED' | 'E_SYNTAX' | 'E_FILTER'
  >;
  /** The components of a template send. */
  wp_components: Door<
    ComponentsInput,
    ComponentsOutput,
    InputCode | Exclude<TemplateErrorCode, 'E_EMPTY' | 'E_COUNT' | 'E_DUP'>
  >;
  /** A reply becomes the body of a message. */
  wp_body: Door<BodyInput, BodyOutput, InputCode | TemplateErrorCode>;
  /** What a phone draws of a message body. */
  wp_preview: Door<PreviewInput, PreviewOutput, InputCode>;
  /** Whether limiters allow something now. */
  wp_limit: Door<LimitInput, LimitVerdict, InputCode>;
  /** What a failed send means. */
  wp_classify: Door<ClassifyInput, Classified, InputCode>;
  /** Whether to send an outbox item now. */
  wp_plan: Door<PlanInput, Plan, InputCode | 'wrong_shape'>;
  /** What Graph's answer, or its absence, means for an item. */
  wp_settle: Door<SettleInput, Effects, InputCode | 'wrong_shape'>;
  /** Which rows a host reads before wp_decide. */
  wp_keys: Door<KeysInput, Keys, InputCode | 'wrong_shape'>;
}

/** wp_handshake. */
export interface HandshakeInput {
  /** What stands behind the `?` of the request, as it came: `hub.mode=subscribe&...`. */
  query: string;
  /** Every verify token that is accepted; a blank one never matches. */
  tokens: string[];
}

/** wp_handshake. */
export interface HandshakeOutput {
  /** 1 to 64 of `0-9 A-Z a-z _ -`. */
  challenge: string;
}

/** wp_verify. */
export interface VerifyInput {
  /** Every value of X-Hub-Signature-256, untrimmed; exactly one is accepted. */
  headers: string[];
  /** HMAC-SHA256 of the raw body under each secret accepted, 64 hex digits each. */
  digests: string[];
}

/** wp_verify. */
export interface VerifyOutput {
  /** Which of the digests matched: it names the secret. */
  index: number;
}

/** wp_parse. */
export interface Parsed {
  /** In the order of the body; messages before statuses before errors in each change. */
  events: Event[];
  /** Parts that made no sense, each alone; the others stand. */
  refused: RefusedPart[];
}

/** A part of a webhook body that made no sense. */
export interface RefusedPart {
  code: 'wrong_shape';
  /** JSON Pointer into the body. */
  where: JsonPointer;
  /** One sentence; holds no text of a message, no number. */
  detail: string;
}

/** wp_compile. */
export interface CompileOptions {
  /** For playbooks that name no zone. Default `UTC`. */
  tenant_zone?: string;
  /** The text of bindings/zones/zones.txt; without it no zone but UTC is known. */
  zone_table?: string;
}

/** wp_compile. */
export interface CompileReport {
  /** In the order of the source; warnings may follow errors. */
  diagnostics: Diagnostic[];
}

/** wp_open. */
export interface PlaybookFacts {
  /** How many rules work. */
  rules: number;
  /** SHA-256 of the source, 64 hex digits. */
  source: string;
}

/** wp_match, and wp_explain. What is missing is null or false. */
export interface MatchInput {
  /** null: no text, which is not ''. */
  message?: string | null;
  /** Id of the pressed button or row. */
  payload?: string | null;
  /** Whether this is the person's first message to the number. */
  first_contact?: boolean;
}

/** wp_match: the rule's id and its place in answering order, or nothing. */
export type MatchOutput = { rule: string; index: number } | { rule: null; index: null };

/** wp_decide, and wp_explain. */
export interface DecideInput {
  snapshot: Snapshot;
  event: GivenEvent;
  now_us: Micros;
}

/** wp_fold. */
export interface FoldInput {
  text: string;
  /** Default `loose`. */
  fold?: Fold;
}

/** wp_fold. */
export interface FoldOutput {
  /** The text as rules compare it. */
  text: string;
  words: string[];
}

/** wp_render. */
export interface RenderInput {
  template: TemplateText;
  vars?: Vars;
  /** What stands where there is no value: nothing, a refusal, or the placeholder. */
  on_missing?: 'empty' | 'error' | 'keep';
  /** More code points than this are E_TOO_LONG. */
  max_chars?: number;
}

/** wp_render. */
export interface RenderOutput {
  text: string;
}

/** wp_analyze. */
export interface AnalyzeInput {
  template: TemplateText;
}

/** wp_analyze. */
export interface AnalyzeOutput {
  format: ParameterFormat;
  /** Parameters in order of first appearance. */
  names: string[];
  issues: TemplateIssue[];
  /** A sentence for each issue that says what to do. */
  remedies: string[];
}

/** wp_components. */
export interface ComponentsInput {
  /** Meta's components of the template. */
  definition: TemplateComponent[];
  bindings?: Bindings;
  vars?: Vars;
}

/** wp_components. */
export interface ComponentsOutput {
  /** Empty when nothing needs a parameter. */
  components: SendComponent[];
}

/** wp_body. */
export interface BodyInput {
  reply: Reply;
  /** Phone, user id or group id. */
  to: string;
  /** What `to` is. Default `phone`. */
  to_kind?: 'phone' | 'user' | 'group';
  vars?: Vars;
  /** The wamid of the message that is answered. */
  reply_to?: string;
  /** `reply` (default) cuts what a person reads to fit; `strict` refuses it. */
  mode?: 'reply' | 'strict';
  /** Meta's components of the template that a reply of type `template` sends. */
  definition?: TemplateComponent[];
}

/** wp_body. */
export interface BodyOutput {
  /** POST this to /{version}/{phone_number_id}/messages. */
  payload: MessageBody;
  /** What was cut, with dots: `buttons.0.title`. */
  truncated: string[];
}

/** wp_preview. */
export interface PreviewInput {
  payload: MessageBody;
  /** Meta's components of the template that the body sends. */
  definition?: TemplateComponent[];
}

/** wp_preview. */
export interface PreviewOutput {
  preview: Preview;
}

/** wp_limit. */
export interface LimitInput {
  /** In the order in which they are asked. */
  limits: NamedLimiterRule[];
  /** What the last answer gave, by id. What is no state counts as none. */
  state?: { [id: string]: LimiterState };
  req: LimitRequest;
}

/** wp_classify. */
export interface ClassifyInput {
  error: Failure;
  /** Which failure in a row this is, from 1. */
  attempt: number;
  /** An unsigned 64-bit number in decimal digits: the same item waits the same everywhere. */
  seed: string;
}

/** wp_plan. */
export interface PlanInput {
  item: GivenItem;
  /** Absent: nothing is known of the contact; a free text then cannot go. */
  standing?: Standing;
  /** Absent: no limits. */
  budget?: Budget;
  /** The whole biz_opaque_callback_data of this attempt; the MAC in it is the host's. */
  opaque?: string;
  now_us: Micros;
}

/** wp_settle. */
export interface SettleInput {
  item: GivenItem;
  outcome: SendOutcome;
  now_us: Micros;
}

/** wp_keys. */
export interface KeysInput {
  event: GivenEvent;
}
