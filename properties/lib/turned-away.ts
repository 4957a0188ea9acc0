import type { AttemptFacts, Facts, OperationFacts, Rate, Share, Violation } from '../../src/model/index.js';
import { jsonEqual, onceFor } from '../../src/model/index.js';
import { shareOf } from './conclude.js';
import { wasDisturbed } from './downstream.js';
import { leftNothing } from './effects.js';
import { loneFirst } from './first.js';
import { gather } from './gather.js';
import { areKin, bothWays, neighbours, pairsAmong, sharers, soleOperations } from './keys.js';
import { firstLone, ratesOf } from './rates.js';
import { completionOf, endOf, isAccepted, isAlone, isBehindSafeMethod, overlap, payloadsOf, sendsOf, startOf, wasWhole } from './sends.js';
import type { Trespass } from './strangers.js';
import { isMismatched, mismatchRates, toldAfter } from './told.js';
import { ending } from './words.js';

/**
 * A send of `one` that was refused as a mismatch, or told to wait, although its key had never been used, or for nothing else.
 * Services use 409 and 422 for much else (a card is declined now and then, an account is busy), so that one such answer proves
 * nothing by itself: the rates tell.
 */
export function turnedAway(facts: Facts, one: OperationFacts, other: OperationFacts, { cause, where }: Trespass): Violation[] {
  // A key that is spelled so may be refused for its spelling: a fresh one that is spelled alike was not.
  if (one.operation.key.kind === 'near' && one.controls.length > 0 && !one.controls.some(isAccepted)) return [];
  const { first, owner } = firstAfter(facts, one, other) ?? firstWhile(facts, one, other) ?? {};
  if (first !== undefined && owner !== undefined && isTurnedAway(first)) {
    const when = startOf(first) >= endOf(owner) ? 'after' : 'beside';
    const sentence = `${first.id} was the first to use its key, and ${ending(first)} ${when} ${owner.id}, which belongs to ${where}.`;
    return [{ cause, operation: one.id, attempts: [owner.id, first.id], sentence, compare: [owner.id, first.id], suspect: true }];
  }
  const met = toldAfter(facts, one, other);
  if (met !== undefined && isMismatched(facts, one, met.told)) {
    const sentence = `${met.told.id} ${ending(met.told)} after ${met.owner.id}, which belongs to ${where}; with its own key, nothing but the same request had been sent.`;
    return [{ cause, operation: one.id, attempts: [met.owner.id, met.told.id], sentence, compare: [met.owner.id, met.told.id], suspect: true }];
  }
  const done = completionOf(sendsOf(facts, other));
  const later = done === undefined ? undefined : firstToldAfter(facts, one, done);
  // What was applied before may be refused for what it left behind, whatever its key.
  if (done === undefined || later === undefined || !isTurnedAway(later) || sendsOf(facts, one).some(isAccepted) || !leftNothing(facts, one)) return [];
  const sentence = `${later.id} ${ending(later)} after ${done.id}, which belongs to ${where}; with its own key, nothing but the same request had been sent.`;
  return [{ cause, operation: one.id, attempts: [done.id, later.id], sentence, compare: [done.id, later.id], suspect: true }];
}

/**
 * The first of its sends to be told anything definite, where that is a retry after `owner`, and nothing but its own equals came
 * before: none of them can have made another payload of it. One for each pair, since an own answer that is stored comes again.
 */
function firstToldAfter(facts: Facts, one: OperationFacts, owner: AttemptFacts): AttemptFacts | undefined {
  const sends = sendsOf(facts, one);
  if (payloadsOf(sends) > 1 || wasDisturbed(one) || !soleOperations(facts).includes(one)) return undefined;
  const at = sends.findIndex(({ answer }) => answer !== undefined && answer.class !== 'in-flight' && answer.class !== 'transient');
  const told = sends[at];
  if (told === undefined || at === 0 || startOf(told) < endOf(owner) || sends.slice(0, at + 1).some((each) => !wasWhole(each) || each.variant !== undefined)) return undefined;
  return isAlone(told, sends) && !isBehindSafeMethod(one, told) ? told : undefined;
}

interface Beside {
  readonly first: AttemptFacts;
  /** What the key may have been taken for. */
  readonly owner: AttemptFacts;
}

/** The base has no sends either that raced with their own namesakes, or that a safe method may have claimed the key of. */
function firstOf(facts: Facts, one: OperationFacts): AttemptFacts | undefined {
  const first = loneFirst(facts, one);
  return first === undefined || payloadsOf(sendsOf(facts, one)) > 1 || isBehindSafeMethod(one, first) ? undefined : first;
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
 * How often sends after a namesake are turned away, against first sends of keys without one; and how often those beside a
 * namesake that is in flight, against those beside an operation whose key is nothing like theirs.
 */
export function refusalRates(facts: Facts, pairs: readonly (readonly [OperationFacts, OperationFacts])[]): readonly Rate[] {
  if (pairs.length === 0) return refusalBase(facts);
  const after = gather(pairs, ([one, other]) => {
    const beside = firstAfter(facts, one, other);
    const done = beside === undefined ? completionOf(sendsOf(facts, other)) : undefined;
    const told = beside?.first ?? (done === undefined ? undefined : firstToldAfter(facts, one, done));
    return told === undefined ? [] : [told];
  });
  return [
    ...ratesOf(facts, 'refused', [...new Set(after)], firstLone(facts), isTurnedAway),
    ...besides(facts, pairs).map(({ stratum, share }) => ({ cause: 'refused', stratum, cases: share, base: NONE })),
    ...strangersBeside(facts),
    ...mismatchRates(facts, pairs),
  ];
}

/** Where there are no namesakes: the same for every property that looks for them. */
const refusalBase = onceFor((facts: Facts): readonly Rate[] => [...ratesOf(facts, 'refused', [], firstLone(facts), isTurnedAway), ...strangersBeside(facts), ...mismatchRates(facts, [])]);

/** A service may serve one request of an account at a time, whatever their keys are. */
const strangersBeside = onceFor((facts: Facts): readonly Rate[] => {
  const own = soleOperations(facts).filter(({ operation }) => operation.key.kind === 'fresh');
  const unlike = bothWays(pairsAmong(own)).filter(([one, other]) => !sharers(facts, one).includes(other) && !neighbours(facts, one).includes(other));
  return besides(facts, unlike).map(({ stratum, share }) => ({ cause: 'refused', stratum, cases: NONE, base: share }));
});

const NONE: Share = { hits: 0, trials: 0 };

/** First sends beside another operation, each once for each pair of callers, routes and bodies: these decide who may be in whose way. */
function besides(facts: Facts, pairs: readonly (readonly [OperationFacts, OperationFacts])[]): { readonly stratum: string; readonly share: Share }[] {
  return pairs.flatMap(([one, other]) => {
    const beside = firstWhile(facts, one, other);
    return beside === undefined ? [] : [{ stratum: `${placeOf(one)} beside ${placeOf(other)}`, share: shareOf([beside.first], isTurnedAway) }];
  });
}

function placeOf({ operation: { principal, route, body } }: OperationFacts): string {
  return `${principal}/${route}/${body}`;
}
