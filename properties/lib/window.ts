import type { AttemptFacts, Facts, OperationFacts } from '../../src/model/index.js';
import { marginOf, oncePer } from '../../src/model/index.js';
import { completionOf, endOf, retentionOf, sendsOf, startOf, workEnd } from './sends.js';

/**
 * Until when the key surely holds. The key was claimed at some time after the first send began; where the contract counts
 * from the commit or the answer, from the last moment at which the target itself said that it was still at work.
 */
export const heldUntil = oncePer((facts: Facts, operation: OperationFacts): { readonly atMs: number } => {
  const sends = sendsOf(facts, operation);
  const retentionMs = retentionOf(facts);
  const from = facts.contract.retentionFrom;
  const firstMs = sends[0]?.invokedAtMs ?? 0;
  const sinceMs = from === 'commit' || from === 'answer' ? Math.max(firstMs, ...provenBusy(facts, sends)) : firstMs;
  return { atMs: sinceMs + retentionMs - marginOf(retentionMs) };
});

/** When attempts were sent that were told to wait for one operation, and for nothing else: it had not ended by then. */
function provenBusy({ contract }: Facts, sends: readonly AttemptFacts[]): number[] {
  const worker = completionOf(sends);
  if (worker === undefined || contract.replay?.finished === 'conflict-with-id') return [];
  // A lock that a replay holds for a moment says nothing about the operation.
  const isProof = (each: AttemptFacts) => isTold(each) && startOf(each) >= startOf(worker) && sends.every((other) => other === worker || isTold(other) || startOf(other) >= endOf(each));
  return sends.filter((each) => startOf(each) < endOf(worker) && isProof(each)).map(({ invokedAtMs }) => invokedAtMs);
}

/** Told to wait. */
function isTold({ answer }: AttemptFacts): boolean {
  return answer?.class === 'in-flight';
}

/** By when an attempt had surely claimed its key: by its answer, or by that of another that was told to wait for it alone. */
export function claimedBy(facts: Facts, operation: OperationFacts, attempt: AttemptFacts): number {
  const sends = sendsOf(facts, operation);
  const isApart = (other: AttemptFacts, each: AttemptFacts) => isTold(other) || workEnd(facts, other) <= startOf(each) || startOf(other) >= endOf(each);
  const told = sends.filter((each) => isTold(each) && startOf(each) >= startOf(attempt) && sends.every((other) => other === attempt || isApart(other, each)));
  return Math.min(endOf(attempt), ...(facts.contract.replay?.finished === 'conflict-with-id' ? [] : told.map(endOf)));
}

/**
 * Sends before which the key had surely expired, whatever instant its time is counted from: everything of the key that
 * was sent before had ended a whole retention and a margin ago. Where the contract names that instant, a replay does not make
 * the time begin again.
 */
export const expiredSends = oncePer((facts: Facts, operation: OperationFacts): readonly AttemptFacts[] => {
  const sends = sendsOf(facts, operation);
  const owner = completionOf(sends);
  const retentionMs = retentionOf(facts);
  if (owner === undefined) return [];
  const spanMs = retentionMs + marginOf(retentionMs);
  const heldMs = heldUntil(facts, operation).atMs;
  const isReplay = (each: AttemptFacts) => facts.contract.retentionFrom !== undefined && each !== owner && startOf(each) >= endOf(owner) && endOf(each) <= heldMs;
  const isOver = (each: AttemptFacts, atMs: number) => workEnd(facts, each) + spanMs <= atMs;
  const touching = sends.filter((each) => !isReplay(each));
  // Those that were sent after the time was over may be many, together or one after the other: the first of them decides.
  const first = sends.find((each) => startOf(each) >= endOf(owner) && touching.every((other) => other === each || startOf(other) >= startOf(each) || isOver(other, startOf(each))));
  return first === undefined || first === owner ? [] : sends.filter((each) => startOf(each) >= startOf(first) && isOver(owner, startOf(each)));
});

/**
 * How many executions of a key are lawful by then: one, and one more for each time that it may have expired between two
 * moments at which a send may have run. One that nobody answered may have lain about for any time before it ran.
 */
export function generationsBy(facts: Facts, operation: OperationFacts, byMs: number): number {
  if (facts.contract.afterExpiry === 'reject' || facts.contract.natural === true) return 1;
  const retentionMs = retentionOf(facts);
  const leastMs = Math.max(1, retentionMs - marginOf(retentionMs));
  const sends = sendsOf(facts, operation);
  const most = sends.reduce((sum, { fault }) => sum + (fault?.kind === 'doubled' ? 2 : 1), 0);
  const latest = (each: AttemptFacts): number => Math.min(byMs, each.answer === undefined ? Infinity : endOf(each));
  let count = 0;
  for (let freeMs = Number.NEGATIVE_INFINITY; count < most; count += 1) {
    const moments = sends.filter((each) => latest(each) >= freeMs).map((each) => Math.max(each.invokedAtMs, freeMs));
    if (moments.length === 0) break;
    freeMs = Math.min(...moments) + leastMs;
  }
  return Math.max(1, count);
}
