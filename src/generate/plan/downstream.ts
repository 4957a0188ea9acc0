import type { Attempt, Disruption, DownstreamAct, DownstreamKind, FaultKind, Operation, Start } from '../../model/index.js';
import type { Dice } from '../dice.js';
import type { PlanContext } from '../types.js';
import { rounded } from './faults.js';

/** What the downstream does, and the attempts that make something of it. */
export interface Drawn {
  readonly downstream: readonly DownstreamAct[];
  readonly attempts: readonly Attempt[];
}

const FAILURES: readonly (readonly [weight: number, kind: DownstreamKind])[] = [
  [3, 'fail-after'],
  [3, 'lose-after'],
  [2, 'fail-before'],
  [1, 'lose-before'],
];

/**
 * Draws what becomes of an operation's downstream calls: one is held while another attempt begins, or while the client hangs up;
 * one fails, first or last of those that an operation makes; or each of them does something else.
 */
export function drawDownstream(dice: Dice, { calibration, faults }: PlanContext, attempts: readonly Attempt[]): Drawn | undefined {
  const { downstream: known } = calibration;
  if (known === undefined || attempts.length === 0 || !dice.chance(0.85)) return undefined;
  const calls = Math.max(1, Math.min(known.calls, MOST_CALLS));
  return dice.weighted<() => Drawn>([
    [35, () => drawHeld(dice, calls, { faults, attempts, arrives: known.arrivesMs / calibration.durationMs })],
    [45, () => ({ downstream: [...plain(dice.chance(0.6) ? 0 : dice.int(0, calls - 1)), drawFailure(dice)], attempts })],
    [20, () => ({ downstream: Array.from({ length: dice.int(1, calls + 1) }, () => drawAny(dice)), attempts })],
  ])();
}

/** Operations with more calls than these are disturbed in the first ones. */
const MOST_CALLS = 6;

const plain = (count: number): DownstreamAct[] => Array.from({ length: count }, () => ({ kind: 'answer' }));

const drawFailure = (dice: Dice): DownstreamAct => ({ kind: dice.weighted(FAILURES), ...(dice.chance(0.2) ? { heldDurations: drawHold(dice) } : {}) });

const drawAny = (dice: Dice): DownstreamAct => (dice.chance(0.4) ? { kind: 'answer', ...(dice.chance(0.5) ? { heldDurations: drawHold(dice) } : {}) } : drawFailure(dice));

const drawHold = (dice: Dice): number => rounded(dice.chance(0.85) ? dice.real(0.5, 3) : dice.real(3, 6));

interface Holding {
  readonly faults: readonly FaultKind[];
  readonly attempts: readonly Attempt[];
  /** Durations until the call arrives. */
  readonly arrives: number;
}

/** A call that is held; then the client may leave, and another attempt begins. */
function drawHeld(dice: Dice, calls: number, { faults, attempts, arrives }: Holding): Drawn {
  const at = dice.chance(0.7) ? 0 : dice.int(0, calls - 1);
  const heldDurations = rounded(dice.real(1, 4));
  const kind = dice.chance(0.75) ? 'answer' : dice.weighted(FAILURES);
  const leaving = faults.filter((each) => each === 'close' || each === 'reset');
  const [drawn, second, ...rest] = attempts;
  const first = drawn === undefined ? undefined : reaching(drawn);
  const left = first !== undefined && leaving.length > 0 && dice.chance(0.45) ? { ...first, fault: { kind: dice.pick(leaving), at: { fraction: rounded(arrives + dice.real(0.1, 1)) } } } : first;
  // Most of those that hang up come back later; the others are duplicates that meet the work itself.
  const start: Start | undefined = first !== undefined && dice.chance(left === first ? 0.9 : 0.4) ? { kind: 'held', of: first.id } : undefined;
  const met = second !== undefined && start !== undefined ? { ...second, start } : second;
  return { downstream: [...plain(at), { kind, heldDurations }], attempts: [left, met, ...rest].filter((each) => each !== undefined) };
}

/** What is lost on its way, or means nothing to the service, never comes as far as its downstream. */
function reaching({ fault: _, variant, ...attempt }: Attempt): Attempt {
  const isOwn = variant === undefined || variant.method !== undefined || variant.payload?.kind === 'invalid';
  return isOwn ? attempt : { ...attempt, variant };
}

/** A strike meets the work on a call that is held, where one is. */
export function whileHeld(disruption: Disruption, [first]: readonly Operation[]): Disruption {
  const struck = first?.attempts[0];
  const isHeld = first?.downstream?.some(({ heldDurations }) => heldDurations !== undefined) === true;
  return struck !== undefined && isHeld ? { ...disruption, start: { kind: 'held', of: struck.id } } : disruption;
}
