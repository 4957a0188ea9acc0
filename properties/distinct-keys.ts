import type { Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { borrowed } from './lib/borrowed.js';
import { conclude, skip } from './lib/conclude.js';
import { gather } from './lib/gather.js';
import { isKeyless, neighbours } from './lib/keys.js';
import { acceptedOf, isAccepted, sendsOf } from './lib/sends.js';
import { sameIdRate, takenFrom } from './lib/strangers.js';
import { refusalRates, turnedAway } from './lib/turned-away.js';
import { ending } from './lib/words.js';

/** Two keys are two keys, however alike they look. */
export const distinctKeys: Property = {
  id: 'distinct-keys',
  statement: 'Keys that differ in case, punctuation or beyond a prefix are independent; a hostile key may be refused, but harms no other.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §2.1 and §2.2 (uniqueness); RFC 9651 §3.3.3 (a String is case-sensitive)',
  level: 'must',
  rank: 14,
  needs: ['key'],
  causes: {
    'shared-answer': {
      means: 'Two different keys were taken for one: keys are folded, trimmed, cut to a column width, or compared by a collation that ignores case. The second operation was silently dropped.',
      fix: 'Compare keys byte for byte (binary collation), in a column at least as wide as the longest key that you accept; refuse longer ones.',
    },
    refused: {
      means: 'A key was refused or told to wait because one that looks like it was in use: the two are taken for one.',
      fix: 'Compare keys byte for byte (binary collation), in a column at least as wide as the longest key that you accept; refuse longer ones.',
    },
    'hostile-harm': {
      means: "A key that is a word of the language or the store (`__proto__`, very long, quotes) spoilt other keys: a fresh one got that key's answer.",
      fix: 'Keep keys in a Map or a table, never as members of a plain object, and bind them as parameters.',
    },
  },
  judge: (facts) => {
    if (facts.contract.natural === true || facts.contract.key === undefined) return skip('the contract names no key');
    const keyed = facts.operations.filter((each) => !isKeyless(each));
    const pairs = gather(keyed, (one) => neighbours(facts, one).map((other): [OperationFacts, OperationFacts] => [one, other]));
    const hostile = keyed.filter(({ operation }) => operation.key.kind === 'hostile');
    return conclude(
      {
        violations: [...gather(pairs, ([one, other]) => confused(facts, one, other)), ...gather(hostile, (each) => harm(facts, each))],
        exposed:
          pairs.some((pair) => pair.every((each) => acceptedOf(facts, each).length > 0)) || hostile.some((each) => sendsOf(facts, each).length > 0 && each.controls.some(isAccepted)),
        rates: [...refusalRates(facts, pairs), sameIdRate(facts, 'shared-answer', pairs)],
      },
      { reason: 'no two keys that look alike were both used' },
    );
  },
};

function confused(facts: Facts, one: OperationFacts, other: OperationFacts): Violation[] {
  const where = `the key ${JSON.stringify(other.attempts[0]?.key ?? '')}`;
  const taken = takenFrom(facts, one, other, { cause: 'shared-answer', where });
  return taken.length > 0 ? taken : turnedAway(facts, one, other, { cause: 'refused', where });
}

/** A control of a hostile key that got the answer of that key. */
function harm(facts: Facts, hostile: OperationFacts): Violation[] {
  const spoilt = borrowed(facts, { ...hostile, attempts: hostile.controls, effects: [] }, hostile);
  if (spoilt?.strength !== 'proof') return [];
  const sentence = `${spoilt.mine.id} used a fresh key and ${ending(spoilt.mine)} with the answer of ${spoilt.theirs.id}, whose key is ${JSON.stringify(hostile.attempts[0]?.key?.slice(0, 40) ?? '')}.`;
  return [{ cause: 'hostile-harm', operation: hostile.id, attempts: [spoilt.theirs.id, spoilt.mine.id], sentence, compare: [spoilt.theirs.id, spoilt.mine.id] }];
}
