import type { AttemptFacts, Facts, OperationFacts, Rate, Violation } from '../../src/model/index.js';
import { onceFor } from '../../src/model/index.js';
import { loneFirst } from './first.js';
import { gather } from './gather.js';
import { neighbours, sharers } from './keys.js';
import { firstLone, ratesOf } from './rates.js';
import { endOf, isAccepted, isTurnedDown, sendsOf, startOf } from './sends.js';
import { ending } from './words.js';

interface Behind {
  readonly first: AttemptFacts;
  readonly safe: AttemptFacts;
}

/**
 * The first to ask for the operation itself, and the safe method (RFC 9110 §9.2.1) with its key that was answered before it,
 * where nobody else can have used that key.
 */
function firstBehind(facts: Facts, one: OperationFacts): Behind | undefined {
  const first = loneFirst(facts, one);
  // What is made from another's answer may be refused for the sake of that one.
  if (first === undefined || one.operation.parent !== undefined || mayBeKnown(facts, one, first)) return undefined;
  const safe = one.attempts.findLast((each) => each.variant?.method !== undefined && each.answer !== undefined && endOf(each) <= startOf(first));
  return safe === undefined ? undefined : { first, safe };
}

/** The key, or one that a service may take for it, was used by others as well, or in an earlier run. */
function mayBeKnown(facts: Facts, one: OperationFacts, first: AttemptFacts): boolean {
  if (one.operation.key.kind === 'hostile') return true;
  return [...sharers(facts, one), ...neighbours(facts, one)].some(({ attempts }) => attempts.some((each) => startOf(each) < endOf(first)));
}

/** As another payload's, or with the safe method's own refusal. */
function isClaimed({ first, safe }: Behind): boolean {
  return isTurnedDown(first) && (first.answer?.class === 'mismatch' || first.answer?.status === safe.answer?.status);
}

/** A refusal may be about anything, such as a card that is declined now and then: rates tell whether it is for the safe method. */
export function claimedBySafeMethod(facts: Facts, one: OperationFacts): Violation[] {
  const behind = firstBehind(facts, one);
  if (behind === undefined || !isClaimed(behind) || sendsOf(facts, one).some(isAccepted) || !one.controls.some(isAccepted)) return [];
  const { first, safe } = behind;
  const sentence = `${first.id} was the first to ask for its operation, and ${ending(first)}: all that had carried the key before was the ${safe.variant?.method} ${safe.id}. A fresh key with an equal payload was accepted.`;
  return [{ cause: 'safe-method', operation: one.id, attempts: [safe.id, first.id], sentence, compare: [safe.id, first.id], suspect: true }];
}

/** How often first sends behind a safe method are turned down, against those with nothing before them. */
export function safeMethodRates(facts: Facts, operations: readonly OperationFacts[]): readonly Rate[] {
  const behind = gather(operations, (one) => {
    const found = firstBehind(facts, one);
    return found === undefined ? [] : [found];
  });
  if (behind.length === 0) return unclaimedRates(facts);
  const unclaimed = new Set(behind.filter((each) => !isClaimed(each)).map(({ first }) => first));
  return ratesOf(facts, 'safe-method', behind.map(({ first }) => first), firstLone(facts), (attempt) => isTurnedDown(attempt) && !unclaimed.has(attempt));
}

const unclaimedRates = onceFor((facts: Facts): readonly Rate[] => ratesOf(facts, 'safe-method', [], firstLone(facts), isTurnedDown));
