import type { Contract } from '../../model/index.js';
import { is2xx, repeatsUnder } from './compare.js';
import { conflictWithId, placesOf } from './conflict.js';
import type { Learn, Lesson, Pair } from './lesson.js';
import { acceptedPairs, agreement } from './lesson.js';

const ABOUT = 'a finished request sent again';

/**
 * What an identical retry of a finished request gets: its answer; its members under another 2xx (Square's and many others'
 * 200 for a 201); or a 409 that carries the resource id (GoCardless's `idempotent_creation_conflict`). Anything else is a
 * bug and is never adopted.
 */
export const learnFinished: Learn = (evidence, contract) => {
  const pairs = acceptedPairs(evidence, 'finished-duplicate', contract);
  const { all, varies } = agreement(pairs.map((pair) => labelOf(pair, contract)), ABOUT);
  if (all === 'its answer') return [{ kind: 'choice', changes: REPLAYED, text: `${ABOUT} gets its answer`, allows: ({ replay }) => replay?.finished !== 'conflict-with-id' }];
  if (all === 'another 2xx') return [otherStatus(pairs)];
  if (all === '409 with the resource id') return conflictWithId(ABOUT, pairs, contract);
  if (all === undefined) return varies;
  // Nothing looks so like a service without idempotency as one that was sent its keys at the wrong place.
  const elsewhere = all === SECOND && contract.key !== undefined ? '; if the service takes its key elsewhere, say so: --key-header or --key-field' : '';
  return [{ kind: 'warning', text: `${ABOUT} gets ${all}; that is never adopted${elsewhere}` }];
};

const SECOND = 'a second effect';

const REPLAYED = [
  { field: 'replay.finished', value: 'replay' },
  { field: 'replay.status', value: 'same' },
];

function labelOf({ first, second, secondEffect }: Pair, contract: Contract): string {
  if (secondEffect) return SECOND;
  if (first === undefined || second === undefined) return 'no answer';
  if (second.status === 409 && placesOf(first, second, contract).length > 0) return '409 with the resource id';
  if (second.class !== 'accepted') return `${String(second.status)}, without the resource id`;
  if (!repeatsUnder(first, second, contract)) return 'a changed answer';
  if (first.status === second.status) return 'its answer';
  return is2xx(first.status) && is2xx(second.status) ? 'another 2xx' : `its body under ${String(second.status)}`;
}

function otherStatus(pairs: readonly Pair[]): Lesson {
  const [pair] = pairs;
  return {
    kind: 'choice',
    changes: [{ field: 'replay.status', value: '2xx' }],
    text: `${ABOUT} gets the same members under another 2xx (${String(pair?.second?.status)} after ${String(pair?.first?.status)})`,
  };
}
