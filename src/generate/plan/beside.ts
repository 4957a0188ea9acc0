import type { Attempt, Disruption, Operation } from '../../model/index.js';
import { shapeFor } from '../blueprint/compiled.js';
import type { Dice } from '../dice.js';
import type { PlanContext } from '../types.js';
import type { Crash } from './crash.js';
import { rounded } from './faults.js';
import { drawSlots } from './operations.js';

/** How many are at work when the process is struck. */
const LEAST = 5;
const MOST = 8;
/** When it is struck, in durations: a target under load takes longer than it took alone. */
const EARLIEST = 0.9;
const LATEST = 1.5;

/**
 * Ordinary operations that are at work beside the struck one, each at another stage: what only a moment of the work can leave
 * behind (a claim that is written right before the effect) would be hit by few of the strikes that are aimed at one.
 */
export function besideCrash(dice: Dice, { operations, disruption }: Crash, { blueprint }: PlanContext): Crash {
  const [first] = operations;
  const struck = first?.attempts[0];
  if (first === undefined || struck === undefined || disruption.kind === 'outage' || disruption.kind === 'pause') return { operations, disruption };
  const atDurations = rounded(dice.real(EARLIEST, LATEST));
  const place = { key: { kind: 'fresh' }, route: 0, principal: first.principal, body: 0 } as const;
  const where = disruption.instance === 0 ? {} : { instance: disruption.instance };
  const count = dice.int(LEAST, MOST);
  let number = Math.max(...operations.flatMap(({ attempts }) => attempts.map(({ id }) => Number(id.slice(1)))));
  const next = (start: Attempt['start']): Attempt => ({ id: `a${(number += 1)}`, start, ...where });
  const beside = Array.from({ length: count }, (_, nth): Operation => {
    const durations = rounded((atDurations * (nth + dice.real(0, 1))) / count);
    const attempts = [next({ kind: 'during', of: struck.id, durations }), next({ kind: 'after', of: disruption.id, pauseMs: 0 })];
    return { id: operations.length + nth, ...place, draws: drawSlots(dice, shapeFor(blueprint, place)), attempts };
  });
  return { operations: [...operations, ...beside], disruption: aimed(disruption, struck.id, atDurations) };
}

/** All that are at work are at some stage then, and the first one is at its end. */
function aimed(disruption: Disruption, of: string, durations: number): Disruption {
  return { ...disruption, start: { kind: 'during', of, durations } };
}
