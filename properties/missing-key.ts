import type { AttemptFacts, Facts, OperationFacts, Property, Rate, Violation } from '../src/model/index.js';
import { conclude, skip } from './lib/conclude.js';
import { leftNothing, wasCutShort } from './lib/effects.js';
import { loneFirst } from './lib/first.js';
import { gather } from './lib/gather.js';
import { bothWays, isKeyless, pairsAmong } from './lib/keys.js';
import { firstLone, ratesOf } from './lib/rates.js';
import { isAccepted, isRefusal, sendsOf } from './lib/sends.js';
import { sameIdRate, takenFrom } from './lib/strangers.js';
import { ending, endings } from './lib/words.js';

/** No key is no key: it is never a key that all keyless requests share. */
export const missingKey: Property = {
  id: 'missing-key',
  statement: 'A request without a key is refused, or executed on its own, as the contract says; an empty key is a missing key.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §2.7 (400 where a key is required)',
  level: 'should',
  rank: 15,
  needs: ['key'],
  causes: {
    executed: {
      means: 'The contract requires a key, and a request without one was executed: clients that forget it get no protection and no hint.',
      fix: 'Answer 400 with a link to your documentation where the key is missing or empty, before anything else.',
    },
    'shared-answer': {
      means: "A request without a key got another keyless request's answer: the missing key is used as if it were one (undefined, null, an empty string).",
      fix: 'Skip the whole machinery, or refuse, where there is no key; never store under a default.',
    },
    'no-effect': {
      means: 'A request without a key was accepted and not executed, most likely because another keyless request was taken for its first attempt.',
      fix: 'Skip the whole machinery, or refuse, where there is no key; never store under a default.',
    },
    refused: {
      means: 'The contract executes requests without a key, and they are refused far more often than others.',
      fix: 'Execute them, or say missingKey: reject in the contract.',
    },
  },
  judge: (facts) => {
    const policy = facts.contract.missingKey;
    if (facts.contract.natural === true || policy === undefined) return skip('the contract does not say what a request without a key gets');
    const keyless = facts.operations.filter(isKeyless);
    const pairs = bothWays(pairsAmong(keyless));
    const answered = keyless.some((each) => sendsOf(facts, each).some((attempt) => (policy === 'reject' ? isRefusal(attempt) : isAccepted(attempt))));
    return conclude(
      policy === 'reject'
        ? { violations: gather(keyless, (each) => executed(facts, each)), exposed: answered }
        : {
            violations: [...gather(pairs, ([one, other]) => takenFrom(facts, one, other, { cause: 'shared-answer', where: 'another request without a key' })), ...gather(keyless, (each) => [...dropped(facts, each), ...refused(facts, each)])],
            exposed: answered,
            rates: [...refusalRates(facts), sameIdRate(facts, 'shared-answer', pairs)],
          },
      { reason: 'no request without a key was answered' },
    );
  },
};

function executed(facts: Facts, operation: OperationFacts): Violation[] {
  const accepted = sendsOf(facts, operation).find(isAccepted);
  if (accepted === undefined) return [];
  const kind = operation.operation.key.kind === 'empty' ? 'an empty key' : 'no key';
  return [{ cause: 'executed', operation: operation.id, attempts: [accepted.id], sentence: `${accepted.id} carried ${kind} and ${ending(accepted)}, although the contract requires one.` }];
}

function dropped(facts: Facts, operation: OperationFacts): Violation[] {
  const accepted = sendsOf(facts, operation).filter(isAccepted);
  if (accepted.length === 0 || wasCutShort(operation) || !leftNothing(facts, operation)) return [];
  return [{ cause: 'no-effect', operation: operation.id, attempts: accepted.map(({ id }) => id), sentence: `0 effects of an accepted request without a key: ${endings(accepted)}.` }];
}

/**
 * The first send, where it may show whether keyless requests are refused. An empty key may be refused as a malformed one, so
 * only absent keys count; and of requests that overlap one may be refused for what the other has taken: a reference, the last item.
 */
function judgedFirst(facts: Facts, operation: OperationFacts): AttemptFacts | undefined {
  const first = operation.operation.key.kind === 'absent' ? loneFirst(facts, operation) : undefined;
  return first?.answer?.class === 'transient' ? undefined : first;
}

function refused(facts: Facts, operation: OperationFacts): Violation[] {
  const first = judgedFirst(facts, operation);
  if (first === undefined || !isRefusal(first)) return [];
  return [{ cause: 'refused', operation: operation.id, attempts: [first.id], sentence: `${first.id} carried no key and ${ending(first)}, although the contract executes such requests.`, suspect: true }];
}

function refusalRates(facts: Facts): Rate[] {
  const cases = gather(facts.operations, (each) => {
    const first = judgedFirst(facts, each);
    return first === undefined ? [] : [first];
  });
  return ratesOf(facts, 'refused', cases, firstLone(facts), isRefusal);
}
