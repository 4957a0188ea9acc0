import type { AttemptFacts, Facts, OperationFacts, Share, Violation } from '../../src/model/index.js';
import { disruptionsOf } from '../../src/model/index.js';
import { isAccepted, payloadsOf, sendsOf, startOf, workEnd } from './sends.js';
import { isToldToWait } from './waits.js';

/** What is left open where keys that were struck were never seen to come free. */
export const LEFT_BEHIND = {
  open: 'a process was struck while it worked on a key, which was told to wait from then on, and the run was over before it could be told whether that ends',
  openWay: 'give more --time, or with --lease how long a claim may last',
  openBy: 'left-behind',
};

/** Of the lease: who waits for less may have met what was at work again. */
const WAITED_SHARE = 0.1;

/**
 * Operations that were struck at work and told to wait after that: how many there are, and of how many nobody knows whether they
 * would have come free. A claim that lasts comes free in a moment or at its lease; of one that does not, nothing else would be said.
 */
export function leftBehind(facts: Facts, operations: readonly OperationFacts[], violations: readonly Violation[]): Share {
  if (disruptionsOf(facts).length === 0 || facts.contract.replay?.finished === 'conflict-with-id') return { hits: 0, trials: 0 };
  const waited = operations.filter((each) => waitedAfterStrike(facts, each) && !violations.some(({ operation }) => operation === each.id));
  return { hits: waited.filter((each) => isOpen(facts, each)).length, trials: waited.length };
}

function isOpen(facts: Facts, operation: OperationFacts): boolean {
  const { settlement, controls } = operation;
  if (settlement === 'accepted' || settlement === 'refused' || settlement === 'not-tried') return false;
  const sends = sendsOf(facts, operation);
  // Where fresh keys wait as well, there is something else to wait for; with two payloads, the other may own the key.
  return !sends.some(isAccepted) && payloadsOf(sends) === 1 && !controls.some(isToldToWait) && sends.findLast(({ answer }) => answer !== undefined)?.answer?.class === 'in-flight';
}

function waitedAfterStrike(facts: Facts, operation: OperationFacts): boolean {
  const struckAtMs = strikeOn(facts, sendsOf(facts, operation));
  const leaseMs = facts.contract.leaseMs ?? Infinity;
  return struckAtMs !== undefined && sendsOf(facts, operation).some((each) => each.answer?.class === 'in-flight' && startOf(each) - struckAtMs >= leaseMs * WAITED_SHARE);
}

/** When something befell the target while an attempt that was not answered may have been at work. */
function strikeOn(facts: Facts, sends: readonly AttemptFacts[]): number | undefined {
  return disruptionsOf(facts).find(({ begins, atMs }) => begins !== undefined && sends.some((each) => each.answer === undefined && startOf(each) <= atMs && atMs <= workEnd(facts, each)))?.atMs;
}
