import { describe, expect, it } from 'vitest';

import { properties } from '../../properties/index.js';
import { classify } from '../../src/contracts/classify.js';
import { createTally, judgeHistory, verdictsOf } from '../../src/judge/index.js';
import type { History, HistoryEvent } from '../../src/model/index.js';
import type { Setting, Told } from './build.js';
import { history, made } from './build.js';

const kill: HistoryEvent = { type: 'disruption', atMs: 5, id: 'd0', what: 'killed', begins: { kind: 'kill', instance: 0 } };
const struck: Setting = { more: [kill] };
const lost = { at: [0, 10], got: 'reset' } as const;
const waits = (at: number): Told['sent'][number] => ({ at: [at, at + 2], got: 409, phase: 'settle' });
const held = history([{ sent: [{ at: [0, 10], got: made('c1') }, { at: [2, 4], got: 409 }], effects: 1 }]);
const left = (setting: Setting = struck, ...more: Told['sent']): History => history([{ sent: [lost, waits(3_000), ...more], effects: 0, settled: 'interrupted' }], setting);
const comesFree = history([{ sent: [lost, waits(3_000), { at: [5_000, 5_010], got: made('c1'), phase: 'settle' }], effects: 1 }], struck);

const verdictOf = (...histories: readonly History[]) => {
  const tally = createTally(properties);
  histories.forEach((each, nth) => {
    const verdict = judgeHistory(each, properties, classify);
    tally.add(verdict).leave(`${nth}`, verdict);
  });
  return verdictsOf(tally, [], ['probe']).find(({ id }) => id === 'not-stuck');
};

describe('a key that was struck, and still told to wait when time was over', () => {
  it('should keep the property from being held, though it is the only one', () => {
    expect(verdictOf(held, left())).toMatchObject({ verdict: 'unknown', reason: expect.stringMatching(/^in one plan it could not be told: a process was struck while it worked on a key/) as string });
  });

  it('should do so where the last retry was not answered', () => {
    expect(verdictOf(held, left(struck, { at: [4_000, 4_002], got: 'reset', phase: 'settle' }))).toMatchObject({ verdict: 'unknown' });
  });

  it('should leave nothing open where others that were struck came free', () => {
    expect(verdictOf(held, left(), comesFree, comesFree)).toMatchObject({ verdict: 'pass' });
  });

  it('should leave nothing open where fresh keys wait as well, or nothing was struck, or it has just begun to wait', () => {
    expect(verdictOf(held, left(struck, { at: [4_000, 4_002], got: 409, phase: 'control' }))).toMatchObject({ verdict: 'pass' });
    expect(verdictOf(held, left({}))).toMatchObject({ verdict: 'pass' });
    expect(verdictOf(held, history([{ sent: [lost, waits(600)], effects: 0, settled: 'interrupted' }], struck))).toMatchObject({ verdict: 'pass' });
  });
});
