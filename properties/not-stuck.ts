import type { AttemptFacts, Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { disruptionsOf, onceFor } from '../src/model/index.js';
import { conclude } from './lib/conclude.js';
import { lastCallMs, wasDisturbed } from './lib/downstream.js';
import { leftNothing } from './lib/effects.js';
import { gather } from './lib/gather.js';
import { LEFT_BEHIND, leftBehind } from './lib/left-behind.js';
import { keyedOperations, operationsById, soleOperations } from './lib/keys.js';
import { heldUpUntil } from './lib/outages.js';
import { mostly, notRare } from './lib/rates.js';
import { endOf, isAccepted, overlap, payloadsOf, sendsOf, startOf, workEnd } from './lib/sends.js';
import { isToldToWait } from './lib/waits.js';
import { named } from './lib/words.js';

/** A key that waits to the end takes turns with fresh ones, and a service that lets one of many in by luck lets some in. */
const LEAST_SERVED = 4;

/** A key comes free, or to an answer, once nothing works on it any more. */
export const notStuck: Property = {
  id: 'not-stuck',
  statement: 'In-flight answers end within the lease once nothing is in flight, and no attempt is left unanswered while fresh keys are served.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §2.6 (retry after the first request has completed) and §2.7 (409)',
  level: 'must',
  rank: 11,
  needs: [],
  raced: true,
  causes: {
    'in-flight-for-ever': {
      means: 'The claim on the key was never released: its owner crashed, was cancelled with its client, threw past the release, or took its own doubtful claim for a rival. Every retry is told to wait for nothing.',
      fix: 'Release the claim in a finally that covers every way out, and give claims a short lease of their own, apart from the retention of results.',
    },
    'never-answered': {
      means: 'An attempt was left hanging while fresh keys were served: a waiter that nobody wakes, or a lock that nobody releases.',
      fix: 'Wake every waiter when the first attempt ends, however it ends, and bound the wait with a deadline that answers 409.',
    },
  },
  judge: (facts) => {
    const operations = soleOperations(facts);
    const left = operations.filter((each) => stuck(facts, each).length === 0 && isLeftWaiting(facts, each));
    // What is at work when time is over waits too; where most that waited as long never came free, it is no matter of that.
    const waits = left.length + operations.filter((each) => cameFree(facts, each)).length;
    const violations = [...gather(operations, (each) => stuck(facts, each)), ...gather(keyedOperations(facts), (each) => unanswered(facts, each))];
    const behind = leftBehind(facts, operations, violations);
    return conclude(
      {
        ...(behind.hits > 0 ? LEFT_BEHIND : { open: left.length > 0 ? STILL_WAITING : undefined, openWay: WAIT_LONGER, openBy: LEFT_WAITING }),
        rates: [notRare(LEFT_WAITING, left.length, waits), mostly(LEFT_BEHIND.openBy, behind)],
        violations,
        exposed: operations.some((each) => isExposed(facts, each)),
      },
      { reason: 'no operation that overlapped, was lost or was in flight came to an end' },
    );
  },
};

const LEFT_WAITING = 'still-waiting';
const STILL_WAITING = 'a key was still told to wait when it was asked for the last time, and that was too soon after work on it, or fresh keys were not served';
const WAIT_LONGER = 'give more --time, or with --lease how long a claim may last';
/** What has just been at work is no open question. */
const OPEN_SHARE = 0.1;

/** A key that nothing but waits is known of. */
interface Wait {
  readonly last: AttemptFacts;
  /** Whatever was not told to wait may have worked, and claimed the key until its end. */
  readonly workers: readonly AttemptFacts[];
  /** From the end of all work to the last that was sent. */
  readonly waitedMs: number;
  /** Sent after that end. */
  readonly fresh: readonly AttemptFacts[];
}

function waitOf(facts: Facts, operation: OperationFacts): Wait | undefined {
  const { contract } = facts;
  const sends = sendsOf(facts, operation);
  const last = sends.at(-1);
  if (last?.answer?.class !== 'in-flight' || sends.some(isAccepted)) return undefined;
  if (payloadsOf(sends) > 1 && mismatchesLookInFlight(facts)) return undefined;
  // Where a finished duplicate gets a conflict for good, only a probe can tell that nothing was finished.
  if (contract.replay?.finished === 'conflict-with-id' && !leftNothing(facts, operation)) return undefined;
  const workers = sends.filter(({ answer }) => answer?.class !== 'in-flight');
  const quietAtMs = Math.max(startOf(sends[0] ?? last), lastCallMs(operation), ...workers.map((each) => workEnd(facts, each)));
  return { last, workers, waitedMs: startOf(last) - quietAtMs, fresh: operation.controls.filter((each) => startOf(each) >= quietAtMs) };
}

/** Nobody knows whether it would have come free: an account that serves one request at a time explains a wait. */
function isLeftWaiting(facts: Facts, operation: OperationFacts): boolean {
  const { leaseMs } = facts.contract;
  const wait = leaseMs === undefined || operation.settlement === 'not-tried' ? undefined : waitOf(facts, operation);
  return wait !== undefined && leaseMs !== undefined && wait.waitedMs >= leaseMs * OPEN_SHARE && !wait.fresh.some(isToldToWait);
}

/** It was told to wait for as long, and was accepted after that. */
function cameFree(facts: Facts, operation: OperationFacts): boolean {
  const sends = sendsOf(facts, operation);
  const last = sends.findLast(({ answer }) => answer?.class === 'in-flight');
  if (last === undefined || !sends.some((each) => isAccepted(each) && startOf(each) > startOf(last))) return false;
  const workers = sends.filter((each) => each.answer?.class !== 'in-flight' && startOf(each) <= startOf(last));
  const waitedMs = startOf(last) - Math.max(startOf(sends[0] ?? last), ...workers.map((each) => workEnd(facts, each)));
  return waitedMs >= (facts.contract.leaseMs ?? Infinity) * OPEN_SHARE;
}

function stuck(facts: Facts, operation: OperationFacts): Violation[] {
  const { leaseMs } = facts.contract;
  if (leaseMs === undefined || (operation.settlement !== 'failed-alike' && operation.settlement !== 'deadline')) return [];
  const wait = waitOf(facts, operation);
  if (wait === undefined) return [];
  const { last, workers, waitedMs, fresh } = wait;
  // Where fresh keys wait as well, there is something else to wait for: a service may serve one request of an account at a time.
  // One that failed or was shed waited for nothing, and only serves nobody.
  const served = fresh.filter(isAccepted);
  if (waitedMs < leaseMs || fresh.some(isToldToWait) || served.length < (operation.settlement === 'deadline' ? LEAST_SERVED : 1)) return [];
  const waiting = sendsOf(facts, operation).filter(({ answer }) => answer?.class === 'in-flight');
  return [
    {
      cause: 'in-flight-for-ever',
      operation: operation.id,
      attempts: [...workers, ...waiting].map(({ id }) => id),
      sentence: `${waiting.length} retries were told that the operation is in flight (${last.answer?.status ?? 0}), the last ${Math.round(waitedMs)} ms after nothing was; the lease is ${leaseMs} ms, and ${served.length === 1 ? 'a fresh key was' : `${served.length} fresh keys were`} accepted then (${named(served)}).`,
    },
  ];
}

/**
 * Nothing in the answers tells another payload, which may own the key for good, from a running duplicate: calibration saw it
 * so, each time that it was answered. Once may be a claim that was not released in time.
 */
function mismatchesLookInFlight({ calibration }: Facts): boolean {
  const told = calibration.observations.filter(({ question }) => question === 'other-payload').flatMap(({ answers }) => answers);
  // Where the second was not answered, the first one's answer stands there, compared with nothing.
  const answered = told.filter(({ sameStatus }) => sameStatus !== undefined);
  return answered.length > 0 && answered.every((answer) => answer.class === 'in-flight');
}

function unanswered(facts: Facts, operation: OperationFacts): Violation[] {
  const { contract, calibration } = facts;
  const sends = sendsOf(facts, operation);
  // A service may take its time over a downstream that fails, and try again and again.
  if (sends.length < 2 || wasDisturbed(operation)) return [];
  const longestMs = Math.max(2000, 30 * calibration.durationP95Ms) + (contract.waitMs ?? 0);
  for (const attempt of sends) {
    if (attempt.reason !== 'timeout' || attempt.fault !== undefined || attempt.variant !== undefined) continue;
    const silentMs = endOf(attempt) - heldUpUntil(facts, startOf(attempt), endOf(attempt));
    if (!Number.isFinite(silentMs) || silentMs < longestMs * 0.99) continue;
    // An instance that was paused, stopped or killed meanwhile keeps everybody waiting, whatever their keys.
    if (disruptionsOf(facts).some(({ atMs }) => startOf(attempt) <= atMs && atMs <= endOf(attempt))) continue;
    // A barrier may have held it back, and the first of its key is the handler's own time: neither is about the key.
    if (attempt.sentAtMs === undefined || !sends.some((other) => other !== attempt && startOf(other) <= startOf(attempt))) continue;
    // A duplicate may lawfully wait for a body that the plan itself holds back.
    if (sends.some((other) => other.fault?.kind === 'body-stalled' && overlap(attempt, other))) continue;
    if (isBehind(facts, attempt)) continue;
    const served = servedDuring(facts, attempt, operation.operation.body);
    if (served.length === 0) continue;
    return [
      {
        cause: 'never-answered',
        operation: operation.id,
        attempts: [attempt.id],
        sentence: `${attempt.id} got no answer in ${Math.round(silentMs)} ms, while ${named(served)} started later on another key and ${served.length === 1 ? 'was' : 'were'} accepted.`,
      },
    ];
  }
  return [];
}

/** In one write on one connection answers come in order: behind one that never came, nobody knows whose fault it is. */
function isBehind({ plan, attempts }: Facts, attempt: AttemptFacts): boolean {
  return plan.lane === 'pipelined' && [...attempts.values()].some((other) => other !== attempt && other.phase === 'plan' && other.reason === 'timeout' && other.fault === undefined && overlap(other, attempt));
}

/**
 * Ordinary requests like it, of other keys, that were sent to the same instance after it and accepted before it was given up.
 * A replay is none: it takes no work, and passes by a queue in which others wait for theirs.
 */
function servedDuring(facts: Facts, attempt: AttemptFacts, body: number): AttemptFacts[] {
  return [...facts.attempts.values()].filter(
    (other) => isAccepted(other) && operationsById(facts).get(other.operation)?.operation.body === body && other.principal === attempt.principal && other.key !== attempt.key && other.instance === attempt.instance && other.route === attempt.route && startOf(other) >= startOf(attempt) && endOf(other) <= endOf(attempt)
      && startOf(other) <= (firstStarts(facts).get(other.key) ?? Infinity),
  );
}

/** When each key was first sent. */
const firstStarts = onceFor((facts: Facts): ReadonlyMap<string | undefined, number> => {
  const first = new Map<string | undefined, number>();
  for (const attempt of facts.attempts.values()) {
    if (attempt.outcome !== 'fail') first.set(attempt.key, Math.min(first.get(attempt.key) ?? Infinity, startOf(attempt)));
  }
  return first;
});

function isExposed(facts: Facts, operation: OperationFacts): boolean {
  if (operation.settlement !== 'accepted' && operation.settlement !== 'refused') return false;
  const sends = sendsOf(facts, operation);
  return sends.length >= 2 && sends.some((each) => each.lost || each.answer?.class === 'in-flight' || sends.some((other) => overlap(each, other)));
}
