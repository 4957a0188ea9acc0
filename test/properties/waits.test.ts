import { describe, expect, it } from 'vitest';
import { identicalReplay, properties } from '../../properties/index.js';
import { classify } from '../../src/contracts/classify.js';
import { judgeHistory } from '../../src/judge/index.js';
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
