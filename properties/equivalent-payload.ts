import type { AttemptFacts, Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { conclude, skip } from './lib/conclude.js';
import { soleOperations } from './lib/keys.js';
import { sameResource } from './lib/resources.js';
import { afterwards, completionOf, isAccepted, isAlone, isRefusal, liveSends } from './lib/sends.js';
import { ending } from './lib/words.js';

/** Client libraries reorder and indent at will: the same JSON is the same request. */
export const equivalentPayload: Property = {
  id: 'equivalent-payload',
  statement: 'Member order, white space and headers without meaning do not make another request, where the contract says so.',
  source: 'RFC 8259 §2 and §4 (white space and member order of JSON); draft-ietf-httpapi-idempotency-key-header-07 §2.4',
  level: 'should',
  rank: 8,
  needs: ['json-body'],
  causes: {
    refused: {
      means: 'The same JSON with other white space or member order is taken for another payload: the fingerprint is made of raw bytes.',
      fix: 'Fingerprint the parsed body with members sorted; or say equivalence: bytes in the contract and tell clients to resend the same bytes.',
    },
    executed: {
      means: 'The same JSON spelled otherwise was executed as a new operation: the key is looked up together with the raw bytes.',
      fix: 'Look the key up by itself, and compare a fingerprint of the parsed body.',
    },
  },
  judge: (facts) => {
    if (facts.contract.natural === true || facts.contract.equivalence !== 'json') return skip('the contract does not promise that only the meaning of a body counts');
    const operations = soleOperations(facts);
    return conclude(
      { violations: operations.flatMap((each) => judgeOperation(facts, each)), exposed: operations.some((each) => respelled(facts, each).length > 0) },
      { reason: 'no respelled body was sent and answered under a completed key' },
    );
  },
};

function respelled(facts: Facts, operation: OperationFacts): AttemptFacts[] {
  const live = liveSends(facts, operation);
  const owner = completionOf(live);
  if (owner === undefined) return [];
  return afterwards(live, owner).filter(
    (each) => each.payload === owner.payload && each.variant?.spelling !== owner.variant?.spelling && each.answer !== undefined && each.answer.class !== 'transient' && each.answer.class !== 'in-flight',
  );
}

function judgeOperation(facts: Facts, operation: OperationFacts): Violation[] {
  const live = liveSends(facts, operation);
  const owner = completionOf(live);
  if (owner?.answer === undefined) return [];
  for (const other of respelled(facts, operation)) {
    const differs = other.answer !== undefined && isAccepted(other) && sameResource(facts.contract, owner.answer, other.answer) === false;
    const cause = differs ? 'executed' : isRefusal(other) && isAlone(other, live) && promised(facts) ? 'refused' : undefined;
    if (cause === undefined) continue;
    const sentence = `${other.id} sent the JSON of ${owner.id} (${spelling(owner)}) ${spelling(other)} and ${ending(other)}; ${owner.id} ${ending(owner)}.`;
    return [{ cause, operation: operation.id, attempts: [owner.id, other.id], sentence, compare: [owner.id, other.id] }];
  }
  return [];
}

/** Where a finished retry need not be answered like the first, a refusal says nothing about its spelling. */
function promised(facts: Facts): boolean {
  return facts.contract.replay?.finished === 'replay';
}

function spelling({ variant }: AttemptFacts): string {
  return variant?.spelling === undefined ? 'as first spelled' : variant.spelling;
}
