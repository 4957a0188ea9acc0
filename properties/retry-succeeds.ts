import type { AttemptFacts, Facts, OperationFacts, Property, Rate, Violation } from '../src/model/index.js';
import { inStatusSet, oncePer } from '../src/model/index.js';
import { conclude, share, shareOf } from './lib/conclude.js';
import { ranIntoTrouble } from './lib/downstream.js';
import { wasCutShort } from './lib/effects.js';
import { gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { firstLone } from './lib/rates.js';
import { isAccepted, isAlone, isIndefinite, isTurnedDown, liveSends, payloadsOf, sendsOf, wasWhole } from './lib/sends.js';
import { endings, named } from './lib/words.js';

/** Of the rate that tells failures that nothing promises to run again from failures by chance; no violation has it. */
const UNDECIDED = 'undecided';

/**
 * A failure that is over is over for the key too. What one history shows may be chance (a downstream that fails at
 * random), so the campaign decides: were it chance, a third retry would fail with its control accepted no more often
 * than it would succeed.
 */
export const retrySucceeds: Property = {
  id: 'retry-succeeds',
  statement: 'After a failed or unanswered attempt fair retries succeed, a refusal counting as failure, unless the contract stores that failure.',
  source: 'RFC 9110 §9.2.2 (retry after a communication failure) and §15.6; draft-ietf-httpapi-idempotency-key-header-07 §2.6',
  level: 'must',
  rank: 12,
  needs: [],
  causes: {
    'still-failing': {
      means: 'A passing failure was pinned to the key: it is replayed although the contract says that such failures run again, and a fresh key with the same payload succeeds. Or, without keys, what was applied once fails when it is repeated.',
      fix: 'Store final results only. Release the key when an execution ends in a 5xx, 408, 425 or 429. Without keys, answer a repetition like the first request, or with a 404 or 410 for what is gone.',
    },
    'refused-after-failure': {
      means: 'The failed attempt burned the key: retries are refused as duplicates of something that was never done, and a fresh key with the same payload succeeds.',
      fix: 'Release the claim when the execution fails, in the same place that reports the failure.',
    },
  },
  judge: (facts) => {
    const failed = soleOperations(facts).filter((each) => !wasCutShort(each) && firstFailure(facts, each) !== undefined);
    const [open] = gather(failed, (each) => undecided(facts, each));
    return conclude(
      {
        violations: gather(failed, (each) => judgeOperation(facts, each)),
        exposed: failed.some((each) => retriesOf(facts, each).some(isAccepted)),
        rates: [failureRate(facts, failed, 'still-failing', (each) => failingAlike(facts, each)), failureRate(facts, failed, UNDECIDED, (each) => failingUnpromised(facts, each)), refusalRate(facts, failed)],
        open,
        openBy: UNDECIDED,
      },
      { reason: 'no operation was retried after a failed or unanswered attempt' },
    );
  },
};

/** An attempt that failed or went unanswered before anything was accepted. */
function firstFailure(facts: Facts, operation: OperationFacts): AttemptFacts | undefined {
  const sends = sendsOf(facts, operation);
  const first = sends[0];
  if (first === undefined || payloadsOf(sends) > 1 || !isIndefinite(first) || first.answer?.class === 'in-flight') return undefined;
  return first;
}

/** Fair retries: unfaulted, alone, answered, after the failure and within the retention, with a downstream that does not fail. */
const retriesOf = oncePer((facts: Facts, operation: OperationFacts): readonly AttemptFacts[] => {
  const sends = liveSends(facts, operation);
  return sends.slice(1).filter((each) => each.fault === undefined && wasWhole(each) && each.answer !== undefined && each.phase !== 'resend' && isAlone(each, sends) && !ranIntoTrouble(operation, each));
});

function promisesRerun({ contract }: Facts, status: number): boolean {
  // Repeating it is what makes a natural request safe to retry.
  if (contract.natural === true) return status >= 500;
  if (inStatusSet(status, contract.answers?.neverStored) || contract.failure === 're-run') return true;
  return contract.failure === undefined && contract.stored !== undefined && !contract.stored.includes('5xx');
}

/** Failures that real systems store (Stripe) or run again, where nothing says which of the two is meant. */
function isUnpromised({ contract }: Facts, status: number): boolean {
  return status >= 500 && contract.natural !== true && contract.failure === undefined && contract.stored === undefined;
}

function freshOnes(operation: OperationFacts): AttemptFacts[] {
  return operation.controls.filter(isAccepted);
}

/** The last three fair retries, where all of them failed with one status and nothing was accepted. */
const lastThreeAlike = oncePer((facts: Facts, operation: OperationFacts): readonly AttemptFacts[] => {
  const retries = retriesOf(facts, operation);
  const last = retries.at(-1)?.answer;
  if (last === undefined || last.class !== 'transient' || sendsOf(facts, operation).some(isAccepted)) return [];
  const three = retries.slice(-3);
  return three.length === 3 && three.every(({ answer }) => answer?.status === last.status) ? three : [];
});

/** Those, where the contract promises that what fails so runs again. */
function failingAlike(facts: Facts, operation: OperationFacts): readonly AttemptFacts[] {
  return lastThreeAlike(facts, operation).filter(({ answer }) => promisesRerun(facts, answer?.status ?? 0));
}

/** Those, where the contract says nothing of what fails so. */
function failingUnpromised(facts: Facts, operation: OperationFacts): readonly AttemptFacts[] {
  return lastThreeAlike(facts, operation).filter(({ answer: { status = 0 } = {} }) => !promisesRerun(facts, status) && isUnpromised(facts, status));
}

/** Why it cannot be said whether the operation was to recover. */
function undecided(facts: Facts, operation: OperationFacts): string[] {
  const [failed] = failingUnpromised(facts, operation);
  if (failed?.answer === undefined || freshOnes(operation).length === 0) return [];
  return [`an operation that had failed with ${failed.answer.status} never recovered, while a fresh key with the same payload was accepted; in the contract, say failure: re-run if it should, or failure: replay if such failures are stored`];
}

function judgeOperation(facts: Facts, operation: OperationFacts): Violation[] {
  const fresh = freshOnes(operation);
  if (fresh.length === 0) return [];
  const sends = sendsOf(facts, operation);
  const [cause, retries]: [string, readonly AttemptFacts[]] = failingAlike(facts, operation).length > 0 ? ['still-failing', failingAlike(facts, operation)] : ['refused-after-failure', refusedRetries(facts, operation)];
  const first = sends[0];
  if (retries.length === 0 || first === undefined) return [];
  const sentence = `${first.id} failed, and so did its retries: ${endings(retries)}; a fresh key with the same payload was accepted (${named(fresh)}).`;
  return [{ cause, operation: operation.id, attempts: [first, ...retries, ...fresh].map(({ id }) => id), sentence, suspect: true }];
}

/** Only after an answered failure: an attempt without answer may have been refused, and the refusal stored. */
function refusedRetries(facts: Facts, operation: OperationFacts): AttemptFacts[] {
  const sends = sendsOf(facts, operation);
  const first = sends[0];
  // A failure that is stored is replayed as that failure: a refusal is no replay of a 5xx, whatever the contract stores.
  if (first?.answer?.class !== 'transient' || facts.contract.failure === 'poison' || sends.some(isAccepted)) return [];
  return retriesOf(facts, operation).filter(isTurnedDown);
}

/** Among operations that failed two fair retries: the third failed and the control did not, against the third succeeded. */
function failureRate(facts: Facts, failed: readonly OperationFacts[], cause: string, failing: (operation: OperationFacts) => readonly AttemptFacts[]): Rate {
  const pinned = failed.filter((each) => failing(each).length > 0 && freshOnes(each).length > 0).length;
  const healed = failed.filter((each) => {
    const retries = retriesOf(facts, each);
    const accepted = retries.findIndex(isAccepted);
    return accepted >= 2 && retries.slice(0, accepted).every(({ answer }) => answer?.class === 'transient');
  }).length;
  return { cause, cases: share(pinned, pinned + healed), base: share(healed, pinned + healed) };
}

function refusalRate(facts: Facts, failed: readonly OperationFacts[]): Rate {
  const judged = failed.filter((each) => retriesOf(facts, each).some((retry) => isAccepted(retry) || isTurnedDown(retry)));
  const hits = judged.filter((each) => freshOnes(each).length > 0 && refusedRetries(facts, each).length > 0).length;
  return { cause: 'refused-after-failure', cases: share(hits, judged.length), base: shareOf(firstLone(facts), isTurnedDown) };
}
