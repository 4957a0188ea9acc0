import { describe, expect, it } from 'vitest';

import { notStuck } from '../../../properties/index.js';
import { classify } from '../../../src/contracts/index.js';
import { drawPlan } from '../../../src/generate/index.js';
import type { Attempt, History, Plan } from '../../../src/model/index.js';
import { operationsOf, readFacts } from '../../../src/model/index.js';
import { problem } from '../../zoo/base/http.js';
import { conflict as busy, defaults } from '../../zoo/base/keyed.js';
import { build, conflictRules } from '../../zoo/base/services.js';
import { pause, turn } from '../../zoo/base/time.js';
import conflict from '../../zoo/correct/conflict.js';
import { define } from '../../zoo/zoo.js';
import type { Refunds } from './refunds.js';
import { refundsOf } from './refunds.js';

const { finish } = defaults();

/**
 * Works on its first call until the client has hung up, however late it hears of that, and then leaves the claim behind.
 *
 * @param refusalMs - how long it takes to tell that the key is in flight
 */
const leavesFirstClaim = (refusalMs: number) => define({
  name: 'leaves-first-claim',
  about: 'A client that hung up leaves its claim in flight for ever.',
  service() {
    let calls = 0;
    return build(conflictRules(), {
      async inFlight() {
        await pause(refusalMs);
        return busy();
      },
      async finish(rules, key, answer, call) {
        calls += 1;
        if (calls > 1) return finish(rules, key, answer, call);
        while (!call.hungUp()) await turn();
      },
    });
  },
});

/** Works on its first call only once the second has been refused, which has overtaken it. */
const overtaken = define({
  name: 'overtaken',
  about: 'An account is busy with a request that nobody waits for any more.',
  service() {
    const charge = build(conflictRules());
    let calls = 0;
    let refuse = (): void => undefined;
    const refused = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    return async (call) => {
      if (call.method !== 'POST') return charge(call);
      calls += 1;
      if (calls === 1) await refused;
      if (calls !== 2) return charge(call);
      refuse();
      return problem(423, 'busy');
    };
  },
});

/** One charge, sent once with a fault. */
function planOf({ context }: Refunds, fault: Attempt['fault']): Plan {
  const plan = drawPlan({ seed: 1, climate: [], index: 0 }, context);
  const [operation] = operationsOf(plan);
  if (operation === undefined) throw new Error('a plan has an operation');
  const attempts: Attempt[] = [{ id: 'a0', start: { kind: 'begin', durations: 0 }, ...(fault === undefined ? {} : { fault }) }];
  return { ...plan, steps: [{ kind: 'operation', operation: { ...operation, attempts } }] };
}

describe('settling', () => {
  // The lease and the work are over after 680 ms, which the slow refusals are spaced to straddle: 175, 360, 565, 730.
  it.each([1, 165])('should go on until a claim must have been let go, so that one which was not is found: refused in %i ms', async (refusalMs) => {
    const refunds = await refundsOf(leavesFirstClaim(refusalMs), { durationMs: 20 });
    const rig = { ...refunds.rig, contract: { ...refunds.rig.contract, leaseMs: 200 } };
    const history = await refunds.run(planOf(refunds, { kind: 'close', at: 'flush' }), rig);
    expect(notStuck.judge(readFacts(history, classify))).toMatchObject({ verdict: 'fail', violations: [{ cause: 'in-flight-for-ever' }] });
  });
});

describe('a key that waits at the end of its lease', () => {
  const ended = ({ events }: History) => events.flatMap((event) => (event.type === 'complete' ? [`${event.attempt} ${event.response?.status ?? ''}`] : []));
  const settledAs = ({ events }: History) => events.flatMap((event) => (event.type === 'settled' ? [event.how] : []));

  it('should take turns with fresh ones', async () => {
    const refunds = await refundsOf(leavesFirstClaim(1), { durationMs: 5 });
    const history = await refunds.run(planOf(refunds, { kind: 'close', at: 'flush' }), { ...refunds.rig, contract: { ...refunds.rig.contract, leaseMs: 20 } });
    const all = ended(history);
    const turns = all.slice(all.indexOf('c0.0 201')).map((each) => each.replace(/^s0.*? /, 's '));
    expect(turns).toEqual(Array.from({ length: turns.length / 2 }, (_, nth) => [`c0.${nth} 201`, 's 409']).flat());
    // Ten, unless they take more than two seconds.
    expect(turns.length / 2).toBeGreaterThanOrEqual(4);
    expect(turns.length / 2).toBeLessThanOrEqual(10);
    expect(settledAs(history)).toEqual(['deadline']);
  });

  it('should be no longer stuck once what it waited for is over', async () => {
    const keys = new Set<unknown>();
    const charge = build(conflictRules());
    const untilAnother = define({
      name: 'until-another',
      about: 'Has an account that is busy until two keys have asked for it.',
      service: () => (call) => (call.method === 'POST' && keys.add(call.headers['idempotency-key']).size < 2 ? busy() : charge(call)),
    });
    const refunds = await refundsOf(untilAnother, { durationMs: 5 });
    const history = await refunds.run(planOf(refunds, undefined), { ...refunds.rig, contract: { ...refunds.rig.contract, leaseMs: 20 } });
    expect(ended(history).slice(-2).map((each) => each.replace(/^s0.*? /, 's '))).toEqual(['c0.0 201', 's 201']);
    expect(settledAs(history)).toEqual(['accepted']);
  });
});

describe('a refusal', () => {
  it('should be no end where it may have overtaken what nobody waits for any more', async () => {
    const refunds = await refundsOf(overtaken);
    const { events } = await refunds.run(planOf(refunds, { kind: 'close', at: 'flush' }));
    const answers = events.flatMap((event) => (event.type === 'complete' ? [[event.attempt, event.response?.status]] : []));
    expect(answers).toEqual([['a0', undefined], ['s0.0', 423], ['s0.1', 201]]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'settled', how: 'accepted' }));
  });

  it('should be the end where everybody was answered', async () => {
    const refunds = await refundsOf(define({ name: 'closed', about: 'Refuses everything.', service: () => () => problem(423, 'closed') }));
    const { events } = await refunds.run(planOf(refunds, undefined));
    expect(events.flatMap((event) => (event.type === 'invoke' && event.phase === 'settle' ? [event.attempt] : []))).toEqual(['s0.0']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'settled', how: 'refused' }));
  });
});

describe('the cap on requests', () => {
  it.each([
    [undefined, 0],
    [{ kind: 'doubled' }, 1],
  ] as const)('should count an attempt with the fault %j, and %i more', async (fault, more) => {
    const refunds = await refundsOf(conflict);
    const { events } = await refunds.run(planOf(refunds, fault));
    const attempts = events.filter(({ type }) => type === 'invoke').length;
    expect(refunds.rig.gate.count - refunds.rig.gate.probeReads).toBe(attempts + more);
  });
});
