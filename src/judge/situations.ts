import type { AttemptFacts, Facts, History, HistoryEvent, OperationFacts } from '../model/index.js';
import { marginOf, once, takesStore } from '../model/index.js';

type Test = (operation: OperationFacts, facts: Facts) => boolean;

const isAccepted = ({ answer }: AttemptFacts) => answer?.class === 'accepted';
const isSend = ({ outcome, variant }: AttemptFacts) => outcome !== 'fail' && variant?.method === undefined;
const isLost = (attempt: AttemptFacts) => isSend(attempt) && attempt.lost;
const startOf = (attempt: AttemptFacts) => attempt.sentAtMs ?? attempt.invokedAtMs;
const endOf = (attempt: AttemptFacts) => attempt.endedAtMs ?? Number.POSITIVE_INFINITY;
const any = (test: (attempt: AttemptFacts) => boolean): Test => ({ attempts }) => attempts.some(test);
const isDisconnect = ({ fault }: AttemptFacts) => fault?.kind === 'close' || fault?.kind === 'reset' || fault?.kind === 'response-cut';

/** What was done to processes: where it begins, and where it ends. One disruption is under way at a time. */
const strikesOf = once((history: History): readonly HistoryEvent[] => {
  let isOutage = false;
  return history.events.filter((event) => {
    if (event.type !== 'disruption') return false;
    if (event.begins !== undefined) isOutage = event.begins.kind === 'outage';
    return !isOutage;
  });
});
const isLoss = (event: HistoryEvent) => event.type === 'disruption' && event.begins !== undefined && takesStore(event.begins);

/** True where some send started after one of the kind had ended. */
function retriedAfter(test: (attempt: AttemptFacts) => boolean): Test {
  return ({ attempts }) => attempts.some((first) => isSend(first) && test(first) && attempts.some((later) => isSend(later) && startOf(later) >= endOf(first)));
}

const overlapped: Test = ({ attempts }) => {
  const sends = attempts.filter(isSend);
  return sends.some((a, index) => sends.some((b, other) => other > index && startOf(a) < endOf(b) && startOf(b) < endOf(a)));
};

const SITUATIONS: { readonly [name: string]: Test } = {
  overlapped,
  'answer lost': any(isLost),
  'lost after commit': ({ attempts, effects }) => attempts.some((each) => isLost(each) && isAccepted(each)) || (attempts.some(isLost) && !attempts.some((each) => isAccepted(each) && !each.lost) && effects.some(({ total }) => (total ?? 0) > 0)),
  'retried after loss': retriedAfter((each) => each.lost),
  'retried after disconnect': retriedAfter(isDisconnect),
  'retried after failure': retriedAfter(({ answer }) => answer?.class === 'transient'),
  'body half sent': any(({ fault }) => fault?.kind === 'body-stalled' || ((fault?.kind === 'close' || fault?.kind === 'reset') && fault.at === 'mid-body')),
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
  'other instance': ({ attempts }) => new Set(attempts.map(({ instance }) => instance)).size > 1,
  'other body': ({ operation }) => operation.body !== 0,
  crowded: ({ crowded }) => crowded,
  'raw lane': (operation, facts) => facts.plan.lane.startsWith('raw') && overlapped(operation, facts),
  'credential revoked': (_operation, { plan }) => plan.steps.some(({ kind }) => kind === 'revoke'),
  'struck in flight': ({ attempts }, { history }) => strikesOf(history).some((event) => attempts.some((each) => isSend(each) && startOf(each) <= event.atMs && event.atMs <= endOf(each))),
  'retried after a restart': ({ attempts }, { history }) => strikesOf(history).some((event) => attempts.some((each) => isSend(each) && endOf(each) <= event.atMs) && attempts.some((each) => isSend(each) && startOf(each) >= event.atMs)),
  'outage in flight': ({ attempts }, { history }) => attempts.some((each) => isSend(each) && history.events.some((event) => isLoss(event) && startOf(each) <= event.atMs && event.atMs <= endOf(each))),
  'retried after an outage': ({ attempts }, { history }) => history.events.some((event) => isLoss(event) && attempts.some((each) => isSend(each) && startOf(each) <= event.atMs) && attempts.some((each) => isSend(each) && startOf(each) >= event.atMs)),
  'downstream failed': ({ downstream }) => downstream.some(({ ending }) => ending === 'failed' || ending === 'reset'),
  'client left while downstream worked': ({ attempts, downstream }) => attempts.some((each) => isDisconnect(each) && downstream.some((call) => call.arrivedAtMs <= endOf(each) && endOf(each) < (call.endedAtMs ?? Infinity))),
  'sent while downstream worked': ({ attempts, downstream }) => attempts.some((each, index) => isSend(each) && index > 0 && downstream.some((call) => call.arrivedAtMs <= startOf(each) && startOf(each) < (call.endedAtMs ?? Infinity))),
  'retried late in the retention': ({ attempts }, { contract: { retentionMs } }) => retentionMs !== undefined && attempts.some((each) => isSend(each) && isLate(each, attempts[0], retentionMs)),
  'retried after the retention': ({ attempts }, { contract: { retentionMs } }) => retentionMs !== undefined && attempts.some((each) => isSend(each) && isAfter(each, attempts, retentionMs)),
  'retried beyond the lease': ({ attempts }, { contract: { leaseMs } }) => leaseMs !== undefined && attempts.some((each) => attempts.some((other) => isSend(each) && isSend(other) && startOf(each) >= startOf(other) + leaseMs && startOf(each) < endOf(other))),
  'sent again at the end': any(({ phase }) => phase === 'resend'),
};

/** In the second half of the window, and clear of its end. */
function isLate(attempt: AttemptFacts, first: AttemptFacts | undefined, windowMs: number): boolean {
  const sinceMs = startOf(attempt) - (first === undefined ? 0 : startOf(first));
  return sinceMs >= windowMs / 2 && sinceMs + endOf(attempt) - startOf(attempt) <= windowMs - marginOf(windowMs);
}

/** Once all that came before had ended a window ago, and clear of that moment. */
function isAfter(attempt: AttemptFacts, attempts: readonly AttemptFacts[], windowMs: number): boolean {
  const before = attempts.filter((other) => startOf(other) < startOf(attempt));
  return before.length > 0 && before.every((other) => endOf(other) + windowMs + marginOf(windowMs) <= startOf(attempt));
}

function sharesKeyAcross(operation: OperationFacts['operation'], { operations }: Facts, part: 'principal' | 'route'): boolean {
  const key = operation.key;
  if (key.kind !== 'shared') return false;
  const owner = operations.find(({ id }) => id === key.of);
  return owner !== undefined && owner.operation[part] !== operation[part];
}

/** Every situation that a history can reach, by name. */
export const allSituations: readonly string[] = Object.keys(SITUATIONS);

/** The situations that one history reached, each once. */
export function situationsOf(facts: Facts): string[] {
  const reached: string[] = [];
  for (const name of allSituations) {
    const test = SITUATIONS[name];
    if (test !== undefined && facts.operations.some((operation) => test(operation, facts))) reached.push(name);
  }
  return reached;
}
