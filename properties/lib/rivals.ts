import type { AttemptFacts, Facts, OperationFacts, Violation } from '../../src/model/index.js';
import { onceFor } from '../../src/model/index.js';
import { apartIn, sharers } from './keys.js';
import { metOutage } from './outages.js';
import { afterwards, completionOf, isAccepted, isQuiet, liveSends, overlap, sendsOf } from './sends.js';
import { ending } from './words.js';

/**
 * What a retry of a finished operation was told to wait for: another caller's request with that key, alone in flight beside
 * it, where retries with nobody beside them get their answer. A route is not enough: a service may serve one request of an
 * account at a time, whatever the keys, but what a caller does is no other caller's business.
 */
export function rivalOf(facts: Facts, one: OperationFacts, retry: AttemptFacts): AttemptFacts | undefined {
  if (retry.answer?.class !== 'in-flight' || one.crowded || metOutage(facts, retry)) return undefined;
  const beside = facts.operations.filter((other) => other !== one && sendsOf(facts, other).some((each) => overlap(each, retry)));
  const [other, third] = beside;
  if (other === undefined || third !== undefined || !sharers(facts, one).includes(other) || !apartIn(facts.contract, one, other).includes('principal')) return undefined;
  if (!plainRetriesSucceed(facts) && !succeedsAlone(facts, one, other)) return undefined;
  return sendsOf(facts, other).find((each) => overlap(each, retry));
}

/** As calibration saw it. */
const plainRetriesSucceed = onceFor(({ calibration }: Facts): boolean => {
  const answers = calibration.observations.flatMap((each) => (each.question === 'finished-duplicate' ? each.answers : []));
  return answers.length > 0 && answers.every((answer) => answer.class === 'accepted');
});

function succeedsAlone(facts: Facts, one: OperationFacts, other: OperationFacts): boolean {
  const live = liveSends(facts, one);
  const done = completionOf(live);
  return done !== undefined && afterwards(live, done).some((each) => isAccepted(each) && isQuiet(facts, each, sendsOf(facts, other)));
}

/** Retries of finished operations that waited for another caller's. */
export function heldUp(facts: Facts, one: OperationFacts): Violation[] {
  const live = liveSends(facts, one);
  const done = completionOf(live);
  if (done === undefined) return [];
  for (const retry of afterwards(live, done)) {
    if (retry.payload !== done.payload || retry.variant?.spelling !== done.variant?.spelling || !isQuiet(facts, retry, live)) continue;
    const rival = rivalOf(facts, one, retry);
    if (rival === undefined) continue;
    const sentence = `${retry.id} repeats ${done.id}, which had been answered ${done.answer?.status ?? 0}, and ${ending(retry)} while ${rival.id} of another caller was in flight with that key.`;
    return [{ cause: 'held-up', operation: one.id, attempts: [done.id, rival.id, retry.id], sentence, compare: [done.id, retry.id] }];
  }
  return [];
}
