import type { AttemptFacts, CauseText, Facts, OperationFacts } from '../../src/model/index.js';
import { endOf, sendsOf, startOf, wasWhole } from './sends.js';
import { listed } from './words.js';

/** Fewer duplicates of a running request than these say little of whether its key is claimed. */
const ENOUGH = 3;

/**
 * Duplicates whose clients left while the first execution was under way, and before the later one was sent, which ran beside
 * it: a key that was claimed until then. Empty where the key may as well not have been claimed at all.
 */
export function hungUpBetween(facts: Facts, operation: OperationFacts, executed: readonly AttemptFacts[]): readonly AttemptFacts[] {
  const [first, later, more] = executed;
  if (first === undefined || later === undefined || more !== undefined || later.payload !== first.payload || startOf(later) >= endOf(first)) return [];
  const sends = sendsOf(facts, operation);
  const left = sends.filter((each) => isHungUp(each) && startOf(each) > startOf(first) && endOf(each) <= startOf(later));
  const heldBefore = left.some((gone) => sends.some((each) => each.answer?.class === 'in-flight' && startOf(each) > startOf(first) && endOf(each) <= endOf(gone)));
  return heldBefore || isClaimed(facts) ? left : [];
}

function isHungUp(attempt: AttemptFacts): boolean {
  const { fault, answer } = attempt;
  return answer === undefined && (fault?.kind === 'close' || fault?.kind === 'reset') && wasWhole(attempt);
}

/** Calibration saw no duplicate of a running request executed. */
function isClaimed({ calibration }: Facts): boolean {
  const seen = calibration.observations.filter(({ question }) => question === 'running-duplicate').flatMap(({ answers }) => answers);
  return seen.length >= ENOUGH && seen.every(({ class: is, secondEffect }) => secondEffect !== true && (is === 'in-flight' || is === 'accepted'));
}

export function hangUpAdvice(facts: Facts, operation: OperationFacts, executed: readonly AttemptFacts[]): CauseText {
  const [first, later] = executed;
  const left = hungUpBetween(facts, operation, executed).map(({ id }) => id);
  const gone = left.length === 1 ? 'a duplicate whose client left' : 'duplicates whose clients left';
  return {
    means: `${first?.id ?? ''} was still at work when ${later?.id ?? ''} was sent, and the key was free again: the claim of the running request was dropped when ${listed(left)}, ${gone}, went away.`,
    fix: 'Let only the request that made a claim release it (by a token of its own that the release compares), and never on the end of a connection: what runs, runs on when a client leaves.',
  };
}
