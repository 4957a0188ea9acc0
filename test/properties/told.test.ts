import { describe, expect, it } from 'vitest';
import { properties } from '../../properties/index.js';
import { classify } from '../../src/contracts/classify.js';
import { createTally, isConfirmed, judgeHistory } from '../../src/judge/index.js';
import type { Told } from './build.js';
import { history, made } from './build.js';

const owner: Told = { sent: [{ at: [0, 10], got: made('c1') }], effects: 1 };
const stranger: Told = { sent: [{ at: [0, 10], got: made('c7') }, { at: [1, 11], got: made('c7') }], effects: 1 };

/** Two copies at once under a key that is almost the owner's, both told that another payload has it; and what a fresh key that is spelled alike gets. */
function near(fresh: number): Told {
  const mismatch = (from: number) => ({ at: [from, from + 5], got: 422 }) as const;
  const control = { at: [60, 70], got: fresh === 201 ? made('c9') : fresh, phase: 'control' } as const;
  return { key: { kind: 'near', of: 0, change: 'case' }, sent: [mismatch(20), mismatch(21), { ...mismatch(40), phase: 'settle' }, control], effects: 0, settled: 'refused' };
}

function isFound(told: Told): boolean {
  const histories = Array.from({ length: 20 }, () => [history([owner, told]), history([stranger])]).flat();
  const tally = histories.reduce((sum, each) => sum.add(judgeHistory(each, properties, classify)), createTally(properties));
  const suspected = histories.some((each) => judgeHistory(each, properties, classify).suspects.some(({ property, cause }) => property === 'distinct-keys' && cause === 'refused'));
  return suspected && isConfirmed(tally, 'distinct-keys', 'refused');
}

describe('copies under a new key that are told that another payload has it', () => {
  it('should show that the key is taken for one that looks like it', () => {
    expect(isFound(near(201))).toBe(true);
  });

  it('should show nothing where a fresh key that is spelled alike is refused too', () => {
    expect(isFound(near(422))).toBe(false);
  });

  it('should show nothing where one of them was executed: a record of it may be in the way of the other', () => {
    expect(isFound({ ...near(201), sent: [{ at: [20, 25], got: 422 }, { at: [21, 35], got: made('c2') }], effects: 1, settled: 'accepted' })).toBe(false);
  });
});
