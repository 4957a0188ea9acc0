import { describe, expect, it } from 'vitest';
import { singleEffect } from '../../properties/single-effect.js';
import type { Violation } from '../../src/model/index.js';
import type { Sent, Setting, Told } from './build.js';
import { facts, made } from './build.js';

/** What single-effect says of attempts of one key that left so many effects. */
function told(sent: readonly Sent[], effects: Told['effects'] = 2, setting: Setting = {}): Violation {
  const judgement = singleEffect.judge(facts([{ sent, effects }], setting));
  if (judgement.verdict !== 'fail' || judgement.violations[0] === undefined) throw new Error(judgement.verdict);
  return judgement.violations[0];
}

const first = { at: [0, 10], got: made('c1') } as const;
const replay = (fromMs: number, id = 'c1') => ({ at: [fromMs, fromMs + 10], got: made(id) }) as const;
const otherPayload = (fromMs: number, more: Partial<Sent> = {}): Sent => ({ ...replay(fromMs, 'c2'), payload: 1, variant: { payload: { kind: 'redrawn', draws: {} } }, ...more });
const DEFAULT: Setting = { contract: { retentionMs: 120_000, sources: { retentionMs: 'default' } } };

describe('the second effect', () => {
  it('should be put down to the two answers that name different resources, wherever they stand', () => {
    const { sentence, attempts } = told([first, replay(20), replay(40), replay(60), replay(5_000, 'c2')]);
    expect(sentence).toBe('2 effects for one key: the effects probe counted POST /charges twice; a0 was answered 201 /charges/c1 and a4 201 /charges/c2.');
    expect(attempts.slice(0, 2)).toEqual(['a0', 'a4']);
    expect(attempts).toHaveLength(5);
  });

  it.each<[string, Sent[], Setting?]>([
    ['attempts overlapped', [first, { at: [5, 15], got: made('c2') }]],
    ['its client had left', [{ at: [0, 10], got: 'reset', fault: { kind: 'reset', at: 'first-byte' } }, replay(3_000)]],
    ['the target was killed between them', [first, replay(3_000, 'c2')], { more: [{ type: 'disruption', atMs: 1_000, what: 'killed' } as never] }],
  ])('should be left to the text of the cause where %s', (_, sent, setting) => {
    expect(told(sent, 2, setting).advice).toBeUndefined();
  });

  const long = { at: [0, 100], got: made('c1') } as const;
  const gone: Sent = { at: [10, 12], got: 'fault', fault: { kind: 'close', at: 'flush' } };
  const duplicates = (second: boolean): Setting => ({ calibration: { observations: [{ question: 'running-duplicate', answers: Array.from({ length: 5 }, () => ({ class: 'in-flight', status: 409, secondEffect: second, tookMs: 1 }) as const) }] } });
  const waited: Sent = { at: [5, 8], got: 409 };
  it.each<[string, boolean, Sent[], Setting?]>([
    ['where duplicates of a running request had been told to wait', true, [long, waited, gone, { at: [20, 120], got: made('c2') }]],
    ['where calibration saw no duplicate executed', true, [long, gone, { at: [20, 120], got: made('c2') }], duplicates(false)],
    ['but not where nobody knows that the key was claimed', false, [long, gone, { at: [20, 120], got: made('c2') }]],
    ['but not where duplicates are executed anyway', false, [long, gone, { at: [20, 120], got: made('c2') }], duplicates(true)],
    ['but not where it left before the first was sent', false, [{ ...gone, at: [0, 2] }, { at: [10, 100], got: made('c1') }, { at: [20, 120], got: made('c2') }], duplicates(false)],
    ['but not where it left after the other was sent', false, [long, { ...gone, at: [10, 30] }, { at: [20, 120], got: made('c2') }], duplicates(false)],
    ['but not where its body was cut', false, [long, { ...gone, fault: { kind: 'close', at: 'mid-body' } }, { at: [20, 120], got: made('c2') }], duplicates(false)],
  ])('should be put down to the claim that a duplicate took with it when its client left, %s', (_, isShown, sent, setting) => {
    const { advice } = told(sent, 2, setting);
    expect(advice?.means.includes('the claim of the running request was dropped when') ?? false).toBe(isShown);
    expect(advice?.fix.startsWith('Let only the request that made a claim release it') ?? false).toBe(isShown);
  });

  it('should be put down to another payload, by what was counted for each nonce', () => {
    const { sentence, advice } = told([first, otherPayload(20, { nonce: 'other', got: made('c1') })], { nonce0: 1, other: 1 });
    expect(sentence).toContain('twice, once for each of the payloads of a0 and a1; ');
    expect(advice?.means).toMatch(/^Another payload was executed under the key: a0 and a1 sent different ones/);
    expect(advice?.fix).toMatch(/^Store a fingerprint of the payload/);
  });

  it('should be put down to another payload, by the ids, and to a race besides where there may be one', () => {
    expect(told([first, otherPayload(20)]).advice).toMatchObject({ fix: expect.stringMatching(/^Store a fingerprint/) });
    const together = told([first, otherPayload(5)]).advice;
    expect(together?.means).toContain('under way together');
    expect(together?.fix).toMatch(/^Claim the key with one atomic insert .* fingerprint/);
    expect(told([first, otherPayload(20)], 2, { contract: { mismatch: 'replay' } }).advice?.fix).toMatch(/^Look the key up by itself/);
  });

  it('should not be put down to another payload where one of them was executed twice', () => {
    expect(told([first, otherPayload(5), { at: [6, 16], got: made('c3') }], 3).advice).toBeUndefined();
  });

  it('should be put down to a record that was gone, with the time that had passed and how long it was known', () => {
    const { advice } = told([first, replay(510), replay(1_010, 'c2')], 2, DEFAULT);
    expect(advice?.means).toBe('No race: nothing of its key overlapped a2, and the key was no longer known 1 s after a0 was answered (a1 was still answered from it after 500 ms). Its record had expired, or was evicted or lost.');
    expect(advice?.fix).toContain("That a key is kept for 120 s is the kit's default, and no promise of the service: where it keeps keys for less, say for how long with --retention.");
  });

  it('should not be called no race where a crowd was at work under other keys', () => {
    const crowd = { ...DEFAULT, crowd: [{ id: 'b0', count: 128, start: { kind: 'begin', durations: 0 } }] } as const;
    expect(told([first, replay(20, 'c2')], 2, crowd).advice?.means).toMatch(/^Nothing of its key overlapped a1, and/);
  });

  it('should not be put down to the record where headers of its own may have hidden it, unless a copy with others was answered', () => {
    const noisy = { ...first, variant: { noise: ['user-agent'] } } as const;
    expect(told([noisy, replay(1_010, 'c2')]).advice).toBeUndefined();
    expect(told([noisy, replay(510), replay(1_010, 'c2')]).advice?.means).toContain('no longer known 1 s after a0 was answered');
  });

  it('should name the promise that was broken where it is one', () => {
    const { advice } = told([first, replay(1_010, 'c2')], 2, { contract: { retentionMs: 86_400_000, sources: { retentionMs: 'flag' } } });
    expect(advice?.fix).toContain('The contract says that a key is kept for 24 h (flag).');
    expect(advice?.fix).not.toContain('--retention');
  });

  it('should be put down to a record that was never found where no time had passed', () => {
    expect(told([first, replay(20, 'c2')]).advice?.means).toContain('the key was not known 10 ms after a0 was answered');
  });
});
