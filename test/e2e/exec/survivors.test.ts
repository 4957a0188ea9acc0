import { describe, expect, it } from 'vitest';

import { titleOf } from '../../zoo/base/stores.js';
import { correctProcesses, payments } from '../../zoo/processes/index.js';
import { checkServer, findingsOf } from '../zoo/run.js';
import { strikes } from './strikes.js';

describe('right services whose processes are killed, stopped and paused while they work', { timeout: 60_000 }, () => {
  // `test/e2e/postgres-payments.test.ts` has the example.
  for (const server of correctProcesses.filter((each) => each !== payments)) {
    it.skipIf(server.missing !== undefined)(`should raise nothing on ${titleOf(server)}`, async () => {
      const { result, histories } = await checkServer(server, ['--time', '12s', '--seed', '1']);
      expect(findingsOf(result)).toEqual([]);
      expect([0, 4], result.exitReason).toContain(result.exitCode);
      expect(result.contract.durability).toBe('atomic');
      expect(histories.filter((history) => strikes(history).length > 0).length).toBeGreaterThan(5);
      const outlasted = histories.filter(({ events }) => events.some((event) => event.type === 'disruption' && event.begins?.kind === 'pause' && (event.begins.forMs ?? 0) > 500));
      expect(outlasted.length).toBeGreaterThan(0);
    });
  }
});
