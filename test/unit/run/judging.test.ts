import { describe, expect, it } from 'vitest';

import type { Attempt, History, HistoryEvent, Operation, Plan } from '../../../src/model/index.js';
import type { Sighting, Sightings } from '../../../src/run/judging.js';
import { withSighting } from '../../../src/run/judging.js';

const sizeOf = ({ address }: Plan): number => address.index;

const STRIKE: HistoryEvent = { type: 'disruption', atMs: 1, id: 'd0', what: 'redis is gone', begins: { kind: 'outage', of: 'redis', durations: 2 } };

function sighting(size: number, suspect: boolean, events: readonly HistoryEvent[] = []): Sighting {
  const plan: Plan = { address: { seed: 0, climate: [], index: size }, lane: 'pooled', steps: [], crowd: [], disruptions: [] };
  const violation = { cause: 'refused', operation: 0, attempts: [], sentence: '' };
  return { failure: { property: 'isolation', rank: 12, cause: 'refused', violation, consequences: [], suspect }, plan, history: { events } as History, late: false };
}

function withAttempt(each: Sighting, attempt: Attempt): Sighting {
  const operation = { attempts: [attempt] } as unknown as Operation;
  return { ...each, plan: { ...each.plan, steps: [{ kind: 'operation', operation }] } };
}

describe('of several sightings of one failure', () => {
  const sizesOf = (...sightings: readonly Sighting[]): readonly number[] => {
    let all: Sightings | undefined;
    for (const each of sightings) all = withSighting(all, each, sizeOf);
    expect(all?.seen).toBe(sightings.length);
    return all?.best.map(({ plan }) => sizeOf(plan)) ?? [];
  };

  it('should keep the smallest plans, the smallest first, the first seen of two alike', () => {
    expect(sizesOf(sighting(7, false))).toEqual([7]);
    expect(sizesOf(sighting(7, false), sighting(2, false), sighting(9, false), sighting(3, false))).toEqual([2, 3, 7]);
  });

  it('should keep the smallest of another kind, which may fail every time where the smallest fail by chance', () => {
    const together = (size: number): Sighting => withAttempt(sighting(size, false), { id: 'a1', start: { kind: 'together', as: 'a0' } });
    const cut = (size: number): Sighting => withAttempt(sighting(size, false), { id: 'a1', start: { kind: 'begin', durations: 0 }, fault: { kind: 'close', at: { fraction: 0.5 } } });
    expect(sizesOf(together(30), ...[9, 4, 3, 2].map((size) => sighting(size, false)), together(20), cut(25), cut(40))).toEqual([2, 3, 4, 20, 25]);
  });

  it('should keep a few, however many kinds there are', () => {
    const kinds = Array.from({ length: 20 }, (_, index) => withAttempt(sighting(index, false), { id: 'a1', start: { kind: 'begin', durations: 0 }, fault: { kind: `f${index}` as 'doubled' } }));
    expect(sizesOf(...kinds)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('should keep what fails by itself rather than what another has struck', () => {
    expect(sizesOf(sighting(2, false, [STRIKE]), sighting(9, false))).toEqual([9, 2]);
  });

  it('should never give up what is proven for what is suspected only, however small', () => {
    expect(sizesOf(sighting(1, true), sighting(9, false), sighting(2, true), sighting(3, true))).toEqual([9, 1, 2]);
  });
});
