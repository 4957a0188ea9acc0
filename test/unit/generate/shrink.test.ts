import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { climateOf, drawPlan, featuresAvailable, parsePlan, planSize, simplerPlans } from '../../../src/generate/index.js';
import { validatePlan } from '../../../src/generate/validate/references.js';
import type { Attempt, Feature, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { FULL, FEATURES, shrunk } from './fixture.js';

const attemptsOf = (plan: Plan): Attempt[] => operationsOf(plan).flatMap(({ attempts }) => [...attempts]);
const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);
const SIMPLEST = { '#0': 1, '#1': 'usd', '#2': '', '#3': false, trip: 0 };

/** The distinct minima of all drawn plans that fail, over many seeds. */
function minima(fails: (plan: Plan) => boolean, climate?: readonly Feature[]): { readonly plans: Plan[]; readonly failing: number } {
  const found = new Map<string, Plan>();
  let failing = 0;
  const available = featuresAvailable(FULL);
  for (const seed of SEEDS) {
    for (let index = 0; index < 4; index += 1) {
      const drawn = index === 3 ? available : climateOf(seed, index + 2, available);
      const plan = drawPlan({ seed, climate: climate ?? drawn, index }, FULL);
      if (!fails(plan)) continue;
      failing += 1;
      const { address: _, ...rest } = shrunk(plan, fails, FULL);
      found.set(JSON.stringify(rest), { address: plan.address, ...rest });
    }
  }
  return { plans: [...found.values()], failing };
}

function only(fails: (plan: Plan) => boolean, climate?: readonly Feature[]): Plan {
  const { plans, failing } = minima(fails, climate);
  expect(failing).toBeGreaterThan(5);
  expect(plans.map(({ address: _, ...rest }) => rest)).toHaveLength(1);
  return plans[0] as Plan;
}

const A0 = { id: 'a0', start: { kind: 'begin', durations: 0 } };
const SETUP = { kind: 'setup', operation: 0, setup: 0 };

describe('simplerPlans', () => {
  it('should give valid, smaller and canonical plans only', () => {
    fc.assert(
      fc.property(fc.nat(), fc.subarray([...FEATURES]), (seed, climate) => {
        const plan = drawPlan({ seed, climate, index: 0 }, FULL);
        let count = 0;
        for (const simpler of simplerPlans(plan, FULL)) {
          expect(validatePlan(simpler)).toEqual([]);
          expect(parsePlan(JSON.parse(JSON.stringify(simpler)))).toEqual(simpler);
          expect(planSize(simpler, FULL)).toBeLessThan(planSize(plan, FULL));
          expect(attemptsOf(simpler).map(({ id }) => id)).toEqual(attemptsOf(simpler).map((_, at) => `a${at}`));
          expect(operationsOf(simpler).map(({ id }) => id)).toEqual(operationsOf(simpler).map((_, at) => at));
          count += 1;
        }
        for (const simpler of simplerPlans(plan)) expect(planSize(simpler)).toBeLessThan(planSize(plan));
        expect(count).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });

  it('should end at nothing but one request where everything fails', () => {
    const plan = only(() => true);
    expect(plan).toMatchObject({
      lane: 'pooled',
      steps: [SETUP, { kind: 'operation', operation: { id: 0, key: { kind: 'fresh' }, route: 0, principal: 0, body: 0, draws: SIMPLEST, attempts: [A0] } }],
      crowd: [],
      disruptions: [],
    });
    expect([...simplerPlans(plan, FULL)]).toEqual([]);
  });

  it('should find the exact minimum of two effects whenever two attempts are sent', () => {
    const plan = only((each) => operationsOf(each).some(({ attempts }) => attempts.length > 1));
    expect(plan.lane).toBe('pooled');
    expect(operationsOf(plan)).toEqual([
      { id: 0, key: { kind: 'fresh' }, route: 0, principal: 0, body: 0, draws: SIMPLEST, attempts: [A0, { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }] },
    ]);
  });

  it('should find the exact minimum of a race', () => {
    const plan = only((each) => joined(each) || within(each, ({ start }) => start.kind === 'during' && start.durations < 1));
    expect(attemptsOf(plan)).toEqual([A0, { id: 'a1', start: { kind: 'together', as: 'a0' } }]);
  });

  it('should keep the lane that a race needs', () => {
    const plan = only((each) => each.lane === 'raw-body' && joined(each), ['crowd', 'overlap', 'spelling']);
    expect(plan.lane).toBe('raw-body');
    expect(attemptsOf(plan)).toHaveLength(2);
  });

  it('should find the exact minimum of a lost answer', () => {
    const plan = only((each) => operationsOf(each).some(({ attempts }) => attempts.length > 1 && attempts[0]?.fault !== undefined));
    expect(attemptsOf(plan)).toEqual([{ ...A0, fault: { kind: 'response-withheld' } }, { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }]);
  });

  it('should find the exact minimum of a disconnect while the handler runs', () => {
    const at = ({ fault }: Attempt): boolean => fault !== undefined && 'at' in fault && typeof fault.at === 'object' && fault.at.fraction > 0.25;
    const plan = only((each) => attemptsOf(each).some(at));
    expect(attemptsOf(plan)).toEqual([{ ...A0, fault: { kind: 'close', at: { fraction: 1 } } }]);
  });

  it('should find the exact minimum of a payload that differs in one member', () => {
    const plan = only((each) => attemptsOf(each).some(({ variant }) => variant?.payload?.kind === 'redrawn' && variant.payload.draws['#0'] !== undefined));
    expect(attemptsOf(plan)).toEqual([{ ...A0, variant: { payload: { kind: 'redrawn', draws: { '#0': 2 } } } }]);
    expect(operationsOf(plan)[0]?.draws).toEqual(SIMPLEST);
  });

  it('should find the exact value at which a bug begins', () => {
    const plan = only((each) => operationsOf(each).some(({ draws, body, route }) => body === 0 && route === 0 && Number(draws['#0']) >= 777));
    expect(operationsOf(plan)[0]?.draws).toEqual({ ...SIMPLEST, '#0': 777 });
  });

  it('should find the exact size of a crowd', () => {
    const plan = only((each) => each.crowd.some(({ count }) => count >= 65), ['crowd', 'overlap']);
    expect(plan.crowd).toEqual([{ id: 'c0', count: 65, start: { kind: 'begin', durations: 0 } }]);
    expect(attemptsOf(plan)).toEqual([A0]);
  });

  it('should keep what a key is made from', () => {
    const plan = only((each) => operationsOf(each).some(({ key }) => key.kind === 'near' && key.change === 'tail-64'), ['loss', 'near-keys', 'overlap']);
    expect(operationsOf(plan).map(({ key }) => key)).toEqual([{ kind: 'fresh' }, { kind: 'near', of: 0, change: 'tail-64' }]);
    expect(attemptsOf(plan)).toEqual([A0, { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }]);
  });

  it('should shorten hostile keys', () => {
    const plan = only((each) => operationsOf(each).some(({ key }) => key.kind === 'hostile' && key.text.length >= 100), ['hostile-keys', 'overlap']);
    expect(operationsOf(plan).map(({ key }) => key)).toEqual([{ kind: 'hostile', text: `{{nonce}}${'k'.repeat(91)}` }]);
  });
});

/** True where an attempt is as told, and relative to one of its own operation. */
function within(plan: Plan, is: (attempt: Attempt) => boolean): boolean {
  return operationsOf(plan).some(({ attempts }) => attempts.some((attempt) => is(attempt) && attempts.some(({ id }) => id === refersTo(attempt))));
}

function joined(plan: Plan): boolean {
  return within(plan, ({ start }) => start.kind === 'together');
}

function refersTo({ start }: Attempt): string | undefined {
  if (start.kind === 'begin') return undefined;
  return start.kind === 'together' ? start.as : start.of;
}
