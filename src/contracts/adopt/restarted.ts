import type { Contract } from '../../model/index.js';
import { repeatsUnder } from './compare.js';
import type { Learn, Pair } from './lesson.js';
import { agreement } from './lesson.js';
import { acceptedSamples } from './samples.js';

const ABOUT = 'a finished request sent again after the process was killed';

/**
 * Whether what was stored outlives the process. Where answer and effect do, or the effect alone, the store is no memory, and
 * crashes are put to the test: a key that is forgotten while its effect stays is a second effect, which is never lawful.
 * Where both have gone it is the memory of the process, and nothing is concluded from a restart.
 */
export const learnRestarted: Learn = (evidence, contract) => {
  const { pairs, missing } = acceptedSamples(evidence, 'restarted', contract, ABOUT);
  const { all, varies } = agreement(pairs.map((pair) => labelOf(pair, contract)), ABOUT);
  switch (all) {
    case undefined:
      return [...missing, ...varies];
    case 'its answer':
      return [{ kind: 'choice', changes: DURABLE, text: `${ABOUT} gets its answer: what was stored outlives the process`, allows: lasts }];
    case 'a second effect':
      return [
        { kind: 'choice', changes: DURABLE, text: 'effects outlive the process', allows: lasts },
        { kind: 'warning', text: `${ABOUT} gets a second effect: its key was forgotten and its effect was not; that is never adopted` },
      ];
    default:
      return [{ kind: 'choice', changes: [{ field: 'durability', value: 'volatile' }], text: `${ABOUT} ${all}: nothing is concluded from restarts` }];
  }
};

const DURABLE = [{ field: 'durability', value: 'atomic' }];

function lasts({ durability }: Contract): boolean {
  return durability === 'atomic' || durability === 'at-least-once';
}

function labelOf({ first, second, secondEffect, effects }: Pair, contract: Contract): string {
  // Without a count two answers may be all that is known, and a second id may be that of the only effect left.
  if (effects !== undefined && secondEffect) return 'a second effect';
  if (first === undefined || second === undefined) return 'gets no answer';
  if (second.class === 'accepted' && repeatsUnder(first, second, contract) && (first.id === undefined || first.id === second.id)) return 'its answer';
  return second.class === 'accepted' ? 'is a new one, and nothing is left of the first' : `gets ${String(second.status)}`;
}
