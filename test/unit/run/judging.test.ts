import { describe, expect, it } from 'vitest';

import type { History, Plan } from '../../../src/model/index.js';
import type { Sighting } from '../../../src/run/judging.js';
import { isBetter } from '../../../src/run/judging.js';

const sizeOf = ({ address }: Plan): number => address.index;

function sighting(size: number, suspect: boolean): Sighting {
  const plan: Plan = { address: { seed: 0, climate: [], index: size }, lane: 'pooled', steps: [], crowd: [], disruptions: [] };
  const violation = { cause: 'refused', operation: 0, attempts: [], sentence: '' };
  return { failure: { property: 'isolation', rank: 12, cause: 'refused', violation, consequences: [], suspect }, plan, history: {} as History, seen: 1, late: false };
}

describe('of two sightings of one failure', () => {
  it('should keep the smaller plan', () => {
    expect(isBetter(sighting(2, false), undefined, sizeOf)).toBe(true);
    expect(isBetter(sighting(2, false), sighting(3, false), sizeOf)).toBe(true);
    expect(isBetter(sighting(3, true), sighting(3, true), sizeOf)).toBe(false);
  });

  it('should never give up what is proven for what is suspected only, however small', () => {
    expect(isBetter(sighting(1, true), sighting(9, false), sizeOf)).toBe(false);
    expect(isBetter(sighting(9, false), sighting(1, true), sizeOf)).toBe(true);
  });
});
