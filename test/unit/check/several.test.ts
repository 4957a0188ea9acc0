import { describe, expect, it } from 'vitest';
import { exitOfSeveral, uncheckedResult } from '../../../src/check/several.js';
import type { ExitCode } from '../../../src/model/index.js';

const result = (name: string | undefined, exitCode: ExitCode) => ({ ...(name === undefined ? {} : { name }), target: 'POST http://localhost/charges', exitCode });

describe('the exit code of several targets', () => {
  it.each<[readonly ExitCode[], ExitCode]>([
    [[0, 0], 0],
    [[0, 4], 4],
    [[4, 5, 0], 5],
    [[5, 3], 3],
    [[3, 2], 2],
    [[2, 130], 130],
    [[130, 4, 1, 0], 1],
    [[1, 1], 1],
  ])('should, of %j, be %i', (codes, expected) => {
    expect(exitOfSeveral(codes.map((code, index) => result(`t${index}`, code))).exitCode).toBe(expected);
  });

  it('should say which targets it comes from', () => {
    expect(exitOfSeveral([result('a', 1), result('b', 0), result('c', 1)]).exitReason).toBe('violations: a, c (2 of 3 targets)');
    expect(exitOfSeveral([result('a', 0), result(undefined, 4)]).exitReason).toBe('inconclusive: POST http://localhost/charges (1 of 2 targets)');
    expect(exitOfSeveral([result('a', 0), result('b', 0)]).exitReason).toBe('all 2 targets passed');
  });

  it('should be no pass where nothing was checked', () => {
    expect(exitOfSeveral([]).exitCode).toBe(4);
  });
});

describe('the result of a target that was not checked', () => {
  it('should say what it would have been, and why it is none', () => {
    const { target, exitCode, exitReason, verdicts } = uncheckedResult({ url: ['http://localhost/items', 'http://localhost:1'], method: 'PUT' }, 130, { kind: 'interrupted', message: 'nobody waited' });
    expect({ target, exitCode, exitReason, verdicts }).toEqual({ target: 'PUT http://localhost/items', exitCode: 130, exitReason: 'nobody waited', verdicts: [] });
  });
});
