import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { drawPlan } from '../../../src/generate/index.js';
import type { Operation, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { createPrincipals, PrincipalError } from '../../../src/run/principals.js';
import conflict from '../../zoo/correct/conflict.js';
import type { Refunds } from './refunds.js';
import { refundsOf } from './refunds.js';

/** Two charges of two callers; one more attempt of the first waits for the second's. */
function planOf({ context }: Refunds): Plan {
  const plan = drawPlan({ seed: 1, climate: [], index: 0 }, context);
  const [first] = operationsOf(plan);
  if (first === undefined) throw new Error('a plan has an operation');
  const one: Operation = { ...first, attempts: [{ id: 'a0', start: { kind: 'begin', durations: 0 } }, { id: 'a2', start: { kind: 'after', of: 'a1', pauseMs: 0 } }] };
  const other: Operation = { ...first, id: 1, principal: 1, attempts: [{ id: 'a1', start: { kind: 'begin', durations: 0 } }] };
  return { ...plan, steps: [one, other].map((operation) => ({ kind: 'operation', operation })) };
}

describe('execute', () => {
  it('should leave nobody running where a credential command fails, nor waiting', async () => {
    const refunds = await refundsOf(conflict);
    const principals = { headersOf: (index: number) => (index === 0 ? [] : Promise.reject(new PrincipalError('no credentials'))), unauthorized: () => undefined };
    const { events } = await refunds.run(planOf(refunds), { ...refunds.rig, principals });
    const named = (type: string): string[] => events.flatMap((event) => (event.type === type && 'attempt' in event ? [event.attempt] : []));
    expect(events.at(-1)).toMatchObject({ type: 'note', text: 'no credentials' });
    expect(named('invoke').toSorted()).toEqual(['a0', 'a2']);
    expect(named('complete').toSorted()).toEqual(['a0', 'a2']);
  });

  it('should say of a probe whose credential command failed that it is the command', async () => {
    const refunds = await refundsOf(conflict);
    const plan = planOf(refunds);
    const [step] = plan.steps;
    if (step?.kind !== 'operation') throw new Error('a plan has an operation');
    const alone: Plan = { ...plan, steps: [{ ...step, operation: { ...step.operation, attempts: step.operation.attempts.slice(0, 1) } }] };
    // It prints headers once, for the attempt; a 401 would have it run again.
    const cwd = mkdtempSync(join(tmpdir(), 'retryproof-principal-'));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    const exec = `test ! -e ${cwd}/ran && echo 'X-Token: a' && touch ${cwd}/ran`;
    const principals = createPrincipals([{ name: 'principal 1', headers: [], exec }]);
    const send: typeof refunds.rig.session.send = async (request, options) => {
      const completion = await refunds.rig.session.send(request, options);
      principals.unauthorized(0, request.headers);
      return completion;
    };
    const { events } = await refunds.run(alone, { ...refunds.rig, principals, session: { ...refunds.rig.session, send } });
    const [wrong] = events.flatMap((event) => (event.type === 'probe' && event.wrong !== undefined ? [event] : []));
    expect(wrong).toMatchObject({ wrong: expect.stringMatching(/^--principal exec: the command failed/) as string, hint: expect.stringMatching(/^the command is run again after a 401/) as string });
  });

  it('should name an instance that went down as reports do, the first as 1', async () => {
    const refunds = await refundsOf(conflict);
    const plan = planOf(refunds);
    const alone: Plan = { ...plan, steps: plan.steps.slice(0, 1) };
    const { durability: _, ...contract } = refunds.rig.contract;
    const { events } = await refunds.run(alone, { ...refunds.rig, contract, outages: { since: () => 0 } });
    expect(events.at(-1)).toMatchObject({ type: 'note', text: 'instance 1 went down during this plan; its store may have been lost' });
  });

  it('should send a crowd of ordinary requests beside a large one', async () => {
    const refunds = await refundsOf(conflict);
    const plan = planOf(refunds);
    const grown = plan.steps.slice(0, 1).map((step) => (step.kind === 'operation' ? { ...step, operation: { ...step.operation, filler: { pointer: '/note', length: 5_000 } } } : step));
    const lengths: number[] = [];
    const send: typeof refunds.rig.session.send = (request, options) => {
      lengths.push(request.body?.length ?? 0);
      return refunds.rig.session.send(request, options);
    };
    await refunds.run({ ...plan, steps: grown, crowd: [{ id: 'c0', count: 3, start: { kind: 'begin', durations: 0 } }] }, { ...refunds.rig, session: { ...refunds.rig.session, send } });
    expect(lengths.filter((length) => length > 5_000).length).toBeGreaterThan(0);
    expect(lengths.filter((length) => length < 200)).toHaveLength(3);
  });
});
