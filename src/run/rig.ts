import type { Blueprint } from '../generate/types.js';
import type { Calibration, Classify, Clock, Contract, Headers, Probe, Session, Sink } from '../model/index.js';
import type { Awaited } from './awaited.js';
import type { Disruptions } from './disruptions.js';
import type { Gate } from './gate.js';
import type { Outages } from './outages.js';
import type { Sharing } from './sharing.js';

/** All that an execution needs, put together once by `check`. */
export interface Rig {
  readonly session: Session;
  readonly blueprint: Blueprint;
  readonly contract: Contract;
  readonly calibration: Calibration;
  readonly classify: Classify;
  readonly probes: ProbeSet;
  readonly principals: Principals;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly outages: Outages;
  readonly sharing: Sharing;
  /** For what must have the target to itself. */
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Absent: the kit has no hands on the target's processes. */
  readonly disruptions?: Disruptions;
  /** Keys that a strike has left behind, where a run waits for what comes of them. */
  readonly awaited?: Awaited;
  /** What stands for the service's downstream. */
  readonly sink?: Sink;
  /** Per attempt. */
  readonly timeoutMs: number;
  /** How long an effect may stay away once an ordinary operation that was accepted later has been counted, in milliseconds. */
  readonly slowMs: number;
  /** Aborted: nothing more is sent, executions end at once. */
  readonly signal: AbortSignal;
}

/** Probes by route. */
export interface ProbeSet {
  readonly effects: readonly (readonly Probe[])[];
  readonly state: readonly (Probe | undefined)[];
}

/** Headers of each caller; an `exec:` principal is asked again after a 401, between attempts. */
export interface Principals {
  headersOf(principal: number): Headers | Promise<Headers>;
  /** A request with these headers was answered 401: ask again before the next attempt, unless newer ones are there. */
  unauthorized(principal: number, used: Headers): void;
}

/** Largest body that is read from a target. */
export const MAX_RESPONSE_BYTES = 1_048_576;
