import type { AttemptFacts, Facts, OperationFacts, Rate, Share, Violation } from '../../src/model/index.js';
import { headerOf, onceFor, oncePer } from '../../src/model/index.js';
import type { Borrowed } from './borrowed.js';
import { borrowed } from './borrowed.js';
import { compareAnswers } from './compare.js';
import { share, shareOf } from './conclude.js';
import { hasProbe } from './effects.js';
import { gather } from './gather.js';
import { areKin, bothWays, operationsById, pairsAmong, sharers, soleOperations } from './keys.js';
import { acceptedOf, completionOf, endOf, sendsOf, startOf } from './sends.js';
import { ending, twoEndings } from './words.js';

/** Names the cause and the place of a trespass between two operations. */
export interface Trespass {
  readonly cause: string;
  /** Whose operation the other one is: `another principal`. */
  readonly where: string;
}

/** The answer that `one` got and that was made for `other`. */
export function takenFrom(facts: Facts, one: OperationFacts, other: OperationFacts, { cause, where }: Trespass): Violation[] {
  const found = borrowed(facts, one, other);
  // Equal ids alone look the same from both sides: the later of the two is the one that borrowed.
  if (found === undefined || found.strength === 'unread') return [];
  if (found.strength === 'hint' && startOf(found.mine) < startOf(sendsOf(facts, other)[0] ?? found.theirs)) return [];
  return [
    {
      cause,
      operation: one.id,
      attempts: [found.mine.id, found.theirs.id],
      sentence: borrowedText(found, where),
      compare: [found.theirs.id, found.mine.id],
      ...(found.strength === 'hint' ? { suspect: true as const } : {}),
    },
  ];
}

/** Whoever was answered before the other was sent can have got nothing of it: both got one answer, perhaps a third one's. */
function borrowedText({ mine, theirs }: Borrowed, where: string): string {
  const id = theirs.answer?.id;
  if (endOf(mine) > startOf(theirs)) return `${mine.id} got the answer of ${theirs.id}, which belongs to ${where}: ${mine.id} ${ending(mine)}, with ${id === undefined ? "the other's reference in it" : `the id ${id}`}.`;
  if (id !== undefined && id === mine.answer?.id) return `${mine.id} and ${theirs.id}, which belongs to ${where}, got one answer: ${twoEndings(mine, theirs)}.`;
  return `${mine.id} ${ending(mine)} with the reference of ${where} in it, which ${theirs.id} was sent for later.`;
}

/** A cookie of the other principal, on an answer that is its own otherwise. Load balancers give all callers the same ones. */
export function sharedCookie(facts: Facts, one: OperationFacts, other: OperationFacts, { cause, where }: Trespass): Violation[] {
  if (one.operation.principal === other.operation.principal) return [];
  const theirs = completionOf(sendsOf(facts, other));
  const mine = completionOf(sendsOf(facts, one));
  if (mine === undefined || theirs === undefined || startOf(mine) < endOf(theirs) || cookieOf(mine) === undefined || cookieOf(mine) !== cookieOf(theirs)) return [];
  const sentence = `${mine.id} got the Set-Cookie of ${theirs.id}, which belongs to ${where}: ${mine.id} ${ending(mine)}.`;
  return [{ cause, operation: one.id, attempts: [theirs.id, mine.id], sentence, compare: [theirs.id, mine.id], suspect: true }];
}

/** How often the answers to two principals under one key have one cookie, against answers under different keys. */
export function cookieRate(facts: Facts, cause: string, pairs: readonly (readonly [OperationFacts, OperationFacts])[]): Rate {
  // Most services set none.
  if (!facts.operations.some((each) => acceptedOf(facts, each).some((attempt) => cookieOf(attempt) !== undefined))) return { cause, cases: share(0, 0), base: share(0, 0) };
  const isSame = ([one, other]: readonly [OperationFacts, OperationFacts]) => cookiesOf(facts, one).some((cookie) => cookiesOf(facts, other).includes(cookie));
  const hasCookie = (each: OperationFacts) => cookiesOf(facts, each).length > 0;
  const both = (pair: readonly [OperationFacts, OperationFacts]) => pair.every(hasCookie);
  const own = soleOperations(facts).filter(({ operation }) => operation.key.kind === 'fresh');
  const strangers = pairsAmong(own);
  const related = pairs.filter(([one, other]) => one.id < other.id && one.operation.principal !== other.operation.principal);
  return { cause, cases: shareOf(related.filter(both), isSame), base: shareOf(strangers.filter(both), isSame) };
}

const cookiesOf = oncePer((facts: Facts, operation: OperationFacts): readonly string[] => acceptedOf(facts, operation).map(cookieOf).filter((cookie) => cookie !== undefined));

/**
 * How often what was asked for under the key of the operation that it is made from gets that one's answer and no more,
 * against what was asked for under a key of its own: where nothing counts effects, the answer alone cannot tell a leak from
 * a habit.
 */
export function kinRate(facts: Facts, cause: string): Rate {
  const kin = gather(facts.operations, (one) => {
    const other = one.operation.parent === undefined ? undefined : operationsById(facts).get(one.operation.parent);
    return other === undefined ? [] : [[one, other] as const];
  });
  const tried = kin.filter((pair) => pair.every((each) => acceptedOf(facts, each).length > 0) && !hasProbe(facts, pair[0]));
  const isSame = ([one, other]: readonly [OperationFacts, OperationFacts]): boolean => {
    const { mine, theirs } = borrowed(facts, one, other) ?? {};
    return mine?.answer !== undefined && theirs?.answer !== undefined && compareAnswers(facts.contract, mine.answer, theirs.answer, { ordered: true, elsewhere: mine.instance !== theirs.instance }) === undefined;
  };
  const isShared = ([one, other]: readonly [OperationFacts, OperationFacts]) => sharers(facts, one).includes(other);
  return { cause, cases: shareOf(tried.filter(isShared), isSame), base: shareOf(tried.filter((pair) => !isShared(pair)), isSame) };
}

function cookieOf({ answer }: AttemptFacts): string | undefined {
  return answer === undefined ? undefined : headerOf(answer.response.headers, 'set-cookie')?.split(';')[0];
}

/** How often neighbours have equal ids, against operations that have nothing to do with each other. */
export function sameIdRate(facts: Facts, cause: string, pairs: readonly (readonly [OperationFacts, OperationFacts])[]): Rate {
  // Without neighbours nobody is kept out of the base: it is the same for every property that compares with it.
  if (pairs.length === 0) return { cause, cases: share(0, 0), base: sameIdBase(facts) };
  const related = new Set(pairs.map(([one, other]) => `${one.id} ${other.id}`));
  const strangers = strangersIn(facts).filter(([one, other]) => !related.has(`${one.id} ${other.id}`));
  const tried = pairs.filter((pair) => pair.every((each) => acceptedOf(facts, each).length > 0));
  return { cause, cases: sameIds(facts, tried), base: sameIds(facts, strangers) };
}

const sameIdBase = onceFor((facts: Facts) => sameIds(facts, strangersIn(facts)));

function sameIds(facts: Facts, pairs: readonly (readonly [OperationFacts, OperationFacts])[]): Share {
  return shareOf(pairs, ([one, other]) => borrowed(facts, one, other) !== undefined);
}

/** Accepted operations with keys of their own of which neither is made from the other's answer. */
const strangersIn = onceFor((facts: Facts) => {
  const own = soleOperations(facts).filter((each) => each.operation.key.kind === 'fresh' && acceptedOf(facts, each).length > 0);
  return bothWays(pairsAmong(own)).filter(([one, other]) => !areKin(one, other));
});
