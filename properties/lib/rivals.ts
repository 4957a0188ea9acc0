import type { AttemptFacts, Facts, OperationFacts, Violation } from '../../src/model/index.js';
import { onceFor } from '../../src/model/index.js';
import { areKin, keptApart, neighbours, sharers } from './keys.js';
import { metOutage } from './outages.js';
import { afterwards, completionOf, isAccepted, isQuiet, liveSends, sendsOf } from './sends.js';
import type { Trespass } from './strangers.js';
import { ending } from './words.js';

/**
 * Whether what held a retry of a finished operation up was another one, whose key must not matter to it: that may have been
 * at work meanwhile, and where nothing of the kind was at work retries get their answer, here or when calibration asked.
 */
export function isHeldUp(facts: Facts, one: OperationFacts, retry: AttemptFacts): boolean {
  return hasRival(facts, one, retry) && (plainRetriesSucceed(facts) || succeedsAlone(facts, one));
}

const plainRetriesSucceed = onceFor(({ calibration }: Facts): boolean => {
  const answers = calibration.observations.flatMap((each) => (each.question === 'finished-duplicate' ? each.answers : []));
  return answers.length > 0 && answers.every((answer) => answer.class === 'accepted');
});

function succeedsAlone(facts: Facts, one: OperationFacts): boolean {
  const live = liveSends(facts, one);
  const done = completionOf(live);
  return done !== undefined && afterwards(live, done).some((each) => isAccepted(each) && !hasRival(facts, one, each));
}

function hasRival(facts: Facts, one: OperationFacts, attempt: AttemptFacts): boolean {
  const others = [...sharers(facts, one).filter((other) => keptApart(facts.contract, one, other)), ...neighbours(facts, one)];
  return others.some((other) => rivalOf(facts, one, other, attempt) !== undefined);
}

/** What is asked for what another was answered may have to wait for that one, whatever the keys are. */
function rivalOf(facts: Facts, one: OperationFacts, other: OperationFacts, attempt: AttemptFacts): AttemptFacts | undefined {
  return areKin(one, other) ? undefined : sendsOf(facts, other).find((each) => !isQuiet(facts, attempt, [each]));
}

/** A retry of the finished `one` that was told to wait while nothing but `other` was in flight. */
export function heldUp(facts: Facts, one: OperationFacts, other: OperationFacts, { cause, where }: Trespass): Violation[] {
  const live = liveSends(facts, one);
  const done = completionOf(live);
  if (done === undefined) return [];
  for (const retry of afterwards(live, done)) {
    if (retry.answer?.class !== 'in-flight' || retry.payload !== done.payload || !isQuiet(facts, retry, live) || metOutage(facts, retry)) continue;
    const rival = rivalOf(facts, one, other, retry);
    if (rival === undefined || !isHeldUp(facts, one, retry)) continue;
    const sentence = `${retry.id} repeats ${done.id}, which had been answered ${done.answer?.status ?? 0}, and ${ending(retry)} while nothing was in flight but ${rival.id}, which belongs to ${where}.`;
    return [{ cause, operation: one.id, attempts: [done.id, rival.id, retry.id], sentence, compare: [done.id, retry.id] }];
  }
  return [];
}
