import type { AttemptFacts, Facts, OperationFacts, Property, Rate, Violation } from '../src/model/index.js';
import { inStatusSet, oncePer } from '../src/model/index.js';
import { gotAnothers } from './lib/borrowed.js';
import { isHeldAt, wasDisturbed } from './lib/downstream.js';
import { conclude, skip } from './lib/conclude.js';
import { leftNothing, wasCutShort } from './lib/effects.js';
import { both, gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { metOutage } from './lib/outages.js';
import { loneExecutions, ratesOf } from './lib/rates.js';
import { completionOf, isAccepted, isCrash, isIndefinite, isRefusal, liveSends, overlap, startOf } from './lib/sends.js';
import { ending, endings } from './lib/words.js';

/** What losing a race says in so many words. */
const LOST_RACE = /duplicate (key|entry)|unique constraint|unique violation|already exists|serializ(e|ation) (access|failure)|deadlock/i;

/** A duplicate of a running operation gets an answer that a client can act on. */
export const inFlight: Property = {
  id: 'in-flight',
  statement: 'Overlapping attempts get an in-flight answer, the replay or a transient answer; a 500 or an invented success fails.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §2.6 (concurrent request) and §2.7 (409)',
  level: 'should',
  rank: 10,
  needs: ['key'],
  raced: true,
  causes: {
    crash: {
      means: 'The attempt that lost the race surfaced as a server error: two copies tried to claim the key, and the constraint that stopped the second one is not caught. A 500 once may be bad luck, so this is reported only where the loser says so itself, or duplicates get it far more often than lone requests do.',
      fix: 'Catch the unique violation when claiming the key, then answer 409 or wait for the first and replay its answer.',
    },
    refused: {
      means: 'An overlapping duplicate of an accepted operation was refused for good: its client takes the operation for not done.',
      fix: 'Answer 409 (in flight), or wait for the first attempt and replay its answer.',
    },
    'invented-success': {
      means: 'A duplicate in flight was told success before the first attempt had ended: the first one failed, or was still waiting for its downstream.',
      fix: 'Answer only from a stored result; until there is one, 409 or wait.',
    },
  },
  judge: (facts) => {
    if (facts.contract.natural === true || facts.contract.inFlight === undefined) return skip('the contract does not say what an overlapping duplicate gets');
    const operations = soleOperations(facts);
    return conclude(
      {
        violations: gather(operations, (each) => judgeOperation(facts, each)),
        exposed: operations.some((each) => overlapping(facts, each).length > 0),
        rates: crashRates(facts),
      },
      { reason: 'no attempt overlapped an accepted one of its key and was answered' },
    );
  },
};

/** Answered attempts that overlapped an accepted one with the same bytes, but for the one that was accepted first, and for those that met an outage. */
const overlapping = oncePer((facts: Facts, operation: OperationFacts): readonly AttemptFacts[] => {
  const live = liveSends(facts, operation);
  const first = live.length < 2 ? undefined : completionOf(live);
  if (first === undefined) return [];
  return live.filter((each) => each !== first && each.answer !== undefined && !metOutage(facts, each) && live.some((other) => isAccepted(other) && isTwin(each, other) && overlap(each, other)));
});

function isTwin(a: AttemptFacts, b: AttemptFacts): boolean {
  return a.payload === b.payload && a.variant?.spelling === b.variant?.spelling;
}

function judgeOperation(facts: Facts, operation: OperationFacts): readonly Violation[] {
  if (liveSends(facts, operation).length < 2 && operation.downstream.length === 0) return [];
  const duplicates = overlapping(facts, operation);
  return both(both(crashes(facts, operation, duplicates), refusals(facts, operation, duplicates)), both(inventions(facts, operation), prematurely(facts, operation)));
}

function crashes(facts: Facts, operation: OperationFacts, duplicates: readonly AttemptFacts[]): Violation[] {
  const all = duplicates.filter(isCrash);
  if (all.length === 0) return [];
  const told = all.find(({ answer }) => LOST_RACE.test(answer?.text ?? ''));
  const crash = told ?? all[0];
  const winner = completionOf(liveSends(facts, operation));
  if (crash === undefined || winner === undefined || (told === undefined && wasDisturbed(operation))) return [];
  const sentence = `${crash.id} overlapped ${winner.id} and ${ending(crash)}${told === undefined ? '' : ', and says that it lost a race'}; ${winner.id} ${ending(winner)}.`;
  return [{ cause: 'crash', operation: operation.id, attempts: [winner.id, crash.id], sentence, compare: [winner.id, crash.id], ...(told === undefined ? { suspect: true as const } : {}) }];
}

/** Where refusals are not stored, the refused attempt may have run first, and the accepted one after it. */
function refusals({ contract }: Facts, operation: OperationFacts, duplicates: readonly AttemptFacts[]): Violation[] {
  if (duplicates.length === 0 || contract.stored?.includes('4xx') !== true || wasDisturbed(operation)) return [];
  const refused = duplicates.find((each) => isRefusal(each) && !inStatusSet(each.answer?.status ?? 0, contract.answers?.neverStored));
  const winner = operation.attempts.find((each) => refused !== undefined && isAccepted(each) && overlap(each, refused));
  if (refused === undefined || winner === undefined) return [];
  const sentence = `${refused.id} overlapped ${winner.id} and ${ending(refused)}; ${winner.id} ${ending(winner)}.`;
  return [{ cause: 'refused', operation: operation.id, attempts: [winner.id, refused.id], sentence, compare: [winner.id, refused.id] }];
}

function inventions(facts: Facts, operation: OperationFacts): Violation[] {
  const live = liveSends(facts, operation);
  if (!live.some(isIndefinite)) return [];
  const told = live.find((each) => isAccepted(each) && live.some((other) => isIndefinite(other) && isTwin(each, other) && overlap(each, other)));
  // Another's answer is not made up.
  if (told === undefined || wasCutShort(operation) || !leftNothing(facts, operation) || gotAnothers(facts, operation)) return [];
  const failed = live.filter((other) => isIndefinite(other) && overlap(other, told));
  return [{ cause: 'invented-success', operation: operation.id, attempts: [told.id, ...failed.map(({ id }) => id)], sentence: `${told.id} ${ending(told)} with no effect in the end, while ${endings(failed)}.` }];
}

/** A service that waits for its downstream knows of no success while the only call is still held: that is proof of overlap in the server. */
function prematurely(facts: Facts, operation: OperationFacts): Violation[] {
  const [call, second] = operation.downstream;
  if (facts.calibration.downstream?.awaited !== true || facts.calibration.downstream.calls !== 1 || call === undefined || second !== undefined) return [];
  const told = liveSends(facts, operation).find((each) => isAccepted(each) && each.endedAtMs !== undefined && startOf(each) > call.arrivedAtMs && isHeldAt(call, each.endedAtMs));
  if (told === undefined || gotAnothers(facts, operation)) return [];
  const sentence = `${told.id} ${ending(told)} while the only call to the downstream was held and had not been answered.`;
  return [{ cause: 'invented-success', operation: operation.id, attempts: [told.id], sentence }];
}

function crashRates(facts: Facts): Rate[] {
  // A failure of the downstream is passed on to whoever has run into it.
  const cases = gather(soleOperations(facts), (each) => (each.crowded || wasDisturbed(each) ? [] : overlapping(facts, each)));
  return ratesOf(facts, 'crash', cases, loneExecutions(facts), isCrash);
}
