import type { Disruption, Operation, PlanAddress, Start } from '../../model/index.js';
import { Dice } from '../dice.js';
import type { PlanContext } from '../types.js';
import { rounded } from './faults.js';

/** Something that happens to the target while an operation runs, or shortly before or after, and what is then sent again. */
export interface Crash {
  readonly operations: readonly Operation[];
  readonly disruption: Disruption;
}

/** How often each comes, but for pauses that outlast a lease. */
const WEIGHTS = { kill: 6, stop: 2, restart: 1, pause: 1 };
/** So many plans of a climate ask for the same. */
const SHARED = 8;
/** Beyond the end of a lease that its claim must have been let go. */
const PAST = 1.1;
/** Whoever takes the claim over has so much time to finish while its first owner still stands: in durations, and at least. */
const WORK_DURATIONS = 5;
const WORK_MS = 50;
/** A longer pause would outlast the patience of attempts that have nothing to do with it. */
const LONGEST_LEASE_MS = 1_500;

/**
 * Strikes around one attempt: mostly while it is at work, since between an effect and its record is where a crash hurts;
 * often it is sent again, whatever became of it: an answer that was given must be given again. Once the target is back, or,
 * where there is another instance, meanwhile. Some pauses outlast the lease, so that a paused owner comes back as a stranger.
 */
export function drawCrash(dice: Dice, address: PlanAddress, operations: readonly Operation[], { blueprint, contract, calibration, disruptions = [] }: PlanContext): Crash | undefined {
  const [first] = operations;
  const struck = first?.attempts[0];
  if (first === undefined || struck === undefined || disruptions.length === 0) return undefined;
  const { leaseMs } = contract;
  const expiryMs = leaseMs !== undefined && leaseMs <= LONGEST_LEASE_MS ? Math.round(leaseMs * PAST) : undefined;
  const instances = blueprint.target.instances.length;
  const outlasts = expiryMs !== undefined && disruptions.includes('pause') && isTakenOver(dice, address, instances);
  const kind = outlasts ? 'pause' : dice.weighted(disruptions.map((each) => [WEIGHTS[each], each] as const));
  const instance = instances > 1 && !outlasts && dice.chance(0.3) ? dice.int(0, instances - 1) : (struck.instance ?? 0);
  const forMs = outlasts ? { forMs: expiryMs + Math.round(Math.max(WORK_MS, WORK_DURATIONS * calibration.durationMs)) } : {};
  const disruption: Disruption = { kind, instance, id: 'd0', start: drawMoment(dice, struck.id, outlasts ? TAKEN_OVER : ANY), ...forMs };
  if (!outlasts && dice.chance(0.3)) return { operations, disruption };
  const number = Math.max(...operations.flatMap(({ attempts }) => attempts.map(({ id }) => Number(id.slice(1))))) + 1;
  const elsewhere = instances > 1 && dice.chance(outlasts ? 0.9 : 0.6) ? (instance + dice.int(1, instances - 1)) % instances : 0;
  const meanwhile = (elsewhere !== instance && instances > 1) || (outlasts && dice.chance(0.5));
  const again = { id: `a${number}`, start: meanwhile ? drawMeanwhile(dice, outlasts ? expiryMs : undefined) : ({ kind: 'after', of: 'd0', pauseMs: 0 } as const), ...(elsewhere === 0 ? {} : { instance: elsewhere }) };
  return { operations: [{ ...first, attempts: [...first.attempts, again] }, ...operations.slice(1)], disruption };
}

/**
 * Whether a paused owner is to come back as a stranger. Where another instance takes over meanwhile, plans that are drawn one
 * after the other ask for it together: they run side by side and share a strike, and this one is of use to those that aim it.
 */
function isTakenOver(dice: Dice, { seed, climate, index }: PlanAddress, instances: number): boolean {
  if (instances === 1) return dice.chance(0.2);
  return new Dice(`strike/${seed}/${climate.join()}/${Math.floor(index / SHARED)}`).chance(0.4);
}

/** How often a moment is in the work of an attempt, a little later, and right after its end. */
type Moments = readonly [atWork: number, later: number, ended: number];
const ANY: Moments = [65, 15, 20];
/** Where another is to take the claim over, its owner must have it still. */
const TAKEN_OVER: Moments = [90, 10, 0];

/** Mostly while an attempt is at work, at times a little later, or right after its end. */
export function drawMoment(dice: Dice, of: string, [atWork, later, ended]: Moments = ANY): Start {
  return dice.weighted<() => Start>([
    [atWork, () => ({ kind: 'during', of, durations: rounded(dice.real(0, 1)) })],
    [later, () => ({ kind: 'during', of, durations: rounded(dice.real(1, 1.5)) })],
    [ended, () => ({ kind: 'after', of, pauseMs: 0 })],
  ])();
}

/** While the instance is down or stands still; where it stands for longer than a lease, right after that. */
function drawMeanwhile(dice: Dice, expiryMs: number | undefined): Start {
  if (expiryMs !== undefined) return { kind: 'during', of: 'd0', durations: 0, pauseMs: expiryMs };
  return { kind: 'during', of: 'd0', durations: rounded(dice.chance(0.3) ? 0 : dice.real(0, 1)) };
}
