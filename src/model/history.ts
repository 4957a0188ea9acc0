import type { Calibration } from './calibration.js';
import type { Contract } from './contract.js';
import type { JsonObject } from './json.js';
import type { Outage } from './outage.js';
import type { AttemptId, Fault, Lane, Plan, StrikeKind } from './plan.js';
import type { DownstreamAct, SinkEnding } from './sink.js';
import type { Variant } from './variant.js';
import type { Headers, WireReason } from './wire.js';

/**
 * The record of one execution: everything that the judge may know. Saved as JSON Lines: the head, then one event a
 * line (see docs/history-format.md). Times are milliseconds since the history began, monotonic.
 */
export interface History {
  readonly head: HistoryHead;
  /** Append-only, in the order in which things were seen. */
  readonly events: readonly HistoryEvent[];
}

export interface HistoryHead {
  readonly format: 'retryproof-history';
  readonly version: 1;
  /** Unique in a run. */
  readonly id: string;
  readonly plan: Plan;
  /** What made keys and nonces of this execution unlike all others; no part of the plan. */
  readonly salt: string;
  readonly contract: Contract;
  readonly calibration: Calibration;
  /** ISO 8601 date-time of the start, for people. */
  readonly startedAt: string;
}

/**
 * Why an attempt was sent. `plan`: drawn. `settle`: a fair retry after the plan. `control`: a fresh key with an equal
 * payload, sent at the same time as a settling retry that keeps failing, or after an accepted operation without its effect. `resend`: at the campaign's end.
 */
export type Phase = 'setup' | 'plan' | 'settle' | 'control' | 'resend' | 'revoke';

/** What happened to the target itself; `id` is the disruption's, of this plan or of another that ran beside it. */
export interface DisruptionEvent {
  readonly id: AttemptId;
  /** For people. */
  readonly what: string;
  /** Where something begins to happen; absent where it is over. */
  readonly begins?: { readonly kind: StrikeKind; readonly instance: number; readonly forMs?: number } | Outage;
}

export type HistoryEvent =
  | InvokeEvent
  | { readonly type: 'sent' | 'first-byte' | 'fault'; readonly atMs: number; readonly attempt: AttemptId }
  | CompleteEvent
  | ProbeEvent
  | { readonly type: 'crowd'; readonly atMs: number; readonly what: 'begin' | 'end'; readonly count: number; readonly accepted?: number }
  /** What an operation's setup (or that of its control) gave for later requests. */
  | { readonly type: 'capture'; readonly atMs: number; readonly operation: number; readonly control: number; readonly values: JsonObject }
  /** The target's clock was set on; the times that follow have it in them. */
  | { readonly type: 'clock'; readonly atMs: number; readonly byMs: number }
  /** Another operation of the run had the same resource while this one was under way. */
  | { readonly type: 'reused'; readonly atMs: number; readonly operation: number; readonly control: number }
  | ({ readonly type: 'disruption'; readonly atMs: number } & DisruptionEvent)
  | DownstreamEvent
  /** All planned attempts have ended; faults have ended too. */
  | { readonly type: 'settling'; readonly atMs: number }
  /** How an operation settled. `interrupted`: the kit was told to stop. */
  | { readonly type: 'settled'; readonly atMs: number; readonly operation: number; readonly how: Settlement }
  /** Something that makes the history unfit for some properties, in words. */
  | { readonly type: 'note'; readonly atMs: number; readonly operation?: number; readonly text: string };

/** A call of the service to its downstream, as the sink saw it: it arrives, and ends. */
export type DownstreamEvent = {
  readonly type: 'downstream';
  readonly atMs: number;
  readonly operation: number;
  /** Unique in a run. */
  readonly call: number;
} & (
  | {
      readonly what: 'arrives';
      readonly nonce: string;
      readonly method: string;
      readonly path: string;
      /** The downstream's own idempotency key, by a number: equal keys of an operation have equal numbers. Absent: none. */
      readonly key?: number;
      /** `applied`: it made an effect. `again`: that of an earlier call, by the same key. `none`: it made none. */
      readonly effect: 'applied' | 'again' | 'none';
      /** Of `again`: its body was not that of the call that made the effect. */
      readonly otherBody?: true;
      /** What the plan does with it; absent where it is answered as any other. */
      readonly act?: DownstreamAct;
    }
  /** `status` where it was answered. */
  | { readonly what: 'ends'; readonly ending: SinkEnding; readonly status?: number }
);

export type Settlement = 'accepted' | 'refused' | 'failed-alike' | 'deadline' | 'interrupted' | 'not-tried';

export interface InvokeEvent {
  readonly type: 'invoke';
  readonly atMs: number;
  readonly attempt: AttemptId;
  /** The plan's operation; for `control`, the operation that it controls; -1 for `revoke`. */
  readonly operation: number;
  readonly phase: Phase;
  readonly request: RecordedRequest;
  /** The key as the client means it (before quoting), absent where none was sent. */
  readonly key?: string;
  /** What tells this payload's effects from all others; absent where the request carries none. */
  readonly nonce?: string;
  /** Number of the payload under this key: 0 is the operation's own, equal payloads have equal numbers. */
  readonly payload: number;
  readonly principal: number;
  readonly route: number;
  readonly instance: number;
  readonly fault?: Fault;
  readonly variant?: Variant;
  /** The barrier's lane, for attempts that were released together. */
  readonly lane?: Lane;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: RecordedBody;
}

/** Text where the bytes are UTF-8, else base64. Null: no body. */
export type RecordedBody = string | { readonly base64: string } | null;

export interface RecordedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: RecordedBody;
}

export interface CompleteEvent {
  readonly type: 'complete';
  readonly atMs: number;
  readonly attempt: AttemptId;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly response?: RecordedResponse;
  readonly reason?: WireReason;
  readonly detail?: string;
  /** Read in full, and kept from the modelled client: to it the answer is lost. */
  readonly withheld?: boolean;
}

export interface ProbeEvent {
  readonly type: 'probe';
  readonly atMs: number;
  readonly operation: number;
  /** Index of the probe among the route's effects; `state` for its state. */
  readonly probe: number | 'state';
  readonly nonce: string;
  /** `settled`: it had stopped changing. `control`: of the control operation. `final`: at the campaign's end. */
  readonly when: 'reading' | 'settled' | 'control' | 'final';
  readonly count?: number;
  readonly state?: unknown;
  /** What was wrong with the probe's answer, and what would be right. */
  readonly wrong?: string;
  readonly hint?: string;
  /** It was a 404: calibration decides whether that is a count of 0. */
  readonly notFound?: boolean;
}

/** A history with more events; the original stays as it was. */
export function appendEvents(history: History, events: readonly HistoryEvent[]): History {
  return { head: history.head, events: [...history.events, ...events] };
}
