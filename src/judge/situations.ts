import type { AttemptFacts, Facts, OperationFacts } from '../model/index.js';
import { disruptionsOf, endOf, isHalfSent, marginOf, onceFor, startOf, takesStore } from '../model/index.js';
import { hasOverlap, isSend } from './overlap.js';

type Test = (operation: OperationFacts, facts: Facts) => boolean;

const isAccepted = ({ answer }: AttemptFacts) => answer?.class === 'accepted';
const isLost = (attempt: AttemptFacts) => isSend(attempt) && attempt.lost;
const any = (test: (attempt: AttemptFacts) => boolean): Test => ({ attempts }) => {
  for (const each of attempts) if (test(each)) return true;
  return false;
};
const isDisconnect = ({ fault }: AttemptFacts) => fault?.kind === 'close' || fault?.kind === 'reset' || fault?.kind === 'response-cut';

/** What was done to processes: where it begins, and where it ends. One disruption is under way at a time. */
const strikesOf = onceFor((facts: Facts) => {
  let isOutage = false;
  return disruptionsOf(facts).filter(({ begins }) => {
    if (begins !== undefined) isOutage = begins.kind === 'outage';
    return !isOutage;
  });
});
const lossesOf = onceFor((facts: Facts) => disruptionsOf(facts).filter(({ begins }) => begins !== undefined && takesStore(begins)));

/** True where some send was out at the time. */
const isOutAt = (attempts: readonly AttemptFacts[], atMs: number) => attempts.some((each) => isSend(each) && startOf(each) <= atMs && atMs <= endOf(each));
const isSentFrom = (attempts: readonly AttemptFacts[], atMs: number) => attempts.some((each) => isSend(each) && startOf(each) >= atMs);

/** True where some send started after one of the kind had ended. */
function retriedAfter(test: (attempt: AttemptFacts) => boolean): Test {
  return ({ attempts }) => attempts.some((first) => isSend(first) && test(first) && attempts.some((later) => isSend(later) && startOf(later) >= endOf(first)));
}

const overlapped: Test = ({ attempts }) => hasOverlap(attempts);

const SITUATIONS: { readonly [name: string]: Test } = {
  overlapped,
  'answer lost': any(isLost),
  'lost after commit': ({ attempts, effects }) => attempts.some((each) => isLost(each) && isAccepted(each)) || (attempts.some(isLost) && !attempts.some((each) => isAccepted(each) && !each.lost) && effects.some(({ total }) => (total ?? 0) > 0)),
  'retried after loss': retriedAfter((each) => each.lost),
  'retried after disconnect': retriedAfter(isDisconnect),
  'retried after failure': retriedAfter(({ answer }) => answer?.class === 'transient'),
  'body half sent': any(isHalfSent),
  replayed: ({ attempts }) => attempts.some((first) => isAccepted(first) && attempts.some((later) => isSend(later) && isAccepted(later) && startOf(later) >= endOf(first))),
  'in-flight seen': any(({ answer }) => answer?.class === 'in-flight'),
  refused: any(({ answer }) => answer?.class === 'refused'),
  shed: any(({ answer }) => answer?.status === 429 || answer?.status === 503),
  'server error': any(({ answer }) => answer !== undefined && answer.status >= 500 && answer.status !== 503),
  'mismatch sent': any(({ variant }) => variant?.payload !== undefined && variant.payload.kind !== 'invalid'),
  'invalid then corrected': ({ attempts }) => attempts.some((bad) => bad.variant?.payload?.kind === 'invalid' && attempts.some((good) => good.variant?.payload === undefined && startOf(good) >= endOf(bad))),
  respelled: any(({ variant }) => variant?.spelling !== undefined),
  'meaningless header': any(({ variant }) => (variant?.noise ?? []).length > 0),
  'other framing': any(({ variant }) => variant?.framing !== undefined),
  'large body': ({ operation }) => (operation.filler?.length ?? 0) >= 4096,
  'safe method': any(({ variant }) => variant?.method !== undefined),
  'near keys': ({ operation }) => operation.key.kind === 'near',
  'hostile key': ({ operation }) => operation.key.kind === 'hostile',
  keyless: ({ operation }, { contract }) => contract.natural !== true && (operation.key.kind === 'absent' || operation.key.kind === 'empty'),
  'other principal': ({ operation }, facts) => sharesKeyAcross(operation, facts, 'principal'),
  // A request that is made from an answer is not sent where that answer never came.
  'other route': ({ operation, attempts }, facts) => attempts.length > 0 && sharesKeyAcross(operation, facts, 'route'),
  'other instance': ({ attempts }) => attempts.some(({ instance }) => instance !== attempts[0]?.instance),
  'other body': ({ operation }) => operation.body !== 0,
  crowded: ({ crowded }) => crowded,
  'raw lane': (operation, facts) => facts.plan.lane.startsWith('raw') && overlapped(operation, facts),
  'credential revoked': (_operation, { plan }) => plan.steps.some(({ kind }) => kind === 'revoke'),
  'struck in flight': ({ attempts }, facts) => strikesOf(facts).some(({ atMs }) => isOutAt(attempts, atMs)),
  'retried after a restart': ({ attempts }, facts) => strikesOf(facts).some(({ atMs }) => attempts.some((each) => isSend(each) && endOf(each) <= atMs) && isSentFrom(attempts, atMs)),
  'outage in flight': ({ attempts }, facts) => lossesOf(facts).some(({ atMs }) => isOutAt(attempts, atMs)),
  'retried after an outage': ({ attempts }, facts) => lossesOf(facts).some(({ atMs }) => attempts.some((each) => isSend(each) && startOf(each) <= atMs) && isSentFrom(attempts, atMs)),
  'downstream failed': ({ downstream }) => downstream.some(({ ending }) => ending === 'failed' || ending === 'reset'),
  'client left while downstream worked': ({ attempts, downstream }) => attempts.some((each) => isDisconnect(each) && downstream.some((call) => call.arrivedAtMs <= endOf(each) && endOf(each) < (call.endedAtMs ?? Infinity))),
  'sent while downstream worked': ({ attempts, downstream }) => attempts.some((each, index) => isSend(each) && index > 0 && downstream.some((call) => call.arrivedAtMs <= startOf(each) && startOf(each) < (call.endedAtMs ?? Infinity))),
  'retried late in the retention': ({ attempts }, { contract: { retentionMs } }) => retentionMs !== undefined && attempts.some((each) => isSend(each) && isLate(each, attempts[0], retentionMs)),
  'retried after the retention': ({ attempts }, { contract: { retentionMs } }) => retentionMs !== undefined && attempts.some((each) => isSend(each) && isAfter(each, attempts, retentionMs)),
  'retried beyond the lease': ({ attempts }, { contract: { leaseMs } }) => leaseMs !== undefined && attempts.some((first) => startOf(first) + leaseMs < endOf(first) && isSend(first) && attempts.some((each) => isSend(each) && startOf(each) >= startOf(first) + leaseMs && startOf(each) < endOf(first))),
  'sent again at the end': any(({ phase }) => phase === 'resend'),
};

/** In the second half of the window, and clear of its end. */
function isLate(attempt: AttemptFacts, first: AttemptFacts | undefined, windowMs: number): boolean {
  const sinceMs = startOf(attempt) - (first === undefined ? 0 : startOf(first));
  return sinceMs >= windowMs / 2 && sinceMs + endOf(attempt) - startOf(attempt) <= windowMs - marginOf(windowMs);
}

/** Once all that came before had ended a window ago, and clear of that moment. */
function isAfter(attempt: AttemptFacts, attempts: readonly AttemptFacts[], windowMs: number): boolean {
  const atMs = startOf(attempt);
  const isBefore = (other: AttemptFacts): boolean => startOf(other) < atMs;
  return attempts.some(isBefore) && attempts.every((other) => !isBefore(other) || endOf(other) + windowMs + marginOf(windowMs) <= atMs);
}

function sharesKeyAcross(operation: OperationFacts['operation'], { operations }: Facts, part: 'principal' | 'route'): boolean {
  const key = operation.key;
  if (key.kind !== 'shared') return false;
  const owner = operations.find(({ id }) => id === key.of);
  return owner !== undefined && owner.operation[part] !== operation[part];
}

/** Every situation that a history can reach, by name. */
export const allSituations: readonly string[] = Object.keys(SITUATIONS);
const TESTS = Object.entries(SITUATIONS);

/** The situations that one history reached, each once. */
export function situationsOf(facts: Facts): string[] {
  const reached: string[] = [];
  for (const [name, test] of TESTS) if (isReached(test, facts)) reached.push(name);
  return reached;
}

function isReached(test: Test, facts: Facts): boolean {
  for (const operation of facts.operations) if (test(operation, facts)) return true;
  return false;
}
