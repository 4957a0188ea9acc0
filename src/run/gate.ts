import type { Clock } from '../model/index.js';

/** How much may be sent: the cap, the rate, and what the target asked for. One gate serves a whole check. */
export interface Gate {
  /**
   * Resolves when one more request may go; false where none may any more, or where `signal` ended the wait. Mostly nobody
   * has to wait, and then it is no promise.
   */
  pass(kind: 'request' | 'probe', signal: AbortSignal): boolean | Promise<boolean>;
  /** Requests let through so far, probe reads among them. */
  readonly count: number;
  readonly probeReads: number;
  readonly exhausted: boolean;
  /** No new plan should begin: the rest is for settling what is under way, and for the last look. */
  readonly isNearCap: boolean;
  /** Nothing that can be left out should be sent: what is left is for what must be settled. */
  readonly isAtCap: boolean;
  /** How often the target said 429. */
  readonly shed: number;
  /** The target said 429: nothing passes for that long. */
  pause(ms: number): void;
}

export interface GateOptions {
  readonly maxRequests: number;
  /** Requests per second; Infinity: no limit. */
  readonly ratePerSecond: number;
  readonly clock: Clock;
}

/** Longest pause that a target's `Retry-After` may impose at once. */
const MAX_PAUSE_MS = 5_000;

/** Share of the cap that a campaign may use up, and the campaign and its last look together. */
const NEAR_CAP = 0.8;
const AT_CAP = 0.95;

export function createGate({ maxRequests, ratePerSecond, clock }: GateOptions): Gate {
  let count = 0;
  let probeReads = 0;
  let shed = 0;
  let nextAtMs = 0;
  let pausedUntilMs = 0;
  const spacingMs = Number.isFinite(ratePerSecond) ? 1000 / ratePerSecond : 0;
  const turn = async (kind: 'request' | 'probe', inMs: number, signal: AbortSignal): Promise<boolean> => {
    await clock.sleep(inMs, signal);
    if (!signal.aborted) return true;
    // It was never sent, and its turn is free: whoever waits with the same signal gives up in this moment, too.
    count -= 1;
    if (kind === 'probe') probeReads -= 1;
    nextAtMs = Math.min(nextAtMs, clock.nowMs() + spacingMs);
    return false;
  };
  return {
    get count() {
      return count;
    },
    get probeReads() {
      return probeReads;
    },
    get shed() {
      return shed;
    },
    get exhausted() {
      return count >= maxRequests;
    },
    get isAtCap() {
      return count >= maxRequests * AT_CAP;
    },
    get isNearCap() {
      return count >= maxRequests * NEAR_CAP;
    },
    pause(ms) {
      shed += 1;
      pausedUntilMs = Math.max(pausedUntilMs, clock.nowMs() + Math.min(ms, MAX_PAUSE_MS));
    },
    pass(kind, signal) {
      if (count >= maxRequests || signal.aborted) return false;
      count += 1;
      if (kind === 'probe') probeReads += 1;
      const nowMs = clock.nowMs();
      const atMs = Math.max(nowMs, spacingMs > 0 ? nextAtMs : 0, pausedUntilMs);
      if (spacingMs > 0) nextAtMs = atMs + spacingMs;
      return atMs <= nowMs || turn(kind, atMs - nowMs, signal);
    },
  };
}
