import { describe, expect, it } from 'vitest';
import type { Finding, HistoryEvent } from '../../../src/model/index.js';
import { renderTerminal } from '../../../src/report/index.js';
import { styleOf } from '../../../src/report/terminal/style.js';
import { timeline } from '../../../src/report/terminal/timeline.js';
import { answer, FINDING, HISTORY, invoke, RESULT } from './literal.js';

function lines(attempts: readonly string[], events: readonly HistoryEvent[], compare?: Finding['violation']['compare']): string[] {
  const { compare: _, ...violation } = FINDING.violation;
  return timeline({ ...FINDING, violation: { ...violation, attempts, ...(compare === undefined ? {} : { compare }) }, history: { ...HISTORY, events } }, styleOf(false, 100));
}

const titles = (drawn: readonly string[]): string => drawn[0]?.trim().replaceAll(/ +/g, ' ') ?? '';
const sent = (id: string, atMs: number, status: number, body: unknown): HistoryEvent[] => [invoke(id, atMs), answer(id, atMs + 5, status, body)];

describe('the timeline', () => {
  it('should leave out copies that were answered alike before it leaves out the one that was not', () => {
    const copies = ['a0', 'a1', 'a2', 'a3'].flatMap((id, index) => sent(id, index * 20, 201, { id: 'ch_1' }));
    const drawn = lines(['a0', 'a1', 'a2', 'a3', 'a4'], [...copies, ...sent('a4', 5_000, 201, { id: 'ch_2' })]);
    expect(titles(drawn)).toBe('time a0 POST a1 POST a2 POST a4 POST effects');
    expect(drawn.join('\n')).toContain('└ 201 ch_2');
    expect(drawn.at(-1)).toContain('1 more attempt not shown');
  });

  it('should prefer another status to another body, another body to none, and none to a copy', () => {
    const events = [
      ...sent('a0', 0, 201, { id: 'ch_1' }),
      ...sent('a1', 10, 201, { id: 'ch_1' }),
      invoke('a2', 20), { type: 'complete', atMs: 25, attempt: 'a2', outcome: 'info', reason: 'reset' } as const,
      ...sent('a3', 30, 201, { id: 'ch_1', seen: 2 }),
      ...sent('a4', 40, 500, {}),
    ];
    expect(titles(lines(['a0', 'a1', 'a2', 'a3', 'a4'], events))).toBe('time a0 POST a2 POST a3 POST a4 POST effects');
  });

  it('should show the two that are compared whatever they were answered', () => {
    const events = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5'].flatMap((id, index) => sent(id, index * 10, 201, { id: 'ch_1' }));
    expect(titles(lines(['a0', 'a1', 'a2', 'a3', 'a4', 'a5'], events, ['a0', 'a5']))).toContain('a5 POST');
  });

  it('should cut off neither a status, nor that it was withheld, nor where ids differ, nor what was done to an attempt', () => {
    const ids = ['7d9f3c52-0000-4000-8000-00000000aaaa', '7d9f3c52-0000-4000-8000-00000000bbbb'];
    const about = { fault: { kind: 'reset', at: { fraction: 0.25 } }, variant: { payload: { kind: 'nonce' }, spelling: 'reordered', noise: ['user-agent'] }, principal: 1, payload: 1 } as const;
    const events = [
      ...sent('a0', 0, 201, { id: ids[0] }), ...sent('a1', 10, 201, { id: ids[1] }), invoke('a2', 20, about), answer('a2', 25, 201, { id: ids[0] }, { withheld: true }),
      invoke('a3', 30), { type: 'complete', atMs: 35, attempt: 'a3', outcome: 'fail', reason: 'refused' } as const,
    ];
    const drawn = lines(['a0', 'a1', 'a2', 'a3'], events);
    const text = drawn.join('\n');
    for (const part of ['└ 201 7d9…aaaa', '└ 201 7d9…bbbb', '✗ 201 withheld', '✗ refused']) expect(text).toContain(part);
    expect(drawn.slice(1).map((line) => line.slice(40, 60).trim()).join(' ')).toContain('principal');
    expect(text).toContain('payload 2');
  });

  it('should say whose an effect is where payloads under one key have nonces of their own', () => {
    const probe = (nonce: string, atMs: number, when: 'reading' | 'settled' = 'reading') => ({ type: 'probe', atMs, operation: 0, probe: 0, nonce, when, count: 1 }) as const;
    const events = [invoke('a0', 0, { nonce: 'n0' }), invoke('a1', 1, { nonce: 'n1', payload: 1 }), invoke('a2', 2, { nonce: 'n0' }), probe('n0', 20), probe('n1', 30), probe('n0', 40, 'settled'), probe('n1', 50, 'settled')];
    expect(lines(['a0', 'a1', 'a2'], events).flatMap((line) => /◆.*/u.exec(line)?.[0] ?? [])).toEqual(['◆ a0: 1 effect', '◆ a1: 1 effect', '◆ a0: 1 effect, settled', '◆ a1: 1 effect, settled']);
  });
});

describe('the column of effects', () => {
  const texts = (events: readonly HistoryEvent[]) => lines(['a0'], [invoke('a0', 0), ...events]).flatMap((line) => /[◆▸].*/u.exec(line)?.[0] ?? []);
  const read = (probe: number, atMs: number, count: number) => ({ type: 'probe', atMs, operation: 0, probe, nonce: 'n-s4lt-0', when: 'settled', count }) as const;

  it('should name the probe where there are several', () => {
    expect(texts([read(0, 10, 1), read(1, 20, 2)])).toEqual(['◆ probe 1: 1 effect, settled', '◆ probe 2: 2 effects, settled']);
    expect(texts([read(0, 10, 1)])).toEqual(['◆ 1 effect, settled']);
  });

  it('should say of a call that is known that its body was another', () => {
    const call = { type: 'downstream', atMs: 5, operation: 0, call: 9, what: 'arrives', nonce: 'n', method: 'POST', path: '/', key: 1, effect: 'again' } as const;
    expect(texts([call, { ...call, atMs: 6, call: 10, otherBody: true }])).toEqual(['▸ call 1 (key 1) known by its key', '▸ call 2 (key 1) other body, known by its key']);
  });
});

describe("a violation's own advice", () => {
  it('should take the place of the text of its cause', () => {
    const advice = { means: 'The key was forgotten.', fix: 'Keep it.' };
    const [verdict] = RESULT.verdicts;
    const text = renderTerminal({ ...RESULT, verdicts: [{ ...verdict!, findings: [{ ...FINDING, violation: { ...FINDING.violation, advice } }] }] }, { explain: () => ({ means: 'A race.', fix: 'Claim.' }) });
    expect(text).toMatch(/Most likely {2}The key was forgotten\.\n {2}Try first {4}Keep it\.\n/);
    expect(text).not.toContain('A race.');
  });
});
