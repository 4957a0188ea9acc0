import { onTestFinished } from 'vitest';

import { understand } from '../../../src/check/run.js';
import { createRig } from '../../../src/check/session.js';
import { contextOf, PROVISIONAL } from '../../../src/check/stages.js';
import { askedBy } from '../../../src/check/way.js';
import { autoContract } from '../../../src/contracts/index.js';
import type { PlanContext } from '../../../src/generate/index.js';
import type { Contract, History, Plan } from '../../../src/model/index.js';
import { execute } from '../../../src/run/execute.js';
import type { Rig } from '../../../src/run/rig.js';
import type { ZooServer } from '../../zoo/index.js';

const CONTRACT: Contract = { ...autoContract, mismatch: 'reject' };

export interface Refunds {
  readonly rig: Rig;
  readonly context: PlanContext;
  run(plan: Plan, rig?: Rig): Promise<History>;
}

/** The way to a charge service with refunds, as `check` would open it once it had calibrated. */
export async function refundsOf(server: ZooServer, { amount = '"{{int 1 5000}}"', also = 'POST /charges/{{answer /id}}/refund', durationMs = 5 } = {}): Promise<Refunds> {
  const { url, close } = await server.start();
  const options = {
    url: `${url}/charges`, bodies: [`{"amount":${amount},"reference":"{{nonce}}"}`], effects: ['GET /charges?reference={{nonce}}'],
    also, alsoBody: '{"amount":"{{int 1 50}}","reference":"{{nonce}}"}', alsoEffects: 'GET /refunds?reference={{nonce}}',
  };
  const run = understand(askedBy([options]));
  const session = await run.way.open();
  onTestFinished(async () => {
    await session.close?.();
    await close();
  });
  const calibration = { ...PROVISIONAL, durationMs, durationP95Ms: 2 * durationMs, probes: [0, 1].map((route) => ({ route, unit: 1, lagMs: 0 })) };
  const rig = createRig({ ...run, session, contract: CONTRACT, calibration, timeoutMs: 2_000, signal: run.stop });
  return { rig, context: contextOf({ ...run, session }, CONTRACT, calibration), run: (plan, by = rig) => execute(plan, by, run.nextRun()) };
}
