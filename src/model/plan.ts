import type { DownstreamAct } from './sink.js';
import type { Outage } from './outage.js';
import type { Draws, Filler, Variant } from './variant.js';

/**
 * Where a plan comes from. A plan is a function of its address: the same address gives the same plan, whatever the
 * campaign did before it.
 */
export interface PlanAddress {
  /** The campaign's seed, an unsigned 32-bit integer. */
  readonly seed: number;
  /** The features in play, as a sorted list of names; see `generate/climate`. */
  readonly climate: readonly Feature[];
  /** Which plan of that seed and climate, from 0. */
  readonly index: number;
}

/** What a climate can switch on. Swarm testing: each plan draws a subset, so that rare combinations occur. */
export type Feature =
  | 'overlap'
  | 'loss'
  | 'crowd'
  | 'mismatch'
  | 'spelling'
  | 'near-keys'
  | 'hostile-keys'
  | 'no-key'
  | 'principals'
  | 'routes'
  | 'methods'
  | 'instances'
  | 'invalid'
  | 'bodies'
  | 'noise'
  | 'large'
  | 'crash'
  | 'downstream'
  | 'outage'
  | 'expiry'
  | 'lease';

/** Steps, operations, attempts, faults and disruptions as data: it can be printed, saved, replayed and shrunk. */
export interface Plan {
  readonly address: PlanAddress;
  /** How duplicates that start together are put on the wire. */
  readonly lane: Lane;
  readonly steps: readonly Step[];
  /** Background operations with keys and payloads of their own; empty where none were drawn. */
  readonly crowd: readonly Crowd[];
  /** What happens to the target itself. Needs an adapter that can. */
  readonly disruptions: readonly Disruption[];
}

/** Setup requests run first, in order, unfaulted; then all operations at once, each attempt at its start. */
export type Step = SetupStep | OperationStep | RevokeStep;

export interface SetupStep {
  readonly kind: 'setup';
  /** The operation that it prepares: its captures become placeholders of that operation. */
  readonly operation: number;
  /** Which `--setup` request, from 0. */
  readonly setup: number;
}

export interface OperationStep {
  readonly kind: 'operation';
  readonly operation: Operation;
}

/** Ends a principal's credential; what starts after it must not be answered from before it. */
export interface RevokeStep {
  readonly kind: 'revoke';
  readonly principal: number;
  readonly start: Start;
  readonly id: AttemptId;
}

/** Something that a client means to do once: key, principal, request. Ids are unique in the plan. */
export interface Operation {
  readonly id: number;
  readonly key: KeyChoice;
  /** Index of the route: 0 is the one under test, others come from `--also`. */
  readonly route: number;
  /** Index of the principal, from 0. */
  readonly principal: number;
  /** Index of the body template of the route. */
  readonly body: number;
  /**
   * The operation whose accepted answer fills `{{answer …}}` in this one's request: it cannot be sent before. Only
   * where the route's request needs it.
   */
  readonly parent?: number;
  /**
   * The operation whose payload it sends, nonce and all: another caller who happens to mean the same. Its own `body`, `draws`
   * and `filler` say nothing then. What either of them does cannot be told apart by a nonce, and so is not counted.
   */
  readonly copies?: number;
  /** Makes the body larger, the same in every attempt. Absent: as the template has it. */
  readonly filler?: Filler;
  /** What each placeholder was drawn as. The nonce is not among them: it carries the salt of the run. */
  readonly draws: Draws;
  /**
   * What becomes of the calls that the service makes to its downstream for this operation, in their order, until the planned
   * attempts are over; further ones are applied and answered. Needs a sink. Absent: all of them are.
   */
  readonly downstream?: readonly DownstreamAct[];
  /** At least two, by construction, when generated; a shrunk plan may have one. */
  readonly attempts: readonly Attempt[];
}

/** How an operation comes by its key. */
export type KeyChoice =
  /** A key of its own, salted. */
  | { readonly kind: 'fresh' }
  /** Almost the key of another operation, yet a different one. */
  | { readonly kind: 'near'; readonly of: number; readonly change: KeyChange }
  /** The very key of another operation, in another scope (principal, route or method). */
  | { readonly kind: 'shared'; readonly of: number }
  /** A key that breaks naive code; literal, so used once and last. */
  | { readonly kind: 'hostile'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'empty' };

/** `tail-36` differs only beyond the 36th character, and so on. */
export type KeyChange = 'case' | 'punctuation' | 'tail-36' | 'tail-64' | 'tail-128';

/** Unique in the plan: `a0`, `a1`, … in the order of generation. */
export type AttemptId = string;

/** One sending of an operation on the wire. */
export interface Attempt {
  readonly id: AttemptId;
  readonly start: Start;
  readonly fault?: Fault;
  readonly variant?: Variant;
  /** Index of the instance (`--url`), 0 where left out. */
  readonly instance?: number;
}

/**
 * When an attempt starts, relative to others, so that a plan means the same on a fast and a slow machine. A `duration`
 * is the one measured for this target in calibration.
 */
export type Start =
  /** `durations` after the plan's beginning. */
  | { readonly kind: 'begin'; readonly durations: number }
  /** On the same barrier as another; up to 30. */
  | { readonly kind: 'together'; readonly as: AttemptId }
  /** `durations` (0 to 12, continuous) after another was sent, and `pauseMs` more, where a time does not scale: the end of a lease. */
  | { readonly kind: 'during'; readonly of: AttemptId; readonly durations: number; readonly pauseMs?: number }
  /** Once another's answer was read, or its client gave up, plus a pause. */
  | { readonly kind: 'after'; readonly of: AttemptId; readonly pauseMs: number }
  /** So many milliseconds after another was sent, whether it has ended or not: for times that a contract counts from a claim. */
  | { readonly kind: 'since'; readonly of: AttemptId; readonly delayMs: number }
  /** While another's effect is being applied: once a downstream call of its operation has arrived. Needs a sink. */
  | { readonly kind: 'held'; readonly of: AttemptId };

/** What the network does to one attempt, and when. */
export type Fault =
  | { readonly kind: 'request-lost' }
  | { readonly kind: 'response-withheld' }
  /** The client closes (FIN) or resets (RST) its connection. */
  | { readonly kind: 'close' | 'reset'; readonly at: Instant }
  | { readonly kind: 'body-stalled'; readonly ending: 'finish' | 'cut'; readonly durations: number }
  | { readonly kind: 'response-cut' }
  | { readonly kind: 'doubled' };

export type Instant =
  | 'flush'
  | 'first-byte'
  | 'mid-body'
  | 'mid-response'
  /** A fraction of the measured duration after the flush. */
  | { readonly fraction: number };

/** How a barrier is released; the report names the lane that found the bug. */
export type Lane = 'pooled' | 'raw-headers' | 'raw-body' | 'pipelined' | 'h2' | 'h2-data';

/** `count` background operations, 0 to 2,000, each sent once. An attempt may start `after` its id. */
export interface Crowd {
  /** `c0`, `c1`, …: shares the name space of attempts. */
  readonly id: AttemptId;
  readonly count: number;
  readonly start: Start;
}

/** What can be done to one of the target's processes. */
export type StrikeKind = 'kill' | 'restart' | 'pause' | 'stop';

/** What happens to the target itself. */
export type Disruption =
  /** `forMs`: how long a pause lasts; five durations, and at least 50 ms, where it is left out. */
  | { readonly kind: StrikeKind; readonly instance: number; readonly start: Start; readonly id: AttemptId; readonly forMs?: number }
  | (Outage & { readonly start: Start; readonly id: AttemptId });
