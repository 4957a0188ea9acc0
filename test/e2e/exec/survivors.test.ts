import { describe, expect, it } from 'vitest';

import type { History } from '../../../src/model/index.js';
import { titleOf } from '../../zoo/base/stores.js';
import { correctProcesses, payments } from '../../zoo/processes/index.js';
import { checkLongEnough, findingsOf } from '../zoo/run.js';
import { strikes } from './strikes.js';

const isStruck = (history: History): boolean => strikes(history).length > 0;
/** Paused for longer than the lease. */
const isOutlasted = ({ events }: History): boolean => events.some((event) => event.type === 'disruption' && event.begins?.kind === 'pause' && (event.begins.forMs ?? 0) > 500);

// They mostly wait (for a process to start, a lease to end, a store to come back), so they wait side by side.
describe.concurrent('right services whose processes are killed, stopped and paused while they work', { timeout: 100_000 }, () => {
  // `test/e2e/postgres-payments.test.ts` has the example.
  for (const server of correctProcesses.filter((each) => each !== payments)) {
    it.skipIf(server.missing !== undefined)(`should raise nothing on ${titleOf(server)}`, async () => {
      const { result, histories } = await checkLongEnough(server, 12, ['--seed', '1'], ({ histories: met }) => met.filter(isStruck).length > 5 && met.some(isOutlasted));
      expect(findingsOf(result)).toEqual([]);
      expect([0, 4], result.exitReason).toContain(result.exitCode);
      expect(result.contract.durability).toBe('atomic');
      expect(histories.filter(isStruck).length).toBeGreaterThan(5);
      expect(histories.filter(isOutlasted).length).toBeGreaterThan(0);
    });
  }
});
