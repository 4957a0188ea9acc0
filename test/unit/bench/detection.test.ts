import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Cell } from '../../../bench/detection/cells.js';
import { openCells } from '../../../bench/detection/cells.js';
import { halfOf } from '../../../bench/detection/halves.js';
import { excusedJobs, huntMs } from '../../../bench/detection/jobs.js';
import { MINIMA, minimumOf } from '../../../bench/detection/minimum.js';
import { readOptions } from '../../../bench/detection/options.js';
import { createProgress } from '../../../bench/detection/progress.js';
import { isShort, report } from '../../../bench/detection/table.js';
import { everyPlanted } from '../../zoo/every.js';
import { planted } from '../../zoo/index.js';

const found = (trial: number, ms: number, name = 'key-ignored'): Cell => ({ kind: 'found', name, trial, tookMs: ms + 400, value: { found: ms < 20_000, ms, requests: 400 } });

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'retryproof-'));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the bench of detection', () => {
  it('should put a good part of the zoo on either half', () => {
    const tuned = planted.filter(({ name }) => halfOf(name) === 'tuned').length;
    expect(Math.min(tuned, planted.length - tuned)).toBeGreaterThan(planted.length / 3);
  });

  it('should know the fewest sendings of bugs that exist, and two for all others', () => {
    const names = new Set(everyPlanted.map(({ name }) => name));
    expect(Object.keys(MINIMA).filter((name) => !names.has(name))).toEqual([]);
    expect(minimumOf('key-ignored')).toBe(2);
  });

  it('should run on seeds 1 to 20, and tune on others and on one half alone', () => {
    expect(readOptions([]).seeds).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const { seeds, parts, wants } = readOptions(['--tune']);
    expect([seeds[0], seeds.at(-1), parts]).toEqual([1001, 1020, ['found']]);
    expect(planted.filter(wants).every(({ name }) => halfOf(name) === 'tuned')).toBe(true);
  });

  it('should do as much as it is asked for', () => {
    const { seeds, parts, plans, wants } = readOptions(['--bugs', 'no-tenant,no-route', '--seeds', '5', '--parts', 'naive,found', '--plans', '50']);
    expect([seeds, parts, plans]).toEqual([[1, 2, 3, 4, 5], ['found', 'naive'], 50]);
    expect(planted.filter(wants).map(({ name }) => name)).toEqual(['no-tenant', 'no-route']);
    expect(readOptions(['--seeds', '7-9']).seeds).toEqual([7, 8, 9]);
  });

  it.each([
    [['--tune', '--seeds', '1-20'], /above 1,000/],
    [['--seeds', 'x'], /give how many, as 5, or which, as 7-9/],
    [['--seeds', '9-7'], /give how many, as 5, or which, as 7-9/],
    [['--parts', 'speed'], /there are found, size, correct, naive/],
    [['--bugs', 'no-such-bug'], /the zoo has no no-such-bug/],
    [['--plans', '0'], /give a number of plans/],
  ])('should refuse %s', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  it('should go on where it was stopped', () =>
    inFolder(async (folder) => {
      const value = { found: true, ms: 500, requests: 400 };
      await openCells('bench', folder, 'abc').once('found', { name: 'key-ignored', trial: 1 }, async () => value);
      const later = openCells('bench', folder, 'abc');
      const again = await later.once('found', { name: 'key-ignored', trial: 1 }, () => Promise.reject(new Error('measured twice')));
      expect([again, later.all.length]).toEqual([value, 1]);
      expect(later.find('found', { name: 'key-ignored', trial: 2 })).toBeUndefined();
      expect(openCells('bench', folder, 'def').all).toEqual([]);
    }));

  it('should say how long it will take by what its cells took so far', () => {
    const progress = createProgress([{ kind: 'found', tookMs: 2000 }]);
    progress.add('found', 30);
    progress.add('correct', 2);
    expect(progress.plan()).toContain('found: 30 cells, 2.0 s each, 0:01:00');
    progress.done('found', 4000);
    progress.done('correct', 10_000);
    expect(progress.line(14_000)).toBe('2 of 32 cells, 0:00:14 gone, about 0:01:37 left');
  });

  it('should give naive tests the time that the kit needs for that bug, within bounds', () => {
    const cells = { all: [found(1, 2500), found(2, 4000), found(3, 20_000), found(1, 300, 'no-tenant'), found(1, 23_000, 'no-route')] };
    expect(['key-ignored', 'no-tenant', 'no-route', 'never-measured'].map((name) => huntMs(cells, name))).toEqual([4000, 3000, 20_000, 3000]);
  });

  it('should look for what a correct relative excuses once for all bugs that have it', () =>
    inFolder(async (folder) => {
      const places = excusedJobs(openCells('bench', folder, 'abc'), planted).map(({ place: { name, test } }) => `${name} ${test}`);
      expect(new Set(places).size).toBe(places.length);
      expect(places.length).toBeGreaterThan(30);
      expect(places.length).toBeLessThan(planted.length * 2);
    }));

  it('should try a bug again that was missed with more than one seed of twenty', () => {
    const seeds = (missed: number) => Array.from({ length: 20 }, (_, index) => found(index + 1, index < missed ? 20_000 : 500));
    expect([0, 1, 2].map((missed) => isShort(seeds(missed), 'key-ignored'))).toEqual([false, false, true]);
  });

  it('should say in its tables what was measured, and nothing of what was not', () => {
    const text = report([
      ...[500, 700, 20_000].map((ms, index) => found(index + 1, ms)),
      { kind: 'size', name: 'key-ignored', trial: 1, tookMs: 9000, value: { sendings: 2, runs: 20, failures: 20, minimal: true, ms: 9000 } },
      { kind: 'naive', name: 'key-ignored', trial: 1, test: 'twice', tookMs: 500, value: { found: true, ms: 10, budgetMs: 1000, requests: 30, failed: ['at most one effect (0)'] } },
      { kind: 'naive', name: 'key-ignored', trial: 1, test: 'suite', tookMs: 500, value: { found: false, ms: 1000, budgetMs: 1000, requests: 30, failed: [] } },
    ]);
    expect(text).toContain('| key-ignored | single-effect | 2 of 3 | 0.70 s | 400 | 2 (2) | 0.01 s |  | – |');
    expect(text).toContain('| both | 1 | 0 of 1 | 2 of 3 | 1 of 1 | 1 of 1 | 1 of 1 |  | 0 of 1 |');
    expect(text).not.toContain('no-tenant');
  });
});
