import { describe, expect, it } from 'vitest';
import { identicalReplay, notStuck, properties } from '../../properties/index.js';
import { classify } from '../../src/contracts/classify.js';
import { createTally, judgeHistory, verdictsOf } from '../../src/judge/index.js';
import type { History } from '../../src/model/index.js';
import type { Setting, Told } from './build.js';
import { facts, history, made } from './build.js';

const first = { at: [0, 10], got: made('c1') } as const;
const waits = (from: number, body = {}): Told['sent'][number] => ({ at: [from, from + 2], got: { status: 409, body } });
const conflictWithId: Setting = { contract: { replay: { finished: 'conflict-with-id', identity: 'fields', status: 'same' } }, without: ['marker'] };

describe('a finished operation that is told to wait', () => {
  it('should not hide that a later retry is refused', () => {
    const { findings, suspects } = judgeHistory(history([{ sent: [first, waits(20), { at: [40, 50], got: 402 }], effects: 1 }]), properties, classify);
    expect(findings.map(({ property, cause, violation }) => [property, cause, violation.attempts])).toEqual([['identical-replay', 'refused-after-acceptance', ['a0', 'a2']]]);
    expect(suspects).toEqual([]);
  });

  it('should be suspected of it once nothing of others can be at work any more', () => {
    const left: Told = { sent: [{ at: [5, 15], got: 'reset' }, { at: [60, 70], got: made('c2'), phase: 'settle' }], effects: 1 };
    const suspected = (from: number) => judgeHistory(history([{ sent: [first, waits(from)], effects: 1 }, left]), properties, classify).suspects.map(({ cause }) => cause);
    // Its work has 240 ms, and its claim the lease of 10 s after that.
    expect(suspected(10_000)).toEqual([]);
    expect(suspected(10_300)).toEqual(['refused-after-acceptance']);
  });

  it('should not be kept waiting by what never arrived', () => {
    const never: Told = { sent: [{ at: [5, 15], got: 'fail' }], effects: 0, settled: 'not-tried' };
    expect(judgeHistory(history([{ sent: [first, waits(20)], effects: 1 }, never]), properties, classify).suspects).toMatchObject([{ cause: 'refused-after-acceptance' }]);
  });

  it('should count as a wait only where the contract has nothing else for it', () => {
    const cases = (body: object) => identicalReplay.judge(facts([{ sent: [first, waits(20, body)], effects: 1 }], conflictWithId)).rates?.filter(({ cause, cases: { trials } }) => cause === 'conflict-without-id' && trials > 0).map((each) => each.cases);
    expect(cases({ error: { existing: 'c1' } })).toEqual([{ hits: 0, trials: 1 }]);
    expect(cases({})).toEqual([{ hits: 1, trials: 1 }]);
  });
});

describe('a finished operation that is told no by its body', () => {
  it('should not hide a later success of a status that is none', () => {
    const contract: Setting = { contract: { answers: { accepted: ['201'], discriminators: [{ class: 'unclear', statuses: ['200'], pointer: '/ok', equals: [false] }] } } };
    const told = (status: number): Told => ({ sent: [first, { at: [20, 30], got: { status: 200, body: { ok: false } } }, { at: [40, 50], got: { status, body: '<h1>Thank you</h1>' } }], effects: 1 });
    const causes = (status: number) => judgeHistory(history([told(status)], contract), properties, classify).findings.map(({ cause }) => cause);
    expect(causes(203)).toEqual(['status']);
    expect(causes(200)).toEqual([]);
  });
});

describe('a key that was still told to wait when time was over', () => {
  const lost = { at: [0, 10], got: 'reset' } as const;
  const left = (waitedMs: number, ...more: Told['sent']): Told => ({ sent: [lost, { at: [250 + waitedMs, 252 + waitedMs], got: 409, phase: 'settle' }, ...more], effects: 0, settled: 'interrupted' });
  const openOf = (...told: Told[]) => notStuck.judge(facts(told)).open;

  it('should leave open whether it would have come free, and be said to', () => {
    expect(openOf(left(5_000))).toMatch(/^a key was still told to wait/);
  });

  it('should leave nothing open where it had just been at work, or fresh keys had to wait as well', () => {
    expect(openOf(left(500))).toBeUndefined();
    expect(openOf(left(5_000, { at: [5_300, 5_302], got: 409, phase: 'control' }))).toBeUndefined();
    expect(openOf({ sent: [lost, { at: [400, 410], got: made('c1'), phase: 'settle' }], effects: 1 })).toBeUndefined();
  });

  const verdictOf = (histories: readonly History[]) => {
    const tally = createTally(properties);
    histories.forEach((each, nth) => {
      const verdict = judgeHistory(each, properties, classify);
      tally.add(verdict).leave(`${nth}`, verdict);
    });
    return verdictsOf(tally, [], ['probe']).find(({ id }) => id === 'not-stuck');
  };
  const stays = history([left(5_000)]);
  const comesFree = history([{ sent: [lost, { at: [5_250, 5_252], got: 409, phase: 'settle' }, { at: [5_300, 5_310], got: made('c1'), phase: 'settle' }], effects: 1 }]);

  it('should keep the property from being held where none that waited as long came free', () => {
    const many = Array.from({ length: 20 }, () => stays);
    expect(verdictOf([history([{ sent: [first, waits(2)], effects: 1 }]), ...many])).toMatchObject({ verdict: 'unknown', reason: expect.stringMatching(/^in 20 plans it could not be told: a key was still told to wait/) as string });
  });

  it('should be nothing where most came free: time is over for somebody', () => {
    expect(verdictOf([...Array.from({ length: 30 }, () => comesFree), ...Array.from({ length: 7 }, () => stays)])).toMatchObject({ verdict: 'pass' });
  });
});
