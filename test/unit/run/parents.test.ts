import { describe, expect, it } from 'vitest';

import { properties } from '../../../properties/index.js';
import { ordinaryPlanOn } from '../../../src/check/plans.js';
import { classify } from '../../../src/contracts/index.js';
import { judgeHistory, situationsOf } from '../../../src/judge/index.js';
import type { Attempt, History, HistoryEvent, Operation, Plan } from '../../../src/model/index.js';
import { operationsOf, readFacts } from '../../../src/model/index.js';
import { lookAgain } from '../../../src/run/last-look.js';
import nestedRefund from '../../zoo/correct/nested-refund.js';
import type { Refunds } from './refunds.js';
import { refundsOf } from './refunds.js';

/** A plan of a charge and its refund, and the way to run it. The bank declines what is above 10,000. */
async function refunds(amount: string, also?: string): Promise<Refunds & { readonly plan: Plan }> {
  const way = await refundsOf(nestedRefund, { amount, ...(also === undefined ? {} : { also }) });
  return { ...way, plan: ordinaryPlanOn(1, way.context, 1) as Plan };
}

const after = (id: string, of: string): Attempt => ({ id, start: { kind: 'after', of, pauseMs: 0 } });
const changed = (plan: Plan, change: (operation: Operation) => Partial<Operation>): Plan =>
  ({ ...plan, steps: plan.steps.map((step) => (step.kind === 'operation' ? { ...step, operation: { ...step.operation, ...change(step.operation) } } : step)) });
const ofChild = ({ events }: History): HistoryEvent[] => events.filter((event) => 'operation' in event && event.operation === 1);

describe('an ordinary plan on a route that needs an answer', () => {
  it('should have an ordinary operation of the main route before it, each sent once under a key of its own', async () => {
    const { plan } = await refunds('5');
    expect(operationsOf(plan)).toMatchObject([
      { id: 0, key: { kind: 'fresh' }, route: 0, attempts: [{ id: 'a0', start: { kind: 'begin', durations: 0 } }] },
      { id: 1, key: { kind: 'fresh' }, route: 1, parent: 0, attempts: [after('a1', 'a0')] },
    ]);
  });
});

describe('an operation that is made from an answer', () => {
  it('should ask for what that answer named, in every attempt and at the end', async () => {
    const { rig, plan, run } = await refunds('5');
    const history = await lookAgain(await run(changed(plan, ({ id }) => (id === 1 ? { key: { kind: 'shared', of: 0 }, attempts: [after('a1', 'a0'), after('a2', 'a1')] } : {}))), rig, true);
    const facts = readFacts(history, classify);
    const charge = facts.attempts.get('a0')?.answer?.tree as { id: string };
    const sends = facts.operations[1]?.attempts ?? [];
    expect(sends.map(({ id, path, answer }) => [id, path, answer?.class])).toEqual(['a1', 'a2', 'r1.0'].map((id) => [id, `/charges/${charge.id}/refund`, 'accepted']));
    expect(facts.operations.map(({ effects }) => effects[0]?.total)).toEqual([1, 1]);
    expect(judgeHistory(history, properties, classify).findings).toEqual([]);
    expect(situationsOf(facts)).toContain('other route');
  });

  it.each([
    ['its parent was refused', '20000', undefined],
    ['the answer does not have what it needs', '5', 'POST /charges/{{answer /number}}/refund'],
  ])('should never begin where %s: not sent, settled, controlled or probed', async (_why, amount, also) => {
    const { rig, plan, run } = await refunds(amount, also);
    const history = await run(changed(plan, ({ id }) => (id === 1 ? { key: { kind: 'shared', of: 0 } } : {})));
    expect(ofChild(history)).toMatchObject([{ type: 'settled', how: 'not-tried' }]);
    expect(ofChild(await lookAgain(history, rig, true))).toHaveLength(1);
    const facts = readFacts(history, classify);
    const { judgements, findings, suspects } = judgeHistory(history, properties, classify);
    expect([...findings, ...suspects]).toEqual([]);
    expect([judgements.get('isolation')?.verdict, judgements.get('no-spontaneous-effect')?.verdict]).toEqual(['unknown', 'unknown']);
    expect(situationsOf(facts)).not.toContain('other route');
  });

  it('should leave out only those attempts that came too early', async () => {
    const { plan, run } = await refunds('5');
    const history = await run(changed(plan, ({ id }) => (id === 1 ? { attempts: [{ id: 'a1', start: { kind: 'together', as: 'a0' } }, after('a2', 'a1')] } : {})));
    expect(readFacts(history, classify).operations[1]?.attempts.map(({ id }) => id)).toEqual(['a2']);
  });

  it('should not lend its request to a crowd', async () => {
    const { plan, run } = await refunds('5');
    const turned = { ...plan, steps: plan.steps.toReversed(), crowd: [{ id: 'c0', count: 3, start: { kind: 'after', of: 'a1', pauseMs: 0 } }] } as const;
    expect((await run(turned)).events).toContainEqual(expect.objectContaining({ type: 'crowd', what: 'end', count: 3, accepted: 3 }));
  });
});
