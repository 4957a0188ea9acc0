import type { AttemptFacts, CauseText, Facts, OperationFacts } from '../../src/model/index.js';
import { disruptionsOf } from '../../src/model/index.js';
import { completionOf, endOf, isCrash, sendsOf, startOf, wasWhole } from './sends.js';
import { ending, span } from './words.js';

/** How an accepted operation came to leave nothing, where the history shows one way and no other. */
export function lostAdvice(facts: Facts, operation: OperationFacts): CauseText | undefined {
  const sends = sendsOf(facts, operation);
  const accepted = completionOf(sends);
  if (accepted === undefined) return undefined;
  const failed = sends.find((each) => each !== accepted && endOf(each) <= startOf(accepted) && isCutOff(facts, each, startOf(accepted)));
  const struck = struckAfter(facts, operation, accepted);
  if ((failed === undefined) === (struck === undefined)) return undefined;
  if (failed !== undefined) {
    return {
      means: `${failed.id} ${ending(failed)}, and ${accepted.id}, sent after it, ${ending(accepted)}: the record of the key was committed before the effect, and the retry took for done what had been cut off in between; unless the effect comes later than was waited for (a queue, a relay).`,
      fix: 'Commit the record and the effect in one transaction; or record that the work has begun, and let a retry finish it.',
    };
  }
  return {
    means: `The answer came before its effect was durable: ${accepted.id} ${ending(accepted)}, and what was not yet stored was lost with the process ${span((struck ?? 0) - endOf(accepted))} later.`,
    fix: 'Answer only once the effect is committed to a store that outlives the process: not to a buffer, to a queue in memory, or to a store that flushes later.',
  };
}

/**
 * It failed by itself, or its instance was struck before the key was sent again. A client that left has not stopped anything;
 * and what was told to come later, or had not come whole, did nothing.
 */
function isCutOff(facts: Facts, attempt: AttemptFacts, untilMs: number): boolean {
  if (attempt.answer !== undefined) return attempt.answer.class !== 'in-flight' && isCrash(attempt);
  return wasWhole(attempt) && strikesOn(facts, attempt).some(({ atMs }) => atMs >= startOf(attempt) && atMs <= untilMs);
}

/** When the process went down that an attempt was sent to: another one that goes takes nothing of it along. */
function strikesOn(facts: Facts, { instance }: AttemptFacts) {
  return disruptionsOf(facts).filter(({ begins }) => (begins?.kind === 'kill' || begins?.kind === 'stop' || begins?.kind === 'restart') && begins.instance === instance);
}

/** When its process went down after the acceptance; undefined where it did not, or where nothing was there before that either. */
function struckAfter(facts: Facts, operation: OperationFacts, accepted: AttemptFacts): number | undefined {
  const acceptedAtMs = endOf(accepted);
  const strike = strikesOn(facts, accepted).find(({ atMs }) => atMs >= acceptedAtMs);
  if (strike === undefined) return undefined;
  const wasMissing = facts.history.events.some((event) => event.type === 'probe' && event.operation === operation.id && event.when !== 'control' && event.count === 0 && event.atMs < strike.atMs && event.atMs > acceptedAtMs);
  return wasMissing ? undefined : strike.atMs;
}
