import type { Attempt, AttemptId, Contract, FaultKind, Feature, Start } from '../../model/index.js';
import type { Dice } from '../dice.js';
import { drawFault, rounded } from './faults.js';

/** Which features shape attempts, and what the session can do. */
export interface AttemptOptions {
  readonly climate: ReadonlySet<Feature>;
  readonly faults: readonly FaultKind[];
  readonly instances: number;
  /** How the first attempt starts. */
  readonly start: Start;
  /** Times of the contract's own that a retry may wait for, in milliseconds. */
  readonly windowsMs: readonly number[];
  /** Number of the first attempt: ids are unique in the plan. */
  readonly firstId: number;
}

/** Most that start together. */
export const LARGEST_VOLLEY = 30;

/** Draws two to eight attempts of one operation, seldom up to 30: their starts, faults and instances. */
export function drawAttempts(dice: Dice, options: AttemptOptions): Attempt[] {
  const { climate, faults, instances } = options;
  const starts = drawStarts(dice, options);
  const count = starts.length;
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

/** Undefined: even more. */
const COUNTS: readonly (readonly [weight: number, attempts: number | undefined])[] = [
  [50, 2],
  [30, 3],
  [12, 4],
  [8, undefined],
];

function drawStarts(dice: Dice, { climate, start, firstId, windowsMs }: AttemptOptions): Start[] {
  const count = dice.weighted(COUNTS) ?? dice.int(5, 8);
  const starts: Start[] = [start];
  if (climate.has('overlap') && dice.chance(0.9)) {
    const leader = idOf(firstId);
    const together = (size: number): void => {
      while (starts.length < size) starts.push({ kind: 'together', as: leader });
    };
    dice.weighted<() => void>([
      [60, () => together(dice.chance(0.6) ? count : dice.int(2, count))],
      // A few slip by a guard that counts, or that has so many places.
      [firstId === 0 ? 4 : 0, () => together(dice.int(9, LARGEST_VOLLEY))],
      [26, () => starts.push(drawDuring(dice, leader))],
      [10, () => starts.push(...drawTrain(dice, leader))],
    ])();
  }
  while (starts.length < count) {
    const before = firstId + starts.length - 1;
    const racing = climate.has('overlap') && dice.chance(0.25);
    const of = idOf(dice.chance(0.8) ? before : dice.int(firstId, before));
    starts.push(racing ? drawDuring(dice, of) : { kind: 'after', of, pauseMs: drawPause(dice, windowsMs) });
  }
  return starts;
}

/** One after the other around the expected end, closely: some arrive before the record is written, some after. */
function drawTrain(dice: Dice, of: string): Start[] {
  const count = dice.int(3, 7);
  const [from, to] = [dice.real(0.6, 0.95), dice.real(1, 1.4)];
  return Array.from({ length: count }, (_, index) => ({ kind: 'during', of, durations: rounded(from + ((to - from) * index) / (count - 1)) }));
}

/** Mostly while the other runs, often around its expected end, sometimes long after. */
function drawDuring(dice: Dice, of: AttemptId): Start {
  const [from, to] = dice.weighted(DURING);
  return { kind: 'during', of, durations: rounded(dice.real(from, to)) };
}

/** Ranges of durations. */
const DURING: readonly (readonly [weight: number, range: readonly [from: number, to: number]])[] = [
  [50, [0, 0.8]],
  [35, [0.8, 1.25]],
  [10, [1.25, 3]],
  [5, [3, 12]],
];

/** Only constants of services that do not scale with their speed are times; the contract's own are among them. */
function drawPause(dice: Dice, windowsMs: readonly number[]): number {
  return dice.weighted(windowsMs.length > 0 ? WINDOWED : PAUSES) ?? dice.pick(windowsMs);
}

/** Undefined: one of the contract's own times. */
type WeightedPause = readonly [weight: number, pauseMs: number | undefined];

const PAUSES: readonly WeightedPause[] = [
  [0.15, 5_000],
  [1.5, 1_000],
  [8.5, 100],
  [10, 20],
  [80, 0],
];
const WINDOWED: readonly WeightedPause[] = [[1.5, undefined], ...PAUSES];

/** Longer ones than this would keep a plan waiting for most of a run. */
const LONGEST_WINDOW_MS = 5_000;
/** Beyond the end of a lock that it must have been let go, and within the time that a key must be remembered. */
const PAST = 1.1;
const WITHIN = 0.8;

/** Pauses that a contract makes worth trying: right after a claim must have ended, and shortly before a key may. */
export function windowsOf({ leaseMs = 0, waitMs = 0, retentionMs = 0 }: Contract): readonly number[] {
  const all = [leaseMs * PAST, waitMs * PAST, retentionMs * WITHIN].map(Math.round);
  return all.filter((ms) => ms > 0 && ms <= LONGEST_WINDOW_MS);
}
