import { describe, expect, it } from 'vitest';
import { functionProbe } from '../../adapters/index.js';
import type { CountEffects, CountedOperation, ProbeQuery, Reading } from '../../src/model/index.js';

const noRequest = () => Promise.reject(new Error('nothing is to be sent'));

function read(count: (operation: CountedOperation) => unknown, query: Partial<ProbeQuery> = {}): Promise<Reading> {
  return functionProbe({ name: 'rows()', count: count as CountEffects }).read({ request: noRequest, values: () => [], nonce: 'n1', principal: 1, timeoutMs: 5_000, ...query });
}

describe('function probe', () => {
  it('should hand over what is known of the operation, and send nothing', async () => {
    const seen: CountedOperation[] = [];
    const count = (operation: CountedOperation): number => seen.push(operation);
    expect(await read(count, { answer: { id: 'c1' } })).toEqual({ count: 1 });
    expect(await read(count)).toEqual({ count: 2 });
    expect(seen[0]).toEqual({ nonce: 'n1', principal: 1, answer: { id: 'c1' }, signal: expect.any(AbortSignal) });
    expect(seen[1]).not.toHaveProperty('answer');
  });

  it.each<[string, unknown, number]>([
    ['a number', 3, 3],
    ['none', 0, 0],
    ['a promise', Promise.resolve(2), 2],
    ['a bigint, as some drivers count', 4n, 4],
    ['digits, as SQL counts', '12', 12],
  ])('should count %s', async (_, returned, count) => {
    expect(await read(() => returned)).toEqual({ count });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'it returned undefined, which is no count'],
    ['null', null, 'it returned null'],
    ['a fraction', 1.5, 'it returned 1.5'],
    ['less than nothing', -1, 'it returned -1'],
    ['what is not a number', Number.NaN, 'it returned NaN'],
    ['the rows themselves', [{}, {}], 'it returned an array of 2'],
    ['a result', { rows: [] }, 'it returned an object'],
    ['a function', () => 1, 'it returned a function'],
    ['words', 'two', 'it returned "two"'],
    ['many words', 'x'.repeat(99), `it returned "${'x'.repeat(56)}…`],
    ['a huge bigint', 2n ** 60n, 'it returned 1152921504606846976'],
  ])('should not take %s for a count', async (_, returned, wrong) => {
    expect(await read(() => returned)).toEqual({ wrong: expect.stringContaining(wrong), hint: expect.stringContaining('a whole number') });
  });

  it.each<[string, () => unknown, string]>([
    ['throws', () => { throw new TypeError('no such table'); }, 'it threw TypeError: no such table'],
    ['rejects', () => Promise.reject(new Error('connection lost')), 'it threw Error: connection lost'],
    ['rejects with what is no error', () => Promise.reject('up' as unknown as Error), 'it threw "up"'],
  ])('should be a reading that went wrong where it %s', async (_, count, wrong) => {
    expect(await read(count)).toEqual({ wrong, hint: expect.any(String) });
  });

  it('should not be waited for longer than an attempt, and be told so', async () => {
    let signal: AbortSignal | undefined;
    const reading = await read((operation) => {
      ({ signal } = operation);
      return new Promise(() => undefined);
    }, { timeoutMs: 20 });
    expect(reading).toEqual({ wrong: 'it came to no count within 20 ms', hint: expect.stringContaining('timeoutMs') });
    expect(signal?.aborted).toBe(true);
  });

  it('should leave no rejection behind that comes too late', async () => {
    let fail = (_: Error): void => undefined;
    const reading = await read(() => new Promise((_, reject) => { fail = reject; }), { timeoutMs: 10 });
    expect(reading).toHaveProperty('wrong');
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    fail(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
