import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { drawPlan } from '../../../src/generate/index.js';
import type { Completion, History, Plan, Session } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { runCampaign } from '../../../src/run/campaign.js';
import { occupying } from '../../../src/run/occupancy.js';
import conflict from '../../zoo/correct/conflict.js';
import type { Refunds } from './refunds.js';
import { refundsOf } from './refunds.js';

/** A charge, and the same again after a pause. */
function paused({ context }: Refunds, pauseMs: number): Plan {
  const plan = drawPlan({ seed: 1, climate: [], index: 0 }, context);
  const [operation] = operationsOf(plan);
  if (operation === undefined) throw new Error('a plan has an operation');
  const attempts = [
    { id: 'a0', start: { kind: 'begin' as const, durations: 0 } },
    { id: 'a1', start: { kind: 'after' as const, of: 'a0', pauseMs } },
  ];
  return { ...plan, steps: [{ kind: 'operation', operation: { ...operation, attempts } }] };
}

async function campaignOf(plansAtOnce: number): Promise<readonly History[]> {
  const refunds = await refundsOf(conflict);
  const histories: History[] = [];
  let count = 0;
  await runCampaign({
    rig: refunds.rig, plansAtOnce, maxPlans: 6,
    judge: () => ({ failures: [], situations: [] }),
    rejudge: () => ({ failures: [], situations: [] }),
    nextPlan: () => paused(refunds, 250),
    nextRun: () => ({ id: `h${(count += 1)}`, salt: `s${count}` }),
    sizeOf: () => 1,
    isOver: () => false,
    onHistory: (history) => histories.push(history),
  });
  return histories;
}

/** Most histories that were under way at one time; a start is known to the millisecond only. */
function mostAtOnce(histories: readonly History[]): number {
  const spans = histories.map(({ head, events }) => {
    const fromMs = Date.parse(head.startedAt);
    return { fromMs, toMs: fromMs + (events.at(-1)?.atMs ?? 0) };
  });
  return Math.max(...spans.map(({ fromMs }) => spans.filter((other) => other.fromMs <= fromMs && fromMs + 1 < other.toMs).length));
}

describe('places', () => {
  it('should be given away by plans that only wait', async () => {
    expect(mostAtOnce(await campaignOf(2))).toBeGreaterThan(2);
  });

  it('should be kept where one plan at a time was asked for', async () => {
    expect(mostAtOnce(await campaignOf(1))).toBe(1);
  });

  it('should be left once nothing is under way, taken again with the next request, and left at the end', async () => {
    const refunds = await refundsOf(conflict);
    const seen: string[] = [];
    const { rig, end } = occupying(refunds.rig, { enter: () => seen.push('enter'), leave: () => seen.push('leave') });
    onTestFinished(end);
    const { events } = await refunds.run(paused(refunds, 250), rig);
    end();
    expect(seen).toEqual(['leave', 'enter', 'leave']);
    expect(events.filter(({ type }) => type === 'complete')).toHaveLength(2);
  });

  it('should be left once by a plan that broke off, whatever it has left behind', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const refunds = await refundsOf(conflict);
    const seen: string[] = [];
    const ends: (() => void)[] = [];
    const session: Session = { send: () => new Promise((resolve) => void ends.push(() => resolve({ outcome: 'info', reason: 'other', detail: '' }))) };
    const { rig, end } = occupying({ ...refunds.rig, session }, { enter: () => seen.push('enter'), leave: () => seen.push('leave') });
    const request = { instance: 0, method: 'POST', path: '/', headers: [], body: null };
    const send = (): Promise<Completion> => rig.session.send(request, { timeoutMs: 1, maxResponseBytes: 1, notify: () => undefined });
    const before = send();
    end();
    const after = send();
    for (const finish of ends) finish();
    await Promise.all([before, after]);
    vi.runAllTimers();
    expect(seen).toEqual(['leave']);
  });
});
