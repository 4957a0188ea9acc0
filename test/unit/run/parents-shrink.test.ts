import { expect, it } from 'vitest';

import { properties } from '../../../properties/index.js';
import { createBench } from '../../../src/check/judging.js';
import { classify } from '../../../src/contracts/index.js';
import { drawPlan, simplerPlans } from '../../../src/generate/index.js';
import type { Clock, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { systemClock } from '../../../src/run/clock.js';
import { shrink } from '../../../src/run/shrink.js';
import noRouteChild from '../../zoo/planted/no-route-child.js';
import { refundsOf } from './refunds.js';

/** A missing effect is waited for two seconds, by this clock. */
const FASTER = 50;
const clock: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() * FASTER, sleep: (ms, signal) => systemClock.sleep(ms / FASTER, signal) };
const CLIMATE = ['loss', 'overlap', 'routes'] as const;

it.each([1, 3])('should find the exact minimum of a refund that gets the answer of its charge: seed %i', async (seed) => {
  const { rig, context, run } = await refundsOf(noRouteChild, { durationMs: 5 * FASTER });
  const bench = createBench(properties, classify);
  const rerun = async (plan: Plan) => {
    const history = await run(plan, { ...rig, clock });
    const failure = bench.rejudge(history).failures.find(({ property, cause, suspect }) => property === 'isolation' && cause === 'answer' && !suspect);
    return { history, tookMs: 0, cut: false, ...(failure === undefined ? {} : { failure }) };
  };
  let failing: Plan | undefined;
  for (let index = 0; failing === undefined && index < 100; index += 1) {
    const plan = drawPlan({ seed, climate: CLIMATE, index }, context);
    if ((await rerun(plan)).failure !== undefined) failing = plan;
  }
  expect(failing).toBeDefined();
  const { plan } = await shrink({ plan: failing as Plan, expectedMs: 1, rerun, simpler: (each) => simplerPlans(each, context), standIns: () => [], mayGoOn: () => true, mayBegin: () => true });
  expect(operationsOf(plan)).toEqual([
    { id: 0, key: { kind: 'fresh' }, route: 0, principal: 0, body: 0, draws: { '#0': 1 }, attempts: [{ id: 'a0', start: { kind: 'begin', durations: 0 } }] },
    { id: 1, key: { kind: 'shared', of: 0 }, route: 1, principal: 0, body: 0, parent: 0, draws: { '#0': 1 }, attempts: [{ id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }] },
  ]);
  expect([plan.lane, plan.crowd]).toEqual(['pooled', []]);
}, 60_000);
