import type { Clock } from '../model/index.js';

/**
 * Keeps strikes and fair retries apart. A retry that is struck is no fair one, and may claim the key anew: where all retries
 * that have waited for a target go out at the moment it is back, which is when the next strike is aimed, none would ever be fair.
 * Neither waits for the other for ever: then they meet, and the record says so.
 */
export interface Truce {
  /** A fair retry, which waits for those that are about to strike. Ends with a call of what it resolves to. */
  retry(signal: AbortSignal): Promise<() => void>;
  /** A plan that is about to strike: no retry begins from now on, and those under way are waited for. */
  strike(signal: AbortSignal): Promise<() => void>;
}

/** One side of the truce: how many are under way, and who waits for none to be. */
interface Side {
  enter(): () => void;
  /** Once there are none, in that very moment: whoever comes next finds it done. */
  afterwards<Result>(then: () => Result, signal: AbortSignal): Promise<Result>;
}

/**
 * @param retryMs - so long a strike waits for retries: one may be left hanging
 * @param strikeMs - so long a retry waits for strikes: a plan may take its time until it strikes
 */
export function createTruce(clock: Clock, retryMs: number, strikeMs: number): Truce {
  const strikes = side(clock, strikeMs);
  const retries = side(clock, retryMs);
  return {
    retry: (signal) => strikes.afterwards(() => retries.enter(), signal),
    strike(signal) {
      const leave = strikes.enter();
      return retries.afterwards(() => leave, signal);
    },
  };
}

function side(clock: Clock, longestMs: number): Side {
  let count = 0;
  const waiting = new Set<() => void>();
  return {
    enter() {
      let isIn = true;
      count += 1;
      return () => {
        if (isIn) count -= 1;
        isIn = false;
        if (count === 0) for (const go of waiting) go();
      };
    },
    async afterwards(then, signal) {
      if (count === 0 || signal.aborted) return then();
      return new Promise((resolve) => {
        const over = new AbortController();
        const go = (): void => {
          if (!waiting.delete(go)) return;
          over.abort();
          resolve(then());
        };
        waiting.add(go);
        void clock.sleep(longestMs, AbortSignal.any([signal, over.signal])).then(go);
      });
    },
  };
}
