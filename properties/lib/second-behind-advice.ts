import type { AttemptFacts, CauseText, Facts, OperationFacts } from '../../src/model/index.js';
import { mayMeet } from './executions.js';
import type { Behind } from './second-behind.js';
import { callsTooMany, downstreamKeys, ranAfterFailure, unknownOf } from './second-behind.js';
import { endOf, isAccepted, sendsOf, startOf } from './sends.js';
import { ending, endings, listed } from './words.js';

const CLAIM = 'Claim the key with one atomic insert (unique constraint, SET NX) before any effect.';

/** What it most likely means that the lookup of the key worked, or was lawfully passed, and the effect is there twice. */
export function behindAdvice(facts: Facts, operation: OperationFacts, { how, executed }: Behind): CauseText {
  if (how === 'downstream-key') return downstreamKeyAdvice(facts, operation);
  return how === 'after-failure' ? failureAdvice(facts, operation, executed) : oneResourceAdvice(facts, operation, executed);
}

const DERIVE = "Derive the downstream's key from the client's key alone (and from the step, where one operation makes several calls): no time, no counter, nothing random. Then a call that is repeated is known.";

/** What another downstream key adds to whatever made the operation run again; nothing where there was none. */
export function downstreamKeyText(facts: Facts, operation: OperationFacts): CauseText | undefined {
  const keys = downstreamKeys(facts, operation);
  if (keys.length < 2) return undefined;
  return { means: `The downstream was called under different keys of its own (${listed(keys.map((key) => `key ${key}`))}), and took the later call for another request.`, fix: DERIVE };
}

function downstreamKeyAdvice(facts: Facts, operation: OperationFacts): CauseText {
  const { means = '' } = downstreamKeyText(facts, operation) ?? {};
  const [failed] = ranAfterFailure(facts, operation);
  // Running again after a failure is what a retry is for.
  if (failed !== undefined) return { means: `${means} To run again after ${failed.id} ${ending(failed)} is right, but not under another key.`, fix: DERIVE };
  if (areTogether(facts, operation)) return { means: `${means} Its attempts may have been under way together, and neither had claimed the client's key when the other looked.`, fix: `${CLAIM} ${DERIVE}` };
  return { means, fix: `${DERIVE} And see why the operation ran again: its own record was lost, or not found.` };
}

function areTogether(facts: Facts, operation: OperationFacts): boolean {
  const sends = sendsOf(facts, operation);
  return sends.some((one) => sends.some((other) => mayMeet(facts, one, other)));
}

function failureAdvice(facts: Facts, operation: OperationFacts, executed: readonly AttemptFacts[]): CauseText {
  const failed = executed.slice(0, -1);
  const last = executed.at(-1);
  const told = `${endings(failed)}, and ${last?.id ?? ''}, sent when that was over,`;
  const calls = callsTooMany(facts, operation);
  const isDone = calls.some(({ arrivedAtMs }) => failed.some((each) => arrivedAtMs >= startOf(each) && arrivedAtMs <= endOf(each)));
  if (isDone && calls.every(({ key }) => key === undefined)) {
    return {
      means: `The downstream had done its part when ${told} called it again: without a key of its own it takes that for another request.`,
      fix: `Send the downstream a key. ${DERIVE} Where it knows no keys, ask it what became of the first call before calling again.`,
    };
  }
  return {
    means: `${told} was executed again, although the effect of the failed attempt stayed: that was not rolled back with the key (made outside of its transaction, on another connection), or the failure was answered while the work went on (a deadline), and the key was freed.`,
    fix: 'Let key and effect commit or roll back together, on one connection. After a deadline keep the key claimed until the work has ended, or was stopped for certain.',
  };
}

const DELIVERED = 'Give whatever is passed on (a message, a job, a call) an id that its receiver knows again, and let one worker at a time take it.';

function oneResourceAdvice(facts: Facts, operation: OperationFacts, accepted: readonly AttemptFacts[]): CauseText {
  const sends = sendsOf(facts, operation);
  if (sends.length === 1) {
    return {
      means: `No duplicate came in: ${sends[0]?.id ?? ''} was sent once. The service repeated the effect by itself: a relay, a queue that delivers twice, a retry within.`,
      fix: DELIVERED,
    };
  }
  const open = unknownOf(facts, operation);
  const unless = open.length === 0 ? '' : `, unless ${listed(open.map(({ id }) => id))}, whose answer was lost, was executed too and its record released`;
  if (isJob(accepted)) {
    return {
      means: `The answers are 202 and name one job, and it was done more than once: it is known only until it is finished, and the copy that came later began it again; or a queue delivered it twice${unless}.`,
      fix: `Keep the job's record (key, fingerprint, outcome) beyond its end, for as long as clients may retry. ${DELIVERED}`,
    };
  }
  const noticed = 'All that was accepted was answered with one resource, so the duplicate was noticed';
  if (!areTogether(facts, operation) || open.length > 0) {
    return { means: `${noticed}${unless}. The fault lies behind the key: one execution was passed on twice (an outbox relay, a queue, a retry within).`, fix: DELIVERED };
  }
  return {
    means: `${noticed}, but too late or for nothing: the effect of the copy that lost was not undone (made outside of its transaction, or in a table without transactions), or one execution was passed on twice (an outbox relay, a queue, a retry within). Only where ids are made from the key may it be a plain race.`,
    fix: `${CLAIM} Where the claim comes last, make the effect in its transaction, and see that the store can roll it back. ${DELIVERED}`,
  };
}

/** Accepted to be done later, with one copy sent when another had been answered. */
function isJob(accepted: readonly AttemptFacts[]): boolean {
  return accepted.every((each) => isAccepted(each) && each.answer?.status === 202) && accepted.some((each) => accepted.some((other) => startOf(each) >= endOf(other)));
}
