import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { climateOf, drawPlan, featuresAvailable, simplerPlans } from '../../../src/generate/index.js';
import type { Scenario } from '../../../src/hosts/scenario.js';
import { scenarios } from '../../../src/hosts/scenario.js';
import type { Attempt, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { FULL } from '../generate/fixture.js';

const source = {
  draw: (seed: number, index: number) => drawPlan({ seed, climate: climateOf(seed, index, featuresAvailable(FULL)), index }, FULL),
  simpler: (plan: Plan) => simplerPlans(plan, FULL),
};
const attemptsOf = (plan: Plan): Attempt[] => operationsOf(plan).flatMap(({ attempts }) => [...attempts]);
const failing = (holds: (plan: Plan) => boolean, seed: number) => fc.check(fc.property(scenarios(source), (scenario) => holds(scenario.drawnFrom(source))), { seed });

describe('scenarios', () => {
  it.each([1, 2, 3, 4, 5])('should shrink to the one minimum under fast-check, seed %i', (seed) => {
    const { counterexample } = failing((plan) => !attemptsOf(plan).some(({ start }) => start.kind === 'after'), seed);
    const { plan } = (counterexample as [Scenario])[0];
    expect(attemptsOf(plan as Plan)).toEqual([
      { id: 'a0', start: { kind: 'begin', durations: 0 } },
      { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } },
    ]);
  });

  it('should be drawn again by its seed and number alone', () => {
    fc.assert(
      fc.property(scenarios(source), (scenario) => {
        expect(source.draw(scenario.seed, scenario.n)).toEqual(scenario.drawnFrom(source));
      }),
    );
  });

  it('should draw plans of many climates', () => {
    const drawn = fc.sample(scenarios(source), 300).map((scenario) => scenario.drawnFrom(source).address.climate.join('+'));
    expect(new Set(drawn).size).toBeGreaterThan(100);
  });

  it('should print as its schedule in words, or by its number where it was not drawn', () => {
    const { counterexample } = failing((plan) => attemptsOf(plan).length < 2, 7);
    const [shrunk] = counterexample as [Scenario];
    expect(fc.stringify(shrunk)).toBe(`plan ${shrunk.n} of ${shrunk.seed}: a0 at once; a1 after a0 ended`);
    const [undrawn] = fc.sample(scenarios(source), 1) as [Scenario];
    expect(fc.stringify(undrawn)).toBe(`plan ${undrawn.n} of ${undrawn.seed}`);
  });

  it('should have no simpler ones where it was never drawn', () => {
    const { counterexample, numShrinks } = fc.check(fc.property(scenarios(source), () => false), { seed: 1 });
    expect(numShrinks).toBe(0);
    expect((counterexample as [Scenario])[0].plan).toBeUndefined();
  });
});
