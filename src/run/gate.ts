import type { Clock } from '../model/index.js';

/** How much may be sent: the cap, the rate, and what the target asked for. One gate serves a whole check. */
export interface Gate {
  /** Resolves when one more request may go; false where none may any more. */
  pass(kind?: 'request' | 'probe'): Promise<boolean>;
  /** Requests let through so far, probe reads among them. */
  readonly count: number;
  readonly probeReads: number;
  readonly exhausted: boolean;
  /** The target said 429: nothing passes for that long. */
  pause(ms: number): void;
}

export interface GateOptions {
  readonly maxRequests: number;
  /** Requests per second; Infinity: no limit. */
  readonly ratePerSecond: number;
  readonly clock: Clock;
  /** Once aborted nothing passes. */
  readonly signal: AbortSignal;
}

/** Longest pause that a target's `Retry-After` may impose at once. */
const MAX_PAUSE_MS = 5_000;

export function createGate({ maxRequests, ratePerSecond, clock, signal }: GateOptions): Gate {
  let count = 0;
  let probeReads = 0;
  let nextAtMs = 0;
  let pausedUntilMs = 0;
  const spacingMs = Number.isFinite(ratePerSecond) ? 1000 / ratePerSecond : 0;
  const open = (): boolean => count < maxRequests && !signal.aborted;
  return {
    get count() {
      return count;
    },
    get probeReads() {
      return probeReads;
    },
    get exhausted() {
      return count >= maxRequests;
    },
    pause(ms) {
      pausedUntilMs = Math.max(pausedUntilMs, clock.nowMs() + Math.min(ms, MAX_PAUSE_MS));
    },
    async pass(kind = 'request') {
      if (!open()) return false;
      count += 1;
      if (kind === 'probe') probeReads += 1;
      const nowMs = clock.nowMs();
      const atMs = Math.max(nowMs, spacingMs > 0 ? nextAtMs : 0, pausedUntilMs);
      if (spacingMs > 0) nextAtMs = atMs + spacingMs;
      if (atMs > nowMs) await clock.sleep(atMs - nowMs, signal);
      return !signal.aborted;
    },
  };
}
