import { expect, it } from 'vitest';

import { build, conflictRules } from '../zoo/base/services.js';
import { Shop } from '../zoo/base/shop.js';
import { pause } from '../zoo/base/time.js';
import { define } from '../zoo/zoo.js';
import { checkServer, findingsOf } from './zoo/run.js';

/** A correct service whose bank takes so long. */
function taking(ms: number) {
  class Bank extends Shop {
    override async authorize(): Promise<void> {
      await pause(ms);
    }
  }
  return define({ name: `taking-${ms}`, about: 'Correct, and as slow as that.', service: () => build(conflictRules(), {}, new Bank()) });
}

const SECONDS = 20;

// They wait, and hardly work: side by side they take as long as one.
it.concurrent.each([[5, /held|Inconclusive/], [1500, /^calibration (left no time for a plan: a request takes 1\d{3} ms|took the whole time)/]] as const)('should keep the time with a handler of %d ms, raise nothing, and say what was not reached', async (ms, reason) => {
  const { result } = await checkServer(taking(ms), ['--time', `${SECONDS}s`, '--seed', '4', '--runs', '400']);
  expect(findingsOf(result)).toEqual([]);
  expect(result.stats.elapsedMs).toBeLessThan(SECONDS * 1000 + 3000);
  expect([0, 4], result.exitReason).toContain(result.exitCode);
  // Every property that is no pass says why, and what it would take.
  for (const { id, verdict, reason: why = '' } of result.verdicts) expect(verdict === 'pass' || why !== '', id).toBe(true);
  expect(result.exitReason).toMatch(reason);
}, 60_000);

it.concurrent('should keep a time that is too short for a single plan', async () => {
  const { result } = await checkServer(taking(1500), ['--time', '6s', '--seed', '4']);
  expect(findingsOf(result)).toEqual([]);
  expect(result.exitCode).toBe(4);
  expect(result.stats.elapsedMs).toBeLessThan(9000);
  expect(result.exitReason).toContain('calibration took the whole time (6 s)');
}, 30_000);
