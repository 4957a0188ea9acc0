import type { AttemptFacts } from './facts.js';

/** When an attempt was on the wire, as far as is known. */
export function startOf({ sentAtMs, invokedAtMs }: Pick<AttemptFacts, 'sentAtMs' | 'invokedAtMs'>): number {
  return sentAtMs ?? invokedAtMs;
}

/** When its client was done with it; infinite where the history stops before. */
export function endOf({ endedAtMs }: Pick<AttemptFacts, 'endedAtMs'>): number {
  return endedAtMs ?? Number.POSITIVE_INFINITY;
}

/** True where half of the request's body was sent, and the rest later or never. */
export function isHalfSent({ fault }: Pick<AttemptFacts, 'fault'>): boolean {
  return fault?.kind === 'body-stalled' || ((fault?.kind === 'close' || fault?.kind === 'reset') && fault.at === 'mid-body');
}
