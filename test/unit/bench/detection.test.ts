import { describe, expect, it } from 'vitest';

import { halfOf } from '../../../bench/detection/halves.js';
import { MINIMA, minimumOf } from '../../../bench/detection/minimum.js';
import { readOptions } from '../../../bench/detection/options.js';
import { report } from '../../../bench/detection/table.js';
import { planted } from '../../zoo/index.js';

describe('the bench of detection', () => {
  it('should put a good part of the zoo on either half', () => {
    const tuned = planted.filter(({ name }) => halfOf(name) === 'tuned').length;
    expect(Math.min(tuned, planted.length - tuned)).toBeGreaterThan(planted.length / 3);
  });

  it('should know the fewest sendings of bugs that exist, and two for all others', () => {
    const names = new Set(planted.map(({ name }) => name));
    expect(Object.keys(MINIMA).filter((name) => !names.has(name))).toEqual([]);
    expect(minimumOf('key-ignored')).toBe(2);
  });

  it('should run on seeds 1 to 20, and tune on others and on one half alone', () => {
    expect(readOptions([]).seeds).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const { seeds, parts, wants } = readOptions(['--tune']);
    expect([seeds[0], parts]).toEqual([1001, ['find']]);
    expect(planted.filter(wants).every(({ name }) => halfOf(name) === 'tuned')).toBe(true);
  });

  it.each([
    [['--tune', '--seeds', '1-20'], /above 1,000/],
    [['--seeds', 'x'], /give one seed, or two as 1-20/],
    [['--parts', 'speed'], /there are find, size, naive, correct/],
    [['--only', 'no-such-bug'], /the zoo has no no-such-bug/],
  ])('should refuse %s', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  it('should say in its tables what was measured, and nothing of what was not', () => {
    const found = (trial: number, ms: number) => ({ kind: 'find', name: 'key-ignored', trial, value: { found: ms < 20_000, ms, requests: 400 } }) as const;
    const text = report([found(1, 500), found(2, 700), found(3, 20_000), { kind: 'size', name: 'key-ignored', trial: 1, value: { sendings: 2, runs: 20, failures: 20, minimal: true, ms: 9000 } }]);
    expect(text).toContain('| key-ignored | single-effect | 2 of 3 | 0.70 s | 400 | 2 (2) |  |  |  |');
    expect(text).not.toContain('no-tenant');
  });
});
