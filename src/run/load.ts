import type { History } from '../model/index.js';

/** The kit's own load must not become the target's trouble: how many plans may be under way. */
export interface Load {
  readonly limit: number;
  /** Looks at a finished history: latency that rose, answers that ask for less. One that met a disruption says nothing. */
  observe(history: History): void;
}

/** Beyond this multiple of the calibrated duration the target suffers from us. */
const SLOWER = 4;
/** Noise of a busy machine that is no sign of anything. */
const GRACE_MS = 25;

/** Additive increase, multiplicative decrease, as TCP does it. */
export function createLoad(most: number, calibratedP95Ms: number): Load {
  let limit = most;
  const bearableMs = calibratedP95Ms * SLOWER + GRACE_MS;
  return {
    get limit() {
      return Math.max(1, Math.floor(limit));
    },
    observe(history) {
      // Who is paused, killed or cut off from its store by the kit is slow for that, and not from its load.
      if (history.events.some(({ type }) => type === 'disruption')) return;
      const { median, shed } = durationsOf(history);
      if (shed || (median !== undefined && median > bearableMs)) limit = Math.max(1, limit * 0.8);
      else limit = Math.min(most, limit + 0.25);
    },
  };
}

function durationsOf(history: History): { median: number | undefined; shed: boolean } {
  const begun = new Map<string, number>();
  const took: number[] = [];
  let shed = false;
  for (const event of history.events) {
    if (event.type === 'invoke' && event.fault === undefined) begun.set(event.attempt, event.atMs);
    // One that was not answered in its time waited longer than any other.
    if (event.type !== 'complete' || (event.outcome !== 'ok' && event.reason !== 'timeout')) continue;
    const atMs = begun.get(event.attempt);
    if (atMs !== undefined) took.push(event.atMs - atMs);
    shed ||= event.response?.status === 429;
  }
  took.sort((left, right) => left - right);
  return { median: took[took.length >> 1], shed };
}
