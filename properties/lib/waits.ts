import type { AttemptFacts, Facts, OperationFacts, Rate } from '../../src/model/index.js';
import { inStatusSet } from '../../src/model/index.js';
import { operationsById } from './keys.js';
import { firstLone, ratesOf } from './rates.js';
import { isQuiet, liveSends, mayRunBeside } from './sends.js';

const CONFLICTS = ['409', '423', '425'];

/** What a 409 that is unlike the one in flight says is not known: something else may be in the way. */
export function isToldToWait({ answer }: AttemptFacts): boolean {
  return answer?.class === 'in-flight' || (answer?.class === 'unclear' && inStatusSet(answer.status, CONFLICTS));
}

/**
 * True where nothing that this history knows of was in flight beside the attempt, of its key or of another's: a service may
 * serve one request of an account at a time, whatever the keys are. Another caller's request with that very key is the matter
 * of isolation.
 */
export function waitsForNothing(facts: Facts, operation: OperationFacts, attempt: AttemptFacts): boolean {
  if (operation.crowded || !isQuiet(facts, attempt, liveSends(facts, operation))) return false;
  const isBeside = (each: AttemptFacts): boolean => each.outcome !== 'fail' && mayRunBeside(facts, attempt, each);
  return !facts.operations.some((other) => other.controls.some(isBeside) || (other !== operation && other.attempts.some(isBeside)));
}

/**
 * How often retries of finished operations wait for nothing, against first sends of fresh keys, which have nothing of their own
 * to wait for: both may meet the same locks of other plans.
 *
 * @param isAnswer - whether what looks like a wait is how the contract answers a finished operation
 */
export function waitRates(facts: Facts, retries: readonly AttemptFacts[], isAnswer: (operation: OperationFacts, attempt: AttemptFacts) => boolean): readonly Rate[] {
  const waits = (each: AttemptFacts): boolean => {
    const operation = isToldToWait(each) ? operationsById(facts).get(each.operation) : undefined;
    return operation !== undefined && !isAnswer(operation, each) && waitsForNothing(facts, operation, each);
  };
  const cause = facts.contract.replay?.finished === 'conflict-with-id' ? 'conflict-without-id' : 'refused-after-acceptance';
  return [...ratesOf(facts, cause, retries, [], waits), ...ratesOf(facts, cause, [], firstLone(facts), isToldToWait)];
}
