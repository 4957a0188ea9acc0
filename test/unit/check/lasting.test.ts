import { describe, expect, it } from 'vitest';

import { lastsMs } from '../../../src/check/lasting.js';
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
