import type { AttemptFacts, Facts, OperationFacts, Rate, Violation } from '../../src/model/index.js';
import { jsonEqual, onceFor } from '../../src/model/index.js';
import { wasDisturbed } from './downstream.js';
import { leftNothing } from './effects.js';
import { gather } from './gather.js';
import { areKin, soleOperations } from './keys.js';
import { firstLone, ratesOf } from './rates.js';
import { isBehindSafeMethod } from './safe-methods.js';
import { completionOf, endOf, isAccepted, isAlone, isDoubled, overlap, payloadsOf, sendsOf, startOf, wasWhole } from './sends.js';
import type { Trespass } from './strangers.js';
import { ending } from './words.js';

/** A send of `one` that was refused as a mismatch, or told to wait, although its key had never been used, or for nothing else. */
export function turnedAway(facts: Facts, one: OperationFacts, other: OperationFacts, { cause, where }: Trespass): Violation[] {
  const { first, owner } = firstBeside(facts, one, other) ?? {};
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

/** The first send of `one`, where it was whole, alone, answered, and came after `other` had been completed, or while it was in flight. */
function firstBeside(facts: Facts, one: OperationFacts, other: OperationFacts): { readonly first: AttemptFacts; readonly owner: AttemptFacts } | undefined {
  const sends = sendsOf(facts, one);
  const first = sends[0];
  if (first?.answer === undefined || first.variant !== undefined || !wasWhole(first) || isDoubled(first) || payloadsOf(sends) > 1 || wasDisturbed(one)) return undefined;
  // One that its own namesakes had the better of in a race was turned away for them; the base has no such sends either.
  if (!isAlone(first, sends)) return undefined;
  // Nor is it the first where a safe method has claimed the key before it.
  if (isBehindSafeMethod(one, first)) return undefined;
  const theirs = sendsOf(facts, other);
  const done = completionOf(theirs);
  const owner = done !== undefined && startOf(first) >= endOf(done) ? done : !mayCollide(one, other) ? theirs.find((each) => overlap(each, first)) : undefined;
  return owner === undefined ? undefined : { first, owner };
}

/** Requests about one thing may lock each other out whatever their keys are: one that is made from the other, or drawn just like it. */
function mayCollide(one: OperationFacts, other: OperationFacts): boolean {
  const { draws } = one.operation;
  return areKin(one, other) || (Object.keys(draws).length > 0 && jsonEqual(draws, other.operation.draws));
}

function isTurnedAway({ answer }: AttemptFacts): boolean {
  return answer?.class === 'mismatch' || answer?.class === 'in-flight';
}

/** How often first sends beside a namesake, or after it, are turned away, against first sends of keys without one. */
export function refusalRates(facts: Facts, pairs: readonly (readonly [OperationFacts, OperationFacts])[]): readonly Rate[] {
  if (pairs.length === 0) return refusalBase(facts);
  const cases = gather(pairs, ([one, other]) => {
    const beside = firstBeside(facts, one, other);
    return beside === undefined ? [] : [beside.first];
  });
  return ratesOf(facts, 'refused', [...new Set(cases)], firstLone(facts), isTurnedAway);
}

/** Where there are no namesakes: the same for every property that looks for them. */
const refusalBase = onceFor((facts: Facts): readonly Rate[] => ratesOf(facts, 'refused', [], firstLone(facts), isTurnedAway));
