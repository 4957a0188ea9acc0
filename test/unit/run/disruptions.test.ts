import { describe, expect, it } from 'vitest';

import type { DisruptionEvent, History, HistoryEvent, ProcessControl } from '../../../src/model/index.js';
import { systemClock } from '../../../src/run/clock.js';
import { createDisruptions } from '../../../src/run/disruptions.js';
import { strikeIn } from '../../../src/run/strike.js';

const KILL = { kind: 'kill', instance: 0, id: 'd0', start: { kind: 'begin', durations: 0 } } as const;

const serves = (): Promise<boolean> => Promise.resolve(true);

function recorded(control: ProcessControl['control'] = () => Promise.resolve()) {
  const done: string[] = [];
  const heard: DisruptionEvent[] = [];
  const disruptions = createDisruptions({ processes: { control: (action, instance) => (done.push(`${action} ${instance}`), control(action, instance)) } }, systemClock, 1);
  return { disruptions, done, heard, leave: disruptions.join((event) => heard.push(event)) };
}

describe('disruptions', () => {
  it('should kill, start anew, and tell all that are under way, each once', async () => {
    const { disruptions, done, heard, leave } = recorded();
    await disruptions.strike(KILL, serves);
    expect(done).toEqual(['kill 0', 'restart 0']);
    expect(heard).toEqual([{ id: 'd0', what: 'instance 1 is killed (SIGKILL)', begins: { kind: 'kill', instance: 0 } }, { id: 'd0', what: 'instance 1 answers again' }]);
    leave();
    await disruptions.strike(KILL, serves);
    expect(heard).toHaveLength(2);
  });

  it('should pause and go on', async () => {
    const { disruptions, done } = recorded();
    await disruptions.strike({ ...KILL, kind: 'pause', instance: 1 }, serves);
    expect(done).toEqual(['pause 1', 'resume 1']);
  });

  it('should pause for as long as the plan says, and tell it', async () => {
    const { disruptions, heard } = recorded();
    const beganMs = performance.now();
    await disruptions.strike({ ...KILL, kind: 'pause', forMs: 120 }, serves);
    expect(performance.now() - beganMs).toBeGreaterThan(110);
    expect(heard[0]?.begins).toEqual({ kind: 'pause', instance: 0, forMs: 120 });
  });

  it('should be shared by whoever asks while one is under way', async () => {
    const { disruptions, done } = recorded();
    const calm: string[] = [];
    await Promise.all([disruptions.strike(KILL, serves), disruptions.strike({ ...KILL, id: 'd7' }, serves), disruptions.calm().then(() => calm.push(...done))]);
    expect(done).toEqual(['kill 0', 'restart 0']);
    expect(calm).toEqual(['kill 0', 'restart 0']);
    expect([...disruptions.done]).toEqual([['kill', 1]]);
  });

  it('should say so where the target does not come back, and leave it alone then', async () => {
    const { disruptions, done, heard } = recorded((action) => (action === 'restart' ? Promise.reject(new Error('port taken')) : Promise.resolve()));
    await disruptions.strike(KILL, serves);
    await disruptions.strike(KILL, serves);
    expect(disruptions.failure).toBe('instance 1 did not come back: port taken');
    expect(heard.at(-1)?.what).toBe(disruptions.failure);
    expect(done).toEqual(['kill 0', 'restart 0']);
  });
});

describe('strikeIn', () => {
  const request = { method: 'POST', path: '/', headers: [], body: null };
  const invoke: HistoryEvent = { type: 'invoke', atMs: 10, attempt: 'a0', operation: 0, phase: 'plan', request, instance: 0, payload: 0, principal: 0, route: 0 };
  const complete: HistoryEvent = { type: 'complete', atMs: 20, attempt: 'a0', outcome: 'info', reason: 'reset' };
  const strike: HistoryEvent = { type: 'disruption', atMs: 25, id: 'd0', what: '', begins: { kind: 'stop', instance: 1 } };
  const historyOf = (...events: HistoryEvent[]): History => ({ head: { calibration: { durationMs: 10 } } as History['head'], events });

  it('should take the strike of a plan beside for one of its own, at the same moment', () => {
    expect(strikeIn(historyOf(invoke, strike, complete))).toEqual({ kind: 'stop', instance: 1, id: 'd0', start: { kind: 'during', of: 'a0', durations: 1.5 } });
    expect(strikeIn(historyOf(invoke, complete, strike))).toEqual({ kind: 'stop', instance: 1, id: 'd0', start: { kind: 'after', of: 'a0', pauseMs: 5 } });
  });

  it('should find none where there was none, or before anything was sent', () => {
    expect(strikeIn(historyOf(invoke, complete))).toBeUndefined();
    expect(strikeIn(historyOf(strike, invoke))).toBeUndefined();
    expect(strikeIn(historyOf(strike, invoke, complete, { ...strike, atMs: 30 }))?.start).toEqual({ kind: 'after', of: 'a0', pauseMs: 10 });
  });
});
