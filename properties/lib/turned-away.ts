import type { AttemptFacts, Facts, OperationFacts, Rate, Share, Violation } from '../../src/model/index.js';
import { jsonEqual, onceFor } from '../../src/model/index.js';
import { shareOf } from './conclude.js';
import { wasDisturbed } from './downstream.js';
import { leftNothing } from './effects.js';
import { gather } from './gather.js';
import { areKin, bothWays, neighbours, pairsAmong, sharers, soleOperations } from './keys.js';
import { firstLone, ratesOf } from './rates.js';
import { isBehindSafeMethod } from './safe-methods.js';
import { completionOf, endOf, isAccepted, isAlone, isDoubled, overlap, payloadsOf, sendsOf, startOf, wasWhole } from './sends.js';
import type { Trespass } from './strangers.js';
import { ending } from './words.js';

/** A send of `one` that was refused as a mismatch, or told to wait, although its key had never been used, or for nothing else. */
export function turnedAway(facts: Facts, one: OperationFacts, other: OperationFacts, { cause, where }: Trespass): Violation[] {
  const { first, owner } = firstAfter(facts, one, other) ?? firstWhile(facts, one, other) ?? {};
  if (first !== undefined && owner !== undefined && isTurnedAway(first)) {
    const sentence = `${first.id} was the first to use its key, and ${ending(first)} as if it were that of ${owner.id}, which belongs to ${where}.`;
    // Services use 409 and 422 for much else, so that one such answer proves nothing by itself.
    const proven = first.answer?.class === 'mismatch' && one.controls.some(isAccepted);
    return [{ cause, operation: one.id, attempts: [owner.id, first.id], sentence, compare: [owner.id, first.id], ...(proven ? {} : { suspect: true as const }) }];
  }
  const done = completionOf(sendsOf(facts, other));
  const later = done === undefined ? undefined : mismatchAfter(facts, one, done);
  if (done === undefined || later === undefined) return [];
  const sentence = `${later.id} ${ending(later)} as if its key were that of ${done.id}, which belongs to ${where}; with its own, nothing but the same request had been sent.`;
  return [{ cause, operation: one.id, attempts: [done.id, later.id], sentence, compare: [done.id, later.id] }];
}

/** The first mismatch after `owner` that its own equals alone came before: none of them can have made another payload of it. */
function mismatchAfter(facts: Facts, one: OperationFacts, owner: AttemptFacts): AttemptFacts | undefined {
  const sends = sendsOf(facts, one);
  if (payloadsOf(sends) > 1 || sends.some(isAccepted) || wasDisturbed(one) || !one.controls.some(isAccepted) || !soleOperations(facts).includes(one)) return undefined;
  // What was applied before may be refused for what it left behind, whatever its key.
  if (!leftNothing(facts, one)) return undefined;
  const strange = sends.findIndex((each) => !wasWhole(each) || each.variant !== undefined);
  const equals = strange < 0 ? sends : sends.slice(0, strange);
  return equals.find((each) => each.answer?.class === 'mismatch' && startOf(each) >= endOf(owner) && isAlone(each, sends) && !isBehindSafeMethod(one, each));
}

interface Beside {
  readonly first: AttemptFacts;
  /** What the key may have been taken for. */
  readonly owner: AttemptFacts;
}

/** The first send of `one`, where it was whole, alone and answered. */
function firstOf(facts: Facts, one: OperationFacts): AttemptFacts | undefined {
  const sends = sendsOf(facts, one);
  const first = sends[0];
  if (first?.answer === undefined || first.variant !== undefined || !wasWhole(first) || isDoubled(first) || payloadsOf(sends) > 1 || wasDisturbed(one)) return undefined;
  // One that its own namesakes had the better of in a race was turned away for them; the base has no such sends either.
  if (!isAlone(first, sends)) return undefined;
  // Nor is it the first where a safe method has claimed the key before it.
  return isBehindSafeMethod(one, first) ? undefined : first;
}

function firstAfter(facts: Facts, one: OperationFacts, other: OperationFacts): Beside | undefined {
  const first = firstOf(facts, one);
  const owner = completionOf(sendsOf(facts, other));
  return first === undefined || owner === undefined || startOf(first) < endOf(owner) ? undefined : { first, owner };
}

function firstWhile(facts: Facts, one: OperationFacts, other: OperationFacts): Beside | undefined {
  const first = mayCollide(one, other) ? undefined : firstOf(facts, one);
  const owner = first === undefined ? undefined : sendsOf(facts, other).find((each) => overlap(each, first));
  return first === undefined || owner === undefined ? undefined : { first, owner };
}

/** Requests about one thing may lock each other out whatever their keys are: one that is made from the other, or drawn just like it. */
function mayCollide(one: OperationFacts, other: OperationFacts): boolean {
  const { draws } = one.operation;
  return areKin(one, other) || (Object.keys(draws).length > 0 && jsonEqual(draws, other.operation.draws));
}

function isTurnedAway({ answer }: AttemptFacts): boolean {
  return answer?.class === 'mismatch' || answer?.class === 'in-flight';
}

/**
 * How often first sends after a namesake are turned away, against first sends of keys without one; and how often those beside
 * a namesake that is in flight, against those beside an operation whose key is nothing like theirs: a service may serve one
 * request of an account at a time.
 */
export function refusalRates(facts: Facts, pairs: readonly (readonly [OperationFacts, OperationFacts])[]): readonly Rate[] {
  const strangers = strangersBeside(facts);
  if (pairs.length === 0 && strangers.trials === 0) return refusalBase(facts);
  const beside = { cause: 'refused', stratum: 'in flight', cases: shareOf(firstsOf(facts, pairs, firstWhile), isTurnedAway), base: strangers };
  return [...ratesOf(facts, 'refused', firstsOf(facts, pairs, firstAfter), firstLone(facts), isTurnedAway), beside];
}

/** Where there are no namesakes: the same for every property that looks for them. */
const refusalBase = onceFor((facts: Facts): readonly Rate[] => ratesOf(facts, 'refused', [], firstLone(facts), isTurnedAway));

const strangersBeside = onceFor((facts: Facts): Share => {
  const own = soleOperations(facts).filter(({ operation }) => operation.key.kind === 'fresh');
  const unlike = bothWays(pairsAmong(own)).filter(([one, other]) => !sharers(facts, one).includes(other) && !neighbours(facts, one).includes(other));
  return shareOf(firstsOf(facts, unlike, firstWhile), isTurnedAway);
});

function firstsOf(facts: Facts, pairs: readonly (readonly [OperationFacts, OperationFacts])[], find: typeof firstAfter): AttemptFacts[] {
  const firsts = gather(pairs, ([one, other]) => {
    const beside = find(facts, one, other);
    return beside === undefined ? [] : [beside.first];
  });
  return [...new Set(firsts)];
}
