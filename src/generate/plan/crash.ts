import type { Disruption, Operation, Start } from '../../model/index.js';
import type { Dice } from '../dice.js';
import type { PlanContext } from '../types.js';
import { rounded } from './faults.js';

/** Something that happens to the target while an operation runs, or shortly before or after, and what is then sent again. */
export interface Crash {
  readonly operations: readonly Operation[];
  readonly disruption: Disruption;
}

/**
 * Strikes around one attempt: mostly while it is at work, since between an effect and its record is where a crash hurts;
 * often it is sent again once the target is back, whatever became of it: an answer that was given must be given again.
 */
export function drawCrash(dice: Dice, operations: readonly Operation[], { blueprint, disruptions = [] }: PlanContext): Crash | undefined {
  const [first] = operations;
  const struck = first?.attempts[0];
  if (first === undefined || struck === undefined || disruptions.length === 0) return undefined;
  const kind = dice.weighted(disruptions.map((each) => [each === 'kill' ? 6 : 1, each] as const));
  const instances = blueprint.target.instances.length;
  const disruption: Disruption = { kind, instance: instances > 1 && dice.chance(0.3) ? dice.int(0, instances - 1) : (struck.instance ?? 0), id: 'd0', start: drawMoment(dice, struck.id) };
  if (dice.chance(0.3)) return { operations, disruption };
  const number = Math.max(...operations.flatMap(({ attempts }) => attempts.map(({ id }) => Number(id.slice(1))))) + 1;
  const again = { id: `a${number}`, start: { kind: 'after', of: 'd0', pauseMs: 0 } as const };
  return { operations: [{ ...first, attempts: [...first.attempts, again] }, ...operations.slice(1)], disruption };
}

/** Mostly while an attempt is at work, at times a little later, or right after its end. */
export function drawMoment(dice: Dice, of: string): Start {
  return dice.weighted<() => Start>([
    [65, () => ({ kind: 'during', of, durations: rounded(dice.real(0, 1)) })],
    [15, () => ({ kind: 'during', of, durations: rounded(dice.real(1, 1.5)) })],
    [20, () => ({ kind: 'after', of, pauseMs: 0 })],
  ])();
}
