import { describe, expect, it } from 'vitest';

import { RacyRecords } from '../zoo/base/racy-records.js';
import type { Rules } from '../zoo/base/keyed.js';
import { build, conflictRules } from '../zoo/base/services.js';
import { Shop } from '../zoo/base/shop.js';
import { pause } from '../zoo/base/time.js';
import { define } from '../zoo/zoo.js';
import { checkServer, findingsOf } from './zoo/run.js';

/** A service whose bank takes so long; correct but for what is changed. */
function taking(ms: number, changed: () => Partial<Rules> = () => ({}), work: (ms: number) => Promise<void> = pause) {
  class Bank extends Shop {
    override async authorize(): Promise<void> {
      await work(ms);
    }
  }
  return define({ name: `taking-${ms}`, about: 'As slow as that.', service: () => build(conflictRules(), changed(), new Bank()) });
}

/** One after the other. */
function queue(): (ms: number) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (ms) => (last = last.then(() => pause(ms)));
}

const SECONDS = 20;

it.concurrent('should keep the time with a handler of 5 ms, raise nothing, and say what was not reached', async () => {
  const { result } = await checkServer(taking(5), ['--time', `${SECONDS}s`, '--seed', '4', '--runs', '400']);
  expect(findingsOf(result)).toEqual([]);
  expect(result.stats.elapsedMs).toBeLessThan(SECONDS * 1000 + 6000);
  expect([0, 4], result.exitReason).toContain(result.exitCode);
  expect(result.exitReason).toMatch(/held|Inconclusive/);
}, 60_000);

// They mostly wait, so they wait side by side.
describe.concurrent('slow services', () => {
  it('should put a correct one of 1.5 s to the test in the default time, and say what was not reached', async () => {
    const { result } = await checkServer(taking(1500), ['--seed', '4']);
    expect(findingsOf(result)).toEqual([]);
    expect(result.stats.elapsedMs).toBeLessThan(SECONDS * 1000 + 6000);
    expect(result.stats.plans).toBeGreaterThan(10);
    expect([0, 4], result.exitReason).toContain(result.exitCode);
    expect(result.exitReason).toMatch(/ held; |^Inconclusive: .*--time [3-9]0s/);
    const held = result.verdicts.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
    expect(held).toEqual(expect.arrayContaining(['single-effect', 'acknowledged-applied', 'not-stuck']));
    // Every property that is no pass says why, and what it would take.
    for (const { id, verdict, reason: why = '' } of result.verdicts) expect(verdict === 'pass' || why !== '', id).toBe(true);
  }, 60_000);

  it.each([
    ['looks a key up and inserts it in two steps', () => ({ records: new RacyRecords() })],
    ['ignores the key', () => ({ key: () => undefined })],
  ] as const)('should find in the default time what is wrong with one of 1.5 s that %s', async (_, changed) => {
    const { result } = await checkServer(taking(1500, changed), ['--seed', '4']);
    expect(findingsOf(result)).toContain('single-effect/second-effect');
    const [found] = result.verdicts.flatMap(({ findings }) => findings);
    expect(found?.plan.steps.length).toBeLessThanOrEqual(2);
    expect(found?.reproduction.failures).toBeGreaterThan(0);
    // Three confirming reruns of some 3 s are made whatever the time.
    expect(result.stats.elapsedMs).toBeLessThan(SECONDS * 1000 + 14_000);
  }, 60_000);

  it.each([
    ['in time that is too short for a single plan', 1500, pause, '6s', /--time [3-9]0s/],
    ['that works on one request after the other', 500, queue(), '8s', /--time \d+m/],
  ] as const)('should say which time one needs %s', async (_, ms, work, time, needed) => {
    const { result } = await checkServer(taking(ms, () => ({}), work), ['--time', time, '--seed', '4']);
    expect(findingsOf(result)).toEqual([]);
    expect(result.exitCode).toBe(4);
    expect(result.stats.elapsedMs).toBeLessThan(12_000);
    expect(result.exitReason).toContain(`calibration took the whole time (${time.replace('s', ' s')}): an ordinary request to`);
    expect(result.trouble?.hint).toMatch(needed);
  }, 30_000);
});
