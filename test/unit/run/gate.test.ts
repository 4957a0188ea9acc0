import { describe, expect, it } from 'vitest';

import { createGate } from '../../../src/run/gate.js';
import type { Clock } from '../../../src/model/index.js';

/** Time that passes only by sleeping. */
function steppedClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += Math.max(0, ms);
    },
  };
}

const never = new AbortController().signal;

describe('createGate', () => {
  it('should let through no more than the cap', async () => {
    const gate = createGate({ maxRequests: 3, ratePerSecond: Infinity, clock: steppedClock(), signal: never });
    const passed = await Promise.all(Array.from({ length: 5 }, () => gate.pass()));
    expect(passed).toEqual([true, true, true, false, false]);
    expect(gate.exhausted).toBe(true);
    expect(gate.count).toBe(3);
  });

  it('should keep the rate', async () => {
    const clock = steppedClock();
    const gate = createGate({ maxRequests: 100, ratePerSecond: 50, clock, signal: never });
    for (let request = 0; request < 11; request += 1) await gate.pass();
    expect(clock.nowMs()).toBe(200);
  });

  it('should wait as long as the target asked, but never longer than 5 s at once', async () => {
    const clock = steppedClock();
    const gate = createGate({ maxRequests: 100, ratePerSecond: Infinity, clock, signal: never });
    gate.pause(3_600_000);
    await gate.pass();
    expect(clock.nowMs()).toBe(5_000);
  });

  it('should let nothing through once aborted', async () => {
    const controller = new AbortController();
    const gate = createGate({ maxRequests: 100, ratePerSecond: Infinity, clock: steppedClock(), signal: controller.signal });
    controller.abort();
    expect(await gate.pass()).toBe(false);
  });
});
