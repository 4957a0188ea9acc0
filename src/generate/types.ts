import type { AttemptId, Calibration, Contract, FaultKind, Json, Lane, Operation, Plan, StrikeKind, Target, Variant, WireRequest } from '../model/index.js';
import type { Drawing } from './template/drawing.js';

/** A target whose templates have been parsed once; opaque to everyone but `generate`. */
export interface Blueprint {
  readonly target: Target;
  /** By route, then body: what can be drawn there. A route without bodies has one shape. */
  readonly shapes: readonly (readonly BodyShape[])[];
  /** True where the request of that route and body carries `{{nonce}}`. */
  carriesNonce(route: number, body: number): boolean;
  /** True where that probe can only be rendered with the operation's own accepted answer (`{{answer /id}}`). */
  needsAnswer(aside: Aside, route: number): boolean;
  /**
   * JSON Pointers of `{{answer …}}` in the request of a route: values of the accepted answer of the operation that it
   * belongs to, without which it cannot be sent. Empty for the main route.
   */
  answersNeeded(route: number): readonly string[];
  /** The request of a planned attempt, without the principal's headers (the executor adds those). */
  renderAttempt(plan: Plan, operation: Operation, attempt: Sending, identity: Identity): Rendered;
  /** A setup request, the revoke request or a probe, for one operation. */
  renderAside(aside: Aside, operation: Operation, identity: Identity, nonce: string): WireRequest;
  /** The values of the placeholders of a probe that is a query, in their order. */
  renderHoles(aside: Aside, operation: Operation, identity: Identity, nonce: string): readonly Json[];
}

/** What a request with one body of a route is made of, as far as plans care. */
export interface BodyShape {
  readonly slots: readonly Slot[];
  /** Spellings that write its tree with other bytes; empty for opaque bodies. */
  readonly spellings: readonly ('reordered' | 'spaced')[];
  /** It carries `{{nonce}}`. */
  readonly nonce: boolean;
  /** The nonce can change without changing the resource that is asked for. */
  readonly nonceVaries: boolean;
}

/** One draw of a request. */
export interface Slot {
  readonly name: string;
  readonly drawing: Drawing;
  /** Drawing it again makes another payload for the same resource, whose effect the probes still see. */
  readonly redrawable: boolean;
}

export type Aside =
  | { readonly kind: 'setup'; readonly setup: number }
  | { readonly kind: 'revoke' }
  | { readonly kind: 'effects'; readonly probe: number }
  | { readonly kind: 'state' };

/** What makes one execution's keys, nonces and times its own. */
export interface Identity {
  /** Unique per execution; letters and digits. Keys and nonces are derived from it and the operation's id. */
  readonly salt: string;
  /** Wall clock for `{{timestamp}}`, milliseconds since the epoch; one per operation. */
  readonly wallMs: number;
  /** Values captured by the operation's setup requests. */
  readonly captures: { readonly [name: string]: Json };
  /** Tree of the operation's own accepted answer, for `{{answer /pointer}}` in its probes. */
  readonly answer?: Json;
  /** Tree of the parent's accepted answer, for `{{answer /pointer}}` in the operation's request. */
  readonly parentAnswer?: Json;
  /** A control operation: fresh key and nonce, everything else as drawn. Counts from 1; 0 is the operation itself. */
  readonly control: number;
}

/** What of an attempt decides its request; without an id its noise is that of any other. */
export interface Sending {
  readonly id?: AttemptId;
  readonly variant?: Variant | undefined;
  readonly instance?: number | undefined;
}

export interface Rendered {
  readonly request: WireRequest;
  /** What the bytes of its body say; null: no body. */
  readonly text: string | null;
  /** As the client means it, before quoting; absent where none is sent. */
  readonly key: string | undefined;
  readonly nonce: string | undefined;
  /** Equal for equal payloads whatever their spelling; the executor numbers them. */
  readonly payloadIdentity: string;
}

/** What a plan may make use of. */
export interface PlanContext {
  readonly blueprint: Blueprint;
  readonly contract: Contract;
  readonly calibration: Calibration;
  readonly lanes: readonly Lane[];
  readonly faults: readonly FaultKind[];
  /** What can be done to the target's processes; absent: nothing. */
  readonly disruptions?: readonly StrikeKind[];
  /** Names of the taps that the target uses; absent: none. */
  readonly taps?: readonly string[];
  /** Longest that a plan of this run may wait; absent: as long as is reasonable without knowing. Decides about climates, never about a plan. */
  readonly longestWaitMs?: number;
}
