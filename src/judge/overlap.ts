import type { AttemptFacts, Facts } from '../model/index.js';

/** How a history shows that attempts of one operation were at work at once; the surest way that it does. */
export type OverlapProof = 'answer' | 'body' | 'client';

/**
 * What a client sees overlap may have been one after the other in the service: proof is an answer that says that the first
 * is in flight, or a body that had not ended when another attempt was sent. Undefined where nothing overlapped.
 */
export function overlapIn({ operations }: Facts): OverlapProof | undefined {
  const pairs = operations.flatMap(({ attempts }) => {
    const sends = attempts.filter(({ outcome, variant }) => outcome !== 'fail' && variant?.method === undefined);
    return sends.flatMap((one, index) => sends.slice(index + 1).flatMap((other) => (overlap(one, other) ? [[one, other] as const] : [])));
  });
  if (pairs.length === 0) return undefined;
  if (operations.some(({ attempts }) => attempts.some(({ answer }) => answer?.class === 'in-flight'))) return 'answer';
  return pairs.flat().some(({ fault }) => fault?.kind === 'body-stalled') ? 'body' : 'client';
}

function overlap(one: AttemptFacts, other: AttemptFacts): boolean {
  return startOf(one) < endOf(other) && startOf(other) < endOf(one);
}

const startOf = ({ sentAtMs, invokedAtMs }: AttemptFacts): number => sentAtMs ?? invokedAtMs;
const endOf = ({ endedAtMs }: AttemptFacts): number => endedAtMs ?? Infinity;
