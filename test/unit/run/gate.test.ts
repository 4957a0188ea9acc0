import { describe, expect, it } from 'vitest';

import { createGate } from '../../../src/run/gate.js';
import type { Clock } from '../../../src/model/index.js';
import { systemClock } from '../../../src/run/clock.js';

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
    const gate = createGate({ maxRequests: 3, ratePerSecond: Infinity, clock: steppedClock() });
    const passed = await Promise.all(Array.from({ length: 5 }, () => gate.pass('request', never)));
    expect(passed).toEqual([true, true, true, false, false]);
    expect(gate.exhausted).toBe(true);
    expect(gate.count).toBe(3);
  });

  it('should keep the last fifth of the cap for what is under way', async () => {
    const gate = createGate({ maxRequests: 10, ratePerSecond: Infinity, clock: steppedClock() });
    for (let request = 0; request < 7; request += 1) await gate.pass('request', never);
    expect(gate.isNearCap).toBe(false);
    await gate.pass('request', never);
    expect(gate.isNearCap).toBe(true);
    expect(gate.exhausted).toBe(false);
  });

  it('should keep the last twentieth from what could be left out, too', async () => {
    const gate = createGate({ maxRequests: 20, ratePerSecond: Infinity, clock: steppedClock() });
    for (let request = 0; request < 18; request += 1) await gate.pass('request', never);
    expect(gate.isAtCap).toBe(false);
    await gate.pass('request', never);
    expect(gate.isAtCap).toBe(true);
    expect(gate.exhausted).toBe(false);
  });

  it('should keep the rate', async () => {
    const clock = steppedClock();
    const gate = createGate({ maxRequests: 100, ratePerSecond: 50, clock });
    for (let request = 0; request < 11; request += 1) await gate.pass('request', never);
    expect(clock.nowMs()).toBe(200);
  });

  it('should wait as long as the target asked, but never longer than 5 s at once', async () => {
    const clock = steppedClock();
    const gate = createGate({ maxRequests: 100, ratePerSecond: Infinity, clock });
    gate.pause(3_600_000);
    await gate.pass('request', never);
    expect(clock.nowMs()).toBe(5_000);
  });

  it('should let nothing through once aborted', async () => {
    const gate = createGate({ maxRequests: 100, ratePerSecond: Infinity, clock: steppedClock() });
    expect(await gate.pass('request', AbortSignal.abort())).toBe(false);
    expect(gate.count).toBe(0);
  });

  it('should count nothing for a wait that was ended, and leave its turn to others', async () => {
    const controller = new AbortController();
    const gate = createGate({ maxRequests: 3, ratePerSecond: 0.001, clock: systemClock });
    expect(await gate.pass('request', never)).toBe(true);
    const waiting = [gate.pass('probe', controller.signal), gate.pass('request', controller.signal)];
    controller.abort();
    expect(await Promise.all(waiting)).toEqual([false, false]);
    expect([gate.count, gate.probeReads, gate.exhausted]).toEqual([1, 0, false]);
  });
});
