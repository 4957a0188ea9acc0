import type { AttemptFacts, Contract, Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { disruptionsOf, inStatusSet, marginOf, nameOf } from '../src/model/index.js';
import { conclude, skip } from './lib/conclude.js';
import { gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { afterwards, completionOf, endOf, isAccepted, isRefusal, payloadsOf, retentionOf, sendsOf, startOf, workEnd } from './lib/sends.js';
import { ending, named } from './lib/words.js';
import { claimedBy, expiredSends, heldUntil } from './lib/window.js';

/** A key is kept for as long as is promised, and what follows is what is promised too. */
export const expiry: Property = {
  id: 'expiry',
  statement: 'A key holds until its retention ends, then follows the contract; nothing is judged within 10 % (at least 100 ms) of that end.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §2.3 (the resource publishes its expiration policy)',
  level: 'must',
  // Whoever knows that a key was remembered, and then forgotten too soon, knows more than that there are two effects.
  rank: 1,
  needs: ['short-window'],
  causes: {
    'expired-early': {
      means: 'A retry within the retention was executed anew, although an earlier one had been answered from the record: it lives shorter than is promised, is counted from another instant (the claim, where the answer is meant), in another unit, or is evicted.',
      fix: 'Set the expiry once, when the answer is stored, from the instant that you promise; compare times in one unit and by one clock, and let nothing but that expiry remove a record.',
    },
    'raced-after-expiry': {
      means: 'Several requests that came together after the retention were all executed: an expired record is removed and the key claimed in two steps, and both saw it expired.',
      fix: 'Take over an expired key in one atomic step (UPDATE … WHERE expires_at < now(), INSERT … ON CONFLICT), as a fresh one is claimed.',
    },
    'still-held': {
      means: 'The contract says that a key is new once its retention is over, and it was still answered from the old record: nothing removes it, or each replay prolongs it.',
      fix: 'Compare the expiry when the record is read, and do not rely on a job that removes it later; or say afterExpiry: may in the contract, if that is no promise.',
    },
    'not-refused': {
      means: 'The contract refuses a key whose retention is over, and this one was accepted, or refused with a status that the contract does not name.',
      fix: 'Keep a note of the key beyond its answer, and refuse what comes with it; or say afterExpiry: new in the contract.',
    },
  },
  judge: (facts) => {
    const { contract } = facts;
    if (contract.natural === true) return skip('natural requests have no key that could expire');
    if (contract.retentionMs === undefined) return skip('the contract does not say how long a key is kept');
    const operations = soleOperations(facts).filter((each) => !wasBrief(facts, each) && isUndisturbed(facts, each));
    return conclude(
      { violations: gather(operations, (each) => judgeOperation(facts, each)), exposed: operations.some((each) => isExposed(facts, each)) },
      { reason: 'no key was sent again near the end of its retention, or after it', missing: 'short-window' },
    );
  },
};

/** Sent again, if at all, so soon that time can have done nothing to its key: nothing below speaks of such an operation. */
function wasBrief(facts: Facts, operation: OperationFacts): boolean {
  let [firstMs, lastMs] = [Infinity, -Infinity];
  for (const each of sendsOf(facts, operation)) {
    firstMs = Math.min(firstMs, startOf(each), endOf(each));
    lastMs = Math.max(lastMs, startOf(each));
  }
  return lastMs - firstMs < retentionOf(facts) / SHORT_WAIT;
}

/** One payload, and a target that was let alone: what a crash has lost is no matter of time. */
function isUndisturbed(facts: Facts, operation: OperationFacts): boolean {
  return disruptionsOf(facts).length === 0 && payloadsOf(sendsOf(facts, operation)) === 1;
}

function judgeOperation(facts: Facts, operation: OperationFacts): Violation[] {
  return [...forgotten(facts, operation), ...raced(facts, operation), ...againstContract(facts, operation)];
}

/** Retries of the first accepted answer, with what tells whether they are its replay. */
function retriesOf(facts: Facts, operation: OperationFacts) {
  const sends = sendsOf(facts, operation);
  const owner = completionOf(sends);
  return { sends, owner, later: owner === undefined ? [] : afterwards(sends, owner) };
}

/** True where the answer is the other's replay, false where it is of another execution; undefined where nothing tells. */
function isReplayOf(owner: AttemptFacts, other: AttemptFacts): boolean | undefined {
  return isAccepted(other) && idOf(owner) !== undefined && idOf(other) !== undefined ? idOf(owner) === idOf(other) : undefined;
}

/** Without a host: two instances call one resource by two. */
function idOf({ answer }: AttemptFacts): string | undefined {
  return answer?.id === undefined ? undefined : nameOf(answer.id);
}

/** Plain copies of one request: nothing but the time between them can make the difference. */
function isPlain({ fault, variant, phase }: AttemptFacts): boolean {
  return fault === undefined && variant === undefined && phase !== 'resend';
}

/** A replay, then nothing for a while, then another execution within the retention. */
function forgotten(facts: Facts, operation: OperationFacts): Violation[] {
  const { sends, owner, later } = retriesOf(facts, operation);
  const held = heldUntil(facts, operation).atMs;
  const late = later.find((each) => isPlain(each) && claimedBy(facts, operation, each) <= held && owner !== undefined && isReplayOf(owner, each) === false);
  if (owner === undefined || late === undefined || operation.crowded) return [];
  const before = sends.filter((each) => startOf(each) < startOf(late));
  const last = before.at(-1);
  // Something else between the two may have dropped the record, and so may whatever came with the last replay.
  if (last === undefined || last === owner || !isPlain(last) || isReplayOf(owner, last) !== true || before.some((each) => each !== last && workEnd(facts, each) > startOf(last))) return [];
  if (startOf(late) - endOf(last) < retentionOf(facts) / SHORT_WAIT || before.some((each) => isReplayOf(owner, each) === false)) return [];
  const sentence = `${late.id} ${ending(late)} with the id ${late.answer?.id ?? ''}, ${waited(late, before[0])} after the key was first sent, although ${last.id} had still been answered with ${owner.answer?.id ?? ''}: the key is kept for ${retentionOf(facts)} ms${since(facts)}.`;
  return [{ cause: 'expired-early', operation: operation.id, attempts: [owner.id, last.id, late.id], sentence, compare: [owner.id, late.id] }];
}

/** A wait of this part of the retention is one that a record may not have outlived. */
const SHORT_WAIT = 8;

/** Two executions among those that came once the time was over. */
function raced(facts: Facts, operation: OperationFacts): Violation[] {
  const { owner } = retriesOf(facts, operation);
  const fresh = newOnes(facts, operation);
  const [first] = fresh;
  if (owner === undefined || first === undefined || facts.contract.afterExpiry === 'reject') return [];
  // While the first of them was under way, and within the time for which it holds the key anew.
  const until = Math.min(endOf(first), startOf(first) + retentionOf(facts) - marginOf(retentionOf(facts)));
  const other = fresh.find((each) => idOf(each) !== idOf(first) && startOf(each) < until);
  if (other === undefined) return [];
  const sentence = `${named([first, other])} were both executed after the key of ${owner.id} had expired: they were answered with the ids ${first.answer?.id ?? ''} and ${other.answer?.id ?? ''}.`;
  return [{ cause: 'raced-after-expiry', operation: operation.id, attempts: [owner.id, first.id, other.id], sentence, compare: [first.id, other.id] }];
}

/** Acceptances after the end that are none of what was before it. */
function newOnes(facts: Facts, operation: OperationFacts): AttemptFacts[] {
  const expired = expiredSends(facts, operation);
  const old = new Set(sendsOf(facts, operation).filter((each) => !expired.includes(each)).map(idOf));
  return expired.filter((each) => isAccepted(each) && idOf(each) !== undefined && !old.has(idOf(each)));
}

function againstContract(facts: Facts, operation: OperationFacts): Violation[] {
  const { owner } = retriesOf(facts, operation);
  const { afterExpiry } = facts.contract;
  const wrong = expiredSends(facts, operation).find((each) => owner !== undefined && isWrong(facts, owner, each));
  if (owner === undefined || wrong === undefined) return [];
  const cause = afterExpiry === 'new' ? 'still-held' : 'not-refused';
  const what = afterExpiry === 'new' ? `as ${owner.id} had been (${owner.answer?.id ?? ''})` : 'and was to be refused';
  const sentence = `${wrong.id} ${ending(wrong)} ${what}, ${waited(wrong, owner)} after ${owner.id} was sent: the key is kept for ${retentionOf(facts)} ms.`;
  return [{ cause, operation: operation.id, attempts: [owner.id, wrong.id], sentence, compare: [owner.id, wrong.id] }];
}

function isWrong({ contract }: Facts, owner: AttemptFacts, each: AttemptFacts): boolean {
  if (contract.afterExpiry === 'new') return isReplayOf(owner, each) === true;
  if (contract.afterExpiry !== 'reject' || each.answer === undefined) return false;
  return isAccepted(each) || (isRefusal(each) && !isPromisedRefusal(contract, each));
}

function isPromisedRefusal({ expiredStatuses }: Contract, each: AttemptFacts): boolean {
  return expiredStatuses === undefined ? isRefusal(each) : inStatusSet(each.answer?.status ?? 0, expiredStatuses);
}

function isExposed(facts: Facts, operation: OperationFacts): boolean {
  const { owner, later } = retriesOf(facts, operation);
  if (owner === undefined) return false;
  const halfMs = retentionOf(facts) / 2;
  const held = heldUntil(facts, operation).atMs;
  const kept = later.some((each) => isReplayOf(owner, each) === true && startOf(each) - startOf(owner) >= halfMs && endOf(each) <= held);
  const isTold = (each: AttemptFacts) => isAccepted(each) || isPromisedRefusal(facts.contract, each);
  const { afterExpiry } = facts.contract;
  return kept || ((afterExpiry === 'new' || afterExpiry === 'reject') && expiredSends(facts, operation).some(isTold)) || newOnes(facts, operation).length >= 2;
}

function waited(late: AttemptFacts, from: AttemptFacts | undefined): string {
  return `${Math.round(startOf(late) - (from?.invokedAtMs ?? 0))} ms`;
}

function since({ contract }: Facts): string {
  return contract.retentionFrom === undefined ? '' : ` from the ${contract.retentionFrom}`;
}
