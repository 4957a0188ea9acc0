import { expect, it } from 'vitest';

import { planted } from '../../zoo/index.js';
import { checkServer, findingsOf } from './run.js';

/** A cell is given up when so many seeds have missed. */
const SEEDS = 5;
const TIME = '20s';
/**
 * What is only seen after a wait would keep the tests waiting at full load: a claim that is never released shows when the
 * lease is over (10 s where nobody says otherwise), a rate at the end of the campaign, and a credential is ended when all else is done. `npm run
 * bench:detection` takes the defaults.
 */
const SOONER: { readonly [name: string]: readonly string[] | undefined } = {
  'throw-leaks-claim': ['--time', TIME, '--lease', '1s'],
  'disconnect-leaks-claim': ['--time', TIME, '--lease', '1s'],
  'revoked-replay': ['--time', '7s'],
  'pinned-429': ['--time', '9s'],
  'forgets-soon': ['--time', '8s', '--concurrency', '4'],
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
      const { result } = await checkServer(server, [...(SOONER[server.name] ?? ['--time', TIME]), '--seed', String(seed), '--fail-fast'], intended);
      const found = findingsOf(result);
      seen.push(`seed ${seed}: exit ${result.exitCode}, ${found.join(', ') || result.exitReason}`);
      if (found.some((each) => each.startsWith(`${intended}/`))) return;
    }
    expect.fail(`missed by all seeds:\n${seen.join('\n')}`);
  }, 130_000);
}
