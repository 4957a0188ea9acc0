import type { AttemptId, HistoryEvent, Operation, Plan, Sink, SinkCall, SinkListener, SinkOrder } from '../model/index.js';
import { defined, operationsOf } from '../model/index.js';
import type { Deferred } from './deferred.js';
import { deferred } from './deferred.js';
import type { Recorder } from './recorder.js';
import type { Rig } from './rig.js';

/** What one execution has to do with the service's downstream, which the kit plays. */
export interface Downstream {
  /** Calls with this nonce are the operation's. */
  expect(operation: number, nonce: string): void;
  /** Resolves once a call of that attempt's operation has arrived: the one that is held, where one is. */
  arrival(of: AttemptId): Promise<void>;
  /** What is held back waits until this has resolved: whatever starts while it is held was sent. */
  holdFor(of: AttemptId, sent: Promise<void>): void;
  /** The plan is over: whatever else arrives is applied and answered. */
  calm(): void;
  /** Nothing more is recorded. */
  leave(): void;
}

/** What starts while a call is held may itself be kept back; the service has not that much patience. */
const LONGEST_WAIT_MS = 1_000;

interface Watched {
  readonly operation: Operation;
  readonly arrived: Deferred;
  readonly sent: Promise<void>[];
  readonly nonces: Set<string>;
  readonly keys: string[];
  calls: number;
}

/** @param earlier - what stands in the history already, where it is continued: keys go on with the numbers that they have there */
export function createDownstream(plan: Plan, sink: Sink, { clock, calibration, signal }: Pick<Rig, 'clock' | 'calibration' | 'signal'>, recorder: Recorder, earlier: readonly HistoryEvent[] = []): Downstream {
  const watched = new Map<number, Watched>(operationsOf(plan).map((operation) => [operation.id, { operation, arrived: deferred(), sent: [], nonces: new Set(), keys: keysOf(operation, earlier, sink), calls: 0 }]));
  const ofAttempt = (id: AttemptId): Watched | undefined => [...watched.values()].find(({ operation }) => operation.attempts.some((attempt) => attempt.id === id));
  let isCalm = false;
  const held = async ({ sent }: Watched, durations: number): Promise<void> => {
    await Promise.race([Promise.all(sent), clock.sleep(LONGEST_WAIT_MS, signal)]);
    await clock.sleep(durations * calibration.durationMs, signal);
  };
  const listenerOf = (watch: Watched): SinkListener => {
    const acts = new Map<number, SinkOrder['act']>();
    const about = ({ id }: SinkCall) => ({ type: 'downstream', operation: watch.operation.id, call: id }) as const;
    return {
      decide({ id }) {
        const act = isCalm ? undefined : watch.operation.downstream?.[watch.calls];
        watch.calls += 1;
        if (act === undefined) return undefined;
        acts.set(id, act);
        return { act, until: act.heldDurations === undefined ? Promise.resolve() : held(watch, act.heldDurations) };
      },
      began(call, effect, otherBody) {
        const { nonce, method, path, key } = call;
        recorder.add({ ...about(call), what: 'arrives', nonce, method, path, effect, ...defined({ key: keyNumber(watch.keys, key), act: acts.get(call.id), otherBody: otherBody ? (true as const) : undefined }) });
        // Of several calls the one that is held is the moment to begin in.
        if (!isHeld(watch) || acts.get(call.id)?.heldDurations !== undefined) watch.arrived.resolve();
      },
      ended: (call, ending, status) => recorder.add({ ...about(call), what: 'ends', ending, ...defined({ status }) }),
    };
  };
  const listeners = new Map([...watched].map(([id, watch]) => [id, listenerOf(watch)]));
  return {
    expect(operation, nonce) {
      sink.expect(nonce, listeners.get(operation));
      watched.get(operation)?.nonces.add(nonce);
    },
    arrival: async (of) => ofAttempt(of)?.arrived.promise,
    holdFor(of, sent) {
      ofAttempt(of)?.sent.push(sent);
    },
    calm() {
      isCalm = true;
    },
    leave() {
      for (const { nonces } of watched.values()) for (const nonce of nonces) sink.release(nonce);
    },
  };
}

function isHeld({ operation: { downstream = [] } }: Watched): boolean {
  return downstream.some(({ heldDurations }) => heldDurations !== undefined);
}

/** The keys of an operation by their numbers: histories have no keys, so the sink is asked for those of the calls. */
function keysOf({ id }: Operation, events: readonly HistoryEvent[], sink: Sink): string[] {
  const keys: string[] = [];
  for (const event of events) {
    if (event.type !== 'downstream' || event.what !== 'arrives' || event.operation !== id || event.key === undefined) continue;
    // They were numbered in this order.
    keys[event.key - 1] ??= sink.keyOf(event.call) ?? '';
  }
  return keys;
}

/** Keys are told apart and not told: equal ones have equal numbers, from 1. */
function keyNumber(keys: string[], key: string | undefined): number | undefined {
  if (key === undefined) return undefined;
  const at = keys.indexOf(key);
  return (at >= 0 ? at : keys.push(key) - 1) + 1;
}
