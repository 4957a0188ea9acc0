import { describe, expect, it } from 'vitest';
import { inFlight, missingKey, notStuck, properties, resolvable, retrySucceeds, singleEffect } from '../../properties/index.js';
import { judgeHistory } from '../../src/judge/index.js';
import { classify } from '../../src/contracts/classify.js';
import type { Contract, DownstreamAct, HistoryEvent, Property } from '../../src/model/index.js';
import type { Told } from './build.js';
import { facts, history, made, served, turns } from './build.js';

type Spell = readonly [from: number, to: number];

/** A call of the first operation's. */
function call([from, to]: Spell, act?: DownstreamAct, id = 1): HistoryEvent[] {
  return [
    { type: 'downstream', atMs: from, operation: 0, call: id, what: 'arrives', nonce: 'nonce0', method: 'POST', path: '/payments', effect: 'applied', ...(act === undefined ? {} : { act }) },
    { type: 'downstream', atMs: to, operation: 0, call: id, what: 'ends', ending: 'answered', status: 200 },
  ];
}

const AWAITED = { downstream: { calls: 1, arrivesMs: 2, awaited: true } };
const judged = (property: Property, told: readonly Told[], more: readonly HistoryEvent[], contract: Partial<Contract> = {}, downstream = AWAITED) => property.judge(facts(told, { more, contract, calibration: downstream }));
const causes = (judgement: ReturnType<typeof judged>): string[] => (judgement.verdict === 'fail' ? judgement.violations.map(({ cause }) => cause) : []);

describe('facts of a downstream', () => {
  it('should be the calls of each operation, with their ends', () => {
    const { operations } = facts([{ sent: [{ at: [0, 10], got: made('c1') }] }], { more: [...call([2, 8], { kind: 'lose-after' }), ...call([9, 9.5], undefined, 2).slice(0, 1)] });
    expect(operations[0]?.downstream).toEqual([
      { call: 1, arrivedAtMs: 2, endedAtMs: 8, ending: 'answered', effect: 'applied', act: { kind: 'lose-after' } },
      { call: 2, arrivedAtMs: 9, endedAtMs: undefined, ending: undefined, effect: 'applied', act: undefined },
    ]);
  });
});

describe('a lawful service whose downstream fails', () => {
  const failedOnce: Told = { sent: [{ at: [0, 10], got: 502 }, { at: [20, 30], got: made('c1') }], effects: 1 };

  it('should be silent about: 502, and a retry that charges once', () => {
    const { findings, suspects } = judgeHistory(history([failedOnce], { more: [...call([2, 8], { kind: 'lose-after' }), ...call([22, 24], undefined, 2)], calibration: AWAITED }), properties, classify);
    expect([findings, suspects]).toEqual([[], []]);
  });

  it('should be silent about: a 502 that is stored by contract, though the money was taken', () => {
    const told: Told = { sent: [{ at: [0, 10], got: 502 }, { at: [20, 30], got: 502, phase: 'settle' }, { at: [60, 70], got: made('c9'), phase: 'control' }], effects: 1, settled: 'failed-alike' };
    const more = call([2, 8], { kind: 'lose-after' });
    expect(causes(judged(resolvable, [told], more, { failure: 'replay', stored: ['2xx', '5xx'] }))).toEqual([]);
    // Where failures run again, it would be a failure that nobody ever learns the truth about.
    expect(causes(judged(resolvable, [told], more, { failure: 're-run' }))).toEqual(['failed-with-effect']);
    expect(causes(judged(retrySucceeds, [told], more, { failure: 'replay', stored: ['2xx', '5xx'] }))).toEqual([]);
  });

  it('should not hold a failure of the downstream against the duplicate that has run into it', () => {
    const told: Told = { sent: [{ at: [0, 10], got: 500 }, { at: [1, 20], got: made('c1') }], effects: 1 };
    expect(causes(judged(inFlight, [told], call([2, 8], { kind: 'fail-before' })))).toEqual([]);
    expect(causes(judged(inFlight, [told], []))).toEqual(['crash']);
    expect(judged(inFlight, [told], call([2, 8], { kind: 'fail-before' }))).not.toHaveProperty('rates.0.cases.trials');
  });

  it('should not hold a refusal that tells of the downstream against the key', () => {
    const keyless: Told = { key: { kind: 'absent' }, sent: [{ at: [0, 10], got: 402 }], effects: 0, settled: 'not-tried' };
    expect(causes(judged(missingKey, [keyless], call([2, 8], { kind: 'fail-before' })))).toEqual([]);
    expect(causes(judged(missingKey, [keyless], []))).toEqual(['refused']);
    const retried: Told = { sent: [{ at: [0, 10], got: 500 }, { at: [20, 30], got: 402 }, { at: [60, 70], got: made('c9'), phase: 'control' }], effects: 0, settled: 'refused' };
    expect(causes(judged(retrySucceeds, [retried], call([22, 28], { kind: 'fail-before' })))).toEqual([]);
    expect(causes(judged(retrySucceeds, [retried], call([2, 8], { kind: 'fail-before' })))).toEqual(['refused-after-failure']);
  });

  it('should not call an attempt unanswered that waits for a downstream', () => {
    const told: readonly Told[] = [
      { sent: [{ at: [0, 3_000], got: 'timeout' }, { at: [1, 3_000], got: 'timeout' }], effects: 1 },
      { sent: [{ at: [10, 20], got: made('c2') }], effects: 1 },
    ];
    expect(causes(judged(notStuck, told, call([2, 2_900], { kind: 'fail-after' })))).toEqual([]);
    expect(causes(judged(notStuck, told, []))).toEqual(['never-answered']);
  });

  it('should count a lease from the last call, whoever waited for it', () => {
    const wait = { got: 409, phase: 'settle' } as const;
    const told: Told = { sent: [{ at: [0, 10], got: 'reset' }, { ...wait, at: [5_000, 5_010] }, { ...wait, at: [11_000, 11_010] }, ...turns(11_020, served(4))], effects: 1, settled: 'deadline' };
    expect(causes(judged(notStuck, [told], call([2, 9_000], { kind: 'lose-after' })))).toEqual([]);
    expect(causes(judged(notStuck, [told], call([2, 8], { kind: 'lose-after' })))).toEqual(['in-flight-for-ever']);
  });
});

describe('what is proven by a downstream', () => {
  it('should be a second effect, though the service could not know', () => {
    expect(causes(judged(singleEffect, [{ sent: [{ at: [0, 10], got: 502 }, { at: [20, 30], got: made('c1') }], effects: 2 }], [...call([2, 8], { kind: 'lose-after' }), ...call([22, 24], undefined, 2)]))).toEqual(['second-effect']);
  });

  const early: Told = { sent: [{ at: [0, 40], got: made('c1') }, { at: [5, 9], got: made('c1') }], effects: 1 };
  const held = { kind: 'answer', heldDurations: 2 } as const;

  it('should be a success that was made up while the only call was held', () => {
    expect(causes(judged(inFlight, [early], call([2, 30], held)))).toEqual(['invented-success']);
  });

  it.each<[string, readonly HistoryEvent[], typeof AWAITED]>([
    ['it had ended by then', call([2, 8], held), AWAITED],
    ['it was not held, and may have been answered unseen', call([2, 30]), AWAITED],
    ['there was a second one', [...call([2, 30], held), ...call([6, 8], undefined, 2)], AWAITED],
    ['the service answers before its downstream does', call([2, 30], held), { downstream: { calls: 1, arrivesMs: 2, awaited: false } }],
  ])('should be no such success where %s', (_why, more, downstream) => {
    expect(causes(judged(inFlight, [early], more, {}, downstream))).toEqual([]);
  });
});
