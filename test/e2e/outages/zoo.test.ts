import { describe, expect, it } from 'vitest';

import type { History } from '../../../src/model/index.js';
import { titleOf } from '../../zoo/base/stores.js';
import { correctTapped, plantedTapped } from '../../zoo/stored.js';
import { checkLongEnough, checkServer, findingsOf } from '../zoo/run.js';

/** A cell is given up when so many seeds have missed. */
const SEEDS = 3;

const metOutage = ({ events }: History): boolean => events.some((event) => event.type === 'disruption' && event.begins !== undefined);

describe('services whose store goes away', { timeout: 100_000 }, () => {
  for (const server of plantedTapped) {
    const title = titleOf(server);
    it.skipIf(server.missing !== undefined)(`should find ${title} by ${server.intended}, in a plan with an outage`, async () => {
      const seen: string[] = [];
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { result } = await checkServer(server, ['--seed', String(seed), '--fail-fast'], server.intended);
        seen.push(`seed ${seed}: exit ${result.exitCode}, ${findingsOf(result).join(', ') || result.exitReason}`);
        const finding = result.verdicts.flatMap(({ findings }) => findings).find(({ property }) => property === server.intended);
        if (finding === undefined) continue;
        expect(metOutage(finding.history)).toBe(true);
        return;
      }
      expect.fail(`missed by all seeds:\n${seen.join('\n')}`);
    });

    it.skipIf(server.missing !== undefined)(`should find nothing in ${title} without a tap`, async () => {
      const { result } = await checkServer(server.plain, ['--time', '20s', '--seed', '1', '--runs', '80']);
      expect(findingsOf(result)).toEqual([]);
    });
  }

  for (const server of correctTapped) {
    const title = titleOf(server);
    it.skipIf(server.missing !== undefined)(`should raise nothing on ${title}, whatever happens to its store`, async () => {
      const { result, histories } = await checkLongEnough(server, 7, ['--seed', '11'], (run) => run.histories.filter(metOutage).length > 5);
      expect(findingsOf(result)).toEqual([]);
      expect([0, 4], result.exitReason).toContain(result.exitCode);
      expect(result.trouble).toBeUndefined();
      expect(histories.filter(metOutage).length).toBeGreaterThan(5);
    });
  }
});
