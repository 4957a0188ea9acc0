import type { AttemptFacts, Facts, OperationFacts } from '../model/index.js';
import { hasCopies, isHalfSent } from '../model/index.js';
import { bounds } from './rates.js';

/** What became of ordinary operations that got an answer, each under a key of its own. */
export interface Turned {
  readonly asked: number;
  /** Told no, and never accepted. */
  readonly away: number;
  /** Told to wait for as long as they were asked, and nothing else. */
  readonly waiting: number;
}

/** Fewer say nothing of most. */
const ENOUGH = 20;
/** Well over half: of what is sold out in every other hour, half is turned away. */
const MOST = 0.6;
const HALF = 0.5;
export const NOBODY: Turned = { asked: 0, away: 0, waiting: 0 };

/** Counts them in one history. What is shed or fails is told "later", and not turned away. */
export function turnedAwayIn(facts: Facts): Turned {
  if (facts.unfit !== undefined || facts.contract.natural === true || hasCopies(facts.plan) || facts.plan.disruptions.length > 0) return NOBODY;
  return facts.operations.filter((each) => isOrdinary(facts, each)).map(turnedOf).reduce(addTurned, NOBODY);
}

function turnedOf({ attempts }: OperationFacts): Turned {
  const told = attempts.flatMap(({ answer }) => answer?.class ?? []);
  if (told.length === 0) return NOBODY;
  const isTurned = !told.some((is) => is === 'accepted' || is === 'transient');
  const isWaiting = told.every((is) => is === 'in-flight');
  return { asked: 1, away: isTurned && !isWaiting ? 1 : 0, waiting: isWaiting ? 1 : 0 };
}

/** What calibration saw accepted: the main body as it is. What else was sent with its key may be why it is turned away. */
function isOrdinary({ operations }: Facts, { id, operation, attempts, settlement }: OperationFacts): boolean {
  const { key, route, body, principal, filler, downstream } = operation;
  if (key.kind !== 'fresh' || route + body + principal > 0 || filler !== undefined || downstream !== undefined) return false;
  // It might have been served, had it been asked for longer.
  if (settlement === 'interrupted') return false;
  const isUsed = operations.some(({ operation: { key: other } }) => (other.kind === 'near' || other.kind === 'shared') && other.of === id);
  return !isUsed && attempts.every(isPlain);
}

function isPlain(attempt: AttemptFacts): boolean {
  const { variant } = attempt;
  return variant?.payload === undefined && variant?.method === undefined && !isHalfSent(attempt);
}

export function addTurned(a: Turned, b: Turned): Turned {
  return { asked: a.asked + b.asked, away: a.away + b.away, waiting: a.waiting + b.waiting };
}

/** True where most were told no, or to wait for good, and chance does not explain that it was more than half. */
export function areMostTurned({ asked, away, waiting }: Turned): boolean {
  const hits = away + waiting;
  return asked >= ENOUGH && hits >= MOST * asked && bounds({ hits, trials: asked })[0] > HALF;
}
