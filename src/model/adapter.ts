import type { Json } from './json.js';
import type { OutageKind } from './outage.js';
import type { Fault, Lane } from './plan.js';
import type { Framing } from './variant.js';
import type { Completion, WireEvent, WireRequest } from './wire.js';

/**
 * The way to one kind of target. One attempt is one send: an adapter never retries and never follows a redirect.
 *
 * Adding an adapter is one new file with `open`, whose session has `send`; everything else is optional.
 */
export interface Adapter {
  readonly name: string;
  open(): Promise<Session>;
}

/** An open adapter. `send` never rejects: whatever goes wrong is a {@link Completion}. */
export interface Session {
  send(request: WireRequest, options: SendOptions): Promise<Completion>;
  /** Where `{{url}}` and reports say that requests go, once it is open: one origin per instance, such as `http://127.0.0.1:40123`. Absent: the adapter's name. */
  readonly instances?: readonly string[];
  /** Which faults `send` can do. Absent: only `response-withheld`, which the executor does by itself. */
  readonly faults?: readonly FaultKind[];
  /** Which framings `send` can do besides its own. Absent: none. */
  readonly framings?: readonly Framing[];
  readonly racing?: Racing;
  readonly processControl?: ProcessControl;
  readonly taps?: Taps;
  /** Sets the target's clock on; resolves once it has gone on. Absent: time passes there as everywhere. */
  advanceClock?(byMs: number): Promise<void>;
  /** Releases sockets and pools. */
  close?(): Promise<void>;
}

export type FaultKind = Fault['kind'];

export interface SendOptions {
  /** For the whole attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** What to do to this attempt. */
  readonly fault?: TimedFault;
  /** How to put it on the wire, where no fault decides that. */
  readonly framing?: Framing;
  /** Largest response body that is read; beyond it the completion is `info`, `too-large`. */
  readonly maxResponseBytes: number;
  /** Aborts the attempt: the kit itself ends. */
  readonly signal?: AbortSignal;
  notify(event: WireEvent): void;
}

/** A plan's fault whose fractions have been turned into milliseconds by the executor. */
export type TimedFault =
  | { readonly kind: 'request-lost' | 'response-withheld' | 'response-cut' | 'doubled' }
  | { readonly kind: 'close' | 'reset'; readonly at: 'flush' | 'first-byte' | 'mid-body' | 'mid-response' | { readonly afterFlushMs: number } }
  | { readonly kind: 'body-stalled'; readonly ending: 'finish' | 'cut'; readonly stallMs: number };

/** Releases several attempts at once. */
export interface Racing {
  /** The lanes that this session can drive, fastest last. */
  readonly lanes: readonly Lane[];
  race(volley: readonly Shot[], lane: Lane): readonly Promise<Completion>[];
}

export interface Shot {
  readonly request: WireRequest;
  readonly options: SendOptions;
}

/** Present where the kit runs the target itself. */
export interface ProcessControl {
  /**
   * `kill`: SIGKILL. `stop`: SIGTERM, and SIGKILL where that is not heard. `restart`: starts it anew, and waits until it
   * answers. `pause` and `resume`: SIGSTOP and SIGCONT. Resolves once it is done; rejects where it cannot be.
   */
  control(action: 'kill' | 'restart' | 'pause' | 'resume' | 'stop', instance: number): Promise<void>;
  /** What is known of an instance's process; absent: nothing. */
  look?(instance: number): ProcessState;
}

/** A process of the target's. */
export interface ProcessState {
  /** How it ended, in words (`ended with exit code 1`); absent while it runs. */
  readonly ended?: string;
  /** The last lines that it has printed. */
  readonly output: readonly string[];
}

/** Present where what the target stores in is reached through the kit. */
export interface Taps {
  /** Each by the name that plans call it, with the port of 127.0.0.1 that it listens at. */
  readonly places: readonly { readonly name: string; readonly port: number }[];
  /** True once the target has sent anything through it. */
  isUsed(name: string): boolean;
  /** Takes away what is behind it, at once; returns what brings it back. */
  disturb(name: string, outage: TimedOutage): () => void;
}

/** A plan's outage whose durations have been turned into milliseconds by the executor. */
export type TimedOutage =
  | { readonly how: Exclude<OutageKind, 'delay' | 'lost-answer'> }
  /** On each connection, the answer after so many. */
  | { readonly how: 'lost-answer'; readonly skip: number }
  /** Every chunk, in both directions. */
  | { readonly how: 'delay'; readonly delayMs: number };

/** Counts an operation's effects from outside. `read` never rejects. */
export interface Probe {
  /** As the user wrote it, for reports. */
  readonly name: string;
  /** `effects` counts; `state` reads the state of a resource (PUT and DELETE targets). */
  readonly kind: 'effects' | 'state';
  read(query: ProbeQuery): Promise<Reading>;
}

/** What is known of the operation whose effects are read. */
export interface ProbeQuery {
  /** Renders the probe's request for this operation; rejects where it needs what the answer did not give. */
  readonly request: () => Promise<WireRequest>;
  /** The values of the placeholders in its query, in their order; where the answer did not give one, the placeholder itself. */
  readonly values: () => readonly Json[];
  readonly nonce: string;
  /** Body of the operation's own accepted answer, where that is JSON. */
  readonly answer?: Json;
  /** Index of the operation's principal, from 0. */
  readonly principal: number;
  readonly timeoutMs: number;
}

/**
 * Counts one operation's effects in a way of the user's own, such as a query of the database. What it throws, a promise
 * that does not settle in time and whatever is no count are readings that went wrong: nothing is concluded from them.
 *
 * @returns a whole number from 0 on
 * @example
 * ```ts
 * const rows: CountEffects = ({ nonce }) => db.charges.count({ where: { reference: nonce } });
 * ```
 */
export type CountEffects = (operation: CountedOperation) => number | Promise<number>;

/** The operation whose effects are counted. */
export interface CountedOperation {
  /** What `{{nonce}}` was in its request. */
  readonly nonce: string;
  /** Body of its own accepted answer; absent where none was accepted yet, or where it is no JSON. */
  readonly answer?: Json;
  /** Index of the principal who sent it, from 0. */
  readonly principal: number;
  /** Aborted where the count took too long, and is no longer waited for. */
  readonly signal: AbortSignal;
}

/** One reading of a probe. */
export type Reading =
  | { readonly count: number }
  | { readonly state: unknown }
  /** `wrong`: what was wrong with the answer. `hint`: what would be right. `notFound`: it was a 404 or 410. */
  | { readonly wrong: string; readonly hint: string; readonly notFound?: true };

/** A clock that never goes back. The only one is in `run`; tests pass their own. */
export interface Clock {
  /** Milliseconds since an arbitrary start. */
  nowMs(): number;
  /** Milliseconds since the Unix epoch. */
  wallMs(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Longest that a timer can run, some 24 days: one that is given more goes off at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
