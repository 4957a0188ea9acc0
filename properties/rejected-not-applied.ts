import type { Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { conclude } from './lib/conclude.js';
import { countsOf, hasAnyProbe, leftSomething, wasCutShort } from './lib/effects.js';
import { gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { isRefusal, sendsOf } from './lib/sends.js';
import { counted, endings } from './lib/words.js';

/** A definite no means that nothing was done, unless another attempt of the key can have done it. */
export const rejectedNotApplied: Property = {
  id: 'rejected-not-applied',
  statement: 'A definite refusal means no effect, unless another attempt of the key was accepted or ended indefinitely.',
  source: 'RFC 9110 §15.5 (4xx: the request cannot be fulfilled); draft-ietf-httpapi-idempotency-key-header-07 §2.7',
  level: 'must',
  rank: 4,
  needs: ['probe'],
  causes: {
    'refused-with-effect': {
      means: 'Every attempt was refused, and the effect is there all the same: it happened before the check that refused, and was not undone.',
      fix: 'Check first, then act; or roll the effect back in the same transaction when the operation is refused. Where the probe lists refused records too (a declined charge with its status), nothing is wrong: narrow the probe, such as &status=succeeded.',
    },
  },
  judge: (facts) => {
    const refused = soleOperations(facts).filter((each) => !wasCutShort(each) && allRefused(facts, each) && !isNaturalDelete(facts, each));
    return conclude(
      { violations: gather(refused, (each) => applied(facts, each)), exposed: refused.some((each) => countsOf(facts, each).some(({ whole }) => whole)) },
      hasAnyProbe(facts)
        ? { reason: 'no operation was refused in all its attempts', way: 'give a further --body that is declined' }
        : { reason: 'nothing counts effects', missing: 'probe' },
    );
  },
};

function allRefused(facts: Facts, operation: OperationFacts): boolean {
  const sends = sendsOf(facts, operation);
  return sends.length > 0 && sends.every(isRefusal);
}

/** Deleting what is not there is refused, and leaves the same state as a deletion. */
function isNaturalDelete(facts: Facts, operation: OperationFacts): boolean {
  return facts.contract.natural === true && operation.attempts.some(({ method }) => method === 'DELETE');
}

function applied(facts: Facts, operation: OperationFacts): Violation[] {
  if (!leftSomething(facts, operation)) return [];
  const sends = sendsOf(facts, operation);
  const most = Math.max(...countsOf(facts, operation).map(({ total }) => total));
  return [
    {
      cause: 'refused-with-effect',
      operation: operation.id,
      attempts: sends.map(({ id }) => id),
      sentence: `${counted(most)} of an operation that was refused in all ${sends.length} attempts: ${endings(sends)}.`,
    },
  ];
}
