import type { AttemptFacts, DownstreamFacts, Facts, OperationFacts } from '../../src/model/index.js';
import { sameResource } from '../../src/model/index.js';
import { ranIntoTrouble } from './downstream.js';
import { EPSILON } from './effects.js';
import { isAccountedFor } from './executions.js';
import { acceptedOf, completionOf, endOf, isAccepted, isDoubled, isQuiet, isRefusal, isShed, overlap, payloadsOf, sendsOf, startOf, wasWhole } from './sends.js';

/** A second effect whose fault lies before or behind the lookup of the key, where the history shows it. */
export interface Behind {
  readonly how: 'downstream-key' | 'after-failure' | 'one-resource';
  /** `after-failure`: those that failed, and then the one that ran after them. */
  readonly executed: readonly AttemptFacts[];
}

/**
 * Which of them it was; undefined where the history shows none, or does not exclude the others.
 *
 * @param total - effects that were counted of the operation
 */
export function behindOf(facts: Facts, operation: OperationFacts, total: number): Behind | undefined {
  const sends = sendsOf(facts, operation);
  // Each payload may have had an effect of its own.
  if (payloadsOf(sends.filter((each) => !isRefusal(each))) !== 1) return undefined;
  if (downstreamKeys(facts, operation).length > 1) return { how: 'downstream-key', executed: [] };
  // Of what was delivered twice only one answer is seen.
  if (sends.some(isDoubled)) return undefined;
  const afterFailure = ranAfterFailure(facts, operation);
  if (afterFailure.length > 0) return total <= afterFailure.length + EPSILON ? { how: 'after-failure', executed: afterFailure } : undefined;
  const known = answeredAsOne(facts, operation);
  return known.length === 0 ? undefined : { how: 'one-resource', executed: known };
}

/** Calls that had an effect, where they are more than an ordinary operation makes. */
export function callsTooMany({ calibration }: Facts, { downstream }: OperationFacts): readonly DownstreamFacts[] {
  const applied = downstream.filter(({ effect }) => effect === 'applied');
  return applied.length > (calibration.downstream?.calls ?? Number.POSITIVE_INFINITY) ? applied : [];
}

/** The numbers of the downstream's own keys, where they are more than an ordinary operation has calls: a step that was repeated had another one. */
export function downstreamKeys(facts: Facts, operation: OperationFacts): readonly number[] {
  const keys = [...new Set(callsTooMany(facts, operation).flatMap(({ key }) => key ?? []))];
  return keys.length > (facts.calibration.downstream?.calls ?? Number.POSITIVE_INFINITY) ? keys : [];
}

/** The failures, and the attempt that ran once they were over; empty where any other attempt may have left an effect. */
export function ranAfterFailure(facts: Facts, operation: OperationFacts): readonly AttemptFacts[] {
  const sends = sendsOf(facts, operation);
  const failed = sends.filter((each) => hasFailed(operation, each));
  const last = completionOf(sends) ?? failed.at(-1);
  const before = failed.filter((each) => each !== last);
  if (last === undefined || before.length === 0 || !isQuiet(facts, last, sends)) return [];
  const executed = [...before, last];
  const isExplained = sends.every((each) => executed.includes(each) || isAccountedFor(facts, each, [last]));
  return isExplained && before.every((each) => endOf(each) <= startOf(last)) ? executed : [];
}

/** Answered with a failure, its own or one that tells of the downstream. What was turned away, or had not come whole, has not failed: it did nothing. */
function hasFailed(operation: OperationFacts, attempt: AttemptFacts): boolean {
  const { answer } = attempt;
  if (answer === undefined || isAccepted(attempt) || answer.class === 'in-flight') return false;
  return (answer.status >= 500 && wasWhole(attempt) && !isShed(attempt)) || ranIntoTrouble(operation, attempt);
}

/** The acceptances, where all name one resource: whatever was answered was known as a duplicate, if not from the beginning. */
function answeredAsOne(facts: Facts, operation: OperationFacts): readonly AttemptFacts[] {
  const sends = sendsOf(facts, operation);
  const accepted = acceptedOf(facts, operation);
  const first = accepted[0]?.answer;
  if (first === undefined || (first.id === undefined && sends.length > 1)) return [];
  if (!accepted.every(({ answer }, index) => index === 0 || (answer !== undefined && sameResource(facts.contract, first, answer) === true))) return [];
  const open = unknownOf(facts, operation);
  // One that raced with others may have been executed beside them, and two acceptances are the least that shows a lookup.
  const isLone = open.every((each) => wasBeingAnswered(each) && !sends.some((other) => overlap(each, other)));
  return open.length === 0 || (isLone && accepted.length > 1) ? accepted : [];
}

/** Sends of which the history does not say whether they were executed. */
export function unknownOf(facts: Facts, operation: OperationFacts): readonly AttemptFacts[] {
  const accepted = acceptedOf(facts, operation);
  return sendsOf(facts, operation).filter((each) => !accepted.includes(each) && !isAccountedFor(facts, each, accepted));
}

/** Its answer had begun when it was lost: the work on it was over. */
function wasBeingAnswered({ fault }: AttemptFacts): boolean {
  if (fault?.kind === 'close' || fault?.kind === 'reset') return fault.at === 'first-byte' || fault.at === 'mid-response';
  return fault?.kind === 'response-cut';
}
