import type { AttemptFacts, Facts, OperationFacts, Rate, Share } from '../../src/model/index.js';
import { onceFor } from '../../src/model/index.js';
import { both, gather } from './gather.js';
import { wasDisturbed } from './downstream.js';
import { loneFirst } from './first.js';
import { completionOf, endOf, isAlone, isBehindSafeMethod, sendsOf, startOf } from './sends.js';
import { metOutage } from './outages.js';
import { neighbours, operationsById, sharers, soleOperations } from './keys.js';

/**
 * Answered executions with nobody beside them: sends of a key of its own while the operation was not completed and no
 * other attempt of it was out. What goes wrong with these owes nothing to duplicates, so they are the base of every rate.
 */
export function loneExecutions(facts: Facts): AttemptFacts[] {
  return gather(soleOperations(facts), (each) => (each.crowded ? [] : both(wasDisturbed(each) ? [] : lone(facts, each), each.controls.filter(isAnswered)))).filter((each) => !metOutage(facts, each));
}

function isAnswered({ answer }: AttemptFacts): boolean {
  return answer !== undefined;
}

function lone(facts: Facts, operation: OperationFacts): AttemptFacts[] {
  if (operation.operation.key.kind !== 'fresh') return [];
  const sends = sendsOf(facts, operation);
  const done = completionOf(sends);
  return sends.filter((each) => each.answer !== undefined && isAlone(each, sends) && (done === undefined || each === done || startOf(each) < endOf(done)));
}

/**
 * First sends of keys of which nothing can have been remembered: they ended before any namesake was sent. Controls
 * are such by themselves.
 */
export const firstLone = onceFor((facts: Facts): readonly AttemptFacts[] =>
  gather(soleOperations(facts), (operation) => {
    const first = loneFirst(facts, operation);
    const controls = operation.controls.filter(isAnswered);
    if (first === undefined || isBehindSafeMethod(operation, first)) return controls;
    const isLater = (namesake: OperationFacts) => sendsOf(facts, namesake).every((other) => startOf(other) >= endOf(first));
    return sharers(facts, operation).every(isLater) && neighbours(facts, operation).every(isLater) ? [first, ...controls] : controls;
  }).filter((each) => !metOutage(facts, each)),
);

/** One rate per caller, route and body: what is refused or fails for one of these may be served for another. */
export function ratesOf(facts: Facts, cause: string, cases: readonly AttemptFacts[], base: readonly AttemptFacts[], isHit: (attempt: AttemptFacts) => boolean): Rate[] {
  const strata: Stratum[] = [];
  const count = (attempts: readonly AttemptFacts[], side: 'cases' | 'base'): void => {
    for (const attempt of attempts) {
      const share = stratumOf(facts, strata, attempt)[side];
      share.trials += 1;
      if (isHit(attempt)) share.hits += 1;
    }
  };
  count(cases, 'cases');
  count(base, 'base');
  return strata.map((each) => ({ cause, stratum: `${each.principal}/${each.route}/${each.body}`, cases: each.cases, base: each.base }));
}

/** A rate that is beyond chance where clearly more than one in four are hits. */
export function notRare(cause: string, hits: number, trials: number): Rate {
  return { cause, cases: { hits, trials }, base: { hits: trials, trials: 4 * trials } };
}

/** So many as one: of what a right service hardly ever shows, and few cases are met of, a single one must be enough. */
const WEIGHT = 100;

/** A rate that is beyond chance where clearly more than one in four are hits, however few there are. */
export function mostly(cause: string, { hits, trials }: Share): Rate {
  return notRare(cause, WEIGHT * hits, WEIGHT * trials);
}

interface Stratum {
  readonly principal: number;
  readonly route: number;
  readonly body: number;
  readonly cases: { hits: number; trials: number };
  readonly base: { hits: number; trials: number };
}

/** The attempt's own among the strata so far, of which there are few; it is added where it is new. */
function stratumOf(facts: Facts, strata: Stratum[], { principal, route, operation }: AttemptFacts): Stratum {
  const body = operationsById(facts).get(operation)?.operation.body ?? 0;
  const known = strata.find((each) => each.principal === principal && each.route === route && each.body === body);
  if (known !== undefined) return known;
  const added = { principal, route, body, cases: { hits: 0, trials: 0 }, base: { hits: 0, trials: 0 } };
  strata.push(added);
  return added;
}
