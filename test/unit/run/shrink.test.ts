import { describe, expect, it } from 'vitest';

import type { History, Plan } from '../../../src/model/index.js';
import type { Failure } from '../../../src/run/judging.js';
import type { ShrinkOptions } from '../../../src/run/shrink.js';
import { shrink } from '../../../src/run/shrink.js';

/** A plan that is nothing but a number of attempts: shrinking sees plans only through `simpler`. */
const plan = (attempts: number): Plan => ({
  address: { seed: 0, climate: [], index: attempts }, lane: 'pooled', steps: [], crowd: [], disruptions: [],
});
const sizeOf = ({ address }: Plan): number => address.index;

function* simpler(parent: Plan): Iterable<Plan> {
  if (sizeOf(parent) > 3) yield plan(Math.floor(sizeOf(parent) / 2));
  if (sizeOf(parent) > 1) yield plan(sizeOf(parent) - 1);
}

const failure: Failure = {
  property: 'single-effect', rank: 1, cause: 'second-effect', consequences: [], suspect: false,
  violation: { cause: 'second-effect', operation: 0, attempts: [], sentence: '' },
};

/** Fails with a given chance where a plan has two attempts or more: the smallest failing plan has two. */
function world(chance: number, seed: number, options: Partial<ShrinkOptions> = {}): ShrinkOptions & { reruns: () => number } {
  let reruns = 0;
  let state = seed * 2_654_435_761 + 1;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    plan: plan(8),
    expectedMs: 1,
    simpler,
    standIns: () => [],
    mayBegin: () => true,
    mayGoOn: () => true,
    rerun: async (each) => {
      reruns += 1;
      const failed = sizeOf(each) >= 2 && random() < chance;
      return { history: {} as History, tookMs: 1, cut: false, ...(failed ? { failure } : {}) };
    },
    ...options,
    reruns: () => reruns,
  };
}

describe('shrink', () => {
  it('should find the exact minimum of a deterministic failure with few reruns', async () => {
    const sure = world(1, 1);
    const shrunk = await shrink(sure);
    expect(sizeOf(shrunk.plan)).toBe(2);
    expect(shrunk.minimal).toBe(true);
    expect(sure.reruns()).toBeLessThan(25);
  });

  it('should be minimal in at least 95 % of the cases where one run in five fails', async () => {
    const sizes = await Promise.all(Array.from({ length: 200 }, async (_, seed) => sizeOf((await shrink(world(0.2, seed))).plan)));
    expect(sizes.filter((size) => size === 2).length).toBeGreaterThanOrEqual(190);
  });

  it('should say that a failure did not come back, rather than shrink a ghost', async () => {
    const shrunk = await shrink(world(0, 1));
    expect(shrunk).toMatchObject({ minimal: false, runs: 40, failures: 0, candidates: 0 });
    expect(shrunk.note).toBe('it did not fail again in 40 reruns alone');
    expect(sizeOf(shrunk.plan)).toBe(8);
  });

  it('should count the reruns that were made before it, so that what failed in one of them did fail', async () => {
    const lucky = world(0, 1, { before: { runs: 3, failures: 1, witness: { history: {} as History, failure } }, simpler: () => [] });
    expect(await shrink(lucky)).toMatchObject({ failures: 1, witness: { failure } });
    const sure = world(1, 1, { before: { runs: 3, failures: 3 }, simpler: () => [] });
    expect(await shrink(sure)).toMatchObject({ runs: 5, failures: 5 });
    expect(sure.reruns()).toBe(2);
  });

  it('should give a failure that vanishes alone the crowd that it had', async () => {
    const base = world(1, 1);
    const shrunk = await shrink({
      ...base,
      plan: plan(1),
      standIns: () => [plan(1), plan(6)],
    });
    expect(sizeOf(shrunk.plan)).toBe(2);
  });

  it('should stop when time ends, and say so', async () => {
    let left = 12;
    const shrunk = await shrink(world(1, 1, { mayGoOn: () => (left -= 1) > 0 }));
    expect(shrunk.minimal).toBe(false);
    expect(shrunk.note).toContain('time ended');
    expect(sizeOf(shrunk.plan)).toBeLessThan(8);
  });

  it('should not shrink what fails in fewer than 2 % of its reruns', async () => {
    let runs = 0;
    const rare = world(0, 1, {
      rerun: async () => ({ history: {} as History, tookMs: 1, cut: false, ...((runs += 1) === 1 ? { failure } : {}) }),
    });
    const shrunk = await shrink(rare);
    expect(shrunk.note).toContain('2 %');
    expect(shrunk.failures).toBe(1);
  });

  it('should try slow candidates side by side', async () => {
    let active = 0;
    let most = 0;
    const base = world(1, 1);
    await shrink({
      ...base,
      expectedMs: 11_000,
      rerun: async (each) => {
        active += 1;
        most = Math.max(most, active);
        await Promise.resolve();
        active -= 1;
        return base.rerun(each);
      },
    });
    expect(most).toBeGreaterThan(1);
  });
});
