import type { AttemptFacts, Facts, OperationFacts, Property, Rate, Violation } from '../src/model/index.js';
import { defined, hasFinished, inStatusSet, lastPart, onceFor, oncePer } from '../src/model/index.js';
import { compareAnswers } from './lib/compare.js';
import { conclude, skip } from './lib/conclude.js';
import { both, gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { metOutage } from './lib/outages.js';
import { firstLone, ratesOf } from './lib/rates.js';
import { refusedAdvice } from './lib/refused-advice.js';
import { afterwards, completionOf, endOf, isAccepted, isAlone, isCrash, isNoisy, isQuiet, isRefusal, isTurnedDown, liveSends, overlap, payloadsOf, startOf, wasWhole } from './lib/sends.js';
import { ending } from './lib/words.js';
import { replayCauses } from './lib/replay-causes.js';
import { isToldToWait, waitRates, waitsForNothing } from './lib/waits.js';

/** Every retry of a finished operation gets its answer. */
export const identicalReplay: Property = {
  id: 'identical-replay',
  statement: "Accepted answers agree on status, decoded body, Location, Content-Type and the contract's list of headers, as far as the contract says; a finished operation stays answered.",
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §2.6 (the result of the previously completed operation)',
  level: 'should',
  rank: 6,
  needs: [],
  causes: replayCauses,
  judge: (facts) => {
    if (facts.contract.natural === true) return skip('answers to natural requests may differ (RFC 9110 §9.2.2)');
    if (facts.contract.replay === undefined) return skip('the contract does not say what a finished retry gets');
    const judged = gather(soleOperations(facts), (each) => judgeOperation(facts, each));
    const violations = gather(judged, (each) => each.violations);
    return conclude({ violations, exposed: judged.some(({ exposed }) => exposed), rates: [...crashRates(facts), ...waitRates(facts, retries(facts), (operation, each) => isConflictWithId(facts, originalOf(facts, operation), each))] }, { reason: 'no finished operation was sent again and answered' });
  },
};

interface Judged {
  readonly violations: readonly Violation[];
  readonly exposed: boolean;
}

function judgeOperation(facts: Facts, operation: OperationFacts): readonly Judged[] {
  const sends = comparable(facts, operation);
  const first = originalOf(facts, operation);
  if (first === undefined) return [];
  if (sends.length === 1) return UNTRIED;
  const others = sends.filter((each) => each !== first);
  const finished = facts.contract.replay?.finished;
  const later = afterwards(sends, first);
  const violations = both(
    gather(others, (other) => (isReplay(facts, other) ? differing(facts, operation, first, other) : [])),
    finished === undefined || later.length === 0 ? [] : both(both(unanswered(facts, operation, first, later), replaced(facts, operation, first, later)), crashed(facts, operation, first, later)),
  );
  return [{ violations, exposed: others.some((each) => (facts.contract.replay?.identity !== 'none' && isReplay(facts, each)) || (finished === 'conflict-with-id' && isConflict(each))) }];
}

const UNTRIED: readonly Judged[] = [{ violations: [], exposed: false }];

/** Sends of the payload that was accepted first, spelled as it was then: other spellings are equivalent-payload's matter. */
const comparable = oncePer((facts: Facts, operation: OperationFacts): readonly AttemptFacts[] => {
  const { mismatch } = facts.contract;
  const live = liveSends(facts, operation);
  const owner = completionOf(live);
  // Where another payload may execute under the key, the record may be its own by now.
  if (owner === undefined || (mismatch !== 'reject' && mismatch !== 'replay' && payloadsOf(live) > 1)) return [];
  return live.filter((each) => each.payload === owner.payload && each.variant?.spelling === owner.variant?.spelling);
});

/** The first accepted answer; where overlap leaves the order open, one without the contract's marker, and no conflict. */
function originalOf(facts: Facts, operation: OperationFacts): AttemptFacts | undefined {
  const sends = comparable(facts, operation);
  // The conflict that stands for a finished operation may be read before the answer that finished it.
  const first = completionOf(sends.filter((each) => isReplay(facts, each))) ?? completionOf(sends);
  if (first?.answer?.marked !== true) return first;
  return sends.find((each) => isAccepted(each) && each.answer?.marked === false && overlap(each, first)) ?? first;
}

/** A conflict may be classed as accepted where it is how a finished retry is answered; it is no replay. */
function isReplay(facts: Facts, attempt: AttemptFacts): boolean {
  return isAccepted(attempt) && (facts.contract.replay?.finished !== 'conflict-with-id' || (attempt.answer?.status ?? 400) < 400);
}

function differing(facts: Facts, operation: OperationFacts, first: AttemptFacts, other: AttemptFacts): Violation[] {
  if (first.answer === undefined || other.answer === undefined) return [];
  const difference = compareAnswers(facts.contract, first.answer, other.answer, { ordered: startOf(other) >= endOf(first), elsewhere: first.instance !== other.instance });
  if (difference === undefined) return [];
  // Of two that overlapped, either may be the repetition.
  const about = overlap(first, other) ? `${other.id} overlapped ${first.id}` : `${other.id} repeats ${first.id}`;
  const sentence = `${about} and got ${difference.text}.`;
  return [{ cause: difference.cause, operation: operation.id, attempts: [first.id, other.id], sentence, compare: [first.id, other.id] }];
}

function isConflict({ answer }: AttemptFacts): boolean {
  return answer !== undefined && answer.status >= 400 && answer.status < 500;
}

/** The conflict that stands for a finished operation, with the id of what that made; true as well where no id is known. */
function isConflictWithId(facts: Facts, first: AttemptFacts | undefined, { answer }: AttemptFacts): boolean {
  if (facts.contract.replay?.finished !== 'conflict-with-id') return false;
  return first?.answer?.id === undefined || answer?.text.includes(lastPart(first.answer.id)) === true;
}

/** Retries that were told no, or to wait, when the operation was finished and nothing of it was in flight. Waits are suspects. */
function unanswered(facts: Facts, operation: OperationFacts, first: AttemptFacts, later: readonly AttemptFacts[]): Violation[] {
  const all = liveSends(facts, operation);
  const withId = facts.contract.replay?.finished === 'conflict-with-id';
  const told = later.filter((each) => {
    if (metOutage(facts, each) || isConflictWithId(facts, first, each)) return false;
    if (isToldToWait(each)) return waitsForNothing(facts, operation, each);
    if (each.answer?.class === 'unclear') return isTurnedDown(each) && isQuiet(facts, each, all);
    // A refusal that headers without meaning may have brought about is equivalent-payload's matter.
    return isRefusal(each) && isAlone(each, all) && (facts.contract.equivalence === undefined || !(isNoisy(each) || isNoisy(first)));
  });
  // A wait that may be lawful hides no refusal, which is none.
  const wrong = told.find((each) => !isToldToWait(each)) ?? told[0];
  if (wrong === undefined) return [];
  const sentence = `${wrong.id} repeats ${first.id}, which had been answered ${first.answer?.status ?? 0}, and ${ending(wrong)}${withId ? ' without the resource id' : ''}.`;
  return [{ cause: withId ? 'conflict-without-id' : 'refused-after-acceptance', operation: operation.id, attempts: [first.id, wrong.id], sentence, compare: [first.id, wrong.id], ...(isToldToWait(wrong) ? { suspect: true as const } : {}), ...defined({ advice: refusedAdvice(facts, operation, first, wrong) }) }];
}

/** A quiet retry that got a success of another status, one that is none under the contract: a page in the place of the redirect to it. */
function replaced(facts: Facts, operation: OperationFacts, first: AttemptFacts, later: readonly AttemptFacts[]): Violation[] {
  if (facts.contract.replay?.status !== 'same') return [];
  const all = liveSends(facts, operation);
  const isAnother = (status: number): boolean => status !== first.answer?.status && isNoSuccess(facts, status);
  const isDone = ({ answer }: AttemptFacts): boolean => answer !== undefined && first.answer !== undefined && hasFinished(facts.contract, first.answer, answer);
  const other = later.find((each) => each.answer?.class === 'unclear' && isAnother(each.answer.status) && !isDone(each) && wasWhole(each) && !metOutage(facts, each) && isQuiet(facts, each, all));
  if (other === undefined) return [];
  const sentence = `${other.id} repeats ${first.id} and got status ${other.answer?.status ?? 0} instead of ${first.answer?.status ?? 0}.`;
  return [{ cause: 'status', operation: operation.id, attempts: [first.id, other.id], sentence, compare: [first.id, other.id] }];
}

/**
 * A 2xx that is no acceptance by its status alone. Where bodies of that status may say so, this one may be such a no, which is
 * not compared.
 */
function isNoSuccess({ contract: { answers } }: Facts, status: number): boolean {
  if (status < 200 || status > 299 || answers?.accepted === undefined || inStatusSet(status, answers.accepted)) return false;
  return answers.discriminators?.some((each) => each.class === 'unclear' && (each.statuses === undefined || inStatusSet(status, each.statuses))) !== true;
}

/** Failing once is lawful at any time, so that only all retries failing counts, and only where lone requests do not. */
function crashed(facts: Facts, operation: OperationFacts, first: AttemptFacts, after: readonly AttemptFacts[]): Violation[] {
  const later = after.filter((each) => each.answer !== undefined && !metOutage(facts, each));
  if (later.length === 0 || !later.every(isCrash)) return [];
  const attempts = [first.id, ...later.map(({ id }) => id)];
  const sentence = `All ${later.length} retries of ${first.id}, which had been answered ${first.answer?.status ?? 0}, failed with ${later[0]?.answer?.status ?? 0}.`;
  return [{ cause: 'failed-after-acceptance', operation: operation.id, attempts, sentence, compare: [first.id, later[0]?.id ?? first.id], suspect: true }];
}

/** A crowd between first attempt and retry would make retries fail more often for its own reasons. */
const retries = onceFor((facts: Facts): readonly AttemptFacts[] =>
  gather(soleOperations(facts).filter(({ crowded }) => !crowded), (each) => {
    const sends = comparable(facts, each);
    const first = sends.length < 2 ? undefined : originalOf(facts, each);
    return first === undefined ? [] : afterwards(sends, first).filter((send) => send.answer !== undefined && !metOutage(facts, send));
  }),
);

function crashRates(facts: Facts): readonly Rate[] {
  return ratesOf(facts, 'failed-after-acceptance', retries(facts), firstLone(facts), isCrash);
}
