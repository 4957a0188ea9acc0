import type { AttemptFacts, DownstreamFacts, OperationFacts } from '../../src/model/index.js';
import { endOf, startOf } from './sends.js';

/**
 * True where the plan let the operation's downstream fail, lose an answer or keep it back: what then goes wrong with its
 * attempts, or takes its time, may be the downstream's doing, and is none of the key's.
 */
export function wasDisturbed({ downstream }: OperationFacts): boolean {
  return downstream.some(isOdd);
}

function isOdd({ act }: DownstreamFacts): boolean {
  return act !== undefined && (act.kind !== 'answer' || act.heldDurations !== undefined);
}

/** True where a call that went so fell into the time of an attempt: its answer may tell of that. */
export function ranIntoTrouble({ downstream }: OperationFacts, attempt: AttemptFacts): boolean {
  return downstream.some((call) => isOdd(call) && call.arrivedAtMs >= startOf(attempt) && call.arrivedAtMs <= endOf(attempt));
}

/** True where the plan held the call, and it had not ended by then. */
export function isHeldAt({ act, endedAtMs = Infinity }: DownstreamFacts, atMs: number): boolean {
  return act?.heldDurations !== undefined && endedAtMs > atMs;
}

/** When the last call to the downstream ended, or arrived: until then the service was at work on the operation, whoever waited. */
export function lastCallMs({ downstream }: OperationFacts): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...downstream.map(({ arrivedAtMs, endedAtMs }) => endedAtMs ?? arrivedAtMs));
}
