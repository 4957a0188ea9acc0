import { expect, it } from 'vitest';

import { unleasedClaims } from '../../zoo/processes/index.js';
import { checkServer, findingsOf } from '../zoo/run.js';
import { strikes } from './strikes.js';

/** One may be lucky. */
const SEEDS = [1, 2];

it('should find a claim that a killed process has left for ever, in each run at default settings', { timeout: 120_000 }, async () => {
  // They mostly wait for the lease, which nobody has named.
  const runs = await Promise.all(SEEDS.map((seed) => checkServer(unleasedClaims, ['--seed', String(seed)], 'not-stuck')));
  expect(runs.map(({ result }) => findingsOf(result)[0] ?? result.exitReason)).toEqual(SEEDS.map(() => 'not-stuck/in-flight-for-ever'));
  for (const { result } of runs) {
    const { history } = result.verdicts.flatMap(({ findings }) => findings)[0] ?? {};
    expect(history === undefined ? [] : strikes(history)).not.toEqual([]);
  }
});
