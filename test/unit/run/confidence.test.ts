import { describe, expect, it } from 'vitest';

import { cleanRunsFor, lowerBound } from '../../../src/run/confidence.js';

describe('lowerBound', () => {
  it.each([
    // failures, runs, the exact one-sided Clopper–Pearson bound at 95 %
    [0, 20, 0],
    [20, 20, 0.8609],
    [4, 20, 0.0714],
    [1, 20, 0.0026],
    [5, 5, 0.5493],
    [1, 1, 0.05],
  ])('should bound %i of %i from below by %f', (failures, runs, bound) => {
    expect(lowerBound(failures, runs)).toBeCloseTo(bound, 3);
  });

  it('should never claim more than the observed rate', () => {
    for (let failures = 1; failures <= 50; failures += 1) expect(lowerBound(failures, 50)).toBeLessThan(failures / 50);
  });
});

describe('cleanRunsFor', () => {
  it.each([
    [0.5, 5],
    [0.1, 29],
    [0.05, 59],
    [0.01, 299],
    [1, 1],
  ])('should ask at a rate of %f for %i clean runs', (rate, runs) => {
    expect(cleanRunsFor(rate)).toBe(runs);
  });
});
