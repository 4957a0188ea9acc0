import type { Feature, ScopePart } from '../model/index.js';
import { Dice } from './dice.js';
import { hostileTexts } from './plan/hostile.js';
import { noisePossible } from './plan/noise.js';
import { mismatchPossible } from './plan/variants.js';
import { isWaitable, waitsOf } from './plan/windows.js';
import type { BodyShape, PlanContext } from './types.js';

/** What each feature asks of the target and its contract. A new feature is a new line. */
const ASKS: { readonly [Name in Feature]: (context: PlanContext, main: BodyShape | undefined) => boolean } = {
  overlap: ({ lanes }) => lanes.length > 0,
  loss: ({ faults }) => faults.length > 0,
  crowd: (context) => !spoilsState(context),
  bodies: ({ blueprint }) => blueprint.target.routes.some(({ bodies }) => bodies.length > 1),
  instances: ({ blueprint }) => blueprint.target.instances.length > 1,
  mismatch: (context) => keyed(context) && context.contract.mismatch !== undefined && mismatchPossible(context),
  spelling: (context, main) => keyed(context) && context.contract.equivalence === 'json' && (main?.spellings.length ?? 0) > 0,
  'near-keys': keyed,
  'hostile-keys': (context) => keyed(context) && hostileTexts(context).length > 0,
  'no-key': (context) => keyed(context) && context.contract.missingKey !== undefined,
  principals: (context) => keyed(context) && context.blueprint.target.principals.length > 1 && scoped(context, 'principal'),
  routes: (context) => keyed(context) && context.blueprint.target.routes.length > 1 && scoped(context, 'route'),
  // In a body, a key would not go with a method that has none.
  methods: (context) => keyed(context) && context.blueprint.target.key?.in === 'header' && scoped(context, 'method'),
  invalid: (context) => keyed(context) && context.calibration.required.length > 0,
  noise: (context) => keyed(context) && noisePossible(context),
  // A store that may forget at a restart promises nothing across one.
  crash: ({ contract, disruptions = [] }) => disruptions.length > 0 && contract.durability === 'atomic',
  downstream: ({ calibration }) => (calibration.downstream?.calls ?? 0) > 0,
  // Slow a store may be under any contract.
  outage: (context) => (context.taps ?? []).length > 0 && !spoilsState(context),
  expiry: (context) => keyed(context) && isWaitable(waitsOf(context.contract).expiry, context),
  lease: (context) => keyed(context) && isWaitable(waitsOf(context.contract).lease, context),
  large: ({ calibration }) => (calibration.fillers ?? []).length > 0,
};

/** What is sent in the background uses what the setup made. Without keys it would be one more writer there. */
function spoilsState({ blueprint, contract }: PlanContext): boolean {
  return contract.natural === true && blueprint.target.setups.length > 0;
}

function keyed({ blueprint, contract }: PlanContext): boolean {
  return blueprint.target.key !== null && contract.natural !== true;
}

/** A contract that says what keys are unique within, and leaves this out, promises nothing across it. */
function scoped({ contract }: PlanContext, part: ScopePart): boolean {
  return contract.scope === undefined || contract.scope.includes(part);
}

/**
 * The features that this target can show, sorted.
 *
 * @example
 * ```ts
 * featuresAvailable(context); // ['crowd', 'loss', 'mismatch', 'overlap', …]
 * ```
 */
export function featuresAvailable(context: PlanContext): Feature[] {
  const main = context.blueprint.shapes[0]?.[0];
  const names = Object.keys(ASKS).toSorted() as Feature[];
  return names.filter((name) => ASKS[name](context, main));
}

const FIRST: readonly (readonly Feature[])[] = [['overlap'], ['loss'], ['loss', 'overlap'], ['downstream']];
/** What no climate is without. */
const HEART: readonly Feature[] = ['loss', 'overlap'];
/** How often the heart is on, what the kit was given hands for, and everything else. */
const SHARES: { readonly [Name in Feature]?: number } = { overlap: 0.75, loss: 0.7, downstream: 0.5, crash: 0.5, outage: 0.5 };
const OTHER_SHARE = 0.3;

/**
 * The nth climate of a seed: which features are in play, sorted. Swarm testing: a feature that is always on hides what
 * only happens without it, so each climate draws a subset; the first ones are small and cover the heart.
 *
 * @example
 * ```ts
 * climateOf(7, 0, ['crowd', 'loss', 'overlap']); // ['overlap']
 * ```
 */
export function climateOf(seed: number, n: number, available: readonly Feature[]): Feature[] {
  const first = FIRST.filter((climate) => climate.every((feature) => available.includes(feature)))[n];
  if (first !== undefined) return [...first];
  const dice = new Dice(`climate/${seed}/${n}`);
  const sorted = available.toSorted();
  const drawn = sorted.filter((feature) => dice.chance(SHARES[feature] ?? OTHER_SHARE));
  const heart = sorted.filter((feature) => HEART.includes(feature));
  if (heart.length === 0 || heart.some((feature) => drawn.includes(feature))) return drawn;
  return [...drawn, dice.pick(heart)].toSorted();
}
