import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { History, HistoryEvent } from '../../../src/model/index.js';
import { counterexampleName, readCounterexample, readHistories, writeCounterexample, writeHistory } from '../../../src/report/index.js';
import { readHistory } from '../../../src/report/history.js';
import { EVENTS, FINDING, HISTORY, answer, invoke } from './literal.js';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const at = fc.double({ min: 0, max: 1e6, noNaN: true });
const event: fc.Arbitrary<HistoryEvent> = fc.oneof(
  fc.record({ attempt: text, atMs: at, path: text }).map(({ attempt, atMs, path }) => invoke(attempt, atMs, { request: { method: 'POST', path, headers: [[path, attempt]], body: path } })),
  fc.record({ type: fc.constantFrom('sent' as const, 'first-byte' as const, 'fault' as const), atMs: at, attempt: text }),
  fc.record({ attempt: text, atMs: at, body: fc.jsonValue() }).map(({ attempt, atMs, body }) => answer(attempt, atMs, 201, body)),
  fc.record({ type: fc.constant('note' as const), atMs: at, text }),
  fc.record({ type: fc.constant('settling' as const), atMs: at }),
);
const history: fc.Arbitrary<History> = fc.array(event).map((events) => ({ head: HISTORY.head, events }));
/** -0 is no JSON. */
const plain = (value: History): History => JSON.parse(JSON.stringify(value)) as History;

/** One of each type: a type that the model gains is missing here until it is added. */
const EACH: { readonly [Type in HistoryEvent['type']]: Extract<HistoryEvent, { readonly type: Type }> | HistoryEvent } = {
  invoke: invoke('a0', 1),
  sent: { type: 'sent', atMs: 1, attempt: 'a0' },
  'first-byte': { type: 'first-byte', atMs: 1, attempt: 'a0' },
  fault: { type: 'fault', atMs: 1, attempt: 'a0' },
  complete: answer('a0', 2, 201, { id: 'ch_1' }),
  probe: { type: 'probe', atMs: 1, operation: 0, probe: 0, nonce: 'n', when: 'reading', count: 1 },
  capture: { type: 'capture', atMs: 1, operation: 0, control: 0, values: { customer: 'cus_1' } },
  clock: { type: 'clock', atMs: 86_400_001, byMs: 86_400_000 },
  reused: { type: 'reused', atMs: 1, operation: 0, control: 0 },
  crowd: { type: 'crowd', atMs: 1, what: 'begin', count: 40 },
  disruption: { type: 'disruption', atMs: 1, id: 'd0', what: 'restart' },
  downstream: { type: 'downstream', atMs: 1, operation: 0, call: 7, what: 'arrives', nonce: 'n', method: 'POST', path: '/payments', key: 1, effect: 'applied', act: { kind: 'lose-after', heldDurations: 0.5 } },
  settling: { type: 'settling', atMs: 1 },
  settled: { type: 'settled', atMs: 1, operation: 0, how: 'accepted' },
  note: { type: 'note', atMs: 1, text: 'a setup failed' },
};

describe('history files', () => {
  it.each(Object.entries(EACH))('should read an event of type %s as it was written', (type, each) => {
    expect(each.type).toBe(type);
    expect(readHistory(writeHistory({ head: HISTORY.head, events: [each] }), 'x.jsonl').events).toEqual([each]);
  });

  it('should read what they wrote', () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 1, maxLength: 3 }), (histories) => {
        const file = readHistories(histories.map(writeHistory).join(''), 'x.jsonl');
        expect(file).toEqual({ histories: histories.map(plain), cutOff: false });
      }),
    );
  });

  it('should lose no finished line to a crash, wherever it came', () => {
    const whole = writeHistory(HISTORY);
    const head = whole.indexOf('\n') + 1;
    fc.assert(
      fc.property(fc.integer({ min: head, max: whole.length }), (length) => {
        const lines = whole.slice(0, length).split('\n');
        const finished = lines.length - 1;
        const { histories } = readHistories(whole.slice(0, length), 'x.jsonl');
        expect(histories[0]?.events.length).toBeGreaterThanOrEqual(finished - 1);
        expect(histories[0]?.events).toEqual(EVENTS.slice(0, histories[0]?.events.length));
      }),
    );
  });

  const line = JSON.stringify(HISTORY.head);
  it.each([
    ['', 'x.jsonl holds no history'],
    [`${line}\n{oops\n{"type":"settling","atMs":1}\n`, 'x.jsonl, line 2: not JSON'],
    [`${line}\n7\n`, 'x.jsonl, line 2: every line is a JSON object'],
    ['{"type":"settling","atMs":1}\n', 'x.jsonl, line 1: an event before any head'],
    ['{"format":"har"}\n', 'line 1: the format is "har"'],
    [`${line.replace('"version":1', '"version":2')}\n`, 'version 2 of the format; this kit reads version 1'],
    ['{"format":"retryproof-history","version":1}\n', 'line 1: the head is wrong at /plan: an object is wanted, not nothing, and in 5 more places'],
    [`${line}\n{"type":"sended","atMs":1}\n`, 'line 2: "sended" is no type of event'],
    [`${line}\n{"type":"capture","atMs":1,"operation":0,"control":0}\n`, 'the capture event is wrong at /values: an object is wanted, not nothing'],
    ['{\n  "version": 1\n}\n', 'x.jsonl is one JSON document over several lines, and no history'],
    [`${line}\n{"type":"sent","attempt":"a0"}\n`, 'line 2: the sent event is wrong at /atMs: a number from 0 on is wanted, not nothing'],
    [`${line}\n{"type":"sent","atMs":1}\n`, 'line 2: the sent event is wrong at /attempt: text is wanted, not nothing'],
    [`${line}\n{"type":"complete","atMs":1,"attempt":"a0","outcome":"fine"}\n`, 'wrong at /outcome: one of ok, fail, info is wanted, not "fine"'],
    [`${line}\n${line}\n`, 'holds 2 histories where one is wanted'],
  ])('should say what is wrong with %j', (broken, message) => {
    expect(() => readHistory(broken, 'x.jsonl')).toThrow(message);
  });
});

describe('counterexample files', () => {
  const options = { url: 'http://localhost:3000/charges', headers: ['Authorization: ${TOKEN}'] };

  it('should read what they wrote', () => {
    expect(readCounterexample(writeCounterexample(FINDING, options), 'x.jsonl')).toEqual({
      property: 'single-effect',
      cause: 'overlap',
      sentence: FINDING.violation.sentence,
      reproduction: FINDING.reproduction,
      options,
      history: HISTORY,
    });
  });

  it('should be histories too', () => {
    expect(readHistory(writeCounterexample(FINDING, options), 'x.jsonl').events).toEqual(EVENTS);
  });

  it('should tell a history from a counterexample', () => {
    expect(() => readCounterexample(writeHistory(HISTORY), 'x.jsonl')).toThrow('is a history but no counterexample');
  });

  it.each([['{\n  "version": 1,\n  "name": "x"\n}\n', 'other JSON'], ['{"version":1,"name":"x"}', 'other JSON'], ['{"format":"retryproof-report"}', 'a report']])('should say of %j that it is none', (other, what) => {
    expect(() => readCounterexample(other, 'x.json')).toThrow(`x.json is no counterexample file, but ${what}`);
  });

  it('should have a name that every file system takes', () => {
    expect(counterexampleName({ ...FINDING, cause: 'a b/c' })).toBe('single-effect-a-b-c-1234.jsonl');
  });
});
