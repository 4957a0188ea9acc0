import type { AnswerClass, AttemptFacts, Facts, OperationFacts } from '../../src/model/index.js';
import { endOf, inStatusSet, isHalfSent, marginOf, onceFor, oncePer, startOf, WORK_DURATIONS } from '../../src/model/index.js';
import { heldUpUntil } from './outages.js';

export { endOf, startOf };

/** Retention that is assumed where the contract names none: what `auto` promises at least. */
const RETENTION_MS = 120_000;
/** Lease that is assumed where the contract names none, where a longer one is the kinder assumption. */
const LEASE_MS = 10_000;

/** How long the contract says that a key is kept. */
export function retentionOf({ contract }: Facts): number {
  return contract.retentionMs ?? RETENTION_MS;
}

/**
 * The attempts that may have asked for the operation itself: no safe methods with its key, none that certainly never
 * arrived, none under a credential that had been revoked.
 */
export const sendsOf = oncePer((facts: Facts, operation: OperationFacts): readonly AttemptFacts[] =>
  operation.attempts.filter((attempt) => attempt.variant?.method === undefined && attempt.outcome !== 'fail' && !afterRevoke(facts, attempt)),
);

/** True where the attempt's principal was being revoked before it started. */
export function afterRevoke(facts: Facts, attempt: AttemptFacts): boolean {
  return revocations(facts).some((revoke) => revoke.principal === attempt.principal && revoke.invokedAtMs <= attempt.invokedAtMs);
}

/** Requests that ended a credential. */
export const revocations = onceFor((facts: Facts): readonly AttemptFacts[] =>
  facts.plan.steps.some(({ kind }) => kind === 'revoke') ? [...facts.attempts.values()].filter(({ phase }) => phase === 'revoke') : [],
);

/**
 * Those of the sends that the retention still covers. Nothing is judged within 10 % (at least 100 ms) of its end, and
 * the window is counted from the first send, the earliest instant that a contract may mean.
 */
export const liveSends = oncePer((facts: Facts, operation: OperationFacts): readonly AttemptFacts[] => {
  const sends = sendsOf(facts, operation);
  const first = sends[0];
  if (first === undefined) return [];
  const retentionMs = retentionOf(facts);
  const horizon = first.invokedAtMs + retentionMs - marginOf(retentionMs);
  return sends.filter((attempt) => (endOf(attempt) === Number.POSITIVE_INFINITY ? attempt.invokedAtMs : endOf(attempt)) < horizon);
});

/** The operation was accepted: the target did answer so, whether its client came to read it or not. */
export function isAccepted(attempt: AttemptFacts): boolean {
  return attempt.answer?.class === 'accepted';
}

/** The sends that were accepted. */
export const acceptedOf = oncePer((facts: Facts, operation: OperationFacts): readonly AttemptFacts[] => sendsOf(facts, operation).filter(isAccepted));

/** True where the request's body was sent whole and at once, so that the answer is to what was meant. */
export function wasWhole(attempt: AttemptFacts): boolean {
  return !isHalfSent(attempt) && attempt.fault?.kind !== 'request-lost';
}

/** True where the network brought it twice: its answer may be to the second of the two, which overlaps the first. */
export function isDoubled({ fault }: AttemptFacts): boolean {
  return fault?.kind === 'doubled';
}

/** True where a HEAD, GET or OPTIONS with the operation's key may have reached the target before this attempt was answered. */
export function isBehindSafeMethod({ attempts }: OperationFacts, attempt: AttemptFacts): boolean {
  return attempts.some((each) => each.variant?.method !== undefined && each.outcome !== 'fail' && startOf(each) < endOf(attempt));
}

/** Refused, or told something of the 4xx that the contract cannot read: whichever it is, it is no success and no "later". */
export function isTurnedDown(attempt: AttemptFacts): boolean {
  const { answer } = attempt;
  return isRefusal(attempt) || (answer?.class === 'unclear' && wasWhole(attempt) && answer.status >= 400 && answer.status < 500 && answer.status !== 401);
}

/**
 * A definite no to the request as it was meant. Not a 401: credentials expire at any time. Not a 5xx, whatever a
 * contract calls it.
 */
export function isRefusal(attempt: AttemptFacts): boolean {
  const answer = attempt.answer;
  if (answer === undefined || !wasWhole(attempt)) return false;
  return (answer.class === 'refused' || answer.class === 'mismatch') && answer.status < 500 && answer.status !== 401;
}

/** Failed without saying whether it was applied: no answer, a transient one, one that fits nothing, one in flight. */
export function isIndefinite(attempt: AttemptFacts): boolean {
  if (attempt.outcome === 'fail') return false;
  return attempt.answer === undefined || !wasWhole(attempt) || isOpen(attempt.answer.class) || attempt.answer.status >= 500;
}

function isOpen(is: AnswerClass): boolean {
  return is === 'transient' || is === 'unclear' || is === 'in-flight';
}

/** True where it carried headers without meaning, or was written to the wire in another way. */
export function isNoisy({ variant }: AttemptFacts): boolean {
  return variant !== undefined && ((variant.noise?.length ?? 0) > 0 || variant.framing !== undefined);
}

/** True where the client of one was still waiting when the other was sent, and the other way round. */
export function overlap(a: AttemptFacts, b: AttemptFacts): boolean {
  return a !== b && startOf(a) < endOf(b) && startOf(b) < endOf(a);
}

/** The server may still be at work on `other` at that time: its client can have left long before. */
function mayRun(facts: Facts, other: AttemptFacts, atMs: number): boolean {
  if (startOf(other) > atMs) return false;
  if (other.answer !== undefined) return endOf(other) > atMs;
  return atMs < workEnd(facts, other) + (facts.contract.leaseMs ?? LEASE_MS);
}

/** When the work on an attempt has surely ended: with its answer, or some durations after it was sent where its client left. */
export function workEnd(facts: Facts, attempt: AttemptFacts): number {
  if (attempt.answer !== undefined) return endOf(attempt);
  const workMs = WORK_DURATIONS * facts.calibration.durationP95Ms;
  return Math.max(endOf(attempt), heldUpUntil(facts, startOf(attempt), startOf(attempt) + workMs) + workMs);
}

/** True where nothing else of the key can have been in flight while this attempt was: a lock can explain no answer to it. */
export function isQuiet(facts: Facts, attempt: AttemptFacts, all: readonly AttemptFacts[]): boolean {
  return all.every((other) => !mayRunBeside(facts, attempt, other));
}

/** True where the other may have been at work while the attempt was out, though its own client may have left before. */
export function mayRunBeside(facts: Facts, attempt: AttemptFacts, other: AttemptFacts): boolean {
  return other !== attempt && (overlap(attempt, other) || mayRun(facts, other, startOf(attempt)));
}

/** True where no other client of the key was waiting meanwhile. */
export function isAlone(attempt: AttemptFacts, all: readonly AttemptFacts[]): boolean {
  return all.every((other) => other === attempt || !overlap(attempt, other));
}

/** The accepted attempt that was answered first: from then on the key is completed, and belongs to its payload. */
export function completionOf(sends: readonly AttemptFacts[]): AttemptFacts | undefined {
  let first: AttemptFacts | undefined;
  for (const each of sends) if (isAccepted(each) && (first === undefined || endOf(each) < endOf(first))) first = each;
  return first;
}

/** Attempts that were sent once the completion had been answered. */
export function afterwards(sends: readonly AttemptFacts[], completion: AttemptFacts): AttemptFacts[] {
  return sends.filter((attempt) => attempt !== completion && startOf(attempt) >= endOf(completion));
}

const FAILURES = ['5xx'];
const TROUBLES = ['502-504', '507'];

/**
 * A failure of the server's own: neither load shedding nor a gateway's trouble, which are lawful at any time (502, 503,
 * 504, 507, anything with Retry-After).
 */
export function isCrash(attempt: AttemptFacts): boolean {
  const answer = attempt.answer;
  if (answer === undefined || !wasWhole(attempt) || answer.class === 'accepted' || answer.headers['retry-after'] !== undefined) return false;
  return inStatusSet(answer.status, FAILURES) && !inStatusSet(answer.status, TROUBLES);
}

/** Turned away before any work, as may happen at any time: it was told to come back later. */
export function isShed({ answer }: AttemptFacts): boolean {
  return answer !== undefined && answer.class !== 'accepted' && (answer.status === 503 || answer.headers['retry-after'] !== undefined);
}

/** True where the operation was sent with more than one payload: which of them owns the key may be open. */
export function payloadsOf(sends: readonly AttemptFacts[]): number {
  const payloads: number[] = [];
  for (const { payload } of sends) if (!payloads.includes(payload)) payloads.push(payload);
  return payloads.length;
}
