import type { Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { conclude } from './lib/conclude.js';
import { countsOf, hasProbe, leftNothing, leftSomething, wasCutShort } from './lib/effects.js';
import { gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { isAccepted, isIndefinite, isRefusal, liveSends, payloadsOf, sendsOf, startOf, workEnd } from './lib/sends.js';
import { counted, endings } from './lib/words.js';

/**
 * A client that lost an answer learns by retrying how the operation ended, and what it learns is true. An end in
 * acceptance without effect is acknowledged-applied's matter; a refusal with no doubt before it rejected-not-applied's.
 */
export const resolvable: Property = {
  id: 'resolvable',
  statement: 'Whatever class an operation ends in agrees with its effects; a stored 5xx is an end.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §1 (a client retries until it knows) and §2.6',
  level: 'must',
  rank: 5,
  needs: [],
  causes: {
    'refused-with-effect': {
      means: 'A retry after a lost or failed attempt was refused for good although the operation had been applied: the client will take it for not done, and may do it again under a new key.',
      fix: 'Look the key up before every other check, and replay the stored result of a finished operation instead of judging the request anew.',
    },
    'failed-with-effect': {
      means: 'Retries keep failing although the operation was applied, and the contract says that failures run again: the client can never learn that it succeeded.',
      fix: 'Store the answer in the transaction that commits the effect, and have retries read it before they execute anything.',
    },
    'conflict-without-effect': {
      means: 'The service says that the operation has been done already, and it has not: the key was claimed and then kept although the execution failed.',
      fix: 'Release the claim when an execution ends without effect, or make claim and effect one transaction.',
    },
  },
  judge: (facts) => {
    const doubtful = soleOperations(facts).filter((each) => !wasCutShort(each) && sendsOf(facts, each).some(isIndefinite));
    return conclude(
      { violations: gather(doubtful, (each) => disagreement(facts, each)), exposed: doubtful.some((each) => isResolved(facts, each)) },
      { reason: 'no operation with a lost or failed attempt came to an end' },
    );
  },
};

function disagreement(facts: Facts, operation: OperationFacts): Violation[] {
  const sends = sendsOf(facts, operation);
  const cause = causeOf(facts, operation);
  if (cause === undefined) return [];
  const total = Math.max(0, ...countsOf(facts, operation).map((each) => each.total));
  return [{ cause, operation: operation.id, attempts: sends.map(({ id }) => id), sentence: `${counted(total)} of an operation that ended as ${endOfIt(cause)}: ${endings(sends)}.` }];
}

function endOfIt(cause: string): string {
  return { 'refused-with-effect': 'refused', 'failed-with-effect': 'failed', 'conflict-without-effect': 'done already' }[cause] ?? cause;
}

function causeOf(facts: Facts, operation: OperationFacts): string | undefined {
  const sends = sendsOf(facts, operation);
  const last = sends.at(-1);
  const { contract } = facts;
  // With two payloads under the key, the one that is refused need not be the one that was applied.
  // What comes after the retention is told about the time, and not about the operation.
  if (last === undefined || !liveSends(facts, operation).includes(last) || sends.some(isAccepted) || payloadsOf(sends) > 1 || contract.natural === true) return undefined;
  if (isRefused(facts, operation) && isRefusal(last) && leftSomething(facts, operation)) return 'refused-with-effect';
  const fresh = operation.controls.some(isAccepted);
  if (operation.settlement !== 'failed-alike' || !fresh) return undefined;
  if (contract.failure === 're-run' && last.answer?.class === 'transient' && leftSomething(facts, operation)) return 'failed-with-effect';
  const saysDone = contract.replay?.finished === 'conflict-with-id' && last.answer?.class === 'in-flight';
  return saysDone && last.answer?.id !== undefined && leftNothing(facts, operation) ? 'conflict-without-effect' : undefined;
}

/** The refusal was the end of it: an attempt that it has overtaken may be applied only after that. */
function isRefused(facts: Facts, operation: OperationFacts): boolean {
  const sends = sendsOf(facts, operation);
  const last = sends.at(-1);
  return operation.settlement === 'refused' && last !== undefined && sends.every((each) => each === last || startOf(last) >= workEnd(facts, each));
}

/** The strong form looks at the effects too, where a probe can. */
function isResolved(facts: Facts, operation: OperationFacts): boolean {
  if (hasProbe(facts, operation) && !countsOf(facts, operation).some(({ whole }) => whole)) return false;
  if (operation.settlement === 'accepted') return !hasProbe(facts, operation) || leftSomething(facts, operation);
  if (operation.settlement === 'refused') return isRefused(facts, operation);
  const last = sendsOf(facts, operation).at(-1);
  const stored = facts.contract.failure === 'replay' || facts.contract.stored?.includes('5xx') === true;
  if (operation.settlement === 'failed-alike' && stored) return (last?.answer?.status ?? 0) >= 500;
  // A conflict is an end where the contract answers finished duplicates with one.
  return facts.contract.replay?.finished === 'conflict-with-id' && last?.answer?.class === 'in-flight' && leftSomething(facts, operation);
}
