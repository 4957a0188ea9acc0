import { describe, expect, it } from 'vitest';
import { singleEffect } from '../../properties/single-effect.js';
import type { CauseText, DownstreamAct, HistoryEvent } from '../../src/model/index.js';
import type { Sent, Setting } from './build.js';
import { facts, made } from './build.js';

/** What is advised where attempts of one key left two effects. */
function advised(sent: readonly Sent[], setting: Setting = {}, effects = 2): CauseText | undefined {
  const judgement = singleEffect.judge(facts([{ sent, effects }], setting));
  if (judgement.verdict !== 'fail' || judgement.violations[0] === undefined) throw new Error(judgement.verdict);
  return judgement.violations[0].advice;
}

const answered = (from: number, got: Sent['got'] = made('c1'), more: Partial<Sent> = {}): Sent => ({ at: [from, from + 10], got, ...more });
const call = (atMs: number, key: number | undefined, act?: DownstreamAct): HistoryEvent => ({ type: 'downstream', atMs, operation: 0, call: atMs, what: 'arrives', nonce: 'nonce0', method: 'POST', path: '/pay', effect: 'applied', ...(key === undefined ? {} : { key }), ...(act === undefined ? {} : { act }) });
const calling = (...more: HistoryEvent[]): Setting => ({ more, calibration: { downstream: { calls: 1, arrivesMs: 1, awaited: true } } });
const cut = { kind: 'response-cut', atByte: 1 } as never;

describe('a second effect after a failure', () => {
  it('should be put down to the effect that was not rolled back', () => {
    const advice = advised([answered(0, 504), answered(20)]);
    expect(advice?.means).toMatch(/^a0 was answered 504, and a1, sent when that was over, was executed again, although the effect of the failed attempt stayed/);
    expect(advice?.fix).toMatch(/^Let key and effect commit or roll back together/);
    expect(advised([answered(0, 500), answered(20, 500)])?.means).toMatch(/^a0 was answered 500, and a1,/);
  });

  it('should be put down to a downstream that had done its part, and was not given a key', () => {
    const advice = advised([answered(0, 402), answered(20)], calling(call(2, undefined, { kind: 'fail-after' }), call(22, undefined)));
    expect(advice?.means).toMatch(/^The downstream had done its part when a0 was answered 402, and a1, .* without a key of its own/);
    expect(advice?.fix).toMatch(/^Send the downstream a key/);
  });

  it.each<[string, Sent[], number?]>([
    ['the first was turned away by a service that had too much to do', [answered(0, 503), answered(20)]],
    ['the first was told when to come back', [answered(0, { status: 500, headers: { 'retry-after': '1' } }), answered(20)]],
    ['the first had not come whole', [answered(0, 500, { fault: { kind: 'close', at: 'mid-body' } }), answered(20)]],
    ['the retry overlapped it', [answered(0, 500), answered(5)]],
    ['there are more effects than attempts', [answered(0, 500), answered(20)], 3],
    ['another attempt is unknown', [answered(0, 'reset', { fault: { kind: 'reset', at: 'flush' } }), answered(20, 500), answered(3_000)]],
    ['it was delivered twice', [answered(0, 500, { fault: { kind: 'doubled' } as never }), answered(20)]],
  ])('should be left to the text of the cause where %s', (_, sent, effects) => {
    expect(advised(sent, {}, effects)).toBeUndefined();
  });
});

describe('a second effect under one resource', () => {
  it('should be put down to the copy that lost, where two overlapped', () => {
    expect(advised([answered(0), answered(5)])?.means).toMatch(/the duplicate was noticed, but too late or for nothing: the effect of the copy that lost was not undone/);
    expect(advised([answered(0), answered(5, 409)])?.means).toContain('but too late or for nothing');
  });

  it('should be put down to what was passed on twice, where none overlapped', () => {
    expect(advised([answered(0), answered(20)])?.means).toMatch(/the duplicate was noticed\. The fault lies behind the key: one execution was passed on twice/);
    expect(advised([answered(0)])?.means).toMatch(/^No duplicate came in: a0 was sent once\./);
  });

  it('should say which attempt may have been executed besides', () => {
    expect(advised([answered(0, 'reset', { fault: cut }), answered(20), answered(40)])?.means).toContain('noticed, unless a0, whose answer was lost, was executed too and its record released.');
    expect(advised([answered(0, 'reset', { fault: cut }), answered(20)])).toBeUndefined();
    expect(advised([answered(0, 'reset', { fault: { kind: 'reset', at: 'flush' } }), answered(20), answered(40)])).toBeUndefined();
  });

  it('should be put down to a job that was forgotten at its end, where the answers are 202', () => {
    const job = made('job_1', {}, 202);
    expect(advised([answered(0, job), answered(20, job)])?.means).toMatch(/^The answers are 202 and name one job, .* known only until it is finished/);
    expect(advised([answered(0, job), answered(5, job)])?.means).toContain('too late or for nothing');
  });
});

describe('a second effect of a downstream', () => {
  it('should be put down to another key of its own, whatever made the operation run again', () => {
    const keys = calling(call(2, 1), call(22, 2));
    expect(advised([answered(0, 502), answered(20)], keys)?.means).toBe('The downstream was called under different keys of its own (key 1 and key 2), and took the later call for another request. To run again after a0 was answered 502 is right, but not under another key.');
    expect(advised([answered(0, made('c1')), answered(5, made('c2'))], keys)?.fix).toMatch(/^Claim the key .* Derive the downstream's key from the client's key alone/);
    const forgotten = advised([answered(0), answered(20, made('c2'))], keys);
    expect(forgotten?.means).toMatch(/^No.* a1, .* The downstream was called under different keys/);
    expect(forgotten?.fix).toContain("Derive the downstream's key");
  });

  it('should not be put down to keys where an operation makes as many calls', () => {
    const twice: Setting = { ...calling(call(2, 1), call(3, 2)), calibration: { downstream: { calls: 2, arrivesMs: 1, awaited: true } } };
    expect(advised([answered(0, 502), answered(20)], twice)?.means).toMatch(/^a0 was answered 502/);
  });
});
