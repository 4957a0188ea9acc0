import type { AttemptId, Disruption, Operation, Outage, OutageKind, Start } from '../../model/index.js';
import { defined } from '../../model/index.js';
import type { Dice } from '../dice.js';
import type { PlanContext } from '../types.js';
import type { Crash } from './crash.js';
import { drawMoment } from './crash.js';
import { rounded } from './faults.js';

/** Services that hold their calls back while a store is away answer after a while: some outages last longer than that. */
const LONG_MS = 1_000;
/**
 * An answer that is awaited for a millisecond is seldom out when a moment is struck, so that half of those that are lost are
 * counted off: the one to a COMMIT is the fourth or fifth of its transaction.
 */
const MOST_SKIPPED = 6;
/** It is counted from there. */
const AT_WORK = [100, 0, 0] as const;
/** As long as a plan may say. */
const MOST_DURATIONS = 1_000;

/**
 * Takes away what the target stores in, or makes it slow, around the first attempt: mostly in the midst of its work, since
 * between an effect and its record is where it hurts; or before it, so that all of it meets a store that is gone. Often it
 * is sent again after that, whatever became of it.
 */
export function drawOutage(dice: Dice, operations: readonly Operation[], context: PlanContext): Crash | undefined {
  const { taps = [], contract, calibration } = context;
  const [first] = operations;
  const struck = first?.attempts[0];
  if (first === undefined || struck === undefined || taps.length === 0) return undefined;
  const of = dice.pick(taps);
  // A contract that lets a crash cost a second effect lets a lost connection do so, too.
  const how = contract.durability === 'at-least-once' ? 'delay' : dice.weighted<OutageKind>([[4, 'refuse'], [5, 'lost-answer'], [2, 'cut'], [4, 'delay']]);
  const skip = how === 'lost-answer' && dice.chance(0.5) ? dice.int(1, MOST_SKIPPED) : undefined;
  const whole = { kind: 'outage', of, how, id: 'd0', ...lengthOf(dice, how, calibration.durationMs, skip), ...defined({ skip }) } as const;
  const before = how === 'delay' || (how === 'refuse' && dice.chance(0.5));
  // What comes before the first attempt takes over its start, and the attempt follows.
  const disruption: Disruption = { ...whole, start: before ? struck.start : drawMoment(dice, struck.id, skip === undefined ? undefined : AT_WORK) };
  const start: Start = { kind: 'during', of: 'd0', durations: how === 'delay' ? 0 : rounded(dice.real(0, 0.5)) };
  const led = before ? { ...first, attempts: first.attempts.map((each) => (each.id === struck.id ? { ...each, start } : each)) } : first;
  const again = how === 'delay' ? whileSlow(dice, whole.durations) : dice.chance(0.3) ? undefined : afterwards(dice, struck.id);
  return { operations: [again === undefined ? led : withAttempt(led, operations, again), ...operations.slice(1)], disruption };
}

/**
 * How long it lasts, and by how much a slow store is slow: it is over before an attempt would be given up because of it. A later
 * answer needs longer to come, the more so where others are at work.
 */
function lengthOf(dice: Dice, how: OutageKind, durationMs: number, skip: number | undefined): Pick<Outage, 'durations' | 'by'> {
  switch (how) {
    case 'cut':
      return { durations: 0 };
    case 'lost-answer':
      return { durations: skip === undefined ? 1 : 3 };
    case 'delay':
      return { durations: rounded(dice.real(6, 20)), by: rounded(dice.real(0.2, 6)) };
    case 'refuse':
      return { durations: dice.chance(0.15) ? Math.min(MOST_DURATIONS, Math.ceil(LONG_MS / durationMs)) : rounded(dice.real(1, 12)) };
  }
}

/** Sent again once it is over; at times in the midst of it. */
function afterwards(dice: Dice, first: AttemptId): Start {
  return { kind: 'after', of: dice.chance(0.8) ? 'd0' : first, pauseMs: 0 };
}

/** A duplicate while everything takes longer: that is what makes a store slow for. */
function whileSlow(dice: Dice, durations: number): Start {
  return { kind: 'during', of: 'd0', durations: rounded(dice.real(0, durations)) };
}

function withAttempt(first: Operation, operations: readonly Operation[], start: Start): Operation {
  const number = Math.max(...operations.flatMap(({ attempts }) => attempts.map(({ id }) => Number(id.slice(1))))) + 1;
  return { ...first, attempts: [...first.attempts, { id: `a${number}`, start }] };
}
