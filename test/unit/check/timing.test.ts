import { describe, expect, it } from 'vitest';

import { measuringMs, timeNeeded } from '../../../src/check/timing.js';

const seconds = (count: number) => ({ startedAtMs: 500, endsAtMs: 500 + count * 1000 });

describe('timeNeeded', () => {
  it('should say nothing of a target that is fast enough', () => {
    expect(timeNeeded(seconds(20), { durationMs: 900 })).toBeUndefined();
  });

  it('should ask for what so slow a target needs, in round numbers', () => {
    expect(timeNeeded(seconds(20), { durationMs: 1500 })).toBe('--time 30s');
    expect(timeNeeded(seconds(20), { durationMs: 5000 })).toBe('--time 2m');
  });

  it('should go by what was answered where requests wait for each other', () => {
    expect(timeNeeded(seconds(20), { durationMs: 1000, answered: 20 })).toBe('--time 10m');
    expect(timeNeeded(seconds(20), { durationMs: 1000, answered: 0 })).toBe('--time 200m');
  });

  it('should go by calibration where that took long for its duration', () => {
    expect(timeNeeded(seconds(20), { durationMs: 500, calibrationMs: 9000 })).toBe('--time 30s');
  });

  it('should go by the duration where even side by side there was no time', () => {
    expect(timeNeeded(seconds(6), { durationMs: 1500, answered: 3 })).toBe('--time 30s');
  });
});

describe('measuringMs', () => {
  it('should be a share of the time, and enough for most services in a short one', () => {
    expect([measuringMs(seconds(2)), measuringMs(seconds(20)), measuringMs(seconds(300))]).toEqual([1000, 2000, 30_000]);
  });
});
