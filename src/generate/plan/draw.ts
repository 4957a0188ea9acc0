import type { Crowd, Feature, Operation, Plan, PlanAddress, SetupStep } from '../../model/index.js';
import { Dice } from '../dice.js';
import type { PlanContext } from '../types.js';
import { besideCrash } from './beside.js';
import type { Crash } from './crash.js';
import { copyingPlan } from './copies.js';
import { drawCrash } from './crash.js';
import { whileHeld } from './downstream.js';
import { OperationDraw } from './operations.js';
import { drawOutage } from './outage.js';
import { drawExpiry, drawLease } from './windows.js';

/** Of the plans that strike a process. */
const BESIDE_SHARE = 0.35;

/**
 * The plan at an address: a pure function of it and of the context, whatever was drawn before.
 *
 * @example
 * ```ts
 * drawPlan({ seed: 42, climate: ['loss', 'overlap'], index: 3 }, context);
 * ```
 */
export function drawPlan(address: PlanAddress, context: PlanContext): Plan {
  const copying = copyingPlan(address, context);
  if (copying !== undefined) return copying;
  const dice = new Dice(`plan/${address.seed}/${address.climate.join()}/${address.index}`);
  const climate = new Set(address.climate);
  const draw = new OperationDraw(dice, climate, context);
  const own = dice.weighted([
    [84, 1],
    [13, 2],
    [3, 3],
  ]);
  for (let count = 0; count < own; count += 1) draw.plain();
  if (dice.chance(0.6)) draw.related();
  const crowd = climate.has('crowd') && dice.chance(0.3) ? [drawCrowd(dice)] : [];
  const lanes = climate.has('overlap') && context.lanes.length > 0 ? context.lanes : (['pooled'] as const);
  const calm = crowd.length === 0 ? draw.operations : afterCrowd(dice, draw.operations);
  const lane = dice.pick(lanes);
  const crash = climate.has('crash') && dice.chance(0.65) ? drawnCrash(dice, address, calm, context) : drawnOutage(dice, climate, calm, context);
  const struck = crash?.operations ?? calm;
  const aged = climate.has('expiry') && dice.chance(0.6) ? drawExpiry(dice, struck, context.contract) : struck;
  const operations = aged === struck && climate.has('lease') && dice.chance(0.6) ? drawLease(dice, struck, context.contract) : aged;
  return {
    address: { seed: address.seed, climate: [...address.climate], index: address.index },
    lane,
    steps: [
      ...operations.flatMap(({ id }) => setupsOf(id, context)),
      ...operations.map((operation) => ({ kind: 'operation' as const, operation })),
    ],
    crowd,
    disruptions: crash === undefined ? [] : [whileHeld(crash.disruption, operations)],
  };
}

/** Some strikes meet many at work; by dice of their own, so that what else is drawn does not change with it. */
function drawnCrash(dice: Dice, address: PlanAddress, operations: readonly Operation[], context: PlanContext): Crash | undefined {
  const crash = drawCrash(dice, address, operations, context);
  const own = new Dice(`beside/${address.seed}/${address.climate.join()}/${address.index}`);
  return crash !== undefined && own.chance(BESIDE_SHARE) ? besideCrash(own, crash, context) : crash;
}

function drawnOutage(dice: Dice, climate: ReadonlySet<Feature>, operations: readonly Operation[], context: PlanContext): Crash | undefined {
  return climate.has('outage') && dice.chance(0.85) ? drawOutage(dice, operations, context) : undefined;
}

/** Each operation is prepared by all setups, in order, since its placeholders may need any of them. */
export function setupsOf(operation: number, { blueprint }: PlanContext): SetupStep[] {
  return blueprint.target.setups.map((_, setup) => ({ kind: 'setup', operation, setup }));
}

/** Every member of a crowd is a request: small ones mostly, enough to fill a bounded store often, very large ones rarely. */
function drawCrowd(dice: Dice): Crowd {
  const count = dice.weighted<() => number>([
    [48, () => dice.int(1, 20)],
    [48, () => dice.int(60, 150)],
    [3, () => dice.int(150, 200)],
    [1, () => dice.int(200, 2000)],
  ])();
  return {
    id: 'c0',
    count,
    start: dice.weighted([
      [15, { kind: 'begin', durations: 0 }],
      [65, { kind: 'after', of: 'a0', pauseMs: 0 }],
      [20, { kind: 'during', of: 'a0', durations: 0.5 }],
    ]),
  };
}

/** What a crowd pushes out of a store is missed only by a retry that comes after it, so mostly the last attempt does. */
function afterCrowd(dice: Dice, operations: readonly Operation[]): Operation[] {
  const [first, ...rest] = operations;
  const last = first?.attempts.at(-1);
  if (first === undefined || last === undefined || dice.chance(0.25)) return [...operations];
  const late = { ...last, start: { kind: 'after', of: 'c0', pauseMs: 0 } as const };
  return [{ ...first, attempts: [...first.attempts.slice(0, -1), late] }, ...rest];
}

/**
 * A plan that ends a credential: the last principal sends, is revoked, sends something new (which must be turned down: only
 * then has the revocation spread), and sends the first again. It spoils that principal for every
 * other plan, so it is no part of any climate: run it once, alone, at the end. Null where the target has no revocation.
 */
export function revocationPlan(address: PlanAddress, context: PlanContext): Plan | null {
  const { target } = context.blueprint;
  if (target.revoke === undefined) return null;
  const principal = target.principals.length - 1;
  const [step] = drawPlan({ ...address, climate: [] }, context).steps.filter((each) => each.kind === 'operation');
  if (step === undefined) return null;
  const operation: Operation = {
    ...step.operation,
    principal,
    attempts: [
      { id: 'a0', start: { kind: 'begin', durations: 0 } },
      { id: 'a2', start: { kind: 'after', of: 'a1', pauseMs: 0 } },
    ],
  };
  const witness: Operation = { ...operation, id: 1, attempts: [{ id: 'a1', start: { kind: 'after', of: 'r0', pauseMs: 0 } }] };
  return {
    address,
    lane: 'pooled',
    steps: [
      ...setupsOf(operation.id, context),
      ...setupsOf(witness.id, context),
      { kind: 'operation', operation },
      { kind: 'operation', operation: witness },
      { kind: 'revoke', principal, id: 'r0', start: { kind: 'after', of: 'a0', pauseMs: 0 } },
    ],
    crowd: [],
    disruptions: [],
  };
}
