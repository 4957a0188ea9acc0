import type { AttemptFacts, Facts } from '../model/index.js';
import { endOf, startOf } from '../model/index.js';

/** How a history shows that attempts of one operation were at work at once; the surest way that it does. */
export type OverlapProof = 'answer' | 'body' | 'client';

/**
 * What a client sees overlap may have been one after the other in the service: proof is an answer that says that the first
 * is in flight, or a body that had not ended when another attempt was sent. Undefined where nothing overlapped.
 */
export function overlapIn({ operations }: Facts): OverlapProof | undefined {
  if (!operations.some(({ attempts }) => hasOverlap(attempts))) return undefined;
  if (operations.some(({ attempts }) => attempts.some(({ answer }) => answer?.class === 'in-flight'))) return 'answer';
  return operations.some(({ attempts }) => attempts.some((each) => isStalled(each) && isSend(each) && overlapsAny(each, attempts))) ? 'body' : 'client';
}

/** True where any two of the attempts, both of them sent for the operation itself, were at work at once, as far as the client saw. */
export function hasOverlap(attempts: readonly AttemptFacts[]): boolean {
  // Loops: this is asked of every operation several times, and mostly in vain.
  for (let index = 1; index < attempts.length; index += 1) {
    const other = attempts[index] as AttemptFacts;
    if (isSend(other) && overlapsAny(other, attempts, index)) return true;
  }
  return false;
}

/** True where one of the first `count` attempts overlaps this one. */
function overlapsAny(one: AttemptFacts, attempts: readonly AttemptFacts[], count = attempts.length): boolean {
  for (let index = 0; index < count; index += 1) {
    const other = attempts[index] as AttemptFacts;
    if (other !== one && isSend(other) && startOf(one) < endOf(other) && startOf(other) < endOf(one)) return true;
  }
  return false;
}

/** Not a safe method, and not certainly lost on the way. */
export const isSend = ({ outcome, variant }: AttemptFacts): boolean => outcome !== 'fail' && variant?.method === undefined;

const isStalled = ({ fault }: AttemptFacts): boolean => fault?.kind === 'body-stalled';
