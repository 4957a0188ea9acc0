import { describe, expect, it } from 'vitest';
import type { Tried } from '../../../src/check/shrinking.js';
import { surestFirst } from '../../../src/check/surest.js';
import type { Plan } from '../../../src/model/index.js';
import type { Sighting } from '../../../src/run/judging.js';
import { scene } from './scene.js';

/** Plans that fail in the nth of their reruns where `fails` says so; the server has nothing to do with it. */
async function trials(fails: readonly ((nth: number) => boolean)[], mayGoOn: (ms: number) => boolean = () => true) {
  const { rig, failure, once, history } = await scene();
  const plans = fails.map((_, index): Plan => ({ ...once, address: { ...once.address, index } }));
  const sightings = plans.map((plan): Sighting => ({ failure, plan, history, late: false }));
  const reruns = fails.map(() => 0);
  const options = {
    rig, mayGoOn, onStep: () => undefined,
    nextRun: () => ({ id: 'h', salt: `t${reruns.reduce((sum, each) => sum + each, 0)}` }),
    judge: ({ head }: typeof history) => {
      const { index } = head.plan.address;
      const failed = fails[index]?.(reruns[index] ?? 0) === true;
      reruns[index] = (reruns[index] ?? 0) + 1;
      return { failures: failed ? [failure] : [], situations: [] };
    },
  };
  return { sightings, options, reruns };
}

const placesOf = (tried: readonly Tried[]): readonly number[] => tried.map(({ sighting: { plan } }) => plan.address.index);

describe('of several plans that failed', { timeout: 60_000 }, () => {
  it('should put the one first that fails every time, and look no further', async () => {
    const { sightings, options, reruns } = await trials([() => false, (nth) => nth === 1, () => true, () => true]);
    const tried = await surestFirst(sightings, options);
    expect(placesOf(tried)).toEqual([2, 1, 0, 3]);
    expect(tried.map(({ trial: { runs, failures } }) => [runs, failures])).toEqual([[3, 3], [3, 1], [3, 0], [0, 0]]);
    expect(reruns).toEqual([3, 3, 3, 0]);
  });

  it('should keep the smallest first where none fails more often', async () => {
    const { sightings, options } = await trials([() => false, () => false]);
    expect(placesOf(await surestFirst(sightings, options))).toEqual([0, 1]);
  });

  it('should run nothing again where there is no choice, or no time', async () => {
    const alone = await trials([() => true]);
    const late = await trials([() => false, () => true], () => false);
    expect(placesOf(await surestFirst(alone.sightings, alone.options))).toEqual([0]);
    expect(placesOf(await surestFirst(late.sightings, late.options))).toEqual([0, 1]);
    expect([...alone.reruns, ...late.reruns]).toEqual([0, 0, 0]);
  });

  it('should not let a suspicion speak for what is proven', async () => {
    const { sightings: [proven, other], options, reruns } = await trials([() => false, () => true]);
    const suspect = { ...other, failure: { ...other?.failure, suspect: true } } as Sighting;
    expect(placesOf(await surestFirst([proven as Sighting, suspect], options))).toEqual([0, 1]);
    expect(reruns).toEqual([0, 0]);
  });
});
