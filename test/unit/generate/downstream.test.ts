import { describe, expect, it } from 'vitest';
import { drawPlan, featuresAvailable, parsePlan, simplerPlans } from '../../../src/generate/index.js';
import { planSize } from '../../../src/generate/size.js';
import { validatePlan } from '../../../src/generate/validate/references.js';
import type { DownstreamAct, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { schedule } from '../../../src/report/terminal/schedule.js';
import { context, plansOf, shrunk } from './fixture.js';

const WITH = context({ calibration: { downstream: { calls: 2, arrivesMs: 2, awaited: true } } });
const WITHOUT = context();

const actsOf = (plan: Plan): readonly DownstreamAct[] => operationsOf(plan).flatMap(({ downstream = [] }) => downstream);

describe('a downstream that the kit plays', () => {
  it('should be disturbed only where calls of the service reach it', () => {
    expect(featuresAvailable(WITH)).toContain('downstream');
    expect(featuresAvailable(WITHOUT)).not.toContain('downstream');
    expect(featuresAvailable(context({ calibration: { downstream: { calls: 0, arrivesMs: 0, awaited: false } } }))).not.toContain('downstream');
  });

  it('should change no plan of another climate', () => {
    for (const climate of [['overlap'], ['loss'], ['loss', 'mismatch', 'overlap']] as const) expect(plansOf(3, 20, WITH, climate)).toEqual(plansOf(3, 20, WITHOUT, climate));
  });

  it('should be the same at the same address, and in every way that there is', () => {
    const plans = plansOf(5, 300, WITH, ['downstream', 'loss']);
    expect(plansOf(5, 300, WITH, ['downstream', 'loss'])).toEqual(plans);
    expect(new Set(plans.flatMap(actsOf).map(({ kind, heldDurations }) => `${kind}${heldDurations === undefined ? '' : ' held'}`)).size).toBe(10);
    const starts = plans.flatMap((plan) => operationsOf(plan).flatMap(({ attempts }) => attempts.map(({ start }) => start.kind)));
    expect(starts).toContain('held');
    for (const plan of plans) {
      expect(validatePlan(plan)).toEqual([]);
      expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    }
  });

  it('should let attempts begin only where a call of their operation can be held', () => {
    const meeting = plansOf(6, 300, WITH, ['downstream', 'overlap']).flatMap(operationsOf).filter(({ attempts }) => attempts.some(({ start }) => start.kind === 'held'));
    expect(meeting.length).toBeGreaterThan(30);
    expect(meeting.filter(({ downstream = [] }) => !downstream.some(({ heldDurations }) => heldDurations !== undefined))).toEqual([]);
  });

  it('should strike while a call is held', () => {
    const where = { ...WITH, contract: { ...WITH.contract, durability: 'atomic' as const }, disruptions: ['kill' as const] };
    const struck = plansOf(7, 200, where, ['crash', 'downstream']).flatMap(({ disruptions }) => disruptions.map(({ start }) => start.kind));
    expect(struck).toContain('held');
  });

  it('should be made calmer by each shrink, down to the one act that is needed', () => {
    const plan = plansOf(8, 400, WITH, ['downstream', 'loss', 'overlap']).find((each) => actsOf(each).length > 2 && actsOf(each).some(({ kind }) => kind === 'lose-after'));
    expect(plan).toBeDefined();
    for (const simpler of simplerPlans(plan!, WITH)) expect(planSize(simpler, WITH)).toBeLessThan(planSize(plan!, WITH));
    expect(actsOf(shrunk(plan!, (each) => actsOf(each).some(({ kind }) => kind.endsWith('-after')), WITH))).toEqual([{ kind: 'fail-after' }]);
    expect(actsOf(shrunk(plan!, () => true, WITH))).toEqual([]);
  });

  it('should be refused where it is none', () => {
    const plan = drawPlan({ seed: 1, climate: [], index: 0 }, WITH);
    const steps = plan.steps.map((step) => (step.kind === 'operation' ? { ...step, operation: { ...step.operation, downstream: [{ kind: 'explode' }] } } : step));
    expect(() => parsePlan({ ...plan, steps })).toThrow(/downstream\/0\/kind: one of answer, fail-before/);
  });

  it('should be told in the schedule', () => {
    const plan = drawPlan({ seed: 1, climate: [], index: 0 }, WITH);
    const steps = plan.steps.map((step) =>
      step.kind === 'operation' ? { ...step, operation: { ...step.operation, downstream: [{ kind: 'answer' as const }, { kind: 'lose-after' as const, heldDurations: 1.5 }] } } : step,
    );
    expect(schedule({ ...plan, steps }).join('\n')).toMatch(/; downstream call 2 reset after its effect, held for 1\.5 durations$/m);
  });
});
