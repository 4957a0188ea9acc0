/** How few sendings show a bug, found by hand; two where it is not listed. */
export const MINIMA: { readonly [name: string]: number } = {
  'inner-retry': 1,
  'marker-first': 1,
  'get-creates': 1,
  // The provider's failure is enough.
  'retried-without-key': 1,
  'accepts-unpaid': 1,
  'declined-when-lost': 1,
  // One that runs, one that does not get the lock, one that does.
  'loser-unlocks': 3,
  'record-taken': 3,
  // The payload that owns the key, another one, and the first again.
  'mismatch-drops-record': 3,
  // Two of one key, and another key that ends in between.
  'woken-by-anyone': 3,
  // Two keys at once, and one of them again.
  'shared-key': 3,
  'shared-answer': 3,
  // What both callers send, the same under another key, and something else under that one.
  'payload-keyed': 4,
  'digest-for-key': 4,
  // The first, the end of the credential, one that shows that it has ended, the first again.
  'revoked-replay': 3,
  // One that runs, a replay that shows that it is remembered, and one that is executed although the time is not over.
  'short-retention': 3,
  // One that runs, a replay late in its time, and one that is replayed although that time is over.
  'replay-prolongs': 3,
  // One that runs, and two together once its time is over.
  'expired-race': 3,
  // One that runs; one that is told to wait for it, which shows that its answer was still to come; a replay; one that is executed
  // anew; and one that is told to wait for that, which shows that it was executed before the time was over.
  'retention-from-claim': 5,
  // One that hangs, one that takes over, and one that finds the key let go by the first while the second is at work.
  'zombie-unlocks': 3,
  'redis-anyone-unlocks': 3,
  // Sixty others in between.
  'small-store': 62,
};

/**
 * The fewest sendings that can show a planted bug: attempts and members of a crowd. A lost answer and the retry that
 * settles it are two.
 */
export function minimumOf(name: string): number {
  return MINIMA[name] ?? 2;
}
