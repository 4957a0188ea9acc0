import type { Plan } from '../../model/index.js';
import { planShapeBreaches } from '../../model/index.js';
import { validatePlan } from './references.js';

/** Every breach in a value that should be a plan: of shape first, else of references. */
export function planBreaches(value: unknown): string[] {
  const breaches = planShapeBreaches(value);
  return breaches.length > 0 ? breaches : validatePlan(value as Plan);
}

/** A value is no valid plan; the message names every breach and its place. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  constructor(readonly breaches: readonly string[]) {
    super(`This is no valid plan:\n${breaches.map((breach) => `  ${breach}`).join('\n')}`);
  }
}

/**
 * Reads a plan from a file; throws {@link PlanError}.
 *
 * @example
 * ```ts
 * parsePlan(JSON.parse(text)); // PlanError: /steps/0/operation/attempts/1/start/kind: one of begin, … is wanted, not "soon"
 * ```
 */
export function parsePlan(value: unknown): Plan {
  const breaches = planBreaches(value);
  if (breaches.length > 0) throw new PlanError(breaches);
  return value as Plan;
}
