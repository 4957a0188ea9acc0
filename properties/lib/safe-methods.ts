import type { AttemptFacts, Facts, OperationFacts, Violation } from '../../src/model/index.js';
import { wasDisturbed } from './downstream.js';
import { neighbours, sharers } from './keys.js';
import { endOf, isAccepted, isAlone, isTurnedDown, sendsOf, startOf, wasWhole } from './sends.js';
import { ending } from './words.js';

/** True where a HEAD, GET or OPTIONS with the operation's key may have reached the target before this attempt was answered. */
export function isBehindSafeMethod({ attempts }: OperationFacts, attempt: AttemptFacts): boolean {
  return attempts.some((each) => each.variant?.method !== undefined && each.outcome !== 'fail' && startOf(each) < endOf(attempt));
}

/**
 * The first to ask for the operation itself, turned away because a safe method (RFC 9110 §9.2.1) with its key had been there
 * before: as another payload's, or with that one's own refusal. Nobody else can have used the key, and a fresh one will do.
 */
export function claimedBySafeMethod(facts: Facts, one: OperationFacts): Violation[] {
  const sends = sendsOf(facts, one);
  const first = sends[0];
  if (first === undefined || first.variant !== undefined || !wasWhole(first) || !isAlone(first, sends) || !isTurnedDown(first)) return [];
  const safe = one.attempts.findLast((each) => each.variant?.method !== undefined && each.answer !== undefined && endOf(each) <= startOf(first));
  if (safe === undefined || !one.controls.some(isAccepted) || wasDisturbed(one) || mayBeKnown(facts, one, first)) return [];
  // A refusal of another kind may be about the payload: a card is declined now and then.
  if (first.answer?.class !== 'mismatch' && first.answer?.status !== safe.answer?.status) return [];
  const sentence = `${first.id} was the first to ask for its operation, and ${ending(first)}: all that had carried the key before was the ${safe.variant?.method} ${safe.id}. A fresh key with an equal payload was accepted.`;
  return [{ cause: 'safe-method', operation: one.id, attempts: [safe.id, first.id], sentence, compare: [safe.id, first.id] }];
}

/** The key, or one that a service may take for it, was used by others as well, or in an earlier run. */
function mayBeKnown(facts: Facts, one: OperationFacts, first: AttemptFacts): boolean {
  if (one.operation.key.kind === 'hostile') return true;
  return [...sharers(facts, one), ...neighbours(facts, one)].some(({ attempts }) => attempts.some((each) => startOf(each) < endOf(first)));
}
