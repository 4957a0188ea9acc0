import { describe, expect, it } from 'vitest';
import { acknowledgedApplied } from '../../properties/acknowledged-applied.js';
import type { CauseText, HistoryEvent } from '../../src/model/index.js';
import type { Sent } from './build.js';
import { facts, made } from './build.js';

/** What is advised where an accepted operation left nothing. */
function advised(sent: readonly Sent[], more: readonly HistoryEvent[] = []): CauseText | undefined {
  const judgement = acknowledgedApplied.judge(facts([{ sent, effects: 0 }], { more }));
  if (judgement.verdict !== 'fail') throw new Error(judgement.verdict);
  return judgement.violations[0]?.advice;
}

const accepted = (from: number): Sent => ({ at: [from, from + 10], got: made('c1') });
const killed: HistoryEvent = { type: 'disruption', atMs: 35, id: 'd0', what: 'instance 1 is killed', begins: { kind: 'kill', instance: 0 } };
const nothing = (atMs: number): HistoryEvent => ({ type: 'probe', atMs, operation: 0, probe: 0, nonce: 'nonce0', when: 'reading', count: 0 });

describe('an accepted operation that left nothing', () => {
  it('should be put down to an answer that came too early, where the process went down after it', () => {
    expect(advised([accepted(20)], [killed])?.means).toBe('The answer came before its effect was durable: a0 was answered 201, and what was not yet stored was lost with the process 5 ms later.');
  });

  it.each<[string, Sent, HistoryEvent[]]>([
    ['failed', { at: [0, 10], got: 500 }, []],
    ['was struck', { at: [0, 10], got: 'reset' }, [{ ...killed, atMs: 9 }]],
    ['was struck at another instance', { at: [0, 10], got: 'reset', instance: 1 }, [{ ...killed, atMs: 9, begins: { kind: 'kill', instance: 1 } }]],
  ])('should be put down to a record that was committed before the effect, where an attempt before it %s', (_how, first, more) => {
    const advice = advised([first, accepted(20)], more);
    expect(advice?.means).toMatch(/^a0 .*, and a1, sent after it, was answered 201: the record of the key was committed before the effect/);
    expect(advice?.fix).toMatch(/^Commit the record and the effect in one transaction/);
  });

  it.each<[string, Sent[], HistoryEvent[]]>([
    ['nothing went wrong', [accepted(0), accepted(20)], []],
    ['only a client had left', [{ at: [0, 10], got: 'reset' }, accepted(20)], []],
    ['it was killed before', [accepted(40)], [killed]],
    ['nothing was there before the kill either', [accepted(0)], [killed, nothing(20)]],
    ['both may be', [{ at: [0, 10], got: 500 }, accepted(20)], [killed]],
    ['the failure overlapped it', [{ at: [0, 25], got: 500 }, accepted(20)], []],
    ['it was another instance that went down after it', [{ ...accepted(20), instance: 1 }], [killed]],
    ['it was another instance that went down before', [{ at: [0, 10], got: 'reset', instance: 1 }, accepted(20)], [{ ...killed, atMs: 9 }]],
    ['the first was told to slow down', [{ at: [0, 10], got: 429 }, accepted(20)], []],
    ['the first was turned away by a service that had too much to do', [{ at: [0, 10], got: 503 }, accepted(20)], []],
    ['the first was told when to come back', [{ at: [0, 10], got: { status: 500, headers: { 'retry-after': '1' } } }, accepted(20)], []],
    ['the first had not come whole', [{ at: [0, 10], got: 400, fault: { kind: 'close', at: 'mid-body' } }, accepted(20)], []],
    ['the first had not come whole, and it was struck', [{ at: [0, 10], got: 'reset', fault: { kind: 'close', at: 'mid-body' } }, accepted(20)], [{ ...killed, atMs: 9 }]],
    ['the other had to wait', [{ at: [0, 10], got: 409 }, accepted(20)], []],
  ])('should be left to the text of the cause where %s', (_why, sent, more) => {
    expect(advised(sent, more)).toBeUndefined();
  });
});
