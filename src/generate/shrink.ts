import type { Plan } from '../model/index.js';
import { withPlainerRequests, withSimplerDraws } from './simplify/draws.js';
import { withSimplerDownstream } from './simplify/downstream.js';
import { withoutOperations, withoutSomeAttempts, withoutSurroundings } from './simplify/drop.js';
import { renumbered } from './simplify/edit.js';
import { withSimplerOutages } from './simplify/outages.js';
import { withSimplerStarts } from './simplify/starts.js';
import { withoutDecoration, withSimplerFaults, withSimplerKeys, withSimplerVariants, withSmallerBodies, withSmallerCrowd } from './simplify/trim.js';
import { planSize } from './size.js';
import type { PlanContext } from './types.js';
import { validatePlan } from './validate/references.js';

/**
 * Strictly simpler plans, the boldest first, made one at a time as they are asked for. All are valid, all are smaller
 * by {@link planSize}, and the order is always the same, so that a deterministic bug leads to one exact minimum when
 * the first candidate that still fails is taken again and again. Without a context, drawn values stay.
 *
 * @example
 * ```ts
 * for (const simpler of simplerPlans(plan, context)) if (await fails(simpler)) return shrink(simpler);
 * ```
 */
export function* simplerPlans(plan: Plan, context?: PlanContext): Generator<Plan, void, undefined> {
  const size = planSize(plan, context);
  const seen = new Set<string>();
  for (const candidate of candidates(plan, context)) {
    const simpler = renumbered(candidate);
    if (planSize(simpler, context) >= size || validatePlan(simpler).length > 0) continue;
    // Each candidate is executed several times: the same one twice would be dear.
    const text = JSON.stringify(simpler);
    if (seen.has(text)) continue;
    seen.add(text);
    yield simpler;
  }
}

function* candidates(plan: Plan, context: PlanContext | undefined): Generator<Plan, void, undefined> {
  yield* withoutSurroundings(plan);
  yield* withoutOperations(plan);
  yield* withoutSomeAttempts(plan);
  yield* withoutDecoration(plan);
  yield* withSimplerDownstream(plan);
  yield* withSimplerKeys(plan);
  yield* withSimplerStarts(plan);
  yield* withSimplerFaults(plan, context);
  yield* withSimplerVariants(plan);
  yield* withSmallerBodies(plan);
  yield* withSmallerCrowd(plan);
  yield* withSimplerOutages(plan);
  if (context === undefined) return;
  yield* withPlainerRequests(plan, context);
  yield* withSimplerDraws(plan, context);
}
