import type { Attempt, AttemptId, KeyChoice, Operation, Plan, PlanAddress, Start } from '../../model/index.js';
import { Dice } from '../dice.js';
import type { PlanContext } from '../types.js';
import { idOf } from './attempts.js';
import { drawSlots } from './operations.js';

/** A nonce in each payload keeps what all other plans do apart; this is enough to learn what happens without. */
const SHARE = 0.2;

/**
 * Two callers who mean the same, to the last byte, under one key or without any; and what tells a leak from ids that are made
 * of the payload or of the key: the same payload under another key, and another payload under one key. Undefined for most
 * addresses. What it draws takes nothing from the dice of other plans.
 */
export function copyingPlan(address: PlanAddress, context: PlanContext): Plan | undefined {
  const { principals, setups } = context.blueprint.target;
  const shape = context.blueprint.shapes[0]?.[0];
  // What a setup made for one caller is no path or body of another.
  if (!address.climate.includes('principals') || principals.length < 2 || setups.length > 0 || shape === undefined) return undefined;
  const dice = new Dice(`copies/${address.seed}/${address.climate.join()}/${address.index}`);
  if (!dice.chance(SHARE)) return undefined;
  const one = dice.int(0, principals.length - 1);
  const other = (one + dice.int(1, principals.length - 1)) % principals.length;
  const [first, second] = drawKeys(dice, context);
  const place = { route: 0, body: 0 };
  const operations: Operation[] = [
    { ...place, id: 0, key: first, principal: one, draws: drawSlots(dice, shape), attempts: twice(0, { kind: 'begin', durations: 0 }) },
    { ...place, id: 1, key: second, principal: other, copies: 0, draws: {}, attempts: twice(2, drawStart(dice)) },
    { ...place, id: 2, key: { kind: 'fresh' }, principal: other, copies: 0, draws: {}, attempts: twice(4, after('a2')) },
    { ...place, id: 3, key: { kind: 'shared', of: 2 }, principal: one, draws: drawSlots(dice, shape), attempts: twice(6, after('a4')) },
  ];
  return {
    address: { seed: address.seed, climate: [...address.climate], index: address.index },
    lane: 'pooled',
    steps: operations.map((operation) => ({ kind: 'operation', operation })),
    crowd: [],
    disruptions: [],
  };
}

/** Where the key is missing, a digest of the payload may be taken for one. */
function drawKeys(dice: Dice, { contract }: PlanContext): readonly [KeyChoice, KeyChoice] {
  return contract.missingKey === 'execute' && dice.chance(0.4) ? [{ kind: 'absent' }, { kind: 'absent' }] : [{ kind: 'fresh' }, { kind: 'shared', of: 0 }];
}

function drawStart(dice: Dice): Start {
  return dice.chance(0.7) ? after('a0') : { kind: 'begin', durations: 0 };
}

function after(of: AttemptId): Start {
  return { kind: 'after', of, pauseMs: 0 };
}

function twice(from: number, start: Start): Attempt[] {
  return [
    { id: idOf(from), start },
    { id: idOf(from + 1), start: after(idOf(from)) },
  ];
}
