import type { Clock } from '../../../src/model/index.js';
import { systemClock } from '../../../src/run/clock.js';

/**
 * A clock that is so many times as fast: whoever waits 2 s by it has waited 100 ms at 20. For targets that decide by what comes,
 * and by no time of their own.
 */
export function hastened(times: number): Clock {
  const beganMs = systemClock.nowMs();
  return {
    ...systemClock,
    nowMs: () => beganMs + (systemClock.nowMs() - beganMs) * times,
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  };
}
