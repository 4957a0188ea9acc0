import * as fc from 'fast-check';
import type { Feature, Plan } from '../../model/index.js';
import { simplerPlans } from '../shrink.js';
import type { PlanContext } from '../types.js';
import { planBreaches } from '../validate/read.js';
import { drawPlan } from './draw.js';

/**
 * Plans of one climate as a fast-check arbitrary. fast-check draws the seed of an address and the plan follows from
 * it, so that a plan met under `fc.assert` can be drawn again by its address alone; the shrinks are the domain's own.
 */
export class PlanArbitrary extends fc.Arbitrary<Plan> {
  constructor(
    readonly climate: readonly Feature[],
    readonly context: PlanContext,
  ) {
    super();
  }

  override generate(random: fc.Random): fc.Value<Plan> {
    const address = { seed: random.nextInt() >>> 0, climate: this.climate, index: 0 };
    return new fc.Value(drawPlan(address, this.context), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Plan {
    return planBreaches(value).length === 0;
  }

  override shrink(plan: Plan): fc.Stream<fc.Value<Plan>> {
    return fc.stream(simplerPlans(plan, this.context)).map((simpler) => new fc.Value(simpler, undefined));
  }
}

/**
 * The arbitrary of a climate.
 *
 * @public
 * @example
 * ```ts
 * await fc.assert(fc.asyncProperty(planArbitrary(['overlap'], context), async (plan) => holds(await execute(plan))));
 * ```
 */
export function planArbitrary(climate: readonly Feature[], context: PlanContext): fc.Arbitrary<Plan> {
  return new PlanArbitrary(climate.toSorted(), context);
}
