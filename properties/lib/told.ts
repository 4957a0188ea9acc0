import type { AttemptFacts, Facts, OperationFacts, Rate } from '../../src/model/index.js';
import { onceFor } from '../../src/model/index.js';
import { shareOf } from './conclude.js';
import { wasDisturbed } from './downstream.js';
import { leftNothing } from './effects.js';
import { gather } from './gather.js';
import { neighbours, sharers, soleOperations } from './keys.js';
import { metOutage } from './outages.js';
import { acceptedOf, endOf, isAccepted, isBehindSafeMethod, payloadsOf, sendsOf, startOf, wasWhole } from './sends.js';

/**
 * The first definite answer to an operation of which all sends are equal, raced or not: none of them can have made another
 * payload of it, so that a mismatch is owed to somebody else. Waits are passed over, since its own duplicates explain them.
 */
function toldOf(facts: Facts, operation: OperationFacts): AttemptFacts | undefined {
  const sends = sendsOf(facts, operation);
  if (sends.length === 0 || payloadsOf(sends) > 1 || wasDisturbed(operation) || sends.some((each) => each.variant !== undefined || !wasWhole(each))) return undefined;
  const told = sends.filter(({ answer }) => answer !== undefined && answer.class !== 'in-flight' && answer.class !== 'transient');
  const first = told.reduce<AttemptFacts | undefined>((least, each) => (least === undefined || endOf(each) < endOf(least) ? each : least), undefined);
  return first === undefined || isBehindSafeMethod(operation, first) || metOutage(facts, first) ? undefined : first;
}

/** What `one` was told first, where a namesake had been sent before all of it. */
export function toldAfter(facts: Facts, one: OperationFacts, other: OperationFacts): { readonly told: AttemptFacts; readonly owner: AttemptFacts } | undefined {
  const owner = acceptedOf(facts, other).length === 0 ? undefined : sendsOf(facts, other).reduce((first, each) => (startOf(each) < startOf(first) ? each : first));
  if (owner === undefined || !soleOperations(facts).includes(one)) return undefined;
  const told = sendsOf(facts, one).every((each) => startOf(each) > startOf(owner)) ? toldOf(facts, one) : undefined;
  return told === undefined ? undefined : { told, owner };
}

/** A mismatch, and nothing of it was done: what was applied may be refused for what it left behind, whatever its key. */
export function isMismatched(facts: Facts, one: OperationFacts, told: AttemptFacts): boolean {
  return told.answer?.class === 'mismatch' && !sendsOf(facts, one).some(isAccepted) && leftNothing(facts, one);
}

/** How often operations that come after a namesake are told that another payload has their key, against those without a namesake. */
export function mismatchRates(facts: Facts, pairs: readonly (readonly [OperationFacts, OperationFacts])[]): readonly Rate[] {
  const cases = new Map(gather(pairs, ([one, other]) => [toldAfter(facts, one, other)].flatMap((met) => (met === undefined ? [] : [[one, met.told] as const]))));
  return [...ratesOf(facts, cases, 'cases'), ...strangers(facts)];
}

const strangers = onceFor((facts: Facts): readonly Rate[] => {
  const own = soleOperations(facts).filter((one) => sharers(facts, one).length === 0 && neighbours(facts, one).length === 0);
  return ratesOf(facts, new Map(gather(own, (one) => [toldOf(facts, one)].flatMap((told) => (told === undefined ? [] : [[one, told] as const])))), 'base');
});

const NONE = { hits: 0, trials: 0 };

function ratesOf(facts: Facts, told: ReadonlyMap<OperationFacts, AttemptFacts>, side: 'cases' | 'base'): Rate[] {
  return [...told].map(([one, first]) => {
    const { principal, route, body } = one.operation;
    const share = shareOf([first], (each) => isMismatched(facts, one, each));
    return { cause: 'refused', stratum: `told ${principal}/${route}/${body}`, cases: NONE, base: NONE, [side]: share };
  });
}
