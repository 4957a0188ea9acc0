import { describe, expect, it } from 'vitest';

import { answer, auto, created, five, texts } from './evidence.js';

describe('what a restart teaches', () => {
  it('should be that crashes may be tested, where answers outlive the process', () => {
    const { contract, notes } = auto([five('restarted', (n) => ({ second: created(n), effects: 1 }))]);
    expect(contract.durability).toBe('atomic');
    expect(texts(notes, 'adopted')).toEqual(['adopted: a finished request sent again after the process was killed gets its answer: what was stored outlives the process']);
  });

  it('should be the same, with a warning, where effects outlive it and keys do not', () => {
    const { contract, notes } = auto([five('restarted', (n) => ({ second: created(n + 10), effects: 2 }))]);
    expect(contract.durability).toBe('atomic');
    expect(texts(notes, 'warning')).toEqual(['warning: a finished request sent again after the process was killed gets a second effect: its key was forgotten and its effect was not; that is never adopted']);
  });

  it.each([
    ['nothing is left of the first', { effects: 1 }, /is a new one, and nothing is left of the first: nothing is concluded from restarts/],
    ['nothing is counted, and the ids differ', {}, /is a new one, and nothing is left of the first/],
  ])('should be nothing where %s', (_, more, text) => {
    const { contract, notes } = auto([five('restarted', (n) => ({ second: created(n + 10), ...more }))]);
    expect(contract.durability).toBe('volatile');
    expect(texts(notes).join('\n')).toMatch(text);
  });

  it('should be nothing where it varies', () => {
    const { contract, notes } = auto([five('restarted', (n) => ({ second: n === 3 ? answer(500, '') : created(n), effects: 1 }))]);
    expect(contract.durability).toBe('volatile');
    expect(texts(notes).join('\n')).toMatch(/it varies \(its answer in 4 of 5, gets 500 in 1 of 5\), so nothing is adopted/);
  });

  it('should never be held against a contract that promises no more', () => {
    const { contract, notes } = auto([five('restarted', (n) => ({ second: created(n), effects: 1 }))], { mode: 'named', explicit: { durability: 'at-least-once' } });
    expect(contract.durability).toBe('at-least-once');
    expect(texts(notes, 'deviation')).toEqual([]);
  });

  it('should be a deviation where the contract promises it and the service forgets', () => {
    const { notes } = auto([five('restarted', (n) => ({ second: created(n + 10), effects: 1 }))], { mode: 'named', explicit: { durability: 'atomic' } });
    expect(texts(notes, 'deviation').join('\n')).toMatch(/the contract says durability: "atomic"/);
  });
});
