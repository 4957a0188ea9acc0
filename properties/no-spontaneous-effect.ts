import type { Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { conclude } from './lib/conclude.js';
import { countsOf, hasAnyProbe, wasCutShort } from './lib/effects.js';
import { gather } from './lib/gather.js';
import { counted, named } from './lib/words.js';

/** What never arrived is never done. Mostly it keeps the kit honest: it also fails where a completion is misjudged. */
export const noSpontaneousEffect: Property = {
  id: 'no-spontaneous-effect',
  statement: 'No effect of an operation whose attempts all certainly never reached the target.',
  source: 'RFC 9110 §9.2.2 (an operation is what a request asks for)',
  level: 'must',
  rank: 17,
  needs: ['probe'],
  causes: {
    'effect-without-request': {
      means: 'The probe counts something that no request asked for: it counts more than the operation, or a proxy delivered a request that the client was told had failed.',
      fix: 'Check that the probe counts by {{nonce}}; then look for a proxy that retries by itself.',
    },
  },
  judge: (facts) => {
    const unsent = facts.operations.filter((each) => each.attempts.length > 0 && each.attempts.every(({ outcome }) => outcome === 'fail') && !wasCutShort(each));
    return conclude(
      { violations: gather(unsent, (each) => spontaneous(facts, each)), exposed: unsent.some((each) => countsOf(facts, each).length > 0) },
      hasAnyProbe(facts) ? { reason: 'every operation reached the target' } : { reason: 'nothing counts effects', missing: 'probe' },
    );
  },
};

function spontaneous(facts: Facts, operation: OperationFacts): Violation[] {
  const most = Math.max(0, ...countsOf(facts, operation).map(({ total }) => total));
  if (most === 0) return [];
  return [
    {
      cause: 'effect-without-request',
      operation: operation.id,
      attempts: operation.attempts.map(({ id }) => id),
      sentence: `${counted(most)} of an operation that never reached the target: ${named(operation.attempts)} ended before a byte was sent.`,
    },
  ];
}
