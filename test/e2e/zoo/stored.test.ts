import { describe, expect, it } from 'vitest';

import { titleOf } from '../../zoo/base/stores.js';
import { correctStored, plantedStored } from '../../zoo/stored.js';
import { checkServer, findingsOf } from './run.js';

/** A cell is given up when so many seeds have missed. */
const SEEDS = 5;

describe('services over a real store to which nothing happens', { timeout: 150_000 }, () => {
  for (const server of plantedStored) {
    it.skipIf(server.missing !== undefined)(`should find ${titleOf(server)} by ${server.intended}`, async () => {
      const seen: string[] = [];
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { result } = await checkServer(server, ['--seed', String(seed), '--fail-fast'], server.intended);
        const found = findingsOf(result);
        seen.push(`seed ${seed}: exit ${result.exitCode}, ${found.join(', ') || result.exitReason}`);
        if (found.some((each) => each.startsWith(`${server.intended}/`))) return;
      }
      expect.fail(`missed by all seeds:\n${seen.join('\n')}`);
    });
  }

  for (const server of correctStored) {
    it.skipIf(server.missing !== undefined)(`should raise nothing on ${titleOf(server)}`, async () => {
      const { result } = await checkServer(server, ['--time', '20s', '--runs', '200', '--seed', '1']);
      expect(findingsOf(result)).toEqual([]);
      expect([0, 4], result.exitReason).toContain(result.exitCode);
    });
  }
});
