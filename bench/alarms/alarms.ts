import { check } from '../../src/check/index.js';
import { findingsOf, optionsOf } from '../../test/e2e/zoo/run.js';
import type { ZooServer } from '../../test/zoo/index.js';
import { startServer } from '../server/server.js';

export interface Alarms {
  readonly plans: number;
  readonly requests: number;
  readonly exitCode: number;
  /** `property/cause` of whatever was raised; on a correct server each is a false alarm. */
  readonly raised: readonly string[];
}

/** A check of a correct server, at default settings but for the number of plans and the time that they need. */
export async function alarmsOn(server: ZooServer, plans: number, seed: number): Promise<Alarms> {
  const running = await startServer(server.name);
  try {
    const flags = ['--runs', String(plans), '--time', `${Math.max(180, plans / 10)}s`, '--requests', '10000000', '--seed', String(seed)];
    const result = await check(await optionsOf(server, running.url, flags));
    return { plans: result.stats.plans, requests: result.stats.requests, exitCode: result.exitCode, raised: findingsOf(result) };
  } finally {
    await running.close();
  }
}
