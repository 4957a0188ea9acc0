import { expect, it } from 'vitest';

import { planted } from '../../zoo/index.js';
import { checkServer, findingsOf } from './run.js';

/** A cell is given up when so many seeds have missed. */
const SEEDS = 5;
const USUAL = ['--time', '20s', '--fail-fast'];
/**
 * A claim that is never released shows when the lease is over: 10 s where nobody says otherwise. What is only seen when all else
 * is done (a credential is ended, what was answered is sent again) comes after some plans, and no time. Where another property
 * mostly speaks first, the campaign goes on. `npm run bench:detection` takes the defaults.
 */
const OTHERWISE: { readonly [name: string]: readonly string[] | undefined } = {
  'throw-leaks-claim': [...USUAL, '--lease', '1s'],
  'disconnect-leaks-claim': [...USUAL, '--lease', '1s'],
  'revoked-replay': ['--time', '60s', '--runs', '60', '--fail-fast'],
  'forgets-soon': ['--time', '60s', '--runs', '200', '--concurrency', '4', '--fail-fast'],
  'fingerprint-cut': ['--time', '60s'],
  'debits-never-made': ['--fail-fast'],
};

/**
 * One cell per planted bug: the property that it is meant for must find it. The cells are shared out over files, which
 * run side by side.
 */
export function matrix(share: number, of: number): void {
  const mine = planted.filter((_, index) => index % of === share);
  it.each(mine.map((server) => [server.name, server.intended ?? '', server] as const))('should find %s by %s', async (_name, intended, server) => {
    const seen: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { result } = await checkServer(server, [...(OTHERWISE[server.name] ?? USUAL), '--seed', String(seed)], intended);
      const found = findingsOf(result);
      seen.push(`seed ${seed}: exit ${result.exitCode}, ${found.join(', ') || result.exitReason}`);
      if (found.some((each) => each.startsWith(`${intended}/`))) return;
    }
    expect.fail(`missed by all seeds:\n${seen.join('\n')}`);
  }, 310_000);
}
