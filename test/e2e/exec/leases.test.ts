import { describe, expect, it } from 'vitest';

import { fenced, plantedProcesses, redis } from '../../zoo/processes/index.js';
import { checkServer, findingsOf } from '../zoo/run.js';

/** A cell is given up when so many seeds have missed. */
const SEEDS = 3;

describe(`two processes over ${redis.title}`, { timeout: 150_000 }, () => {
  it.skipIf(redis.missing)('should raise nothing where a token fences off an owner that comes back', async () => {
    const { result, histories } = await checkServer(fenced, ['--time', '12s', '--seed', '1']);
    expect(findingsOf(result)).toEqual([]);
    expect([0, 4], result.exitReason).toContain(result.exitCode);
    const outlasted = histories.filter(({ events }) => events.some((event) => event.type === 'disruption' && event.begins?.kind === 'pause' && (event.begins.forMs ?? 0) > 500));
    expect(outlasted.length).toBeGreaterThan(0);
  });

  it.skipIf(redis.missing).each(plantedProcesses.map((server) => [server.name, String(server.intended), server] as const))('should find %s by %s', async (_name, intended, server) => {
    const { strikes, seen } = await found(server, intended);
    expect(strikes, `missed by all seeds:\n${seen.join('\n')}`).toEqual(expect.arrayContaining(server.strike === undefined ? [] : [server.strike]));
  });
});

/** What had struck the plan that the finding rests on; undefined where no seed has found it. */
async function found(server: (typeof plantedProcesses)[number], intended: string): Promise<{ readonly strikes?: readonly string[]; readonly seen: readonly string[] }> {
  const seen: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { result } = await checkServer(server, ['--time', '30s', '--seed', String(seed), '--fail-fast'], intended);
    const finding = result.verdicts.flatMap(({ findings }) => findings).find(({ property }) => property === intended);
    if (finding !== undefined) return { seen, strikes: finding.history.events.flatMap((event) => (event.type === 'disruption' && event.begins !== undefined ? [event.begins.kind] : [])) };
    seen.push(`seed ${seed}: ${findingsOf(result).join(', ') || result.exitReason}`);
  }
  return { seen };
}
