import { describe, expect, it } from 'vitest';

import { climateOf } from '../../../src/generate/index.js';
import type { Feature } from '../../../src/model/index.js';
import type { Wish } from '../../../src/run/steer.js';
import { createSteering, PLANS_PER_CLIMATE } from '../../../src/run/steer.js';

const ALL: readonly Feature[] = ['crowd', 'loss', 'mismatch', 'near-keys', 'no-key', 'noise', 'overlap'];
const CLIMATES = 60;

/** Of so many climates the share that has a feature. */
function shareOf(feature: Feature, seed: number, wish: Wish): number {
  const steering = createSteering((n) => climateOf(seed, n, ALL), () => wish);
  const chosen = Array.from({ length: CLIMATES * PLANS_PER_CLIMATE }, () => steering.next().climate);
  return chosen.filter((climate) => climate.includes(feature)).length / chosen.length;
}

describe('steering', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('should prefer what was required, and yet not draw it alone (seed %i)', (seed) => {
    const unasked = shareOf('near-keys', seed, { core: [], required: [] });
    const asked = shareOf('near-keys', seed, { core: [], required: ['near-keys'] });
    expect(unasked).toBeLessThan(0.5);
    expect(asked).toBeGreaterThan(0.65);
    expect(asked).toBeLessThan(0.97);
  });

  it('should come to an end where no climate has what was required', () => {
    expect(shareOf('routes', 1, { core: [], required: ['routes'] })).toBe(0);
  });

  it('should give every plan of a climate an index of its own, and begin with the heart', () => {
    const steering = createSteering((n) => climateOf(3, n, ALL), () => ({ core: ['overlap'], required: ['near-keys'] }));
    const addresses = Array.from({ length: 400 }, () => steering.next());
    expect(new Set(addresses.map(({ climate, index }) => `${climate.join('+')}/${index}`)).size).toBe(400);
    expect(addresses[0]).toEqual({ climate: ['overlap'], index: 0 });
  });

  it('should spread fewer plans over as many climates, still with the heart first', () => {
    const climatesIn = (perClimate: number): number => {
      const steering = createSteering((n) => climateOf(3, n, ALL), () => ({ core: [], required: [] }), perClimate);
      return new Set(Array.from({ length: 40 }, () => steering.next().climate.join('+'))).size;
    };
    expect(climatesIn(PLANS_PER_CLIMATE)).toBeLessThanOrEqual(5);
    expect(climatesIn(1)).toBeGreaterThan(20);
    expect(climatesIn(0)).toBe(climatesIn(1));
    expect(climatesIn(100)).toBe(climatesIn(PLANS_PER_CLIMATE));
  });
});
