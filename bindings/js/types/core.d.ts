// The loader's classes: values in, values out. A door that says no throws a Refusal.

import type {
  AnalyzeInput,
  AnalyzeOutput,
  BodyInput,
  BodyOutput,
  ClassifyInput,
  CompileOptions,
  CompileReport,
  ComponentsInput,
  DecideInput,
  FoldInput,
  FoldOutput,
  HandshakeInput,
  KeysInput,
  LimitInput,
  MatchInput,
  MatchOutput,
  Parsed,
  PlanInput,
  PlaybookFacts,
  PreviewInput,
  RenderInput,
  SettleInput,
  VerifyInput,
} from './doors.js';
import type { Classified, Plan } from './outbox.js';
import type { Effects } from './effects.js';
import type { Explanation, MatchExplanation } from './explanation.js';
import type { Keys } from './snapshot.js';
import type { LimitVerdict } from './limits.js';
import type { Preview } from './preview.js';
import type {
  RefusalCode,
  RefusalError,
  TemplateErrorCode,
  TemplateRefusalError,
} from './errors.js';
import type { SendComponent } from './templates.js';

export * from './index.js';

/** The core. It has no clock, no network and no memory of former calls. */
export class Waypost {
  /** @param module  waypost.wasm as a `WebAssembly.Module`, by whatever means it was compiled. */
  constructor(module: object);

  /** Bytes the module holds. It only grows; after a Trap it begins small. */
  get memoryBytes(): number;

  /**
   * Whether Meta may subscribe this callback.
   * @returns the challenge, to be answered as text/plain with status 200.
   */
  handshake(question: HandshakeInput): string;

  /**
   * Whether Meta signed a body.
   * @returns which of the digests matched.
   */
  verify(question: VerifyInput): number;

  /** A webhook body, exactly the bytes that were signed, becomes events. */
  parse(body: Uint8Array | string): Parsed;

  /**
   * A playbook file becomes a blob that any host can open. What is broken in it is left out and
   * reported; only what is no playbook at all is refused.
   */
  compile(
    source: Uint8Array | string,
    options?: CompileOptions,
  ): { blob: Uint8Array } & CompileReport;

  /** Opens a blob of compile(). Close it when it is not asked any more. */
  open(blob: Uint8Array): Playbook;

  /** How rules read a text. */
  fold(question: FoldInput): FoldOutput;

  /** A text with its holes filled. */
  render(question: RenderInput): string;

  /** What Meta would refuse in a template's text. */
  analyze(question: AnalyzeInput): AnalyzeOutput;

  /** The components of a template send. */
  components(question: ComponentsInput): SendComponent[];

  /** A reply becomes the body of a message. */
  body(question: BodyInput): BodyOutput;

  /** What a phone draws of a message body. */
  preview(question: PreviewInput): Preview;

  /** Whether limiters allow something now. */
  limit(question: LimitInput): LimitVerdict;

  /** What a failed send means. */
  classify(question: ClassifyInput): Classified;

  /** Which rows a host reads before decide(). */
  keys(question: KeysInput): Keys;

  /** Whether to send an outbox item now. */
  plan(question: PlanInput): Plan;

  /** What Graph's answer, or its absence, means for an item. */
  settle(question: SettleInput): Effects;
}

/** A compiled playbook, open. Made by Waypost.open(). */
export class Playbook implements PlaybookFacts {
  private constructor();

  /** How many rules work. */
  readonly rules: number;

  /** SHA-256 of the source, 64 hex digits. */
  readonly source: string;

  /** Which rule answers when no guard is asked. */
  match(question: MatchInput): MatchOutput;

  /** Every step from an event to what happens because of it. */
  explain(question: DecideInput): Explanation;

  /** How a message is read, and every rule that matches. */
  explain(question: MatchInput): MatchExplanation;

  /** What happens because of an event, to be applied in order, in one transaction. */
  decide(question: DecideInput): Effects;

  /** Gives its memory back. Closing twice is harmless; asking afterwards is a TypeError. */
  close(): void;
}

/** A door said no. `message` is one sentence for people. */
export class Refusal extends Error {
  constructor(error: RefusalError | TemplateRefusalError);

  /** For programs. Which call may say which: `Doors`. */
  readonly code: RefusalCode | TemplateErrorCode;

  /** JSON Pointer into what was given; '' for the whole of it. */
  readonly where: string;

  /** All of it; of texts and message bodies also the field, position and limit. */
  readonly error: RefusalError | TemplateRefusalError;
}

/**
 * The module trapped: it ran out of memory. The next call has a new instance, and open playbooks
 * open themselves again. Nothing is lost, for no call leaves anything behind.
 */
export class Trap extends Error {
  constructor(cause: unknown);
}
