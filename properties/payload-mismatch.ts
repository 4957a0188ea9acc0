import type { AttemptFacts, CauseText, Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { differingNames, requestMembers, sameResource } from '../src/model/index.js';
import { gotAnothers } from './lib/borrowed.js';
import { conclude, skip } from './lib/conclude.js';
import { gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { RECORD_LOST } from './lib/refused-advice.js';
import { wasRefused } from './lib/second.js';
import { afterwards, completionOf, endOf, isAccepted, isQuiet, isRefusal, liveSends, payloadsOf, startOf } from './lib/sends.js';
import { ending, listed } from './lib/words.js';

/** A key belongs to the payload that was first stored under it. */
export const payloadMismatch: Property = {
  id: 'payload-mismatch',
  statement: 'Another payload under a completed key is refused, replayed or executed, as the contract says; the record survives.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §2.2, §2.4 (fingerprint) and §2.7 (422)',
  level: 'should',
  rank: 8,
  needs: ['key'],
  causes: {
    accepted: {
      means: 'A different request under the same key got a success: the key has no fingerprint, or the fingerprint leaves out the part that differs. The client believes that the new request was done.',
      fix: 'Store a fingerprint of the whole request (method, path, query, every member of the body at any depth) with the key, compare it first, and answer 422.',
    },
    executed: {
      means: 'The contract replays the first answer whatever the payload, and this payload was executed as a request of its own.',
      fix: 'Look the key up by itself, without the payload; or say mismatch: identity in the contract.',
    },
    refused: {
      means: 'The contract accepts another payload under a known key, and this one was refused as a mismatch: payloads are compared, but not in every part, or not always.',
      fix: 'Compare a fingerprint of the whole request and refuse all that differ (mismatch: reject in the contract), which is the safer promise; or leave the payload out of the comparison.',
    },
    'record-lost': RECORD_LOST,
  },
  judge: (facts) => {
    if (facts.contract.natural === true || facts.contract.mismatch === undefined) return skip('the contract does not say what another payload under a key gets');
    const operations = soleOperations(facts);
    return conclude(
      { violations: gather(operations, (each) => judgeOperation(facts, each)), exposed: operations.some((each) => strangers(facts, each).length > 0) },
      { reason: 'no other payload was sent and answered under a completed key' },
    );
  },
};

/** Answered sends of another payload after the completion. A transient answer says nothing. */
function strangers(facts: Facts, operation: OperationFacts): AttemptFacts[] {
  const live = liveSends(facts, operation);
  const owner = payloadsOf(live) > 1 ? completionOf(live) : undefined;
  if (owner === undefined) return [];
  return afterwards(live, owner).filter((each) => each.payload !== owner.payload && each.answer !== undefined && each.answer.class !== 'transient');
}

function judgeOperation(facts: Facts, operation: OperationFacts): Violation[] {
  const live = liveSends(facts, operation);
  const owner = completionOf(live);
  if (owner?.answer === undefined) return [];
  // Where both overlapped, either may own the key, but only one: two acceptances are too many whatever the order.
  const others = live.filter((each) => each.payload !== owner.payload);
  if (others.length === 0) return [];
  const wrong = gather(others, (other) => {
    const cause = causeOf(facts, owner, other);
    if (cause === undefined) return [];
    // A refusal looks right by itself: it is the contract, mostly learnt, that says otherwise.
    const promise = cause === 'refused' ? ` (the contract says mismatch: ${String(facts.contract.mismatch)})` : '';
    const told = violation(cause, operation, owner, other, `${other.id} sent another payload under the key of ${owner.id} and ${ending(other)}${promise}`);
    const advice = cause === 'accepted' ? leftOut(facts, owner, other) : undefined;
    return [advice === undefined ? told : { ...told, advice }];
  });
  // Where the answers are another operation's, no payload was compared with any.
  if (wrong.length > 0 && gotAnothers(facts, operation)) return [];
  return [...wrong.slice(0, 1), ...recordLost(facts, operation, owner, others)];
}

function causeOf({ contract }: Facts, owner: AttemptFacts, other: AttemptFacts): string | undefined {
  if (owner.answer === undefined || other.answer === undefined) return undefined;
  const later = startOf(other) >= endOf(owner);
  const invalid = other.variant?.payload?.kind === 'invalid' || owner.variant?.payload?.kind === 'invalid';
  const same = isAccepted(other) ? sameResource(contract, owner.answer, other.answer) : undefined;
  if (contract.mismatch === 'reject') return isAccepted(other) ? 'accepted' : undefined;
  // An invalid payload is refused before anything is compared, under any contract.
  if (!later || invalid) return undefined;
  if (contract.mismatch === 'replay' && same === false) return 'executed';
  if (other.answer.class === 'mismatch' && isRefusal(other)) return 'refused';
  return contract.mismatch !== 'replay' && same === true ? 'accepted' : undefined;
}

/** More than these, and the fingerprint can hardly be said to leave each of them out. */
const MOST_LEFT_OUT = 3;

/** Where other changes are refused, there is a fingerprint: what differs here is not in it. Nothing where it may have been a race. */
function leftOut(facts: Facts, owner: AttemptFacts, other: AttemptFacts): CauseText | undefined {
  if (owner.answer === undefined || other.answer === undefined || startOf(other) < endOf(owner) || !wasRefused(facts)) return undefined;
  const names = differingNames(membersOf(owner), membersOf(other));
  // Of a body that is only known as a whole nobody can say which part is left out.
  if (names.length === 0 || names.length > MOST_LEFT_OUT || names.includes('body') || sameResource(facts.contract, owner.answer, other.answer) === false) return undefined;
  return {
    means: `Calibration saw other changes refused: the fingerprint leaves out ${listed(names)}, or takes the two values for equal (rounded, cut, folded). The client believes that the new request was done.`,
    fix: 'Take the fingerprint over the request as it came: method, path, query and every member of the body at any depth, values neither rounded nor cut.',
  };
}

function membersOf({ method, path, requestBody }: AttemptFacts): ReadonlyMap<string, string> {
  return requestMembers({ method, path, body: requestBody });
}

function recordLost(facts: Facts, operation: OperationFacts, owner: AttemptFacts, others: readonly AttemptFacts[]): Violation[] {
  const live = liveSends(facts, operation);
  if (facts.contract.mismatch !== 'reject' || facts.contract.replay?.finished !== 'replay') return [];
  const lost = afterwards(live, owner).find(
    (each) =>
      each.payload === owner.payload &&
      each.variant?.spelling === owner.variant?.spelling &&
      isRefusal(each) &&
      isQuiet(facts, each, live) &&
      others.some((other) => startOf(other) >= endOf(owner) && isRefusal(other) && endOf(other) <= startOf(each)),
  );
  if (lost === undefined) return [];
  return [violation('record-lost', operation, owner, lost, `${lost.id} repeats ${owner.id} after another payload had been refused, and ${ending(lost)}`)];
}

function violation(cause: string, operation: OperationFacts, owner: AttemptFacts, other: AttemptFacts, text: string): Violation {
  return { cause, operation: operation.id, attempts: [owner.id, other.id], sentence: `${text}; ${owner.id} ${ending(owner)}.`, compare: [owner.id, other.id] };
}
