import { isUtf8 } from 'node:buffer';

import type {
  AttemptId, Clock, Completion, Fault, History, HistoryEvent, HistoryHead, InvokeEvent, Lane, Phase, RecordedBody, RecordedResponse, Variant, WireRequest, WireResponse,
} from '../model/index.js';

/** Appends events to one history, each stamped with the time since its beginning. */
export interface Recorder {
  readonly events: readonly HistoryEvent[];
  nowMs(): number;
  invoke(attempt: AttemptId, what: Invocation): void;
  wire(attempt: AttemptId, type: 'sent' | 'first-byte' | 'fault'): void;
  /** The response as it was recorded; undefined where there was none. */
  complete(attempt: AttemptId, completion: Completion, withheld: boolean): RecordedResponse | undefined;
  add(event: UnstampedEvent): void;
  history(): History;
}

export interface Invocation {
  readonly operation: number;
  readonly phase: Phase;
  readonly request: WireRequest;
  /** What is kept of its body. */
  readonly body: RecordedBody;
  readonly key?: string | undefined;
  readonly nonce?: string | undefined;
  readonly payload: number;
  readonly principal: number;
  readonly route: number;
  readonly fault?: Fault | undefined;
  readonly variant?: Variant | undefined;
  readonly lane?: Lane | undefined;
}

/** An event without its time. */
export type UnstampedEvent = HistoryEvent extends infer Each ? (Each extends HistoryEvent ? Omit<Each, 'atMs'> : never) : never;

/**
 * @param offsetMs - where the times of a continued history go on; 0 for a new one
 */
export function createRecorder(head: HistoryHead, clock: Clock, offsetMs = 0): Recorder {
  const events: HistoryEvent[] = [];
  const originMs = clock.nowMs() - offsetMs;
  const nowMs = (): number => Math.round((clock.nowMs() - originMs) * 1000) / 1000;
  const add = (event: UnstampedEvent): void => {
    events.push({ ...event, atMs: nowMs() } as HistoryEvent);
  };
  return {
    events,
    nowMs,
    add,
    invoke(attempt, what) {
      events.push(invocation(attempt, what, nowMs()));
    },
    wire(attempt, type) {
      events.push({ type, atMs: nowMs(), attempt });
    },
    complete(attempt, completion, withheld) {
      if (completion.outcome === 'ok') {
        const response = recordResponse(completion.response);
        events.push(withheld ? { type: 'complete', attempt, outcome: 'ok', response, withheld, atMs: nowMs() } : { type: 'complete', attempt, outcome: 'ok', response, atMs: nowMs() });
        return response;
      }
      add({ type: 'complete', attempt, outcome: completion.outcome, reason: completion.reason, detail: completion.detail });
      return undefined;
    },
    history: () => ({ head, events }),
  };
}

/** Members that are absent are left out, one by one and in the order in which files have them: spreads would cost more than the rest. */
function invocation(attempt: AttemptId, what: Invocation, atMs: number): InvokeEvent {
  const { request: { method, path, headers, instance }, body, operation, phase, key, nonce, payload, fault, variant, lane, principal, route } = what;
  const event = { type: 'invoke', attempt, request: { method, path, headers, body }, instance, operation, phase } as Writable<InvokeEvent>;
  if (key !== undefined) event.key = key;
  if (nonce !== undefined) event.nonce = nonce;
  event.payload = payload;
  if (fault !== undefined) event.fault = fault;
  if (variant !== undefined) event.variant = variant;
  if (lane !== undefined) event.lane = lane;
  event.principal = principal;
  event.route = route;
  event.atMs = atMs;
  return event;
}

type Writable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** A response as it is kept. */
export function recordResponse(response: WireResponse): RecordedResponse {
  return { status: response.status, headers: response.headers, body: recordBody(response.body) };
}

/** A body as it is kept. */
export function recordBody(bytes: Uint8Array): RecordedBody {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer) ? buffer.toString('utf8') : { base64: buffer.toString('base64') };
}
