import { describe, expect, it } from 'vitest';

import { drawPlan, featuresAvailable, planSize, simplerPlans } from '../../../src/generate/index.js';
import { planBreaches } from '../../../src/generate/validate/read.js';
import { validatePlan } from '../../../src/generate/validate/references.js';
import type { Disruption, Outage, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { context, CONTRACT } from './fixture.js';

const tapped = { ...context(), taps: ['redis', 'postgres'] };
const plans = Array.from({ length: 300 }, (_, index) => drawPlan({ seed: 9, climate: ['loss', 'outage', 'overlap'], index }, tapped));
const struck = plans.filter(({ disruptions }) => disruptions.length > 0);
const outageOf = ({ disruptions: [first] }: Plan): Outage => first as Extract<Disruption, Outage>;

describe('outages', () => {
  it('should be drawn only where there is a tap that is used', () => {
    expect(featuresAvailable(tapped)).toContain('outage');
    expect(featuresAvailable({ ...tapped, taps: [] })).not.toContain('outage');
    expect(featuresAvailable(context())).not.toContain('outage');
  });

  it('should be of every kind and of every tap, in valid plans, that can be saved and read', () => {
    expect(struck.length).toBeGreaterThan(200);
    expect(struck.flatMap(validatePlan)).toEqual([]);
    expect(struck.flatMap((plan) => planBreaches(JSON.parse(JSON.stringify(plan))))).toEqual([]);
    expect(new Set(struck.map((plan) => outageOf(plan).how))).toEqual(new Set(['refuse', 'cut', 'lost-answer', 'delay']));
    expect(new Set(struck.map((plan) => outageOf(plan).of))).toEqual(new Set(['redis', 'postgres']));
  });

  it('should lose the next answer as often as a later one, while a request is at work', () => {
    const lost = struck.filter((plan) => outageOf(plan).how === 'lost-answer');
    const later = lost.filter((plan) => outageOf(plan).skip !== undefined);
    expect(later.length / lost.length).toBeGreaterThan(0.3);
    expect(later.length / lost.length).toBeLessThan(0.7);
    expect(new Set(later.map((plan) => outageOf(plan).skip))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    for (const { disruptions: [each] } of later) expect(each?.start).toMatchObject({ kind: 'during', of: 'a0' });
    expect(struck.filter((plan) => outageOf(plan).how !== 'lost-answer' && outageOf(plan).skip !== undefined)).toEqual([]);
  });

  it('should meet a request at work, or all of it, and often be followed by another', () => {
    const inWork = struck.filter(({ disruptions: [each] }) => each?.start.kind === 'during' && each.start.of === 'a0');
    const before = struck.filter((plan) => operationsOf(plan)[0]?.attempts[0]?.start.kind === 'during');
    const after = struck.filter((plan) => operationsOf(plan)[0]?.attempts.some(({ start }) => start.kind === 'after' && start.of === 'd0'));
    for (const some of [inWork, before, after]) expect(some.length / struck.length).toBeGreaterThan(0.2);
  });

  it('should end before an attempt would be given up because of it', () => {
    const [slow, gone] = [struck.map(outageOf).filter(({ how }) => how === 'delay'), struck.map(outageOf).filter(({ how }) => how !== 'delay')];
    expect(Math.max(...slow.map(({ durations, by = 0 }) => durations + by))).toBeLessThan(30);
    expect(Math.max(...gone.map(({ durations }) => durations * tapped.calibration.durationMs))).toBeLessThanOrEqual(1_000);
  });

  it('should only be slow where the contract admits that a crash costs a second effect', () => {
    const lenient = { ...tapped, contract: { ...CONTRACT, durability: 'at-least-once' as const } };
    const kinds = plans.map(({ address }) => drawPlan(address, lenient)).filter(({ disruptions }) => disruptions.length > 0).map((plan) => outageOf(plan).how);
    expect(new Set(kinds)).toEqual(new Set(['delay']));
  });

  it('should leave plans of other climates as they are without a tap', () => {
    for (let index = 0; index < 100; index += 1) {
      const address = { seed: 9, climate: ['crowd', 'loss', 'overlap'] as const, index };
      expect(drawPlan(address, tapped)).toEqual(drawPlan(address, context()));
    }
  });

  it('should be shrunk away, or to a plainer and shorter one, and never grow', () => {
    const plan = struck.find((each) => outageOf(each).how === 'delay') as Plan;
    const simpler = [...simplerPlans(plan, tapped)];
    expect(simpler.flatMap(validatePlan)).toEqual([]);
    expect(simpler.some(({ disruptions }) => disruptions.length === 0)).toBe(true);
    const outages = simpler.filter(({ disruptions }) => disruptions.length > 0).map(outageOf);
    expect(outages.some(({ how }) => how === 'refuse')).toBe(true);
    expect(outages.some(({ how, durations }) => how === 'delay' && durations < outageOf(plan).durations)).toBe(true);
    expect(outages.some(({ how, by = 0 }) => how === 'delay' && by < (outageOf(plan).by ?? 0))).toBe(true);
    for (const each of simpler) expect(planSize(each, tapped)).toBeLessThan(planSize(plan, tapped));
  });

  it('should be shrunk to an earlier answer', () => {
    const plan = struck.find((each) => (outageOf(each).skip ?? 0) > 3) as Plan;
    const simpler = [...simplerPlans(plan, tapped)].filter(({ disruptions }) => disruptions.length > 0).map(outageOf);
    const skips = new Set(simpler.filter(({ how }) => how === 'lost-answer').map(({ skip }) => skip));
    expect(skips).toEqual(new Set([undefined, 1, (outageOf(plan).skip ?? 0) - 1, outageOf(plan).skip]));
    for (const each of simplerPlans(plan, tapped)) expect(planSize(each, tapped)).toBeLessThan(planSize(plan, tapped));
  });

  it('should be read from files that say no more than that there was one, and refused where they say nonsense', () => {
    const plan = struck[0] as Plan;
    const withOutage = (outage: object): string[] => planBreaches({ ...plan, disruptions: [{ kind: 'outage', of: 'redis', durations: 2, id: 'd0', start: { kind: 'begin', durations: 0 }, ...outage }] });
    expect(withOutage({})).toEqual([]);
    expect(withOutage({ how: 'explode' })).toEqual(['/disruptions/0/how: one of refuse, cut, lost-answer, delay is wanted, not "explode"']);
    expect(withOutage({ how: 'delay', by: -1 })).toEqual(['/disruptions/0/by: a number from 0 to 1000 is wanted, not -1']);
    expect(withOutage({ how: 'lost-answer', skip: 0 })).toEqual(['/disruptions/0/skip: a whole number from 1 to 1000 is wanted, not 0']);
  });
});
