import { describe, expect, it } from 'vitest';

import { titleOf } from '../../zoo/base/stores.js';
import { plantedProcesses } from '../../zoo/processes/index.js';
import { checkServer, findingsOf } from '../zoo/run.js';
import { strikes } from './strikes.js';

/** A cell is given up when so many seeds have missed. */
const SEEDS = 3;

describe('services whose processes are killed, stopped and paused while they work', { timeout: 150_000 }, () => {
  for (const server of plantedProcesses) {
    const title = titleOf(server);
    it.skipIf(server.missing !== undefined)(`should find ${title} by ${server.intended}${server.strike === undefined ? '' : `, in a plan with a ${server.strike.join(' or a ')}`}`, async () => {
      const seen: string[] = [];
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { result } = await checkServer(server, ['--time', '30s', '--seed', String(seed), '--fail-fast'], server.intended);
        seen.push(`seed ${seed}: ${findingsOf(result).join(', ') || result.exitReason}`);
        const finding = result.verdicts.flatMap(({ findings }) => findings).find(({ property }) => property === server.intended);
        if (finding === undefined) continue;
        const met = strikes(finding.history);
        expect(server.strike === undefined || met.some((kind) => server.strike?.some((each) => each === kind)), met.join()).toBe(true);
        return;
      }
      expect.fail(`missed by all seeds:\n${seen.join('\n')}`);
    });

    it.skipIf(server.missing !== undefined)(`should find nothing in ${title} as one process that is left alone`, async () => {
      const { result } = await checkServer(server.plain ?? server, ['--time', '20s', '--runs', '120', '--seed', '1']);
      expect(findingsOf(result)).toEqual([]);
    });
  }
});
