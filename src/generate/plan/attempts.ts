import type { Attempt, AttemptId, FaultKind, Feature, Start } from '../../model/index.js';
import type { Dice } from '../dice.js';
import { drawFault, rounded } from './faults.js';

/** Which features shape attempts, and what the session can do. */
export interface AttemptOptions {
  readonly climate: ReadonlySet<Feature>;
  readonly faults: readonly FaultKind[];
  readonly instances: number;
  /** How the first attempt starts. */
  readonly start: Start;
  /** Number of the first attempt: ids are unique in the plan. */
  readonly firstId: number;
}

/** Draws two to eight attempts of one operation: their starts, faults and instances. */
export function drawAttempts(dice: Dice, options: AttemptOptions): Attempt[] {
  const { climate, faults, instances } = options;
  const count = dice.weighted<() => number>([
    [50, () => 2],
    [30, () => 3],
    [12, () => 4],
    [8, () => dice.int(5, 8)],
  ])();
  const starts = drawStarts(dice, count, options);
  const lossy = climate.has('loss') && faults.length > 0;
  // One loss at least; mostly the first attempt's, since what a retry does after it is the question.
  const lost = lossy ? (dice.chance(0.7) ? 0 : dice.int(0, count - 1)) : -1;
  const spread = climate.has('instances') && instances > 1 && dice.chance(0.85);
  // None of its attempts arrives: whatever is counted of it came from elsewhere.
  const silent = lossy && faults.includes('request-lost') && dice.chance(0.04);
  return starts.map((start, index) => {
    if (silent) return { id: idOf(options.firstId + index), start, fault: { kind: 'request-lost' as const } };
    const fault = lossy && (index === lost || dice.chance(0.2)) ? drawFault(dice, withoutStall(faults, start)) : undefined;
    const instance = spread && dice.chance(index === 0 ? 0.2 : 0.7) ? dice.int(1, instances - 1) : 0;
    return { id: idOf(options.firstId + index), start, ...(fault === undefined ? {} : { fault }), ...(instance === 0 ? {} : { instance }) };
  });
}

/** `a0`, `a1`, … */
export function idOf(number: number): AttemptId {
  return `a${number}`;
}

/** A body that stalls would keep the whole barrier waiting. */
function withoutStall(faults: readonly FaultKind[], start: Start): readonly FaultKind[] {
  const others = faults.filter((kind) => kind !== 'body-stalled');
  return start.kind === 'together' && others.length > 0 ? others : faults;
}

function drawStarts(dice: Dice, count: number, { climate, start, firstId }: AttemptOptions): Start[] {
  const starts: Start[] = [start];
  if (climate.has('overlap') && dice.chance(0.9)) {
    if (dice.chance(0.65)) {
      const group = dice.chance(0.6) ? count : dice.int(2, count);
      while (starts.length < group) starts.push({ kind: 'together', as: idOf(firstId) });
    } else starts.push(drawDuring(dice, idOf(firstId)));
  }
  while (starts.length < count) {
    const before = firstId + starts.length - 1;
    const racing = climate.has('overlap') && dice.chance(0.25);
    const of = idOf(dice.chance(0.8) ? before : dice.int(firstId, before));
    starts.push(racing ? drawDuring(dice, of) : { kind: 'after', of, pauseMs: drawPause(dice) });
  }
  return starts;
}

/** Mostly while the other runs, often around its expected end, sometimes long after. */
function drawDuring(dice: Dice, of: AttemptId): Start {
  const durations = dice.weighted<() => number>([
    [50, () => dice.real(0, 0.8)],
    [35, () => dice.real(0.8, 1.25)],
    [10, () => dice.real(1.25, 3)],
    [5, () => dice.real(3, 12)],
  ])();
  return { kind: 'during', of, durations: rounded(durations) };
}

/** Only constants of services that do not scale with their speed are times. */
function drawPause(dice: Dice): number {
  return dice.weighted([
    [80, 0],
    [10, 20],
    [8.5, 100],
    [1.5, 1000],
  ]);
}
