import { climateOf, drawPlan, featuresAvailable, literalKeysOf, revocationPlan } from '../generate/index.js';
import type { PlanContext } from '../generate/types.js';
import type { Draws, Feature, Operation, Plan, Start, Step } from '../model/index.js';
import { operationsOf } from '../model/index.js';
import { waitMsOf } from '../run/ageing.js';
import type { Steering, Wish } from '../run/steer.js';
import { createSteering, PLANS_PER_CLIMATE } from '../run/steer.js';

/** Indexes of calibration's plans lie beyond those of any campaign. */
const FIRST_ORDINARY = 1_000_000;
/** Of the ordinary plan that closes a campaign. */
const CLOSING = 900;
/** Plans that are looked through for an operation of a given route or body. */
const SEARCHED = 64;

/** The nth ordinary plan: no feature in play, its first operation alone. */
export function ordinaryPlan(seed: number, context: PlanContext, n: number): Plan {
  const plan = drawPlan({ seed, climate: [], index: FIRST_ORDINARY + n }, context);
  return alone(plan, [operationsOf(plan)[0] as Operation]);
}

/** A question of calibration's: it asks what the target does, and what it is told is learnt from, not judged. */
export function isQuestion({ address: { index }, steps }: Plan): boolean {
  return index >= FIRST_ORDINARY && index !== FIRST_ORDINARY + CLOSING && !steps.some(({ kind }) => kind === 'revoke');
}

/**
 * An ordinary plan on another route; undefined where no plan uses it. Where that route's request is made from an answer, an
 * ordinary operation of the main route goes before: the last operation is the one that is meant.
 */
export function ordinaryPlanOn(seed: number, context: PlanContext, route: number): Plan | undefined {
  const found = search(seed, context, 'routes', (operation) => operation.route === route);
  if (found === undefined) return undefined;
  const { plan, operation } = found;
  const before = operationsOf(plan).filter(({ id }) => id === operation.parent);
  return alone(plan, [...before, { ...operation, key: { kind: 'fresh' } }]);
}

/** Draws of another body template of the main route. */
export function drawsOf(seed: number, context: PlanContext, body: number, n: number): Draws {
  return search(seed, context, 'bodies', (operation) => operation.route === 0 && operation.body === body, n)?.operation.draws ?? {};
}

/** Where so many plans in a row do not fit, one is taken all the same. */
const MOST_DRAWN = 500;

export interface CampaignPlans {
  /** The next plan of the campaign: climates by swarm, steered towards what was not reached yet. */
  next(): Plan;
  /**
   * What must run last, one after the other: plans with keys that cannot be salted, each such key once; an ordinary
   * plan, which shows that they harmed nobody.
   */
  closing(): readonly Plan[];
  /** Ends a credential for good: nothing that needs it can run after that. Null where the target has no revocation. */
  revocation(): Plan | null;
}

/** How the plans of a campaign are chosen. */
export interface Choosing {
  /** Features that lead to what is still to be reached. */
  readonly wanted: () => Wish;
  /** Whether a plan can end in time; the next one is taken where it cannot. */
  readonly fits?: (plan: Plan) => boolean;
  /** Plans that are drawn of one climate before the next is chosen. */
  readonly perClimate?: number;
}

export function campaignPlans(seed: number, context: PlanContext, { wanted, fits = () => true, perClimate = PLANS_PER_CLIMATE }: Choosing): CampaignPlans {
  const available = featuresAvailable(context);
  const steering: Steering = createSteering((n) => climateOf(seed, n, available), () => {
    const { core, required } = wanted();
    return { core, required: required.filter((feature) => available.includes(feature)) };
  }, perClimate);
  const literal = new Map<string, Plan>();
  return {
    next() {
      for (let drawn = 1; ; drawn += 1) {
        const plan = drawPlan({ seed, ...steering.next() }, context);
        const keys = literalKeysOf(plan);
        if (keys.length === 0 && (fits(plan) || (drawn > MOST_DRAWN && plan.disruptions.length === 0))) return plan;
        for (const key of keys) if (!literal.has(key)) literal.set(key, plan);
      }
    },
    closing() {
      const literals = [...new Set(literal.values())];
      return literals.length > 0 ? [...literals, ordinaryPlan(seed, context, CLOSING)] : [];
    },
    revocation: () => revocationPlan({ seed, climate: [], index: FIRST_ORDINARY }, context),
  };
}

/** How long a plan waits by itself at least, in milliseconds. */
export function pausesMs(plan: Plan): number {
  return Math.max(0, ...operationsOf(plan).map(({ attempts }) => attempts.reduce((sum, { start }) => sum + waitMsOf(start), 0)));
}

function search(
  seed: number, context: PlanContext, feature: Feature, is: (operation: Operation) => boolean, n = 0,
): { plan: Plan; operation: Operation } | undefined {
  for (let index = 0; index < SEARCHED; index += 1) {
    const plan = drawPlan({ seed, climate: [feature], index: FIRST_ORDINARY + n * SEARCHED + index }, context);
    const operation = operationsOf(plan).find(is);
    if (operation !== undefined) return { plan, operation };
  }
  return undefined;
}

/** Operations with their setups, each sent once, one after the other, without company. */
function alone(plan: Plan, operations: readonly Operation[]): Plan {
  const numberOf = (id: number): number => operations.findIndex((operation) => operation.id === id);
  const setups = plan.steps.flatMap((step): Step[] => (step.kind === 'setup' && numberOf(step.operation) >= 0 ? [{ ...step, operation: numberOf(step.operation) }] : []));
  const sent = operations.map((operation, at): Step => {
    const start: Start = at === 0 ? { kind: 'begin', durations: 0 } : { kind: 'after', of: `a${at - 1}`, pauseMs: 0 };
    const parent = operation.parent === undefined ? {} : { parent: numberOf(operation.parent) };
    return { kind: 'operation', operation: { ...operation, id: at, ...parent, attempts: [{ id: `a${at}`, start }] } };
  });
  return { ...plan, lane: 'pooled', crowd: [], disruptions: [], steps: [...setups, ...sent] };
}
