import { check } from '../../src/check/index.js';
import { findingsOf, optionsOf } from '../../test/e2e/zoo/run.js';
import type { ZooServer } from '../../test/zoo/index.js';
import { startServer } from '../server/server.js';
import type { Met } from './met.js';
import { meetings } from './met.js';

export interface Alarms {
  readonly plans: number;
  readonly requests: number;
  readonly exitCode: number;
  /** Plans that met something that happened to the target. */
  readonly met: Met;
  /** `property/cause` of whatever was raised; on a correct server each is a false alarm. */
  readonly raised: readonly string[];
}

/** A check of a correct server, at default settings but for the number of plans and the time that they need. */
export async function alarmsOn(server: Pick<ZooServer, 'name'>, plans: number, seed: number): Promise<Alarms> {
  const running = await startServer(server.name);
  const { met, see } = meetings();
  try {
    const flags = ['--runs', String(plans), '--time', `${Math.max(180, plans / 5)}s`, '--requests', '10000000', '--seed', String(seed)];
    // The last look sends no plan anew.
    const result = await check(await optionsOf(running, running.url, flags), { onHistory: (history) => void (history.head.id.endsWith('-late') || see(history)) });
    return { plans: result.stats.plans, requests: result.stats.requests, exitCode: result.exitCode, met, raised: findingsOf(result) };
  } finally {
    await running.close();
  }
}
