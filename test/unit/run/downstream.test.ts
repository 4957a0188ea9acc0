import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Sink, SinkCall, SinkListener } from '../../../src/model/index.js';
import { createDownstream } from '../../../src/run/downstream.js';
import { createRecorder } from '../../../src/run/recorder.js';
import { CALIBRATION, HISTORY, PLAN } from '../report/literal.js';

/** A sink that has seen these calls, by their keys: their ids are their positions, from 1. */
function sinkOf(keys: readonly (string | undefined)[]): Sink & { tell(call: number, otherBody?: boolean): void } {
  let listener: SinkListener | undefined;
  return {
    url: '', strangers: { count: 0 }, release: () => undefined, effectsOf: () => 0, callsOf: () => 0, close: () => Promise.resolve(),
    keyOf: (call) => keys[call - 1],
    expect: (_nonce, one) => void (listener = one),
    tell(id, otherBody = false) {
      const key = keys[id - 1];
      const call: SinkCall = { id, nonce: 'n', method: 'POST', path: '/', ...(key === undefined ? {} : { key }) };
      listener?.decide(call);
      listener?.began(call, otherBody ? 'again' : 'applied', otherBody);
    },
  };
}

const clock = { nowMs: () => 0, wallMs: () => 0, sleep: () => Promise.resolve() } as never;

/** What is recorded of these calls, in an execution that goes on with what was recorded before. */
function recorded(sink: ReturnType<typeof sinkOf>, calls: readonly number[], earlier: readonly HistoryEvent[] = []): readonly HistoryEvent[] {
  const recorder = createRecorder(HISTORY.head, clock);
  createDownstream(PLAN, sink, { clock, calibration: CALIBRATION, signal: new AbortController().signal }, recorder, earlier).expect(0, 'n');
  for (const call of calls) sink.tell(call, call > 4);
  return recorder.events;
}

const numbers = (events: readonly HistoryEvent[]) => events.map((event) => (event.type === 'downstream' && event.what === 'arrives' ? event.key : event.type));

describe('the keys of a downstream', () => {
  const sink = sinkOf(['x', undefined, 'y', 'z', 'x']);

  it('should have the numbers in which they came, equal ones the same', () => {
    expect(numbers(recorded(sink, [1, 2, 3, 5]))).toEqual([1, undefined, 2, 1]);
  });

  it('should keep their numbers where a history is continued', () => {
    const before = recorded(sink, [1, 2, 3]);
    expect(numbers(recorded(sink, [4, 5], before))).toEqual([3, 1]);
    // Those of another operation are numbered by themselves.
    expect(numbers(recorded(sink, [4], before.map((event) => ({ ...event, operation: 1 }) as HistoryEvent)))).toEqual([1]);
  });

  it('should be told with another body where the sink saw one', () => {
    const [first, again] = recorded(sink, [1, 5]);
    expect([first, again].map((event) => event !== undefined && 'otherBody' in event)).toEqual([false, true]);
  });
});
