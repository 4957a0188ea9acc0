import type { AttemptFacts, Facts, OperationFacts, Rate } from '../../src/model/index.js';
import { completionOf, endOf, isAlone, sendsOf, startOf, wasWhole } from './sends.js';
import { shareOf } from './conclude.js';
import { neighbours, sharers, soleOperations } from './keys.js';

/**
 * Answered executions with nobody beside them: sends of a key of its own while the operation was not completed and no
 * other attempt of it was out. What goes wrong with these owes nothing to duplicates, so they are the base of every rate.
 */
export function loneExecutions(facts: Facts): AttemptFacts[] {
  return soleOperations(facts).filter(({ crowded }) => !crowded).flatMap((each) => [...lone(facts, each), ...each.controls.filter(({ answer }) => answer !== undefined)]);
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
export function firstLone(facts: Facts): AttemptFacts[] {
  return soleOperations(facts).flatMap((operation) => {
    const sends = sendsOf(facts, operation);
    const first = sends[0];
    const controls = operation.controls.filter(({ answer }) => answer !== undefined);
    if (first?.answer === undefined || first.variant !== undefined || !wasWhole(first) || !isAlone(first, sends)) return controls;
    const namesakes = [...sharers(facts, operation), ...neighbours(facts, operation)].flatMap((other) => sendsOf(facts, other));
    return namesakes.every((other) => startOf(other) >= endOf(first)) ? [first, ...controls] : controls;
  });
}

/** One rate per caller, route and body: what is refused or fails for one of these may be served for another. */
export function ratesOf(facts: Facts, cause: string, cases: readonly AttemptFacts[], base: readonly AttemptFacts[], isHit: (attempt: AttemptFacts) => boolean): Rate[] {
  const bodies = new Map(facts.operations.map(({ id, operation }) => [id, operation.body]));
  const stratumOf = ({ principal, route, operation }: AttemptFacts) => `${principal}/${route}/${bodies.get(operation) ?? 0}`;
  return [...new Set([...cases, ...base].map(stratumOf))].map((stratum) => ({
    cause,
    stratum,
    cases: shareOf(cases.filter((each) => stratumOf(each) === stratum), isHit),
    base: shareOf(base.filter((each) => stratumOf(each) === stratum), isHit),
  }));
}
