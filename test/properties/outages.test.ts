import { describe, expect, it } from 'vitest';

import { inFlight } from '../../properties/in-flight.js';
import { identicalReplay } from '../../properties/identical-replay.js';
import { heldUpUntil, metOutage } from '../../properties/lib/outages.js';
import { notStuck } from '../../properties/not-stuck.js';
import type { HistoryEvent, OutageKind } from '../../src/model/index.js';
import { situationsOf } from '../../src/judge/situations.js';
import type { Told } from './build.js';
import { facts, made, served, turns } from './build.js';

/** A store that is taken away, in the record of everybody who was under way. */
function outage(fromMs: number, backMs: number, servesMs: number, how: OutageKind = 'refuse'): readonly HistoryEvent[] {
  return [
    { type: 'disruption', atMs: fromMs, id: 'd0', what: 'redis is gone', begins: { kind: 'outage', of: 'redis', how, durations: 2 } },
    { type: 'disruption', atMs: backMs, id: 'd0', what: 'redis is back' },
    { type: 'disruption', atMs: servesMs, id: 'd0', what: 'it serves again' },
  ];
}

const judged = (operations: readonly Told[], more: readonly HistoryEvent[] = []) => facts(operations, { more });

describe('an outage', () => {
  it('should be met by whoever was out before the target served again, and by nobody else', () => {
    const read = judged([{ sent: [{ at: [0, 9], got: 201 }, { at: [8, 12], got: 503 }, { at: [35, 36], got: 503 }, { at: [41, 44], got: 201 }] }], outage(10, 20, 40));
    expect(read.operations[0]?.attempts.map((each) => metOutage(read, each))).toEqual([false, true, true, false]);
    expect(heldUpUntil(read, 5, 15)).toBe(40);
    expect(heldUpUntil(read, 50, 60)).toBe(50);
    expect(situationsOf(read)).toEqual(expect.arrayContaining(['outage in flight', 'retried after an outage']));
    expect(situationsOf(read)).not.toContain('struck in flight');
  });

  it('should not be one where the store is only slow', () => {
    const read = judged([{ sent: [{ at: [0, 30], got: 201 }, { at: [8, 12], got: 503 }] }], outage(5, 20, 20, 'delay'));
    expect(read.operations[0]?.attempts.map((each) => metOutage(read, each))).toEqual([false, false]);
    expect(situationsOf(read)).not.toContain('outage in flight');
  });
});

const race: readonly Told[] = [{ sent: [{ at: [0, 30], got: made('a') }, { at: [8, 12], got: { status: 500, body: 'duplicate key value violates unique constraint' } }], effects: 1 }];
const forgotten: readonly Told[] = [{ sent: [{ at: [0, 5], got: made('a') }, { at: [400, 405], got: 409 }], effects: 1 }];

describe('what is judged of it', () => {
  it.each([
    ['in-flight', inFlight, race, outage(10, 11, 12)],
    ['identical-replay', identicalReplay, forgotten, outage(402, 410, 420)],
  ] as const)('should not be held against a service by %s', (_id, property, operations, more) => {
    expect(property.judge(judged(operations)).verdict).toBe('fail');
    expect(property.judge(judged(operations, more)).verdict).not.toBe('fail');
  });

  it('should be held against it where the store was only slow', () => {
    expect(inFlight.judge(judged(race, outage(10, 11, 12, 'delay'))).verdict).toBe('fail');
  });

  it('should give a claim its lease from the end of the outage on', () => {
    const stuck = (lastMs: number): readonly Told[] => [
      { settled: 'deadline', effects: 0, sent: [{ at: [0, 5], got: 'closed' }, { at: [lastMs, lastMs + 1], got: 409 }, ...turns(lastMs + 2, served(4))] },
    ];
    expect(notStuck.judge(judged(stuck(10_300))).verdict).toBe('fail');
    expect(notStuck.judge(judged(stuck(10_300), outage(3, 5_000, 5_000))).verdict).not.toBe('fail');
    expect(notStuck.judge(judged(stuck(15_500), outage(3, 5_000, 5_000))).verdict).toBe('fail');
  });
});
