import { describe, expect, it } from 'vitest';

import { climateOf, drawPlan, featuresAvailable, planSize, simplerPlans } from '../../../src/generate/index.js';
import { planBreaches } from '../../../src/generate/validate/read.js';
import { validatePlan } from '../../../src/generate/validate/references.js';
import type { Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { context, CONTRACT } from './fixture.js';

const durable = { ...context({ contract: { ...CONTRACT, durability: 'atomic' } }), disruptions: ['kill', 'stop', 'pause'] as const };
const plans = Array.from({ length: 200 }, (_, index) => drawPlan({ seed: 9, climate: ['crash', 'loss', 'overlap'], index }, durable));
const struck = plans.filter(({ disruptions }) => disruptions.length > 0);

describe('crashes', () => {
  it('should be drawn only where the target can be struck, and its contract promises something across that', () => {
    expect(featuresAvailable(durable)).toContain('crash');
    expect(featuresAvailable({ ...durable, disruptions: [] })).not.toContain('crash');
    for (const durability of ['at-least-once', 'volatile'] as const) {
      expect(featuresAvailable({ ...durable, contract: { ...CONTRACT, durability } })).not.toContain('crash');
    }
    expect(Array.from({ length: 20 }, (_, n) => climateOf(9, n, featuresAvailable(durable))).filter((climate) => climate.includes('crash')).length).toBeGreaterThan(2);
  });

  it('should strike while the first attempt runs, or right after it, and be followed by the same request more often than not', () => {
    expect(struck.length).toBeGreaterThan(60);
    expect(struck.flatMap(validatePlan)).toEqual([]);
    const followed = struck.filter((plan) => operationsOf(plan)[0]?.attempts.some(({ start }) => start.kind === 'after' && start.of === 'd0'));
    expect(followed.length / struck.length).toBeGreaterThan(0.5);
    expect(new Set(struck.map(({ disruptions: [strike] }) => strike?.kind))).toEqual(new Set(['kill', 'stop', 'pause']));
  });

  it('should leave everything else of a plan as it would be without them', () => {
    const calm = ({ steps, crowd, lane }: Plan): string => JSON.stringify([lane, crowd, steps], (_, value: unknown) => (isFollowing(value) ? undefined : value)).replaceAll(',null', '');
    for (const plan of struck) {
      const without = drawPlan(plan.address, { ...durable, disruptions: [] });
      const own = operationsOf(without).length;
      const steps = plan.steps.filter((step) => (step.kind === 'operation' ? step.operation.id : step.kind === 'setup' ? step.operation : 0) < own);
      expect(calm({ ...plan, steps })).toBe(calm(without));
    }
  });

  it('should meet many at work at times, each at another stage', () => {
    const isEnded = ({ disruptions: [strike] }: Plan): boolean => strike?.kind === 'kill' || strike?.kind === 'stop';
    const many = struck.filter((plan) => isEnded(plan) && operationsOf(plan).length > 5);
    expect(many.length / struck.filter(isEnded).length).toBeGreaterThan(0.2);
    expect(many.flatMap(planBreaches)).toEqual([]);
    for (const plan of many) {
      const [strike] = plan.disruptions;
      const stages = operationsOf(plan).flatMap(({ attempts: [first] }) => (first?.start.kind === 'during' && first.start.of === 'a0' ? [first.start.durations] : []));
      expect(new Set(stages).size).toBeGreaterThan(4);
      expect(strike?.start.kind === 'during' ? strike.start.durations : 0).toBeGreaterThanOrEqual(Math.max(...stages.filter((each) => each < 1.5)));
    }
    for (const plan of many.slice(0, 5)) for (const simpler of simplerPlans(plan, durable)) expect(planSize(simpler, durable)).toBeLessThan(planSize(plan, durable));
  });

  it('should pause for longer than a short lease, and send again once it is over; a lease that is long is not waited for', () => {
    const pausesWith = (leaseMs: number): Plan[] => {
      const leased = { ...durable, contract: { ...durable.contract, leaseMs } };
      return plans.map(({ address }) => drawPlan(address, leased)).filter(({ disruptions: [strike] }) => strike?.kind === 'pause' && strike.forMs !== undefined);
    };
    const long = pausesWith(500);
    expect(long.length).toBeGreaterThan(10);
    expect(long.flatMap(planBreaches)).toEqual([]);
    const starts = long.flatMap((plan) => operationsOf(plan).flatMap(({ attempts }) => attempts.flatMap(({ start }) => (start.kind === 'during' && start.of === 'd0' ? [start.pauseMs] : []))));
    expect(new Set(starts)).toEqual(new Set([550]));
    expect(long.map(({ disruptions: [strike] }) => (strike !== undefined && 'forMs' in strike ? strike.forMs : 0)).every((ms = 0) => ms >= 600)).toBe(true);
    for (const plan of long.slice(0, 5)) for (const simpler of simplerPlans(plan, durable)) expect(planSize(simpler, durable)).toBeLessThan(planSize(plan, durable));
    expect(pausesWith(10_000)).toEqual([]);
  });

  it('should take another over only from an owner at work, and always send again for that', () => {
    const leased = { ...durable, contract: { ...durable.contract, leaseMs: 500 } };
    const pauses = plans.map(({ address }) => drawPlan(address, leased)).filter(({ disruptions: [strike] }) => strike !== undefined && 'forMs' in strike);
    expect(pauses.length).toBeGreaterThan(10);
    for (const plan of pauses) {
      expect(plan.disruptions[0]?.start.kind).toBe('during');
      expect(operationsOf(plan)[0]?.attempts.some(({ start }) => start.kind !== 'begin' && start.kind !== 'together' && start.of === 'd0')).toBe(true);
    }
  });

  it('should be asked for together by plans that run side by side, where another instance takes over', () => {
    const { target } = durable.blueprint;
    const pair = { ...durable, contract: { ...durable.contract, leaseMs: 500 }, blueprint: { ...durable.blueprint, target: { ...target, instances: [...target.instances, ...target.instances] } } };
    const drawn = plans.map(({ address }) => drawPlan(address, pair)).filter(({ disruptions }) => disruptions.length > 0);
    const blocks = Array.from({ length: 25 }, (_, block) => drawn.filter(({ address }) => Math.floor(address.index / 8) === block).map(({ disruptions: [strike] }) => strike !== undefined && 'forMs' in strike));
    expect(blocks.every((outlast) => new Set(outlast).size <= 1)).toBe(true);
    expect(blocks.filter(([first]) => first).length).toBeGreaterThan(4);
    expect(blocks.filter(([first]) => first === false).length).toBeGreaterThan(4);
  });

  it('should be shrunk away first of all', () => {
    const plan = struck[0] as Plan;
    expect([...simplerPlans(plan, durable)].some(({ disruptions }) => disruptions.length === 0)).toBe(true);
    expect([...simplerPlans(plan, durable)].flatMap(validatePlan)).toEqual([]);
  });
});

/** An attempt that waits for the strike. */
function isFollowing(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'start' in value && (value.start as { of?: string }).of === 'd0';
}
