import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { arrived, understand } from '../../../src/check/run.js';
import { createRig } from '../../../src/check/session.js';
import { contextOf, PROVISIONAL } from '../../../src/check/stages.js';
import { askedBy } from '../../../src/check/way.js';
import { autoContract } from '../../../src/contracts/index.js';
import { drawPlan } from '../../../src/generate/index.js';
import type { Disruption } from '../../../src/model/index.js';
import { execute } from '../../../src/run/execute.js';
import { BODY, EFFECTS, fresh } from '../targets/cli.js';
import { strikes } from './strikes.js';

const LONG_MS = 60_000;

/** Runs an ordinary plan that strikes a service in a process of its own, and cuts it off meanwhile. */
async function cutOff(disruption: Disruption) {
  const pids = join(fresh(), 'pids');
  const run = understand(askedBy([{ url: 'http://localhost:{{port}}/charges', exec: `PIDS=${pids} ${process.execPath} ${resolve('test/e2e/exec/service.mjs')}`, bodies: [BODY], effects: [EFFECTS] }]));
  const session = await run.way.open();
  onTestFinished(() => session.close?.());
  const here = arrived(run, session);
  const stop = new AbortController();
  const rig = createRig({ ...here, session, contract: autoContract, calibration: PROVISIONAL, timeoutMs: 2_000, signal: stop.signal });
  const plan = drawPlan({ seed: 1, climate: [], index: 0 }, contextOf({ ...here, session }, autoContract, PROVISIONAL));
  const beganMs = performance.now();
  setTimeout(() => stop.abort(), 500);
  const history = await execute({ ...plan, disruptions: [disruption] }, rig, run.nextRun());
  const answer = await fetch(`${session.instances?.[0] ?? ''}/charges?reference=none`, { signal: AbortSignal.timeout(2_000) });
  return { struck: strikes(history), tookMs: performance.now() - beganMs, started: readFileSync(pids, 'utf8').trim().split('\n').length, status: answer.status };
}

describe('a run that is cut off', () => {
  it('strikes nothing that it would have struck later', async () => {
    const { tookMs, ...came } = await cutOff({ kind: 'kill', instance: 0, id: 'd0', start: { kind: 'begin', durations: LONG_MS / PROVISIONAL.durationMs } });
    expect(came).toEqual({ struck: [], started: 1, status: 200 });
    expect(tookMs).toBeLessThan(LONG_MS / 4);
  });

  it('lets go on at once what it has paused', async () => {
    const { tookMs, ...came } = await cutOff({ kind: 'pause', instance: 0, forMs: LONG_MS, id: 'd0', start: { kind: 'begin', durations: 0 } });
    expect(came).toEqual({ struck: ['pause'], started: 1, status: 200 });
    expect(tookMs).toBeLessThan(LONG_MS / 4);
  });

  it('starts anew what it has killed', async () => {
    const { tookMs: _, ...came } = await cutOff({ kind: 'stop', instance: 0, id: 'd0', start: { kind: 'begin', durations: 0.4 * (1_000 / PROVISIONAL.durationMs) } });
    expect(came).toEqual({ struck: ['stop'], started: 2, status: 200 });
  });
});
