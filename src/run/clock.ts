import { setTimeout as sleepFor } from 'node:timers/promises';

import type { Clock } from '../model/index.js';
import { LONGEST_TIMER_MS } from '../model/index.js';

/** A shorter sleep is over before anybody misses it, and listening for an abort costs more than the timer. */
const WORTH_ABORTING_MS = 10;

/** The only clock of the kit. `sleep` resolves early, without an error, when the signal aborts. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  async sleep(ms, signal) {
    if (ms <= 0 || signal?.aborted === true) return;
    try {
      await sleepFor(Math.min(ms, LONGEST_TIMER_MS), undefined, signal === undefined || ms < WORTH_ABORTING_MS ? {} : { signal });
    } catch {
      // Aborted: the caller looks at its signal by itself.
    }
  },
};
