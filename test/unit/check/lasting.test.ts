import { describe, expect, it } from 'vitest';

import { canEnd, lastsMs, plansPerClimate } from '../../../src/check/lasting.js';
import type { Attempt, Crowd, Plan } from '../../../src/model/index.js';

function planOf(attempts: readonly Attempt[], crowd: readonly Crowd[] = []): Plan {
  const operation = { id: 0, route: 0, body: 0, principal: 0, key: { kind: 'fresh' }, draws: {}, attempts } as const;
  return { address: { seed: 1, climate: [], index: 0 }, lane: 'pooled', steps: [{ kind: 'operation', operation }], crowd, disruptions: [] };
}

const first: Attempt = { id: 'a0', start: { kind: 'begin', durations: 0 } };
const lost: Attempt = { ...first, fault: { kind: 'response-withheld' } };
const slow = { durationMs: 1000 };

describe('lastsMs', () => {
  it('should take a retry for one that is answered with what is there', () => {
    expect(lastsMs(planOf([first, { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 20 } }]), slow)).toBe(1020);
    expect(lastsMs(planOf([first, { id: 'a1', start: { kind: 'together', as: 'a0' } }]), slow)).toBe(1000);
  });

  it('should wait for an attempt that starts late, and for what was abandoned', () => {
    expect(lastsMs(planOf([first, { id: 'a1', start: { kind: 'during', of: 'a0', durations: 3 } }]), slow)).toBe(3000);
    expect(lastsMs(planOf([lost, { id: 'a1', start: { kind: 'since', of: 'a0', delayMs: 400 } }]), slow)).toBe(2500);
  });

  it('should count a crowd by its width, and whatever comes after it', () => {
    const crowd: Crowd = { id: 'c0', count: 150, start: { kind: 'after', of: 'a0', pauseMs: 0 } };
    expect(lastsMs(planOf([first, { id: 'a1', start: { kind: 'after', of: 'c0', pauseMs: 0 } }], [crowd]), slow)).toBe(6000);
  });

  it('should come to an end with attempts that wait for each other', () => {
    const round: readonly Attempt[] = [{ id: 'a0', start: { kind: 'after', of: 'a1', pauseMs: 0 } }, { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }];
    expect(lastsMs(planOf(round), slow)).toBeLessThan(3000);
  });
});

/** At that time of a run of 20 s. */
const at = (nowMs: number) => ({ startedAtMs: 0, endsAtMs: 20_000, nowMs: () => nowMs });

describe('canEnd', () => {
  const late = planOf([first, { id: 'a1', start: { kind: 'during', of: 'a0', durations: 8 } }]);

  it('should begin nothing of a slow target that cannot end in time', () => {
    expect(canEnd(late, slow, at(11_000))).toBe(true);
    expect(canEnd(late, slow, at(13_000))).toBe(false);
  });

  it('should begin what is short as long as there is a campaign', () => {
    expect(canEnd(late, { durationMs: 5 }, at(19_990))).toBe(true);
  });
});

describe('plansPerClimate', () => {
  it('should be many for a fast target, and few where there is time for few', () => {
    expect(plansPerClimate({ durationMs: 5 }, at(1000), 16)).toBeGreaterThan(8);
    expect(plansPerClimate({ durationMs: 300 }, at(4000), 16)).toBe(6);
    expect(plansPerClimate({ durationMs: 1500 }, at(8000), 16)).toBe(0);
  });
});
