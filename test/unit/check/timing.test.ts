import { describe, expect, it } from 'vitest';

import { LONGEST_TIMER_MS } from '../../../src/model/index.js';
import { attemptTimeoutMs, isCampaignOver, measuringMs, timeNeeded } from '../../../src/check/timing.js';

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

describe('attemptTimeoutMs', () => {
  it('should be what a timer can run for', () => {
    expect(attemptTimeoutMs({ waitMs: 5_000 }, { durationP95Ms: 100 })).toBe(8_000);
    expect(attemptTimeoutMs({ waitMs: LONGEST_TIMER_MS }, { durationP95Ms: 100 })).toBe(LONGEST_TIMER_MS);
  });
});

describe('measuringMs', () => {
  it('should be a share of the time, and enough for most services in a short one', () => {
    expect([measuringMs(seconds(2)), measuringMs(seconds(20)), measuringMs(seconds(300))]).toEqual([1000, 2000, 30_000]);
  });
});

describe('isCampaignOver', () => {
  const at = (second: number) => ({ startedAtMs: 0, endsAtMs: 20_000, nowMs: () => second * 1000 });
  const found = { firstAtMs: 1_000, suspects: false };

  it('should go on for most of the time where nothing was found', () => {
    expect([16, 17].map((second) => isCampaignOver(at(second), { suspects: true }, false))).toEqual([false, true]);
  });

  it('should leave most of it to shrinking where something was found', () => {
    expect([5, 6].map((second) => isCampaignOver(at(second), found, false))).toEqual([false, true]);
    expect([9, 10].map((second) => isCampaignOver(at(second), { ...found, firstAtMs: 7_000 }, false))).toEqual([false, true]);
  });

  it('should go on, but not for ever, where something else is suspected that nothing has told from chance yet', () => {
    expect([6, 12, 13].map((second) => isCampaignOver(at(second), { ...found, suspects: true }, false))).toEqual([false, false, true]);
  });

  it('should end at once by --fail-fast, whatever else is suspected', () => {
    expect(isCampaignOver(at(1), { ...found, suspects: true }, true)).toBe(true);
  });
});
